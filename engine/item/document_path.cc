// SPDX-License-Identifier: Apache-2.0

#include "engine/item/document_path.h"

namespace pumice {

std::optional<ValueView> FindPath(ItemView item, std::span<const PathElement> path) {
  std::optional<ValueView> value = item.Find(path.front().name);
  for (const PathElement& element : path.subspan(1)) {
    if (!value) return value;
    if (element.is_index) {
      if (value->type() != ValueType::kList) return std::nullopt;
      value = value->AsList().At(element.index);
    } else {
      if (value->type() != ValueType::kMap) return std::nullopt;
      value = value->AsMap().Find(element.name);
    }
  }
  return value;
}

std::string DescribePath(std::span<const PathElement> path) {
  std::string text = "[";
  for (const PathElement& element : path) {
    if (text.size() > 1) text += ", ";
    if (element.is_index) {
      text += '[' + std::to_string(element.index) + ']';
    } else {
      text += element.name;
    }
  }
  return text + ']';
}

}  // namespace pumice
