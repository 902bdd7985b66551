// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/stack_files.h"

#include <cctype>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/deploy/cloudformation.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/nested_templates.h"

namespace pumice::deploy {
namespace {

namespace fs = std::filesystem;

// A stack's name has letters, digits and hyphens, and begins with a letter.
std::string StackNameOf(const std::string& path) {
  std::string name = fs::path(path).stem().string();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '-';
  }
  if (name.empty() || std::isalpha(static_cast<unsigned char>(name[0])) == 0)
    name = "stack-" + name;
  return name;
}

// A template beside the one that names it. What stands elsewhere (S3) is nobody's to fetch here.
std::optional<std::string> ReadNested(const fs::path& folder, const std::string& url) {
  if (url.find("://") != std::string::npos) return std::nullopt;
  return ReadNestedTemplate(folder, folder / url, {});
}

class StackReader {
 public:
  explicit StackReader(const ReadOptions& options) : options_(options) {}

  DesiredTables ReadAll(const std::vector<FoundTemplate>& templates) {
    std::vector<const FoundTemplate*> left;
    left.reserve(templates.size());
    for (const FoundTemplate& one : templates) left.push_back(&one);
    while (!left.empty()) {
      const size_t before = left.size();
      std::erase_if(left, [&](const FoundTemplate* one) { return Read(*one, /*may_fail=*/true); });
      // Nobody exports what one of them imports: its own fault says so.
      if (left.size() == before) Read(*left.front(), /*may_fail=*/false);
    }
    NoteUnknownParameters();
    return std::move(desired_);
  }

 private:
  // False: it imports what is not known yet.
  bool Read(const FoundTemplate& one, bool may_fail) {
    misses_import_ = false;
    StackResult result;
    try {
      result = EvaluateStack(one.root, InputsOf(one));
    } catch (const TemplateError&) {
      if (misses_import_ && may_fail) return false;
      throw;
    }
    for (const StackParameter& parameter : result.parameters) declared_.insert(parameter.name);
    for (const DesiredOutput& output : result.desired.outputs) {
      if (!output.export_name.empty()) exports_[output.export_name] = output.value;
    }
    AppendTables(std::move(result.desired), &desired_);
    return true;
  }

  TemplateInputs InputsOf(const FoundTemplate& one) {
    TemplateInputs inputs;
    inputs.parameters = options_.parameters;
    inputs.region = options_.region;
    inputs.account = options_.account;
    inputs.stack_name = options_.stack_name.empty() ? StackNameOf(one.path) : options_.stack_name;
    inputs.import = [this](std::string_view name) -> std::optional<std::string> {
      const auto found = exports_.find(name);
      if (found != exports_.end()) return found->second;
      misses_import_ = true;
      return std::nullopt;
    };
    const fs::path parent = fs::path(one.path).parent_path();
    const fs::path folder = parent.empty() ? fs::path(".") : parent;
    inputs.nested = [folder](const std::string& url) { return ReadNested(folder, url); };
    inputs.stream_arn = options_.stream_arn;
    return inputs;
  }

  // Each template leaves out what is meant for others; what none takes is likely misspelt.
  void NoteUnknownParameters() {
    for (const auto& [name, value] : options_.parameters) {
      if (declared_.contains(name)) continue;
      std::string fault = "no CloudFormation template has a parameter " + name;
      if (options_.is_one_form) throw TemplateError({}, "", fault);
      desired_.notes.push_back(std::move(fault));
    }
  }

  const ReadOptions& options_;
  std::set<std::string> declared_;
  std::map<std::string, std::string, std::less<>> exports_;
  bool misses_import_ = false;
  DesiredTables desired_;
};

}  // namespace

DesiredTables ReadStackFiles(const std::vector<FoundTemplate>& templates,
                             const ReadOptions& options) {
  return StackReader(options).ReadAll(templates);
}

}  // namespace pumice::deploy
