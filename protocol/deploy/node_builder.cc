// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/node_builder.h"

#include <cassert>
#include <cstddef>
#include <utility>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {

void NodeBuilder::Count(size_t values, const Mark& mark) {
  values_ += values;
  if (values_ > kMaxDocumentValues) {
    throw TemplateError(mark, "", "more than 500000 values, aliases included");
  }
}

void NodeBuilder::Add(Node node) {
  Count(1, node.mark());
  Put(std::move(node));
}

void NodeBuilder::Begin(Node node) {
  Count(1, node.mark());
  if (open_.size() >= static_cast<size_t>(Node::kMaxDepth)) {
    throw TemplateError(node.mark(), "", "nests more than 100 levels deep");
  }
  open_.push_back({std::move(node), "", false, {}});
}

void NodeBuilder::End() {
  assert(!open_.empty());
  Node node = std::move(open_.back().node);
  open_.pop_back();
  Put(std::move(node));
}

void NodeBuilder::Key(std::string name, const Mark& mark) {
  assert(WantsKey());
  Open& map = open_.back();
  if (twice_ == Twice::kRefused && map.places.contains(name)) {
    throw TemplateError(mark, "", name + " stands twice");
  }
  map.key = std::move(name);
  map.has_key = true;
}

void NodeBuilder::MergeOpenMap() {
  Open& map = open_.back();
  const auto place = map.places.find("<<");
  if (place == map.places.end()) return;
  std::vector<Node::Member>& members = map.node.members();
  const Node merged = std::move(members[place->second].second);
  members.erase(members.begin() + static_cast<std::ptrdiff_t>(place->second));
  const auto merge = [&](const Node& source) {
    if (!source.is_map()) {
      throw TemplateError(source.mark(), "", "<< takes a map or a list of maps");
    }
    for (const Node::Member& member : source.members()) {
      if (map.places.try_emplace(member.first, members.size()).second) members.push_back(member);
    }
  };
  if (!merged.is_list()) return merge(merged);
  for (const Node& source : merged.items()) merge(source);
}

bool NodeBuilder::WantsKey() const {
  return !open_.empty() && open_.back().node.is_map() && !open_.back().has_key;
}

void NodeBuilder::Put(Node node) {
  if (open_.empty()) {
    root_ = std::move(node);
    last_ = &root_;
    return;
  }
  Open& parent = open_.back();
  if (parent.node.is_list()) {
    last_ = &parent.node.Add(std::move(node));
    return;
  }
  assert(parent.has_key);
  parent.has_key = false;
  std::vector<Node::Member>& members = parent.node.members();
  const auto [place, added] = parent.places.try_emplace(parent.key, members.size());
  if (added) {
    members.emplace_back(parent.key, std::move(node));
  } else {
    members[place->second].second = std::move(node);
  }
  last_ = &members[place->second].second;
}

}  // namespace pumice::deploy
