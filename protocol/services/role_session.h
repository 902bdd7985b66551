// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/access/token_seal.h"

// Sessions of roles. Nothing of them is kept: a session's token says whose it is, sealed, so that
// only tokens that this data handed out are believed.
namespace pumice::services {

// "arn:PARTITION:iam::ACCOUNT:role/PATH/NAME". Borrows.
struct RoleArn {
  std::string_view partition;
  std::string_view account;  // 12 digits
  std::string_view name;     // without its path
};
// Nothing for what is no role's ARN.
std::optional<RoleArn> ParseRoleArn(std::string_view arn);

// Who a session is, as AssumeRole and GetCallerIdentity tell it.
struct RoleSession {
  std::string account;
  std::string user_id;  // "AROA…:SESSION"
  std::string arn;      // "arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION"
};
// `role`: an ARN that ParseRoleArn reads.
RoleSession DescribeRoleSession(std::string_view role, std::string_view session);

std::string RoleSessionToken(std::string_view role, std::string_view session,
                             const TokenSeal& seal);
// Nothing for a token that RoleSessionToken did not make with this seal.
std::optional<RoleSession> ParseRoleSessionToken(std::string_view token, const TokenSeal& seal);

}  // namespace pumice::services
