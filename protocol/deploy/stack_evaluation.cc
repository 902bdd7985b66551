// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/stack_evaluation.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "protocol/deploy/for_each.h"
#include "protocol/deploy/made_up_values.h"
#include "protocol/deploy/place.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/serverless_transform.h"
#include "protocol/deploy/stack_capabilities.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

// No table has as many; what is beyond is a fault of the first that it does not know.
constexpr size_t kMaxProperties = 100;
constexpr size_t kMaxMappingKeys = 200;

// Transforms that change no table.
constexpr std::string_view kHarmlessTransforms[] = {
    "AWS::LanguageExtensions", "AWS::Serverless-2016-10-31", "AWS::CodeDeployBlueGreen",
    "AWS::SecretsManager-2020-07-23", "AWS::SecretsManager-2024-09-16"};
// CDK's rule about the version of its own resources in an account.
constexpr std::string_view kRuleOfCdk = "CheckBootstrapVersion";

void CheckMapping(const std::string& name, const Node& mapping) {
  bool small = mapping.is_map() && mapping.members().size() <= kMaxMappingKeys;
  for (const Node::Member& row : mapping.members()) {
    small &= row.second.is_map() && row.second.members().size() <= kMaxMappingKeys;
  }
  if (small) return;
  throw TemplateError(mapping.mark(), "Mappings." + name,
                      "must be a map of maps, each of at most 200 members");
}

// The property that names a resource of its type.
const Node* FindName(const WrittenResource& written) {
  if (written.properties == nullptr) return nullptr;
  std::string name = written.type.substr(written.type.rfind(':') + 1);
  const Node* const found = written.properties->Find(name.append("Name"));
  return found != nullptr ? found : written.properties->Find("Name");
}

}  // namespace

StackEvaluation::StackEvaluation(const TemplateInputs& inputs, Budget* budget, int depth)
    : inputs_(inputs),
      budget_(*budget),
      depth_(depth),
      values_(inputs_),
      evaluator_(&values_, budget) {}

StackResult StackEvaluation::Run(const Node& root) {
  ReadNames(root);
  ExpandTransforms();
  EvaluateConditions();
  MakeResources();
  MakeOutputs();
  return std::move(result_);
}

void StackEvaluation::ReadNames(const Node& root) {
  sections_ = ReadSections(root);
  result_.description = sections_.description;
  result_.transforms = sections_.transforms;
  values_.language_extensions = sections_.language_extensions;
  values_.serverless = sections_.serverless;
  values_.stack_id =
      inputs_.stack_id.empty() ? MadeUpStackId(inputs_, inputs_.stack_name) : inputs_.stack_id;
  for (ParameterValue& parameter :
       ResolveParameters(sections_.parameters, inputs_, &result_.desired.notes)) {
    result_.parameters.push_back(parameter.told);
    const std::string name = parameter.told.name;
    values_.parameters.emplace(name, std::move(parameter));
  }
  for (const Node::Member& mapping : sections_.mappings.members()) {
    CheckMapping(mapping.first, mapping.second);
    values_.mappings.emplace(mapping.first, &mapping.second);
  }
  for (const Node::Member& rule : sections_.rules.members()) {
    if (rule.first == kRuleOfCdk) continue;
    AddNote(rule.second.mark(), "Rules." + rule.first, "is not checked", &result_.desired);
  }
  for (const std::string& transform : sections_.transforms) {
    if (std::ranges::find(kHarmlessTransforms, transform) != std::end(kHarmlessTransforms))
      continue;
    AddNote(root.mark(), "Transform", transform + " is not run", &result_.desired);
  }
}

