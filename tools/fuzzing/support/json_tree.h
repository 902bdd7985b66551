// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pumice::fuzzing {

// JSON as a tree that can say what JSON cannot mean: scalars and names are kept as they are written
// (strings with their quotes), so that they may be cut, and a name may stand twice in an object.
struct JsonTree {
  enum class Kind { kScalar, kArray, kObject };

  Kind kind = Kind::kScalar;
  std::string scalar;              // of kScalar
  std::vector<JsonTree> elements;  // of the others
  std::vector<std::string> names;  // of kObject: of each element, with quotes

  bool IsString() const { return kind == Kind::kScalar && scalar.starts_with('"'); }
};

// Nothing if the text has not the form of one JSON value, at most 64 levels deep; what stands
// between quotes is not looked at.
std::optional<JsonTree> ParseTree(std::string_view text);

void AppendTree(const JsonTree& tree, std::string* out);

// Every node, the root first.
std::vector<JsonTree*> AllNodes(JsonTree* tree);

}  // namespace pumice::fuzzing
