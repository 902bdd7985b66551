// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/stack_resources.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "protocol/deploy/resource_references.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

constexpr std::string_view kMembers[] = {
    "Type",         "Properties",          "DependsOn", "Condition",  "DeletionPolicy",
    "UpdatePolicy", "UpdateReplacePolicy", "Metadata",  "Connectors", "CreationPolicy",
    "Description",  "IgnoreGlobals",       "Version"};
constexpr std::string_view kPolicies[] = {"Delete", "Retain", "RetainExceptOnCreate", "Snapshot"};
constexpr std::string_view kBlock = "Resources";

bool IsLogicalId(std::string_view name) {
  return !name.empty() && name.size() <= 255 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

WrittenResource ReadResource(const std::string& logical_id, const Node& node) {
  if (!IsLogicalId(logical_id)) {
    throw TemplateError(
        node.mark(), "",
        "Template format error: Resource name " + logical_id + " is non alphanumeric.");
  }
  const Node* const type = node.Find("Type");
  if (type == nullptr || !type->is_string() || type->text().empty()) {
    throw TemplateError(node.mark(), "",
                        "Template format error: [/Resources/" + logical_id +
                            "] Every Resources object must contain a Type member.");
  }
  for (const Node::Member& member : node.members()) {
    if (std::ranges::find(kMembers, member.first) != std::end(kMembers)) continue;
    throw TemplateError(member.second.mark(), logical_id,
                        "Invalid template resource property '" + member.first + "'");
  }
  const Node* const properties = node.Find("Properties");
  if (properties != nullptr && !properties->is_map()) {
    throw TemplateError(properties->mark(), logical_id + ".Properties", "must be a map");
  }
  return {logical_id, type->text(), &node, properties, "", ""};
}

// Of DeletionPolicy and UpdateReplacePolicy.
std::string PolicyOf(const WrittenResource& resource, std::string_view member,
                     Evaluator* evaluator) {
  const Node* const policy = resource.node->Find(member);
  if (policy == nullptr) return "Delete";
  const Place place(resource.logical_id);
  std::string text = evaluator->Text(*policy, Place(place, member));
  if (std::ranges::find(kPolicies, text) == std::end(kPolicies)) {
    throw TemplateError(policy->mark(), resource.logical_id + "." + std::string(member),
                        "Template error: Unrecognized " + std::string(member) + " " + text);
  }
  return text;
}

[[noreturn]] void ThrowUnresolved(const Mark& mark, std::string_view place, const std::string& name,
                                  std::string_view block) {
  std::string message = "Template format error: Unresolved resource dependencies [";
  message.append(name).append("] in the ").append(block).append(" block of the template");
  throw TemplateError(mark, place, message);
}

using Indexes = std::unordered_map<std::string_view, size_t>;

// What each of `resources` needs, by its index.
class Needs {
 public:
  Needs(const std::vector<WrittenResource>& resources, const Indexes& written, Evaluator* evaluator)
      : written_(written), evaluator_(*evaluator) {
    for (size_t i = 0; i < resources.size(); ++i) active_[resources[i].logical_id] = i;
  }

  std::set<size_t> Of(const WrittenResource& resource) {
    std::set<size_t> needs;
    const Place place(resource.logical_id);
    const auto add = [&](const Reference& reference) { AddReference(reference, &needs); };
    if (resource.properties != nullptr) {
      FindReferences(*resource.properties, Place(place, "Properties"), &evaluator_, add);
    }
    if (const Node* const depends = resource.node->Find("DependsOn")) {
      if (depends->is_list()) {
        for (const Node& each : depends->items()) AddDependency(each, resource, &needs);
      } else {
        AddDependency(*depends, resource, &needs);
      }
    }
    return needs;
  }

 private:
  void AddReference(const Reference& reference, std::set<size_t>* needs) const {
    const auto found = active_.find(reference.name);
    if (found != active_.end()) {
      needs->insert(found->second);
      return;
    }
    if (IsGeneratedBySam(evaluator_.values(), reference.name)) return;
    ThrowUnresolved(reference.mark, reference.place.Text(), reference.name, kBlock);
  }

  // One whose condition does not hold is no dependency.
  void AddDependency(const Node& name, const WrittenResource& resource,
                     std::set<size_t>* needs) const {
    const auto found = active_.find(name.text());
    if (found != active_.end()) {
      needs->insert(found->second);
    } else if (!name.is_string() || !written_.contains(name.text())) {
      ThrowUnresolved(name.mark(), resource.logical_id + ".DependsOn", name.text(), kBlock);
    }
  }

  const Indexes& written_;
  Evaluator& evaluator_;
  Indexes active_;
};

// Throws with the members of one cycle, in the template's order. `left`: those that need another
// of them.
[[noreturn]] void ThrowCycle(const std::vector<WrittenResource>& resources,
                             const std::vector<std::set<size_t>>& needs,
                             const std::set<size_t>& left) {
  std::vector<size_t> path{*left.begin()};
  while (true) {
    const std::set<size_t>& next = needs[path.back()];
    const size_t need = *std::ranges::find_if(next, [&](size_t i) { return left.contains(i); });
    const auto seen = std::ranges::find(path, need);
    if (seen != path.end()) {
      path.erase(path.begin(), seen);
      break;
    }
    path.push_back(need);
  }
  std::ranges::sort(path);
  std::string names;
  for (const size_t index : path) {
    names.append(names.empty() ? "" : ", ").append(resources[index].logical_id);
  }
  throw TemplateError(resources[path[0]].node->mark(), "",
                      "Circular dependency between resources: [" + names + "]");
}

}  // namespace