void StackEvaluation::ExpandTransforms() {
  if (sections_.language_extensions) {
    values_.block = "Transform";
    sections_.conditions = ExpandLoops(sections_.conditions, &evaluator_);
    sections_.resources = ExpandLoops(sections_.resources, &evaluator_);
    sections_.outputs = ExpandLoops(sections_.outputs, &evaluator_);
    CheckQuota(sections_.resources, "resources", kMaxStackResources);
    CheckQuota(sections_.outputs, "outputs", kMaxStackOutputs);
  }
  if (!sections_.serverless) return;
  for (const Node::Member& member : sections_.resources.members()) {
    const Node* const type = member.second.Find("Type");
    if (type != nullptr && type->text().starts_with("AWS::Serverless::")) {
      values_.serverless_ids.push_back(member.first);
    }
  }
  sections_.resources = ExpandServerless(sections_.resources, sections_.globals);
}

void StackEvaluation::EvaluateConditions() {
  values_.block = "Conditions";
  for (const Node::Member& condition : sections_.conditions.members()) {
    values_.conditions.emplace(condition.first, &condition.second);
  }
  const Place place("Conditions");
  for (const Node::Member& condition : sections_.conditions.members()) {
    const Node name = Node::String(condition.first, condition.second.mark());
    evaluator_.Condition(name, place);
  }
}

void StackEvaluation::MakeResources() {
  values_.block = "Resources";
  std::vector<WrittenResource> written = ReadResources(sections_.resources);
  result_.capabilities = Capabilities(written, sections_);
  for (const WrittenResource& resource : written) {
    values_.resources.emplace(resource.logical_id, nullptr);
  }
  for (const WrittenResource& resource : OrderResources(std::move(written), &evaluator_)) {
    const ResourceValue& value = resources_.emplace_back(MakeResource(resource));
    values_.resources[resource.logical_id] = &value;
    result_.resources.push_back({resource.logical_id, resource.type, value.physical_id,
                                 resource.node->mark(), !value.open, resource.deletion_policy,
                                 resource.replace_policy, Fingerprint(resource)});
  }
}

ResourceValue StackEvaluation::MakeResource(const WrittenResource& written) {
  if (const ResourceMaker maker = FindResourceMaker(written.type)) {
    return maker(Evaluated(written), inputs_, &result_.desired);
  }
  if (written.type == "AWS::CloudFormation::Stack" && inputs_.nested) {
    return MakeNestedStack(Evaluated(written));
  }
  return PassOver(written);
}

// What nobody makes may say what cannot be evaluated here: then it counts as it is written.
std::string StackEvaluation::Fingerprint(const WrittenResource& written) {
  if (!inputs_.fingerprints || written.properties == nullptr) return "";
  const Place place(written.logical_id);
  try {
    const std::optional<Node> properties =
        evaluator_.Evaluate(*written.properties, Place(place, "Properties"));
    return properties ? MadeUpUuid(NodeJson(*properties)) : "";
  } catch (const TemplateError&) {
    return MadeUpUuid(NodeJson(*written.properties));
  }
}

EvaluatedResource StackEvaluation::Evaluated(const WrittenResource& written) {
  EvaluatedResource resource{written.logical_id, written.type, written.node->mark(),
                             Node::Map(written.node->mark()),
                             written.deletion_policy.starts_with("Retain")};
  if (written.properties == nullptr) return resource;
  const Place place(written.logical_id);
  std::optional<Node> properties =
      evaluator_.Evaluate(*written.properties, Place(place, "Properties"));
  if (properties) resource.properties = *std::move(properties);
  if (!resource.properties.is_map() || resource.properties.members().size() > kMaxProperties) {
    throw TemplateError(written.properties->mark(), written.logical_id + ".Properties",
                        "must be a map of at most 100 members");
  }
  return resource;
}

ResourceValue StackEvaluation::PassOver(const WrittenResource& written) {
  ++result_.desired.passed_over[written.type];
  std::string name = MadeUpName(inputs_.stack_name, written.logical_id);
  if (written.type == "AWS::CloudFormation::Stack") {
    return MadeUpResource(inputs_, written.type, MadeUpStackId(inputs_, name));
  }
  if (const Node* const given = FindName(written)) {
    try {
      name = evaluator_.Text(*given, Place(written.logical_id));
    } catch (const TemplateError&) {
      // Nobody makes it: what its name comes to does not matter.
    }
  }
  return MadeUpResource(inputs_, written.type, name);
}

