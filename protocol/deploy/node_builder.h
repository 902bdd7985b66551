// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// Makes a Node of the events of a parser, within the bounds of a document.
class NodeBuilder {
 public:
  enum class Twice { kLastCounts, kRefused };

  // What a member that stands twice in a map is.
  explicit NodeBuilder(Twice twice) : twice_(twice) {}

  // A scalar, or a list or map that is complete. Throws TemplateError.
  void Add(Node node);
  // `node`: an empty list or map. Throws TemplateError.
  void Begin(Node node);
  void End();
  // The name of the next value. Throws TemplateError.
  void Key(std::string name, const Mark& mark);
  // Whether the next value needs a name first.
  bool WantsKey() const;

  // Puts the members of "<<", YAML's merge key, into the map that is open: its own go before them,
  // and what stands earlier in a list before what stands later. Throws TemplateError.
  void MergeOpenMap();

  size_t depth() const { return open_.size(); }
  // Counts values that come by an alias. Throws TemplateError.
  void Count(size_t values, const Mark& mark);

  // What Begin to End, or Add, made last; valid until the next call.
  const Node& last() const { return *last_; }
  // The whole; to be called once, at the end.
  Node Take() { return std::move(root_); }

 private:
  struct Open {
    Node node;
    std::string key;
    bool has_key = false;
    std::unordered_map<std::string, size_t> places;  // of the members
  };

  void Put(Node node);

  const Twice twice_;
  std::vector<Open> open_;
  size_t values_ = 0;
  Node root_;
  const Node* last_ = nullptr;
};

}  // namespace pumice::deploy