std::vector<WrittenResource> ReadResources(const Node& section) {
  std::vector<WrittenResource> resources;
  for (const Node::Member& member : section.members()) {
    resources.push_back(ReadResource(member.first, member.second));
  }
  return resources;
}

void CheckReferences(const std::vector<WrittenResource>& resources, const Node& parameters,
                     const Node& outputs) {
  std::unordered_set<std::string_view> known;
  for (const WrittenResource& resource : resources) known.insert(resource.logical_id);
  const auto check = [&](const Node& node, const Place& place, std::string_view block) {
    FindReferences(node, place, nullptr, [&](const Reference& reference) {
      if (known.contains(reference.name) || parameters.Find(reference.name) != nullptr) return;
      ThrowUnresolved(reference.mark, reference.place.Text(), reference.name, block);
    });
  };
  const auto check_dependency = [&](const Node& name, const WrittenResource& resource) {
    if (name.is_string() && known.contains(name.text())) return;
    ThrowUnresolved(name.mark(), resource.logical_id + ".DependsOn", name.text(), kBlock);
  };
  for (const WrittenResource& resource : resources) {
    if (resource.properties != nullptr) {
      check(*resource.properties, Place(resource.logical_id), kBlock);
    }
    const Node* const depends = resource.node->Find("DependsOn");
    if (depends == nullptr) continue;
    if (!depends->is_list()) check_dependency(*depends, resource);
    for (const Node& each : depends->items()) check_dependency(each, resource);
  }
  for (const Node::Member& output : outputs.members()) {
    if (const Node* const value = output.second.Find("Value")) {
      check(*value, Place(output.first), "Outputs");
    }
  }
}

std::vector<WrittenResource> OrderResources(std::vector<WrittenResource> resources,
                                            Evaluator* evaluator) {
  Indexes written;
  for (const WrittenResource& resource : resources) written.emplace(resource.logical_id, 0);
  std::vector<WrittenResource> active;
  for (const WrittenResource& resource : resources) {
    const Place place(resource.logical_id);
    const Node* const condition = resource.node->Find("Condition");
    if (condition == nullptr || evaluator->Condition(*condition, Place(place, "Condition"))) {
      active.push_back(resource);
    }
  }
  Needs needs_of(active, written, evaluator);
  std::vector<std::set<size_t>> needs;
  std::set<size_t> left;
  for (WrittenResource& resource : active) {
    left.insert(needs.size());
    needs.push_back(needs_of.Of(resource));
    resource.deletion_policy = PolicyOf(resource, "DeletionPolicy", evaluator);
    resource.replace_policy = PolicyOf(resource, "UpdateReplacePolicy", evaluator);
  }
  std::vector<WrittenResource> ordered;
  while (!left.empty()) {
    const auto ready = std::ranges::find_if(left, [&](size_t index) {
      return std::ranges::none_of(needs[index], [&](size_t need) { return left.contains(need); });
    });
    if (ready == left.end()) ThrowCycle(active, needs, left);
    ordered.push_back(active[*ready]);
    left.erase(ready);
  }
  return ordered;
}

}  // namespace pumice::deploy
