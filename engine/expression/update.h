// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/expression/path_tree.h"
#include "engine/expression/placeholders.h"
#include "engine/expression/syntax_tree.h"
#include "engine/item/value.h"

namespace pumice {

enum class UpdateClause : uint8_t { kSet, kRemove, kAdd, kDelete };

// One action of an update: what happens to one path. The operand's nodes stand right behind the
// path's node, and nothing else stands between them.
struct UpdateAction {
  UpdateClause clause;
  NodeId path;
  NodeId operand = 0;  // except for kRemove. kSet: any right-hand side; kAdd, kDelete: a value
};

// An UpdateExpression, independent of any request. Code may fill one as the parser does.
struct ParsedUpdate {
  SyntaxTree tree;
  std::vector<UpdateAction> actions;
  // From AttributeUpdates: ADD may append to a list, DELETE's and ADD's operands are checked
  // already, and faults have words of their own.
  bool legacy = false;
};

// Throws ApiError, kValidation.
std::shared_ptr<const ParsedUpdate> ParseUpdate(std::string_view text);

// An update with a request's names and values. Borrows from the request; const methods are
// thread-safe.
class BoundUpdate {
 public:
  // Throws ApiError, kValidation: undefined placeholders, operands of a wrong type, clashing paths.
  BoundUpdate(std::shared_ptr<const ParsedUpdate> update, Placeholders& placeholders);

  // Appends the updated item, encoded. Every operand is read from `old_item` (empty where there is
  // none); one pass, untouched attributes copied as they are. Does not check the item's size, but
  // throws ThrowUpdatedItemTooLarge's error once it writes more than any item may be: four times
  // limits::kItemSize, encoded. Where the item is not there yet (`exists`), `old_item` is its key,
  // and to remove what lies within an attribute does nothing. Throws ApiError, kValidation; then
  // what was appended is worthless.
  void Apply(ItemView old_item, std::string* new_item, bool exists = true) const;

  // From AttributeUpdates.
  bool legacy() const { return update_->legacy; }
  // The largest size of an updated item, as the service counts. Looks at `item` only where it comes
  // near the limit.
  size_t MaxSizeOf(ItemView item, size_t size) const;

  // Appends the part of an item, old or new, that the update names: ReturnValues UPDATED_OLD and
  // UPDATED_NEW.
  void AppendUpdated(ItemView item, std::string* out) const { tree_.Project(item, out); }

  // Whether any action is on or below the attribute `name` at the item's top.
  bool Touches(std::string_view name) const;

  size_t path_count() const { return update_->actions.size(); }
  std::span<const PathElement> path(size_t index) const {
    return binding_.path(update_->tree.node(update_->actions[index].path));
  }

  // Calls `visit` with every path that leads into an attribute.
  template <typename Visit>
  void ForEachNestedPath(Visit visit) const {
    binding_.ForEachNestedPath(update_->tree, visit);
  }

 private:
  std::shared_ptr<const ParsedUpdate> update_;
  Binding binding_;
  PathTree tree_;  // a leaf is an action's index
};

}  // namespace pumice
