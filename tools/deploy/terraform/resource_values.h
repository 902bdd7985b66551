// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "protocol/deploy/node.h"
#include "protocol/deploy/template_error.h"

// The arguments of a resource, read from nodes: null, "" and absent ones are the same, as in
// states.
namespace pumice::deploy::terraform {

// Null for what is not given.
inline const Node* Given(const Node& values, std::string_view name) {
  const Node* const found = values.Find(name);
  if (found == nullptr || found->is_null()) return nullptr;
  if (found->is_string() && found->text().empty()) return nullptr;
  if ((found->is_list() && found->items().empty()) || (found->is_map() && found->members().empty()))
    return nullptr;
  return found;
}

inline std::string TextOf(const Node& values, std::string_view name) {
  const Node* const found = Given(values, name);
  return found == nullptr ? "" : found->text();
}

inline bool IsTrue(const Node& values, std::string_view name) {
  const Node* const found = Given(values, name);
  return found != nullptr && found->text() == "true";
}

// A number that is not 0, which a state has for what is not given.
inline const Node* GivenNumber(const Node& values, std::string_view name) {
  const Node* const found = Given(values, name);
  return found == nullptr || found->text() == "0" ? nullptr : found;
}

// The one block of that name.
inline const Node* GivenBlock(const Node& values, std::string_view name) {
  const Node* const found = Given(values, name);
  if (found == nullptr || !found->is_list() || !found->items()[0].is_map()) return nullptr;
  return &found->items()[0];
}

// Copies an argument to a member, if it is given.
inline void Copy(const Node& from, std::string_view argument, std::string_view member, Node* to) {
  if (const Node* const found = Given(from, argument)) to->Set(member, *found);
}
inline void CopyNumber(const Node& from, std::string_view argument, std::string_view member,
                       Node* to) {
  const Node* const found = GivenNumber(from, argument);
  if (found != nullptr) to->Set(member, Node::Number(found->text(), found->mark()));
}

// [{"Key": …, "Value": …}] of a map of tags.
Node TagList(const Node& tags, std::string_view key, std::string_view value);

}  // namespace pumice::deploy::terraform
