// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "engine/item/value.h"

namespace pumice {

// The placeholders of one request: ExpressionAttributeNames ("#n" to an attribute's name) and
// ExpressionAttributeValues (":v" to a value). Binding an expression looks them up and marks them
// used; when every expression of the request is bound, CheckAllUsed finds the ones that nothing
// asked for.
//
// Borrows all texts and values from the request; whatever is bound against it borrows the same. Not
// thread-safe. Throws ApiError, kValidation.
class Placeholders {
 public:
  using Name = std::pair<std::string_view, std::string_view>;
  using Value = std::pair<std::string_view, ValueView>;

  Placeholders() = default;
  // Both maps as the request spells them; of a repeated key the last entry counts. Syntax is
  // checked by the functions below, which the endpoint calls first, in the service's order. Throws
  // "ExpressionAttributeValues exceeds max size" beyond 2 MB of names and values together.
  Placeholders(const std::vector<Name>& names, const std::vector<Value>& values);

  // "ExpressionAttributeNames must not be empty", "… contains invalid key: Syntax error; key: "a"",
  // "… contains invalid value: …". Call where the request has the member at all.
  static void CheckNames(const std::vector<Name>& names);
  // The same for ExpressionAttributeValues' keys.
  static void CheckValues(const std::vector<Value>& values);

  // The name or value behind a placeholder, marked as used; null where the request does not define
  // it.
  const std::string_view* UseName(std::string_view placeholder);
  const ValueView* UseValue(std::string_view placeholder);

  // Throws "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}", or
  // the same for values.
  void CheckAllUsed() const;

 private:
  template <typename T>
  struct Entry {
    std::string_view placeholder;
    T target;
    bool used;
  };

  // Ascending by placeholder, each once.
  std::vector<Entry<std::string_view>> names_;
  std::vector<Entry<ValueView>> values_;
};

}  // namespace pumice
