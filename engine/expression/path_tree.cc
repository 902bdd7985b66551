// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/path_tree.h"

#include <vector>

#include "engine/item/value_writer.h"

namespace pumice {
namespace {

bool Precedes(const PathElement& a, const PathElement& b) {
  return a.is_index ? a.index < b.index : a.name < b.name;
}

// Copies what a tree of paths selects. Every function returns whether anything was selected and
// written.
class Projector {
 public:
  Projector(const PathTree& tree, std::string* out) : tree_(tree), out_(out), writer_(out) {}

  bool ProjectAttributes(const PathTree::Node& node, MapView map) {
    bool any = false;
    auto attribute = map.begin();
    const auto end = map.end();
    for (uint32_t i = node.first_child; i != PathTree::kNone && attribute != end;
         i = tree_.node(i).next_sibling) {
      const PathTree::Node& child = tree_.node(i);
      while (attribute != end && attribute->name < child.element.name) ++attribute;
      if (attribute == end || attribute->name != child.element.name) continue;
      const size_t mark = out_->size();
      writer_.Name(attribute->name);
      if (ProjectValue(child, attribute->value)) {
        any = true;
      } else {
        out_->resize(mark);
      }
    }
    return any;
  }

 private:
  bool ProjectElements(const PathTree::Node& node, ListView list) {
    bool any = false;
    uint32_t index = 0;
    uint32_t i = node.first_child;
    for (const ValueView element : list) {
      if (i == PathTree::kNone) break;
      const PathTree::Node& child = tree_.node(i);
      if (child.element.index == index++) {
        any |= ProjectValue(child, element);
        i = child.next_sibling;
      }
    }
    return any;
  }

  bool ProjectValue(const PathTree::Node& node, ValueView value) {
    if (node.leaf != PathTree::kNone) {
      writer_.Copy(value);
      return true;
    }
    const bool wants_list = tree_.node(node.first_child).element.is_index;
    if (value.type() != (wants_list ? ValueType::kList : ValueType::kMap)) return false;
    const size_t start = out_->size();
    const size_t mark = wants_list ? writer_.BeginList() : writer_.BeginMap();
    const bool any =
        wants_list ? ProjectElements(node, value.AsList()) : ProjectAttributes(node, value.AsMap());
    if (any) {
      writer_.End(mark);
    } else {
      out_->resize(start);
    }
    return any;
  }

  const PathTree& tree_;
  std::string* out_;
  ValueWriter writer_;
};

}  // namespace

PathTree::PathTree() : nodes_(1) {}

void PathTree::Add(ExpressionKind kind, std::span<const PathElement> path, uint32_t leaf) {
  uint32_t at = 0;
  for (size_t depth = 0; depth < path.size(); ++depth) {
    const Node& node = nodes_[at];
    if (node.leaf != kNone) {
      ThrowPathsOverlap(kind, DescribePath(path), DescribeOther(at, path, depth));
    }
    if (node.first_child != kNone &&
        nodes_[node.first_child].element.is_index != path[depth].is_index) {
      ThrowPathsConflict(kind, DescribePath(path), DescribeOther(at, path, depth));
    }
    at = Child(at, path[depth]);
  }
  if (nodes_[at].leaf != kNone || nodes_[at].first_child != kNone) {
    ThrowPathsOverlap(kind, DescribePath(path), DescribeOther(at, path, path.size()));
  }
  nodes_[at].leaf = leaf;
}

// The child of `parent` for `element`, made where there is none.
uint32_t PathTree::Child(uint32_t parent, const PathElement& element) {
  uint32_t before = kNone;
  uint32_t at = nodes_[parent].first_child;
  while (at != kNone && Precedes(nodes_[at].element, element)) {
    before = at;
    at = nodes_[at].next_sibling;
  }
  if (at != kNone && nodes_[at].element == element) return at;
  const auto child = static_cast<uint32_t>(nodes_.size());
  nodes_.push_back({element, kNone, at, kNone});
  (before == kNone ? nodes_[parent].first_child : nodes_[before].next_sibling) = child;
  return child;
}

std::string PathTree::DescribeOther(uint32_t node, std::span<const PathElement> path,
                                    size_t depth) const {
  std::vector<PathElement> other(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(depth));
  while (nodes_[node].leaf == kNone) {
    node = nodes_[node].first_child;
    other.push_back(nodes_[node].element);
  }
  return DescribePath(other);
}

void PathTree::Project(ItemView item, std::string* out) const {
  Projector(*this, out).ProjectAttributes(root(), item);
}

}  // namespace pumice
