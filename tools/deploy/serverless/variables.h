// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "protocol/deploy/node.h"
#include "tools/deploy/read_options.h"
#include "tools/deploy/serverless/included_files.h"
#include "tools/deploy/serverless/variable_text.h"

namespace pumice::deploy {

// The variables of a serverless.yml ("Serverless Variables" of the Serverless Framework's guide):
// self, opt, env, sls, file, param, aws and strToBool. Any other source (ssm, cf, s3, a plugin's)
// has the value that the options give for it, "ssm:/path=VALUE", or the variable's default.
// Variables are evaluated only where they are asked for, so that one without a value harms nobody
// who does not need it.
//
// Not thread-safe. Throws TemplateError: a variable without a value, a cycle of variables, and what
// exceeds the bounds (100,000 variables, 500,000 values, 100 levels, 50 MB of text looked
// through).
class Variables {
 public:
  // Of a resource that pumice does not make, variables without a value stay as they are written.
  enum class Unknown { kRefused, kLeft };

  // `config`: the document; it and `options` must outlive this. `folder`: the file's.
  Variables(const Node& config, const std::filesystem::path& folder, const ReadOptions& options);

  // `node`, of the document or of a file that it includes, with values for variables.
  Node Resolve(const Node& node, Unknown unknown = Unknown::kRefused);

  // `node` itself, or what the variable stands for that is all of it; the variables within it stay.
  // Null if it has no value. Valid as long as this object.
  const Node& Look(const Node& node);
  // The same of a member of the document: "provider.stage".
  const Node& LookAt(std::string_view path);

  // As a string; empty if there is none.
  std::string TextAt(std::string_view path);

  // The stage and region that are deployed to: the option, provider's, "dev" and the given region.
  std::string Stage();
  std::string Region();

  // Told to the user.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  class InProgress;
  class Nesting;

  Node ResolveAt(const Node& node, Unknown unknown, int depth);
  Node ResolveText(const Node& node, int depth);
  const Node& Walk(const Node& root, std::string_view path);

  // These give the value itself, with no variable for all of it; null: there is none.
  const Node& Evaluate(const Variable& variable, const Mark& mark);
  const Node& EvaluateSource(const VariableSource& source, const Mark& mark);
  const Node& EvaluateNamed(const VariableSource& source, const Mark& mark);
  const Node& Self(std::string_view address);
  const Node& Given(const std::string& name, const Mark& mark);
  const Node& EnvironmentVariable(const std::string& name, const Mark& mark);
  const Node& Core(std::string_view name, const Mark& mark);
  const Node& OfAws(std::string_view name, const Mark& mark);
  const Node& Parameter(const std::string& name, const Mark& mark);
  const Node& Boolean(const std::string& text, const Mark& mark);

  std::string Text(const VariableText& text, const Mark& mark);
  const Node& KeepString(std::string text, const Mark& mark);
  const Node& Keep(Node scalar);
  bool HoldsVariables(const Node& node) const;
  [[noreturn]] void FailWithoutValue(const Variable& variable, const Mark& mark);
  // `taken`: the source that gave the value. Those before it had none.
  void NoteForeign(const Variable& variable, size_t taken, const Mark& mark);
  void CountValue(const Mark& mark);
  void CountWork(size_t work, const Mark& mark);

  const Node& config_;
  const ReadOptions& options_;
  IncludedFiles files_;
  std::optional<std::map<std::string, std::string>> dotenv_;
  std::vector<const Node*> in_progress_;  // texts whose variables are being evaluated
  std::map<std::string, Node> kept_;      // scalars that were made, by their JSON
  std::unordered_set<const Node*> made_;  // they; nothing in them is a variable
  std::set<std::string> notes_told_;
  std::vector<std::string> notes_;
  int nesting_ = 0;
  size_t variables_ = 0;
  size_t values_ = 0;
  size_t work_ = 0;
};

}  // namespace pumice::deploy
