// SPDX-License-Identifier: Apache-2.0

// AWS Security Token Service: who calls, and made-up keys of a role or session. Any keys are good
// for pumice; those of a role carry the account, so that --spaces account finds it.

#include <algorithm>
#include <string>

#include "engine/database.h"
#include "protocol/services/identifiers.h"
#include "protocol/services/service.h"
#include "protocol/services/service_fault.h"

namespace pumice::services {
namespace {

constexpr int64_t kDefaultRoleSeconds = 3600;
constexpr int64_t kDefaultSessionSeconds = 43'200;
constexpr size_t kAccountDigits = 12;

bool IsAccount(std::string_view text) {
  return text.size() == kAccountDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "arn:aws:iam::ACCOUNT:role/PATH/NAME"; the caller's account where the ARN has none.
std::string AccountOfRole(std::string_view arn, std::string_view caller_account) {
  std::string_view rest = arn;
  for (int i = 0; i < 4; ++i) {
    const size_t colon = rest.find(':');
    if (colon == std::string_view::npos) return std::string(caller_account);
    rest.remove_prefix(colon + 1);
  }
  rest = rest.substr(0, rest.find(':'));
  return std::string(IsAccount(rest) ? rest : caller_account);
}

// The access key is the account where spaces are told apart by it: an access key of 12 digits is
// an account's (protocol/space_choice).
void WriteCredentials(const ServiceCall& call, std::string_view account, std::string_view seed,
                      int64_t seconds) {
  const int64_t now = call.caller.database.clock().NowMillis();
  AnswerWriter& answer = call.answer;
  answer.Key("Credentials");
  answer.BeginStruct();
  answer.StringMember("AccessKeyId", account);
  answer.StringMember("SecretAccessKey", HashDigits(seed, 40));
  answer.StringMember("SessionToken", "pumice/" + HashDigits(std::string(seed) + "/token", 64));
  answer.TimeMember("Expiration", (now / 1000 + seconds) * 1000);
  answer.EndStruct();
}

void GetCallerIdentity(ServiceCall& call) {
  const std::string account(call.caller.account);
  call.answer.StringMember("UserId", call.caller.access_key);
  call.answer.StringMember("Account", account);
  call.answer.StringMember("Arn", "arn:aws:iam::" + account + ":root");
}

void AssumeRole(ServiceCall& call) {
  const std::string_view role = *FindString(call.input, "RoleArn");
  const std::string session(*FindString(call.input, "RoleSessionName"));
  const std::string account = AccountOfRole(role, call.caller.account);
  const std::string seed = std::string(role) + '/' + session;
  WriteCredentials(call, account, seed,
                   FindInteger(call.input, "DurationSeconds").value_or(kDefaultRoleSeconds));
  const std::string name(role.substr(role.rfind('/') + 1));
  call.answer.Key("AssumedRoleUser");
  call.answer.BeginStruct();
  call.answer.StringMember("AssumedRoleId", "AROA" + HashLetters(role, 17) + ':' + session);
  call.answer.StringMember("Arn",
                           "arn:aws:sts::" + account + ":assumed-role/" + name + '/' + session);
  call.answer.EndStruct();
  if (const auto source = FindString(call.input, "SourceIdentity")) {
    call.answer.StringMember("SourceIdentity", *source);
  }
}

void GetSessionToken(ServiceCall& call) {
  WriteCredentials(call, call.caller.account, call.caller.access_key,
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
