// SPDX-License-Identifier: Apache-2.0

#pragma once

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

// A ProjectionExpression, independent of any request.
struct ParsedProjection {
  SyntaxTree tree;
  std::vector<NodeId> paths;
};

// Throws ApiError, kValidation.
std::shared_ptr<const ParsedProjection> ParseProjection(std::string_view text);

// The projection onto attributes at the item's top (AttributesToGet, key attributes).
std::shared_ptr<const ParsedProjection> ProjectAttributes(std::span<const std::string_view> names);

// A projection with a request's names. Borrows from the request; const methods are thread-safe.
class BoundProjection {
 public:
  // Throws ApiError, kValidation: undefined placeholders, and paths of which one contains another.
  BoundProjection(std::shared_ptr<const ParsedProjection> projection, Placeholders& placeholders);

  // Appends the projected item, encoded. Elements taken out of a list close up, in the order of
  // their indexes.
  void Apply(ItemView item, std::string* out) const { tree_.Project(item, out); }

  // The paths, in the order of the text.
  size_t path_count() const { return projection_->paths.size(); }
  std::span<const PathElement> path(size_t index) const {
    return binding_.path(projection_->tree.node(projection_->paths[index]));
  }

  // Calls `visit` with every path that leads into an attribute.
  template <typename Visit>
  void ForEachNestedPath(Visit visit) const {
    binding_.ForEachNestedPath(projection_->tree, visit);
  }

 private:
  std::shared_ptr<const ParsedProjection> projection_;
  Binding binding_;
  PathTree tree_;
};

}  // namespace pumice
