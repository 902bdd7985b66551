// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/cdk.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/deploy/cloudformation.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/cdk_manifest.h"
#include "tools/deploy/nested_templates.h"
#include "tools/deploy/template_file.h"

namespace pumice::deploy {
namespace {

// What CDK calls the parameters of assets, which old versions' templates have and nothing here
// needs.
constexpr std::string_view kAssetParameter = "AssetParameters";

class CdkReader {
 public:
  CdkReader(const std::filesystem::path& root, const ReadOptions& options)
      : root_(root), options_(options) {}

  void Add(const CdkStack& stack) {
    const std::filesystem::path path = stack.folder / stack.template_file;
    Node root = ReadDocument(ReadFileWithin(root_, path, stack.mark), path.string());
    NameNestedTemplates(&root);
    StackResult result = EvaluateStack(root, Inputs(stack, root));
    std::map<std::string, std::string, std::less<>>& outputs = outputs_[stack.name];
    for (DesiredOutput& output : result.desired.outputs) {
      outputs[output.name] = output.value;
      if (!output.export_name.empty()) exports_[output.export_name] = output.value;
      // As CDK prints them.
      output.name.insert(0, stack.name + ".");
      all_.outputs.push_back(std::move(output));
    }
    for (DesiredTable& table : result.desired.tables) AddTable(stack, std::move(table));
    std::move(result.desired.calls.begin(), result.desired.calls.end(),
              std::back_inserter(all_.calls));
    std::move(result.desired.notes.begin(), result.desired.notes.end(),
              std::back_inserter(all_.notes));
    for (const auto& [type, count] : result.desired.passed_over) all_.passed_over[type] += count;
  }

  DesiredTables Take() { return std::move(all_); }

 private:
  TemplateInputs Inputs(const CdkStack& stack, const Node& root) {
    TemplateInputs inputs;
    inputs.region = options_.region;
    inputs.account = options_.account;
    inputs.stack_name = stack.name;
    inputs.tags = stack.tags;
    inputs.stream_arn = options_.stream_arn;
    inputs.parameters = Parameters(stack, root);
    inputs.import = [this](std::string_view name) -> std::optional<std::string> {
      const auto found = exports_.find(name);
      if (found == exports_.end()) return std::nullopt;
      return found->second;
    };
    inputs.stack_output = [this](std::string_view name,
                                 std::string_view output) -> std::optional<std::string> {
      const auto found = outputs_.find(name);
      if (found == outputs_.end()) return std::nullopt;
      const auto value = found->second.find(output);
      if (value == found->second.end()) return std::nullopt;
      return value->second;
    };
    inputs.nested = [this, &stack](const std::string& url) { return Nested(stack, url); };
    return inputs;
  }

  // The template at a path of the assembly, or at the address that it would be uploaded to.
  std::optional<std::string> Nested(const CdkStack& stack, const std::string& url) const {
    std::string path = url;
    if (url.find("://") != std::string::npos) {
      const auto asset = stack.assets->find(url.substr(url.rfind('/') + 1));
      if (asset == stack.assets->end()) return std::nullopt;
      path = asset->second;
    }
    return ReadNestedTemplate(root_, stack.folder / path, stack.mark);
  }

  std::map<std::string, std::string> Parameters(const CdkStack& stack, const Node& root) const {
    std::map<std::string, std::string> parameters = stack.parameters;
    const std::string prefix = stack.name + ":";
    for (const auto& [name, value] : options_.parameters) {
      if (name.find(':') == std::string::npos) parameters[name] = value;
    }
    for (const auto& [name, value] : options_.parameters) {
      if (name.starts_with(prefix)) parameters[name.substr(prefix.size())] = value;
    }
    if (const Node* const declared = root.Find("Parameters")) {
      for (const Node::Member& member : declared->members()) {
        if (member.first.starts_with(kAssetParameter)) parameters.try_emplace(member.first, "");
      }
    }
    return parameters;
  }

  void AddTable(const CdkStack& stack, DesiredTable table) {
    const auto [first, is_new] = owners_.try_emplace(table.name, stack.name);
    if (is_new) {
      all_.tables.push_back(std::move(table));
      return;
    }
    all_.notes.emplace_back(TemplateError({table.mark.file, table.mark.line, 0}, table.logical_id,
                                          "the table " + table.name + " of the stack " +
                                              stack.name + " is passed over: " + first->second +
                                              " has one of that name")
                                .what());
  }

  const std::filesystem::path root_;
  const ReadOptions& options_;
  DesiredTables all_;
  std::map<std::string, std::string, std::less<>> exports_;
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> outputs_;
  std::map<std::string, std::string> owners_;  // stacks' names by tables'
};

}  // namespace

DesiredTables ReadCdkOutput(const std::string& folder, const ReadOptions& options) {
  CdkReader reader(folder, options);
  for (const CdkStack& stack : ReadCdkManifest(folder, folder)) reader.Add(stack);
  return reader.Take();
}

}  // namespace pumice::deploy
