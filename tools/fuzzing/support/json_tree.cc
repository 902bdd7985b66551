// SPDX-License-Identifier: Apache-2.0

#include "tools/fuzzing/support/json_tree.h"

#include <utility>

namespace pumice::fuzzing {
namespace {

constexpr int kMaxDepth = 64;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  bool Whole(JsonTree* tree) {
    if (!Value(tree, 0)) return false;
    Skip();
    return at_ == text_.size();
  }

 private:
  void Skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool String(std::string* out) {
    const size_t start = at_;
    if (Peek() != '"') return false;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        out->assign(text_.substr(start, at_ - start));
        return true;
      }
    }
    return false;
  }

  bool Word(std::string* out) {
    const size_t start = at_;
    while (at_ < text_.size() &&
           std::string_view("{}[],:\" ").find(text_[at_]) == std::string_view::npos)
      ++at_;
    out->assign(text_.substr(start, at_ - start));
    return at_ > start;
  }

  bool Value(JsonTree* tree, int depth) {
    if (depth > kMaxDepth) return false;
    Skip();
    if (Peek() == '{' || Peek() == '[') return Collection(tree, depth);
    return Peek() == '"' ? String(&tree->scalar) : Word(&tree->scalar);
  }

  bool Collection(JsonTree* tree, int depth) {
    const bool object = Peek() == '{';
    const char end = object ? '}' : ']';
    tree->kind = object ? JsonTree::Kind::kObject : JsonTree::Kind::kArray;
    ++at_;
    Skip();
    if (Peek() == end) {
      ++at_;
      return true;
    }
    for (;;) {
      Skip();
      if (object && !Name(&tree->names.emplace_back())) return false;
      if (!Value(&tree->elements.emplace_back(), depth + 1)) return false;
      Skip();
      const char next = Peek();
      ++at_;
      if (next == end) return true;
      if (next != ',') return false;
    }
  }

  bool Name(std::string* name) {
    if (!String(name)) return false;
    Skip();
    if (Peek() != ':') return false;
    ++at_;
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
};

void Collect(JsonTree* tree, std::vector<JsonTree*>* nodes) {
  nodes->push_back(tree);
  for (JsonTree& element : tree->elements) Collect(&element, nodes);
}

}  // namespace

std::optional<JsonTree> ParseTree(std::string_view text) {
  JsonTree tree;
  if (!Parser(text).Whole(&tree)) return std::nullopt;
  return tree;
}

void AppendTree(const JsonTree& tree, std::string* out) {
  if (tree.kind == JsonTree::Kind::kScalar) {
    out->append(tree.scalar);
    return;
  }
  const bool object = tree.kind == JsonTree::Kind::kObject;
  out->push_back(object ? '{' : '[');
  for (size_t i = 0; i < tree.elements.size(); ++i) {
    if (i > 0) out->push_back(',');
    if (object) out->append(tree.names[i]).push_back(':');
    AppendTree(tree.elements[i], out);
  }
  out->push_back(object ? '}' : ']');
}

std::vector<JsonTree*> AllNodes(JsonTree* tree) {
  std::vector<JsonTree*> nodes;
  Collect(tree, &nodes);
  return nodes;
}

}  // namespace pumice::fuzzing
