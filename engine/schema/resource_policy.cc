// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/resource_policy.h"

#include <algorithm>
#include <utility>

#include "engine/error/policies.h"

namespace pumice {
namespace {

// Instead of a revision: that there is no policy ("PutResourcePolicy", API reference).
constexpr std::string_view kNoPolicy = "NO_POLICY";

void CheckExpected(const PolicyTarget& target, const ExpectedRevision& expected,
                   const ResourcePolicy& policy) {
  if (!expected) return;
  const std::string revision = std::to_string(policy.revision);
  if (*expected == kNoPolicy) {
    if (!policy.document.empty()) ThrowPolicyExists(target.table, target.stream_label, revision);
    return;
  }
  if (policy.revision == 0) ThrowNoRevision(*expected, target.table, target.stream_label);
  if (policy.document.empty() || *expected != revision) {
    ThrowOtherRevision(*expected, target.table, target.stream_label, revision);
  }
}

int64_t NextRevision(const ResourcePolicy& policy, int64_t now_millis) {
  return std::max(now_millis, policy.revision + 1);
}

}  // namespace

std::string PutPolicy(const PolicyTarget& target, std::string document,
                      const ExpectedRevision& expected, int64_t now_millis,
                      ResourcePolicy* policy) {
  CheckExpected(target, expected, *policy);
  if (policy->document != document) {
    *policy = {std::move(document), NextRevision(*policy, now_millis)};
  }
  return std::to_string(policy->revision);
}

std::string DeletePolicy(const PolicyTarget& target, const ExpectedRevision& expected,
                         int64_t now_millis, ResourcePolicy* policy) {
  CheckExpected(target, expected, *policy);
  std::string revision = policy->revision == 0 ? "" : std::to_string(policy->revision);
  if (!policy->document.empty()) *policy = {"", NextRevision(*policy, now_millis)};
  return revision;
}

}  // namespace pumice
