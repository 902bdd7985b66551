// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/kept_resources.h"

#include <algorithm>

#include "protocol/services/stack_calls.h"

namespace pumice::services {
namespace {

constexpr std::string_view kNotMade =
    "pumice has no counterpart: recorded as complete, and not made";

// How a table would be changed: the sign of its plan; '=' where the resource is no table.
char SignOf(const std::string& logical_id, const EvaluatedTemplate& wanted,
            const ServiceCaller& caller) {
  for (const deploy::DesiredTable& table : wanted.result.desired.tables) {
    if (table.logical_id != logical_id) continue;
    deploy::DesiredTables one;
    one.tables.push_back(table);
    return PlanTables(one, caller.dynamodb, {}).front().sign;
  }
  return '=';
}

bool HasOtherCalls(const Stack& stack, const std::string& logical_id,
                   const EvaluatedTemplate& wanted) {
  const auto& calls = wanted.result.desired.calls;
  return std::any_of(calls.begin(), calls.end(), [&](const deploy::DesiredCall& call) {
    return call.logical_id == logical_id && !IsMade(stack.calls, call);
  });
}

}  // namespace

std::vector<KeptResource> ResourcesOf(const EvaluatedTemplate& evaluated) {
  const auto& tables = evaluated.result.desired.tables;
  std::vector<KeptResource> resources(evaluated.result.resources.size());
  for (size_t i = 0; i < resources.size(); ++i) {
    const deploy::StackResource& resource = evaluated.result.resources[i];
    KeptResource& kept = resources[i];
    kept.logical_id = resource.logical_id;
    kept.type = resource.type;
    kept.physical_id = resource.physical_id;
    kept.made = resource.made;
    kept.deletion_policy = resource.deletion_policy;
    kept.replace_policy = resource.replace_policy;
    kept.fingerprint = resource.fingerprint;
    kept.table = std::any_of(tables.begin(), tables.end(), [&](const deploy::DesiredTable& table) {
      return table.logical_id == resource.logical_id;
    });
  }
  return resources;
}

bool IsSameResource(const KeptResource& a, const KeptResource& b) {
  return a.logical_id == b.logical_id && a.type == b.type && a.physical_id == b.physical_id;
}

std::string NotesOf(const KeptResource& resource, const deploy::DesiredTables& desired) {
  if (!resource.made) return std::string(kNotMade);
  const std::string& logical_id = resource.logical_id;
  std::string text;
  for (const std::string& note : desired.notes) {
    if (note.find(' ' + logical_id + '.') == note.npos && !note.starts_with(logical_id + '.')) {
      continue;
    }
    if (!text.empty()) text += "; ";
    text += note;
  }
  return text;
}

std::vector<KeptChange> FindChanges(const Stack& stack, const EvaluatedTemplate& wanted,
                                    const ServiceCaller& caller) {
  std::vector<KeptChange> changes;
  const std::vector<KeptResource> resources = ResourcesOf(wanted);
  for (const KeptResource& resource : resources) {
    const KeptResource* const known = FindResource(stack.resources, resource.logical_id);
    if (known == nullptr || known->type != resource.type || !known->present) {
      changes.push_back({"Add", resource.logical_id, "", resource.type, ""});
      continue;
    }
    const char sign = SignOf(resource.logical_id, wanted, caller);
    const bool is_replaced = known->physical_id != resource.physical_id || sign == '-';
    const bool is_changed = is_replaced || sign != '=' ||
                            known->fingerprint != resource.fingerprint ||
                            HasOtherCalls(stack, resource.logical_id, wanted);
    if (!is_changed) continue;
    changes.push_back({"Modify", resource.logical_id, known->physical_id, resource.type,
                       is_replaced ? "True" : "False"});
  }
  for (const KeptResource& resource : stack.resources) {
    if (!resource.present || FindResource(resources, resource.logical_id) != nullptr) continue;
    changes.push_back({"Remove", resource.logical_id, resource.physical_id, resource.type, ""});
  }
  return changes;
}

}  // namespace pumice::services
