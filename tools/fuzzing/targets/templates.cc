// SPDX-License-Identifier: Apache-2.0

// Templates: JSON or YAML that CloudFormation would evaluate, with SAM and AWS::LanguageExtensions.
// Templates behind it, each after a line "----", are those of nested stacks: the TemplateURL is
// their number, from 1.

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/deploy/cloudformation.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tools/fuzzing/support/oracle.h"

namespace pumice::fuzzing {
namespace {

using namespace deploy;

constexpr std::string_view kSeparator = "\n----\n";

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> parts;
  for (size_t at; (at = text.find(kSeparator)) != std::string_view::npos;) {
    parts.emplace_back(text.substr(0, at));
    text.remove_prefix(at + kSeparator.size());
  }
  parts.emplace_back(text);
  return parts;
}

TemplateInputs Inputs(const std::vector<std::string>& parts) {
  TemplateInputs inputs;
  inputs.stack_name = "stack";
  inputs.nested = [&parts](const std::string& url) -> std::optional<std::string> {
    size_t number = 0;
    std::from_chars(url.data(), url.data() + url.size(), number);
    if (number >= parts.size()) return std::nullopt;
    return parts[number];
  };
  inputs.import = [](std::string_view name) -> std::optional<std::string> {
    return std::string(name);
  };
  return inputs;
}

void AppendNode(const Node& node, bool is_utf8, std::string_view text, std::string* out) {
  if (node.is_null()) return;
  const std::string json = NodeJson(node);
  Check(IsStrictJson(json) || !is_utf8, "no JSON: " + json, text);
  out->append(json);
}

// All that the result tells, as text.
std::string Evaluate(const std::vector<std::string>& parts, std::string_view text) {
  const bool is_utf8 = IsUtf8(text);
  std::string out;
  try {
    const Node root = ReadDocument(parts[0], "t");
    try {
      for (const StackResource& each : DescribeTemplate(root).resources) out += each.logical_id;
    } catch (const TemplateError& error) {
      out = error.what();
    }
    const StackResult result = EvaluateStack(root, Inputs(parts));
    for (const DesiredTable& table : result.desired.tables) {
      Check(!table.create.is_null(), "a table without CreateTable's input", text);
      out += table.name;
      AppendNode(table.create, is_utf8, text, &out);
      AppendNode(table.time_to_live, is_utf8, text, &out);
      AppendNode(table.continuous_backups, is_utf8, text, &out);
      AppendNode(table.kinesis_destination, is_utf8, text, &out);
      for (const Node& each : table.contributor_insights) AppendNode(each, is_utf8, text, &out);
    }
    for (const DesiredCall& call : result.desired.calls) {
      AppendNode(call.input, is_utf8, text, &out);
    }
    for (const DesiredOutput& output : result.desired.outputs) out += output.name + output.value;
    for (const std::string& note : result.desired.notes) out += note;
    for (const StackResource& each : result.resources) out += each.logical_id + each.physical_id;
  } catch (const TemplateError& error) {
    Check(error.what()[0] != '\0', "a fault that says nothing", text);
    out += error.what();
  }
  return out;
}

}  // namespace
}  // namespace pumice::fuzzing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pumice::fuzzing;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> parts = Split(text);
  const double start = ThreadSeconds();
  const std::string first = Evaluate(parts, text);
  Check(ThreadSeconds() - start <= kMaxAnswerSeconds, "it took too long", text);
  Check(Evaluate(parts, text) == first, "another result than before", text);
  return 0;
}
