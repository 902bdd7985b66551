// SPDX-License-Identifier: Apache-2.0

// Resources and data sources of a module.

#include <utility>

#include "protocol/deploy/template_error.h"
#include "tools/deploy/terraform/json_value.h"
#include "tools/deploy/terraform/known_values.h"
#include "tools/deploy/terraform/module.h"
#include "tools/deploy/terraform/type.h"

namespace pumice::deploy::terraform {
namespace {

// The name of an aliased provider in "provider = aws.west"; empty: the default one.
std::string AliasOf(const Block& block) {
  const Argument* const provider = block.body.Find("provider");
  if (provider == nullptr || provider->value->kind != Expression::Kind::kAccess) return "";
  return provider->value->steps[0].name;
}

const Block* FindInner(const Block& block, std::string_view type) {
  for (const Block& inner : block.body.blocks) {
    if (inner.type == type) return &inner;
  }
  return nullptr;
}

}  // namespace

Value Module::ResourceValue(const std::string& name, const Mark& mark) {
  const auto found = configuration_->resources.find(name);
  if (found == configuration_->resources.end())
    throw TemplateError(mark, Place(name), "there is no such resource");
  const Block& block = *found->second;
  return Once(name, mark, [&] {
    if (FindResourceSchema(block.labels[0]) == nullptr) return OtherResource(block, name);
    std::vector<Value> values;
    Instances instances;
    std::vector<ResourceInstance> made = EvaluateResource(block, &values, &instances);
    resources_.insert_or_assign(name, std::move(made));
    return Gather(instances, std::move(values));
  });
}

std::vector<ResourceInstance> Module::EvaluateResource(const Block& block,
                                                       std::vector<Value>* values,
                                                       Instances* instances) {
  const std::string place = Place(block.labels[0] + "." + block.labels[1]);
  *instances = Expand(block, place);
  if (instances->unknown) {
    throw TemplateError(block.mark, place,
                        *instances->unknown + " is known only after terraform apply");
  }
  std::vector<ResourceInstance> made;
  for (const Instance& instance : instances->instances)
    made.push_back(EvaluateInstance(block, instance, &values->emplace_back()));
  return made;
}

ResourceInstance Module::EvaluateInstance(const Block& block, const Instance& instance,
                                          Value* value) {
  ResourceInstance made;
  made.type = block.labels[0];
  made.address = Place(block.labels[0] + "." + block.labels[1]) + instance.suffix;
  made.mark = block.mark;
  Evaluator evaluator(this, &session_.budget, made.address);
  if (!instance.name.empty()) evaluator.Bind(instance.name, instance.bound);
  const BlockSchema& schema = *FindResourceSchema(made.type);
  ResourceBody body = ReadResourceBody(block.body, schema, block.mark, &evaluator, &session_.notes);
  if (schema.FindArgument("tags") != nullptr) AddProvider(block, &evaluator, &body, &made.region);
  ReadLifecycle(block, &evaluator, &made);
  made.node = std::move(body.node);
  *value = Value::OpenMap(Computed(made.type, body.members), made.address);
  return made;
}

void Module::ReadLifecycle(const Block& block, Evaluator* evaluator, ResourceInstance* made) {
  const Block* const lifecycle = FindInner(block, "lifecycle");
  if (lifecycle == nullptr) return;
  if (const Argument* const prevent = lifecycle->body.Find("prevent_destroy"))
    made->keep = prevent->value->value.is_true();
  if (const Argument* const ignored = lifecycle->body.Find("ignore_changes")) {
    session_.notes.push_back(ignored->mark.Text() + ": " + made->address +
                             ": lifecycle.ignore_changes is not honoured: what is written is what "
                             "is deployed");
  }
  for (const Block& inner : lifecycle->body.blocks) {
    const Argument* const condition = inner.body.Find("condition");
    const Argument* const message = inner.body.Find("error_message");
    if (inner.type != "precondition" || condition == nullptr || message == nullptr) continue;
    const Value holds = evaluator->Evaluate(*condition->value);
    if (AsBool(holds).value_or(true)) continue;
    evaluator->Fail(condition->value->mark,
                    AsText(evaluator->Evaluate(*message->value)).value_or("the condition fails"));
  }
}

// Providers stand in the root.
const Block* Module::FindProvider(const Block& block) const {
  const Module* root = this;
  while (root->parent_ != nullptr) root = root->parent_;
  const std::string alias = AliasOf(block);
  for (const Block* const provider : root->configuration_->providers) {
    const Argument* const named = provider->body.Find("alias");
    const std::string name = named == nullptr ? "" : named->value->value.text();
    if (provider->labels.size() == 1 && provider->labels[0] == "aws" && name == alias)
      return provider;
  }
  return nullptr;
}

// The provider's default tags, below the resource's own; and its region, if it has an alias.
void Module::AddProvider(const Block& block, Evaluator* evaluator, ResourceBody* body,
                         std::string* region) {
  const Block* const provider = FindProvider(block);
  Module* root = this;
  while (root->parent_ != nullptr) root = root->parent_;
  Evaluator in_root(root, &session_.budget, "provider.aws");
  Value::Members tags;
  if (provider != nullptr) {
    if (const Argument* const named = provider->body.Find("region");
        named && !AliasOf(block).empty())
      *region = in_root.Evaluate(*named->value).text();
    const Block* const defaults = FindInner(*provider, "default_tags");
    const Argument* const given = defaults == nullptr ? nullptr : defaults->body.Find("tags");
    if (given != nullptr) tags = in_root.Evaluate(*given->value).members();
  }
  const auto own = body->members.find("region");
  if (own != body->members.end() && own->second.is_string()) *region = own->second.text();
  if (*region == session_.options.region) region->clear();
  if (const auto members = body->members.find("tags"); members != body->members.end()) {
    for (const auto& [name, tag] : members->second.members()) tags.insert_or_assign(name, tag);
  }
  if (!tags.empty()) {
    const Node* const present = body->node.Find("tags");
    Node node = Node::Map(present == nullptr ? block.mark : present->mark());
    for (const auto& [name, tag] : tags) {
      const std::optional<std::string> text = AsText(tag);
      if (text) node.members().emplace_back(name, Node::String(*text, node.mark()));
    }
    body->node.Set("tags", std::move(node));
  }
  (void)evaluator;
  body->members.insert_or_assign("tags_all", Value::Map(std::move(tags)));
}

Value::Members Module::Computed(const std::string& type, const Value::Members& members) const {
  Value::Members all = members;
  AddKnownAttributes(type, session_.options, &all);
  return all;
}

// What can be evaluated of a body that no schema describes; the rest is unknown.
Value::Members Module::TryArguments(const Body& body, Evaluator* evaluator) {
  Value::Members members;
  for (const Argument& argument : body.arguments) {
    if (argument.name == "count" || argument.name == "for_each" || argument.name == "provider" ||
        argument.name == "depends_on")
      continue;
    try {
      members.emplace(argument.name, evaluator->Evaluate(*argument.value));
    } catch (const BoundsError&) {
      throw;
    } catch (const TemplateError&) {
      members.emplace(argument.name, Value::Unknown(evaluator->place() + "." + argument.name));
    }
  }
  return members;
}

Value Module::OtherResource(const Block& block, const std::string& name) {
  const std::string place = Place(name);
  const Instances instances = Expand(block, place);
  if (instances.unknown) return Value::Unknown(*instances.unknown);
  std::vector<Value> values;
  for (const Instance& instance : instances.instances) {
    Evaluator evaluator(this, &session_.budget, place + instance.suffix);
    if (!instance.name.empty()) evaluator.Bind(instance.name, instance.bound);
    Value::Members members = TryArguments(block.body, &evaluator);
    AddKnownAttributes(block.labels[0], session_.options, &members);
    values.push_back(Value::OpenMap(std::move(members), place + instance.suffix));
  }
  return Gather(instances, std::move(values));
}

Value Module::DataValue(const std::string& name, const Mark& mark) {
  const auto found = configuration_->data.find(name);
  const std::string place = Place("data." + name);
  if (found == configuration_->data.end())
    throw TemplateError(mark, place, "there is no such data source");
  const Block& block = *found->second;
  return Once("data." + name, mark, [&] {
    const Instances instances = Expand(block, place);
    if (instances.unknown) return Value::Unknown(*instances.unknown);
    std::vector<Value> values;
    for (const Instance& instance : instances.instances) {
      Evaluator evaluator(this, &session_.budget, place + instance.suffix);
      if (!instance.name.empty()) evaluator.Bind(instance.name, instance.bound);
      Value::Members members = TryArguments(block.body, &evaluator);
      if (block.labels[0] == "aws_iam_policy_document")
        members.insert_or_assign("json", PolicyDocument(block.body, &evaluator));
      AddKnownData(block.labels[0], session_.options, &members);
      values.push_back(Value::OpenMap(std::move(members), place + instance.suffix));
    }
    return Gather(instances, std::move(values));
  });
}

}  // namespace pumice::deploy::terraform
