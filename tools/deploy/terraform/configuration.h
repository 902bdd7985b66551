// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tools/deploy/terraform/syntax.h"
#include "tools/deploy/terraform/variable.h"

namespace pumice::deploy::terraform {

// What the .tf files of one folder declare. Immutable once read; the pointers are into `files`.
struct Configuration {
  template <typename T>
  using Names = std::map<std::string, T, std::less<>>;

  std::filesystem::path folder;
  std::vector<Body> files;
  Names<Variable> variables;
  Names<const Argument*> locals;
  Names<const Block*> resources;  // "aws_dynamodb_table.music"
  Names<const Block*> data;       // "aws_region.current"
  Names<const Block*> calls;      // of modules
  Names<const Block*> outputs;
  // In the order of the files.
  std::vector<const Block*> resource_order, call_order, output_order;
  std::vector<const Block*> providers;
};

// Reads the configurations of folders, each once.
class ConfigurationReader {
 public:
  static constexpr size_t kMaxFiles = 2'000;
  static constexpr size_t kMaxBytes = 64 * 1024 * 1024;  // of all files

  // `mark`: of what names the folder. Throws TemplateError.
  std::shared_ptr<const Configuration> Read(const std::filesystem::path& folder, const Mark& mark);

 private:
  void ReadFile(const std::filesystem::path& path, Configuration* configuration);

  std::map<std::string, std::shared_ptr<const Configuration>> read_;
  size_t files_ = 0;
  size_t bytes_ = 0;
};

}  // namespace pumice::deploy::terraform
