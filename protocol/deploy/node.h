// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pumice::deploy {

// Where something stands in a file that a user wrote. Lines and columns count from 1; 0: unknown.
struct Mark {
  std::shared_ptr<const std::string> file;  // as the user named it; null: no file
  int line = 0;
  int column = 0;

  // "template.yaml:3:5"; empty where there is no file.
  std::string Text() const;
};

// A value of a template, with its place: what JSON, YAML and Terraform's files have in common.
// Scalars keep the text that they were written with ("012345678901" stays what it is).
//
// Reads are const and thread-safe. Nodes nest no deeper than kMaxDepth, so recursion over them is
// bounded.
class Node {
 public:
  enum class Kind { kNull, kBool, kNumber, kString, kList, kMap };
  using Member = std::pair<std::string, Node>;

  static constexpr int kMaxDepth = 100;

  Node() = default;  // null
  static Node Null(Mark mark = {}) { return {Kind::kNull, "", std::move(mark)}; }
  static Node Bool(bool value, Mark mark = {}) {
    return {Kind::kBool, value ? "true" : "false", std::move(mark)};
  }
  // `text`: a number as JSON has it.
  static Node Number(std::string text, Mark mark = {}) {
    return {Kind::kNumber, std::move(text), std::move(mark)};
  }
  static Node String(std::string text, Mark mark = {}) {
    return {Kind::kString, std::move(text), std::move(mark)};
  }
  static Node List(Mark mark = {}) { return {Kind::kList, "", std::move(mark)}; }
  static Node Map(Mark mark = {}) { return {Kind::kMap, "", std::move(mark)}; }

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::kNull; }
  bool is_bool() const { return kind_ == Kind::kBool; }
  bool is_number() const { return kind_ == Kind::kNumber; }
  bool is_string() const { return kind_ == Kind::kString; }
  bool is_scalar() const { return kind_ != Kind::kList && kind_ != Kind::kMap; }
  bool is_list() const { return kind_ == Kind::kList; }
  bool is_map() const { return kind_ == Kind::kMap; }

  // Of a scalar; empty for null.
  const std::string& text() const { return text_; }
  bool is_true() const { return is_bool() && text_ == "true"; }
  const Mark& mark() const { return mark_; }
  void set_mark(Mark mark) { mark_ = std::move(mark); }

  // Empty for what is no list or map.
  const std::vector<Node>& items() const { return items_; }
  std::vector<Node>& items() { return items_; }
  const std::vector<Member>& members() const { return members_; }
  std::vector<Member>& members() { return members_; }

  // A map's member; null where there is none, or this is no map.
  const Node* Find(std::string_view name) const;
  Node* Find(std::string_view name);
  // Puts a member in the place of one of that name, or at the end. This must be a map.
  Node& Set(std::string_view name, Node value);
  // Removes a member, if there is one.
  void Remove(std::string_view name);
  // This must be a list.
  Node& Add(Node value);

  // How many values this holds, itself included.
  size_t Count() const;

  // Equal as JSON is: marks do not count, nor the order of members; numbers are equal as text.
  friend bool operator==(const Node& a, const Node& b);

 private:
  Node(Kind kind, std::string text, Mark mark)
      : kind_(kind), text_(std::move(text)), mark_(std::move(mark)) {}

  Kind kind_ = Kind::kNull;
  std::string text_;
  std::vector<Node> items_;
  std::vector<Member> members_;
  Mark mark_;
};

// "a string", "a map": for messages.
std::string_view KindName(Node::Kind kind);

// Appends the value as JSON text.
void AppendNodeJson(const Node& node, std::string* out);
std::string NodeJson(const Node& node);

}  // namespace pumice::deploy
