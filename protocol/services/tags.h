// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <string>

#include "protocol/json.h"
#include "protocol/json_writer.h"
#include "protocol/services/answer_writer.h"

// Tags of what services keep: by key, ascending.
namespace pumice::services {

using TagMap = std::map<std::string, std::string, std::less<>>;

// How services write tags: a list of {"Key":…,"Value":…}, or a map.
enum class TagForm { kList, kMap };

// Adds those of a member of that form to `tags`; null: none.
void AddTags(const JsonValue* member, TagForm form, TagMap* tags);
// Removes those that a list of keys names.
void RemoveTags(const JsonValue& keys, TagMap* tags);
void WriteTags(const TagMap& tags, TagForm form, AnswerWriter* answer);

}  // namespace pumice::services
