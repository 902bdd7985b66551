// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string_view>

#include "protocol/json.h"
#include "pumice/log.h"

// A member of a request is honoured or refused, never dropped: what no handler reads stands here.
namespace pumice {

// A member that pumice does not support, of an operation that it does.
struct UnsupportedMember {
  std::string_view operation;  // "CreateTable"
  // From the input down, without list indexes and map keys: "GlobalSecondaryIndexes.IndexName". All
  // that such a member holds is refused with it.
  std::string_view path;
};

using UnsupportedMemberList = std::span<const UnsupportedMember>;

// Of all operations, those of one together.
UnsupportedMemberList UnsupportedMembers();
UnsupportedMemberList UnsupportedMembersOf(std::string_view operation);

// Throws ApiError (ValidationException) that names the first of the members that the input gives,
// and logs one warning. Null and empty lists ask for nothing, and pass.
void RefuseUnsupportedMembers(UnsupportedMemberList members, const JsonValue& input,
                              const LogSink& log);

}  // namespace pumice