ResourceValue StackEvaluation::MakeNestedStack(const EvaluatedResource& resource) {
  const Node* const url = resource.properties.Find("TemplateURL");
  if (url == nullptr || !url->is_scalar()) {
    throw TemplateError(resource.mark, resource.PlaceOf("TemplateURL"), "is missing");
  }
  if (depth_ + 1 == kMaxDepth) {
    throw TemplateError(resource.mark, resource.logical_id, "stacks nest more than 10 deep");
  }
  TemplateInputs inputs = inputs_;
  inputs.parameters.clear();
  inputs.replaced.clear();
  inputs.stack_name = MadeUpName(inputs_.stack_name, resource.logical_id);
  inputs.stack_id = MadeUpStackId(inputs_, inputs.stack_name);
  inputs.import = [this](std::string_view name) -> std::optional<std::string> {
    const auto found = values_.nested_exports.find(std::string(name));
    if (found != values_.nested_exports.end()) return found->second;
    return inputs_.import ? inputs_.import(name) : std::nullopt;
  };
  ResourceValue value;
  value.type = resource.type;
  value.physical_id = inputs.stack_id;
  std::optional<std::string> text;
  try {
    text = inputs_.nested(url->text());
  } catch (const TemplateError& error) {
    throw TemplateError(url->mark(), resource.PlaceOf("TemplateURL"), error.what());
  }
  if (!text) {
    ++result_.desired.passed_over[resource.type];
    AddNote(url->mark(), resource.PlaceOf("TemplateURL"),
            "is no file beside the template: the tables of the nested stack are not made",
            &result_.desired);
    value.open = true;
    return value;
  }
  if (const Node* const parameters = resource.properties.Find("Parameters")) {
    for (const Node::Member& member : parameters->members()) {
      std::string joined = member.second.text();
      for (const Node& item : member.second.items()) {
        if (&item != member.second.items().data()) joined += ',';
        joined += item.text();
      }
      inputs.parameters[member.first] = std::move(joined);
    }
  }
  const Node root = ReadDocument(*text, url->text());
  budget_.Count(root.Count(), text->size(), resource.mark);
  TakeNested(resource, StackEvaluation(inputs, &budget_, depth_ + 1).Run(root), &value);
  return value;
}

void StackEvaluation::TakeNested(const EvaluatedResource& resource, StackResult nested,
                                 ResourceValue* value) {
  const std::string prefix = resource.logical_id + ".";
  DesiredTables& desired = result_.desired;
  for (DesiredTable& table : nested.desired.tables) {
    table.logical_id.insert(0, prefix);
    table.retain |= resource.retain;
    desired.tables.push_back(std::move(table));
  }
  for (DesiredCall& call : nested.desired.calls) {
    call.logical_id.insert(0, prefix);
    desired.calls.push_back(std::move(call));
  }
  for (DesiredOutput& output : nested.desired.outputs) {
    // Those of stacks within it are not its own.
    if (output.name.find('.') == std::string::npos) {
      value->attributes["Outputs." + output.name] = output.value;
    }
    if (output.export_name.empty()) continue;
    values_.nested_exports[output.export_name] = output.value;
    output.name.insert(0, prefix);
    desired.outputs.push_back(std::move(output));
  }
  for (StackResource& each : nested.resources) {
    each.logical_id.insert(0, prefix);
    if (resource.retain) each.deletion_policy = "Retain";
    result_.resources.push_back(std::move(each));
  }
  for (const auto& [type, count] : nested.desired.passed_over) desired.passed_over[type] += count;
  for (std::string& note : nested.desired.notes) desired.notes.push_back(std::move(note));
}

}  // namespace pumice::deploy
