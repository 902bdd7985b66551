// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <string>

#include "protocol/json.h"
#include "protocol/json_writer.h"
#include "protocol/services/answer_writer.h"
#include "protocol/services/service.h"

// Tags of what services keep: by key, ascending.
namespace pumice::services {

using TagMap = std::map<std::string, std::string, std::less<>>;

// How services write tags: a list of {"Key":…,"Value":…}, or a map.
enum class TagForm { kList, kMap };

// Adds those of a member of that form to `tags`; null: none.
void AddTags(const JsonValue* member, TagForm form, TagMap* tags);
// Throws ServiceFault: `too_many` for more tags than a resource may have, `reserved` for a key that
// AWS keeps for itself ("User-defined tag restrictions").
void CheckTags(const TagMap& tags, std::string_view too_many, std::string_view reserved);
// Removes those that a list of keys names.
void RemoveTags(const JsonValue& keys, TagMap* tags);
void WriteTags(const TagMap& tags, TagForm form, AnswerWriter* answer);

// The handlers of a service that writes tags in that form. `kChangeTags(call, change)` finds what a
// request names, calls `change` with its tags, and keeps them if that says so.
template <TagForm kForm, auto kChangeTags>
void ListTagsForResource(ServiceCall& call) {
  kChangeTags(call, [&](TagMap* tags) {
    call.answer.Key("Tags");
    WriteTags(*tags, kForm, &call.answer);
    return false;
  });
}

template <TagForm kForm, auto kChangeTags>
void TagResource(ServiceCall& call) {
  kChangeTags(call, [&](TagMap* tags) {
    AddTags(FindMember(call.input, "Tags"), kForm, tags);
    return true;
  });
}

template <auto kChangeTags>
void UntagResource(ServiceCall& call) {
  kChangeTags(call, [&](TagMap* tags) {
    RemoveTags(*FindMember(call.input, "TagKeys"), tags);
    return true;
  });
}

}  // namespace pumice::services
