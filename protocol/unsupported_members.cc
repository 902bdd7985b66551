// SPDX-License-Identifier: Apache-2.0

#include "protocol/unsupported_members.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "engine/error/api_error.h"
#include "protocol/wire_errors.h"

namespace pumice {
namespace {

constexpr UnsupportedMember kUnsupportedMembers[] = {
    // A replica of a table in another account: global tables.
    {"CreateTable", "GlobalTableSourceArn"},
    {"CreateTable", "GlobalTableSettingsReplicationMode"},
    {"CreateTable", "VectorIndexes"},
    {"UpdateTable", "ReplicaUpdates"},
    {"UpdateTable", "MultiRegionConsistency"},
    {"UpdateTable", "GlobalTableWitnessUpdates"},
    {"UpdateTable", "GlobalTableSettingsReplicationMode"},
    {"UpdateTable", "DisassociationProtectionEnabled"},
    {"UpdateTable", "VectorIndexUpdates"},
    {"RestoreTableFromBackup", "VectorIndexOverride"},
    {"RestoreTableToPointInTime", "VectorIndexOverride"},
};

// Whether `value` gives the member at the end of `path`, in itself or in an element.
bool Gives(const JsonValue& value, std::string_view path) {
  if (value.IsNull()) return false;
  if (value.IsArray()) {
    for (const JsonValue& element : value.GetArray()) {
      if (Gives(element, path)) return true;
    }
    return false;
  }
  if (path.empty()) return true;
  if (!value.IsObject()) return false;
  const size_t dot = path.find('.');
  const JsonValue* const member = FindMember(value, path.substr(0, dot));
  if (member == nullptr) return false;
  return Gives(*member, dot == std::string_view::npos ? "" : path.substr(dot + 1));
}

}  // namespace

UnsupportedMemberList UnsupportedMembers() { return kUnsupportedMembers; }

UnsupportedMemberList UnsupportedMembersOf(std::string_view operation) {
  const auto is_its = [&](const UnsupportedMember& member) {
    return member.operation == operation;
  };
  const UnsupportedMember* const all = std::begin(kUnsupportedMembers);
  const UnsupportedMember* const first = std::find_if(all, std::end(kUnsupportedMembers), is_its);
  const UnsupportedMember* const end =
      std::find_if_not(first, std::end(kUnsupportedMembers), is_its);
  return {first, static_cast<size_t>(end - first)};
}

void RefuseUnsupportedMembers(UnsupportedMemberList members, const JsonValue& input,
                              const LogSink& log) {
  for (const UnsupportedMember& member : members) {
    if (!Gives(input, member.path)) continue;
    const ApiError error = MemberNotSupported(member.operation, member.path);
    if (log) log(LogLevel::kWarning, error.message());
    throw error;
  }
}

}  // namespace pumice
