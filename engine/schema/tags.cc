// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/tags.h"

#include <algorithm>

#include "engine/error/tables.h"
#include "engine/schema/limits.h"

namespace pumice {

void CheckTagCount(const std::vector<Tag>& tags) {
  if (tags.size() <= limits::kTags) return;
  ThrowTooManyTags(limits::kTags);
}

void SetTags(std::span<const Tag> tags, std::vector<Tag>* all) {
  for (const Tag& tag : tags) {
    const auto same_key = [&](const Tag& other) { return other.key == tag.key; };
    const auto it = std::find_if(all->begin(), all->end(), same_key);
    if (it == all->end()) {
      all->push_back(tag);
    } else {
      it->value = tag.value;
    }
  }
  CheckTagCount(*all);
}

void RemoveTags(std::span<const std::string_view> keys, std::vector<Tag>* all) {
  for (const std::string_view key : keys) {
    std::erase_if(*all, [&](const Tag& tag) { return tag.key == key; });
  }
}

}  // namespace pumice
