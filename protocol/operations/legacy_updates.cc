// SPDX-License-Identifier: Apache-2.0

#include "protocol/operations/legacy_updates.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error/requests.h"
#include "protocol/item_json.h"
#include "protocol/operations/legacy_parameters.h"

namespace pumice {
namespace {

bool CanBeAdded(ValueType type) {
  return IsSet(type) || type == ValueType::kNumber || type == ValueType::kList;
}

// An entry of AttributeUpdates ("AttributeValueUpdate", API Reference).
struct UpdateEntry {
  UpdateEntry(std::string_view name, const JsonValue& json) : attribute(name) {
    CheckLegacyAttributeName(name);
    const JsonValue* const json_value = FindMember(json, "Value");
    const std::string_view action = FindString(json, "Action").value_or("PUT");
    if (json_value == nullptr) {
      if (action != "DELETE") ThrowUpdateWithoutValue();
      return;
    }
    EncodeValue(*json_value, &value);
    TakeAction(action, ValueView(value.data()).type());
  }

  std::string_view attribute;
  UpdateClause clause = UpdateClause::kRemove;
  std::string value;  // encoded; empty for kRemove

 private:
  void TakeAction(std::string_view action, ValueType type) {
    clause = UpdateClause::kSet;
    if (action == "ADD") {
      clause = UpdateClause::kAdd;
      if (!CanBeAdded(type)) ThrowAddType(ValueTypeName(type));
    } else if (action == "DELETE") {
      clause = UpdateClause::kDelete;
      if (!IsSet(type)) ThrowDeleteType(ValueTypeName(type));
    }
  }
};

}  // namespace

std::shared_ptr<const ParsedUpdate> ParseAttributeUpdates(const JsonValue& attribute_updates) {
  std::vector<UpdateEntry> entries;
  for (const auto* member : AttributeEntries(attribute_updates)) {
    entries.emplace_back(JsonText(member->name), member->value);
  }
  if (entries.empty()) return nullptr;
  // In this order the tree of paths is made in linear time, however many there are.
  std::ranges::sort(entries, {}, &UpdateEntry::attribute);

  auto update = std::make_shared<ParsedUpdate>();
  update->legacy = true;
  for (const UpdateEntry& entry : entries) {
    UpdateAction action{entry.clause, update->tree.Attribute(entry.attribute)};
    if (entry.clause != UpdateClause::kRemove) {
      action.operand = update->tree.Constant(ValueView(entry.value.data()));
    }
    update->actions.push_back(action);
  }
  return update;
}

}  // namespace pumice
