// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/session_policy.h"

#include "protocol/services/service_fault.h"

namespace pumice::services {
namespace {

// "The plaintext that you use for both inline and managed session policies can't exceed 2,048
// characters". AWS packs it and the tags, in a way that it does not tell; here their size counts.
constexpr size_t kMostCharacters = 2048;

bool HasEither(const JsonValue& statement, std::string_view one, std::string_view other) {
  return (FindMember(statement, one) != nullptr) != (FindMember(statement, other) != nullptr);
}

bool IsStatement(const JsonValue& statement) {
  if (!statement.IsObject()) return false;
  const JsonValue* const effect = FindMember(statement, "Effect");
  if (effect == nullptr || !effect->IsString()) return false;
  return (JsonText(*effect) == "Allow" || JsonText(*effect) == "Deny") &&
         HasEither(statement, "Action", "NotAction") &&
         HasEither(statement, "Resource", "NotResource");
}

// One statement or several ("IAM JSON policy elements: Statement").
bool HasStatements(const JsonValue& policy) {
  const JsonValue* const statements = FindMember(policy, "Statement");
  if (statements == nullptr) return false;
  if (!statements->IsArray()) return IsStatement(*statements);
  for (const JsonValue& statement : statements->GetArray()) {
    if (!IsStatement(statement)) return false;
  }
  return !statements->Empty();
}

void CheckPolicy(std::string_view text) {
  JsonDocument document;
  if (!document.Parse(text) || !document.root().IsObject()) ThrowPolicyNoJson();
  if (!HasStatements(document.root())) ThrowPolicyMalformed();
}

size_t SizeOfElements(const JsonValue& input, std::string_view list,
                      std::initializer_list<std::string_view> members) {
  const JsonValue* const elements = FindMember(input, list);
  if (elements == nullptr) return 0;
  size_t size = 0;
  for (const JsonValue& element : elements->GetArray()) {
    for (const std::string_view member : members) {
      size += FindString(element, member).value_or("").size();
    }
  }
  return size;
}

}  // namespace

std::optional<int64_t> CheckSessionPolicies(const JsonValue& input) {
  const std::string_view policy = FindString(input, "Policy").value_or("");
  if (!policy.empty()) CheckPolicy(policy);
  const size_t size = policy.size() + SizeOfElements(input, "PolicyArns", {"arn"}) +
                      SizeOfElements(input, "Tags", {"Key", "Value"});
  if (size == 0) return std::nullopt;
  const auto percent = static_cast<int64_t>((size * 100 + kMostCharacters - 1) / kMostCharacters);
  if (percent > 100) ThrowPackedPolicyTooLarge(percent);
  return percent;
}

}  // namespace pumice::services
