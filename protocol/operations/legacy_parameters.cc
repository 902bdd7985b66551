// SPDX-License-Identifier: Apache-2.0

#include "protocol/operations/legacy_parameters.h"

#include <unordered_map>

#include "engine/error/items.h"

namespace pumice {

std::vector<const JsonValue::Member*> AttributeEntries(const JsonValue& map) {
  std::vector<const JsonValue::Member*> entries;
  std::unordered_map<std::string_view, size_t> indexes;  // into `entries`
  entries.reserve(map.MemberCount());
  indexes.reserve(map.MemberCount());
  for (auto member = map.MemberBegin(); member != map.MemberEnd(); ++member) {
    const auto [index, is_new] = indexes.emplace(JsonText(member->name), entries.size());
    if (is_new) {
      entries.push_back(&*member);
    } else {
      entries[index->second] = &*member;
    }
  }
  return entries;
}

void CheckLegacyAttributeName(std::string_view name) {
  if (name.empty()) ThrowEmptyAttributeName();
}

}  // namespace pumice
