// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/tags.h"

#include "protocol/ascii.h"
#include "protocol/services/service_fault.h"

namespace pumice::services {

void AddTags(const JsonValue* member, TagForm form, TagMap* tags) {
  if (member == nullptr) return;
  if (form == TagForm::kMap) {
    for (const auto& [key, value] : member->GetObject()) {
      (*tags)[std::string(JsonText(key))] = JsonText(value);
    }
    return;
  }
  for (const JsonValue& tag : member->GetArray()) {
    (*tags)[std::string(FindString(tag, "Key").value_or(""))] =
        FindString(tag, "Value").value_or("");
  }
}

void CheckTags(const TagMap& tags, std::string_view too_many, std::string_view reserved) {
  constexpr size_t kMost = 50;
  constexpr std::string_view kOfAws = "aws:";
  if (tags.size() > kMost) ThrowTooManyTags(too_many, kMost);
  for (const auto& [key, value] : tags) {
    if (StartsWithIgnoringCase(key, kOfAws)) ThrowReservedTag(reserved, key);
  }
}

void RemoveTags(const JsonValue& keys, TagMap* tags) {
  for (const JsonValue& key : keys.GetArray()) {
    const auto found = tags->find(JsonText(key));
    if (found != tags->end()) tags->erase(found);
  }
}

void WriteTags(const TagMap& tags, TagForm form, AnswerWriter* answer) {
  if (form == TagForm::kMap) {
    answer->BeginStruct();
    for (const auto& [key, value] : tags) answer->StringMember(key, value);
    answer->EndStruct();
    return;
  }
  answer->BeginList();
  for (const auto& [key, value] : tags) {
    answer->BeginStruct();
    answer->StringMember("Key", key);
    answer->StringMember("Value", value);
    answer->EndStruct();
  }
  answer->EndList();
}

}  // namespace pumice::services
