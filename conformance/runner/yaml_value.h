// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <yaml-cpp/yaml.h>

#include <functional>
#include <string>
#include <string_view>

#include "conformance/runner/text_template.h"
#include "protocol/json.h"

namespace pumice::conformance {

// Ends the reading of a file: yaml-cpp's own exception, so that faults of syntax and of meaning are
// caught as one.
[[noreturn]] void ThrowAt(const YAML::Node& node, const std::string& message);

// The name of a map's member: any scalar, as it is written.
std::string MemberName(const YAML::Node& key);

// Makes JSON of YAML: quoted scalars are strings; plain ones are null, booleans, integers, numbers
// or strings, as YAML 1.2's core schema has it. Runs what makes values: <repeat>, <concat>,
// <merge>, <nest>, and `for` in lists. What conformance/README.md says of them is the contract.
//
// One for each file: it bounds depth, number of values and bytes of text of the whole file, so that
// neither a loop nor an alias that contains itself ends in more than an error. Throws
// YAML::Exception.
class YamlValueReader {
 public:
  // What it makes lives in `memory`.
  explicit YamlValueReader(JsonAllocator* memory) : memory_(*memory) {}

  JsonValue Read(const YAML::Node& node, const LoopVariables& variables);

  // Calls `body` for each round of the node's `for`; once if it has none.
  void ForEachRound(const YAML::Node& node, const LoopVariables& outer,
                    const std::function<void(const LoopVariables&)>& body);

 private:
  JsonValue ReadAt(const YAML::Node& node, const LoopVariables& variables, int depth);
  JsonValue ReadScalar(const YAML::Node& node, const LoopVariables& variables);
  JsonValue ReadList(const YAML::Node& node, const LoopVariables& variables, int depth);
  JsonValue ReadRound(const YAML::Node& element, const LoopVariables& variables, int depth);
  JsonValue ReadMap(const YAML::Node& node, const LoopVariables& variables, int depth);
  JsonValue Make(std::string_view helper, const YAML::Node& arguments,
                 const LoopVariables& variables, int depth);
  JsonValue Repeat(const YAML::Node& node, const JsonValue& arguments);
  JsonValue Concatenate(const YAML::Node& node, const JsonValue& parts);
  JsonValue Merge(const YAML::Node& node, JsonValue* maps);
  JsonValue Nest(const YAML::Node& node, const JsonValue& arguments);
  JsonValue Text(const YAML::Node& node, std::string_view text);
  std::string FillIn(const YAML::Node& node, const LoopVariables& variables);
  void CountValue(const YAML::Node& node);
  void CountText(const YAML::Node& node, size_t bytes);

  JsonAllocator& memory_;
  size_t values_ = 0;
  size_t text_bytes_ = 0;
};

}  // namespace pumice::conformance
