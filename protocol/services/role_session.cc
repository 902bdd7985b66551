// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/role_session.h"

#include "engine/error/api_error.h"
#include "protocol/ascii.h"
#include "protocol/page_token.h"
#include "protocol/patterns.h"
#include "protocol/services/identifiers.h"

namespace pumice::services {
namespace {

constexpr std::string_view kPrefix = "pumice/";
// The list that these tokens are none other's of (protocol/page_token).
constexpr std::string_view kTokens = "AssumeRole sessions";
constexpr char kJoint = '\n';  // in no ARN of a role
constexpr size_t kMaxRoleName = 64;

}  // namespace

std::optional<RoleArn> ParseRoleArn(std::string_view arn) {
  constexpr std::string_view kRole = "role/";
  RoleArn role;
  if (TakeUntil(':', &arn) != "arn") return std::nullopt;
  role.partition = TakeUntil(':', &arn);
  const bool is_of_iam = TakeUntil(':', &arn) == "iam" && TakeUntil(':', &arn).empty();
  role.account = TakeUntil(':', &arn);
  if (role.partition.empty() || !is_of_iam || !MatchesPattern(Pattern::kAccountId, role.account) ||
      !arn.starts_with(kRole)) {
    return std::nullopt;
  }
  role.name = arn.substr(arn.rfind('/') + 1);
  const bool is_name = !role.name.empty() && role.name.size() <= kMaxRoleName &&
                       MatchesPattern(Pattern::kSessionName, role.name);
  if (!is_name || arn.find(kJoint) != std::string_view::npos) return std::nullopt;
  return role;
}

RoleSession DescribeRoleSession(std::string_view role, std::string_view session) {
  const RoleArn parsed = ParseRoleArn(role).value_or(RoleArn{});
  RoleSession described;
  described.account = parsed.account;
  described.user_id = "AROA" + HashLetters(role, 17);
  described.user_id.append(":").append(session);
  described.arn.append("arn:").append(parsed.partition).append(":sts::").append(parsed.account);
  described.arn.append(":assumed-role/").append(parsed.name).append("/").append(session);
  return described;
}

std::string RoleSessionToken(std::string_view role, std::string_view session,
                             const TokenSeal& seal) {
  const std::string position = std::string(role).append(1, kJoint).append(session);
  return std::string(kPrefix).append(PageToken(kTokens, position, seal));
}

std::optional<RoleSession> ParseRoleSessionToken(std::string_view token, const TokenSeal& seal) {
  if (!token.starts_with(kPrefix)) return std::nullopt;
  try {
    const std::string position = ParsePageToken(token.substr(kPrefix.size()), kTokens, seal);
    const size_t joint = position.find(kJoint);
    return DescribeRoleSession(position.substr(0, joint), position.substr(joint + 1));
  } catch (const ApiError&) {
    return std::nullopt;  // a token of the user's own
  }
}

}  // namespace pumice::services
