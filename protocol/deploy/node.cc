// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/node.h"

#include <algorithm>
#include <cassert>

#include "protocol/json_writer.h"

namespace pumice::deploy {

std::string Mark::Text() const {
  if (file == nullptr) return "";
  std::string text = *file;
  if (line > 0) text.append(":").append(std::to_string(line));
  if (line > 0 && column > 0) text.append(":").append(std::to_string(column));
  return text;
}

const Node* Node::Find(std::string_view name) const {
  for (const Member& member : members_) {
    if (member.first == name) return &member.second;
  }
  return nullptr;
}

Node* Node::Find(std::string_view name) {
  for (Member& member : members_) {
    if (member.first == name) return &member.second;
  }
  return nullptr;
}

Node& Node::Set(std::string_view name, Node value) {
  assert(is_map());
  if (Node* const present = Find(name)) return *present = std::move(value);
  return members_.emplace_back(std::string(name), std::move(value)).second;
}

void Node::Remove(std::string_view name) {
  std::erase_if(members_, [name](const Member& member) { return member.first == name; });
}

Node& Node::Add(Node value) {
  assert(is_list());
  return items_.emplace_back(std::move(value));
}

size_t Node::Count() const {
  size_t count = 1;
  for (const Node& item : items_) count += item.Count();
  for (const Member& member : members_) count += member.second.Count();
  return count;
}

bool operator==(const Node& a, const Node& b) {
  if (a.kind_ != b.kind_ || a.text_ != b.text_ || a.items_ != b.items_) return false;
  if (a.members_.size() != b.members_.size()) return false;
  return std::ranges::all_of(a.members_, [&](const Node::Member& member) {
    const Node* const other = b.Find(member.first);
    return other != nullptr && *other == member.second;
  });
}

std::string_view KindName(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::kNull:
      return "null";
    case Node::Kind::kBool:
      return "a boolean";
    case Node::Kind::kNumber:
      return "a number";
    case Node::Kind::kString:
      return "a string";
    case Node::Kind::kList:
      return "a list";
    case Node::Kind::kMap:
      return "a map";
  }
  return "";
}

void AppendNodeJson(const Node& node, std::string* out) {
  JsonWriter json(out);
  switch (node.kind()) {
    case Node::Kind::kNull:
      json.Raw()->append("null");
      return;
    case Node::Kind::kBool:
    case Node::Kind::kNumber:
      json.Raw()->append(node.text());
      return;
    case Node::Kind::kString:
      json.String(node.text());
      return;
    case Node::Kind::kList:
      json.BeginArray();
      for (const Node& item : node.items()) AppendNodeJson(item, out);
      json.EndArray();
      return;
    case Node::Kind::kMap:
      json.BeginObject();
      for (const Node::Member& member : node.members()) {
        json.UserKey(member.first);
        AppendNodeJson(member.second, out);
      }
      json.EndObject();
      return;
  }
}

std::string NodeJson(const Node& node) {
  std::string out;
  AppendNodeJson(node, &out);
  return out;
}

}  // namespace pumice::deploy
