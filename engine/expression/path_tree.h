// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <span>
#include <string>

#include "engine/error/expressions.h"
#include "engine/item/document_path.h"
#include "engine/item/value.h"

namespace pumice {

// Document paths merged by their common beginnings, so that one walk over an item serves them all.
// The children of a node are ascending by name or index, as attributes and elements are. Borrows
// the paths' names.
class PathTree {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  struct Node {
    PathElement element;
    uint32_t first_child = kNone;
    uint32_t next_sibling = kNone;
    uint32_t leaf = kNone;  // the number of the path that ends here
  };

  PathTree();

  // Adds path number `leaf`. Throws ApiError, kValidation, where it overlaps or conflicts with a
  // path added before. The message names this path first: callers add paths from the text's end to
  // its beginning, as the service does.
  void Add(ExpressionKind kind, std::span<const PathElement> path, uint32_t leaf);

  const Node& root() const { return nodes_[0]; }
  const Node& node(uint32_t index) const { return nodes_[index]; }

  // Appends what of the item the paths select, as an item. Selected elements of a list close up.
  void Project(ItemView item, std::string* out) const;

 private:
  uint32_t Child(uint32_t parent, const PathElement& element);
  // A path that is in the tree and shares the first `depth` elements of this one, which lead to
  // `node`.
  std::string DescribeOther(uint32_t node, std::span<const PathElement> path, size_t depth) const;

  boost::container::small_vector<Node, 8> nodes_;
};

}  // namespace pumice
