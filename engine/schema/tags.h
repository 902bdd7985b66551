// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engine/schema/table_schema.h"

namespace pumice {

// Whether a key or value has only the characters that tags have: "letters, white space, and
// numbers, plus the following special characters: + - = . _ : / @" (Developer Guide, "Tagging
// restrictions"). `text` must be valid UTF-8. Of the scripts beyond Latin, everything passes but
// the blocks of punctuation, symbols and private use.
bool IsTagText(std::string_view text);

// Throws ApiError, kValidation, if there are more tags than a resource can have.
void CheckTagCount(const std::vector<Tag>& tags);

// Each tag takes the place of the one of its key, or comes last. Throws as CheckTagCount.
void SetTags(std::span<const Tag> tags, std::vector<Tag>* all);

// Keys that no tag has are left alone.
void RemoveTags(std::span<const std::string_view> keys, std::vector<Tag>* all);

}  // namespace pumice
