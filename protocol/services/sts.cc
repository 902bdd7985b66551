// SPDX-License-Identifier: Apache-2.0

// AWS Security Token Service: who calls, and made-up keys of a role or session. Any keys are good
// for pumice; those of a role carry the account, so that --spaces account finds it.

#include <optional>
#include <string>

#include "engine/database.h"
#include "protocol/services/identifiers.h"
#include "protocol/services/role_session.h"
#include "protocol/services/service.h"
#include "protocol/services/service_fault.h"
#include "protocol/services/session_policy.h"

namespace pumice::services {
namespace {

constexpr int64_t kDefaultRoleSeconds = 3600;
constexpr int64_t kDefaultSessionSeconds = 43'200;

// The access key is the account where spaces are told apart by it: an access key of 12 digits is
// an account's (protocol/space_choice).
void WriteCredentials(const ServiceCall& call, std::string_view account, std::string_view seed,
                      std::string_view token, int64_t seconds) {
  const int64_t now = call.caller.database.clock().NowMillis();
  AnswerWriter& answer = call.answer;
  answer.Key("Credentials");
  answer.BeginStruct();
  answer.StringMember("AccessKeyId", account);
  answer.StringMember("SecretAccessKey", HashDigits(seed, 40));
  answer.StringMember("SessionToken", token);
  answer.TimeMember("Expiration", (now / 1000 + seconds) * 1000);
  answer.EndStruct();
}

// The session whose keys a call is signed with. A token counts with its own access key only.
std::optional<RoleSession> FindRoleSession(const ServiceCaller& caller) {
  std::optional<RoleSession> session =
      ParseRoleSessionToken(caller.session_token, caller.database.token_seal());
  if (session && session->account != caller.access_key) return std::nullopt;
  return session;
}

void WriteIdentity(std::string_view user_id, std::string_view account, std::string_view arn,
                   AnswerWriter* answer) {
  answer->StringMember("UserId", user_id);
  answer->StringMember("Account", account);
  answer->StringMember("Arn", arn);
}

void GetCallerIdentity(ServiceCall& call) {
  if (const std::optional<RoleSession> session = FindRoleSession(call.caller)) {
    return WriteIdentity(session->user_id, session->account, session->arn, &call.answer);
  }
  const std::string account(call.caller.account);
  WriteIdentity(call.caller.access_key, account, "arn:aws:iam::" + account + ":root", &call.answer);
}

void AssumeRole(ServiceCall& call) {
  const std::string_view role = *FindString(call.input, "RoleArn");
  const std::string session(*FindString(call.input, "RoleSessionName"));
  if (!ParseRoleArn(role)) ThrowInvalidRoleArn();
  const std::optional<int64_t> packed = CheckSessionPolicies(call.input);
  const RoleSession described = DescribeRoleSession(role, session);
  WriteCredentials(call, described.account, std::string(role) + '/' + session,
                   RoleSessionToken(role, session, call.caller.database.token_seal()),
                   FindInteger(call.input, "DurationSeconds").value_or(kDefaultRoleSeconds));
  call.answer.Key("AssumedRoleUser");
  call.answer.BeginStruct();
  call.answer.StringMember("AssumedRoleId", described.user_id);
  call.answer.StringMember("Arn", described.arn);
  call.answer.EndStruct();
  if (packed) call.answer.IntegerMember("PackedPolicySize", *packed);
  if (const auto source = FindString(call.input, "SourceIdentity")) {
    call.answer.StringMember("SourceIdentity", *source);
  }
}

void GetSessionToken(ServiceCall& call) {
  const std::string seed(call.caller.access_key);
  WriteCredentials(call, call.caller.account, seed, "pumice/" + HashDigits(seed + "/token", 64),
                   FindInteger(call.input, "DurationSeconds").value_or(kDefaultSessionSeconds));
}

constexpr ServiceOperation kOperations[] = {
    {"AssumeRole", AssumeRole},
    {"GetCallerIdentity", GetCallerIdentity},
    {"GetSessionToken", GetSessionToken},
};

}  // namespace

const Service& Sts() {
  static const Service kService = {
      .signing_name = "sts",
      .target_prefix = "",
      .version = "2011-06-15",
      .xml_namespace = "https://sts.amazonaws.com/doc/2011-06-15/",
      .validation_code = "ValidationError",
      .message_key = "message",
      .shapes = StsShapes(),
      .operations = kOperations,
  };
  return kService;
}

}  // namespace pumice::services
