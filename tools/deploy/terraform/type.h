// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tools/deploy/terraform/syntax.h"
#include "tools/deploy/terraform/value.h"

namespace pumice::deploy::terraform {

// A type constraint: string, list(number), object({…}).
struct Type {
  enum class Kind { kAny, kBool, kNumber, kString, kList, kSet, kMap, kTuple, kObject };
  struct Member;

  Kind kind = Kind::kAny;
  std::shared_ptr<const Type> element;                           // of a list, set or map
  std::vector<Type> elements;                                    // of a tuple
  std::map<std::string, std::shared_ptr<const Member>> members;  // of an object
};

struct Type::Member {
  Type type;
  bool is_optional = false;
  std::optional<Value> otherwise;  // the default of an optional one
};

// Throws TemplateError for what is no type.
Type ParseType(const Expression& expression);

// The value as that type, as Terraform converts; nothing, and why not in `fault`, if it does not.
// Unknown values and null fit every type.
std::optional<Value> Convert(const Value& value, const Type& type, std::string* fault);

// Scalars: nothing for what does not convert, null and unknown included.
std::optional<std::string> AsText(const Value& value);
std::optional<std::string> AsNumber(const Value& value);
std::optional<bool> AsBool(const Value& value);

// Makes elements of one kind of values that have to share a type: strings, if any is one.
Value::Items Unified(Value::Items items);

}  // namespace pumice::deploy::terraform
