// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/merge_nodes.h"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

namespace pumice::deploy {
namespace {

void MergeMaps(Node* into, Node from) {
  std::unordered_map<std::string, size_t> places;
  for (size_t i = 0; i < into->members().size(); ++i) places[into->members()[i].first] = i;
  for (Node::Member& member : from.members()) {
    const auto place = places.find(member.first);
    if (place == places.end()) {
      into->members().push_back(std::move(member));
    } else {
      MergeNodes(&into->members()[place->second].second, std::move(member.second));
    }
  }
}

void MergeLists(Node* into, Node from) {
  for (size_t i = 0; i < from.items().size(); ++i) {
    if (i < into->items().size()) {
      MergeNodes(&into->items()[i], std::move(from.items()[i]));
    } else {
      into->Add(std::move(from.items()[i]));
    }
  }
}

}  // namespace

void MergeNodes(Node* into, Node from) {
  if (into->is_map() && from.is_map()) return MergeMaps(into, std::move(from));
  if (into->is_list() && from.is_list()) return MergeLists(into, std::move(from));
  *into = std::move(from);
}

}  // namespace pumice::deploy
