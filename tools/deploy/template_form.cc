// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/template_form.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/data_model.h"
#include "tools/deploy/nested_templates.h"
#include "tools/deploy/table_json.h"
#include "tools/deploy/terraform/terraform.h"

namespace pumice::deploy {
namespace {

namespace fs = std::filesystem;

// Files that a folder is looked through for.
constexpr size_t kMaxFiles = 10'000;

constexpr std::string_view kForms =
    "CloudFormation, SAM, CDK's cdk.out, Terraform, serverless.yml, a table as JSON, or a model of "
    "NoSQL Workbench";

[[noreturn]] void Refuse(const fs::path& path, const std::string& message) {
  throw TemplateError({std::make_shared<const std::string>(path.string()), 0, 0}, "", message);
}

bool HasExtension(const fs::path& path, std::initializer_list<std::string_view> extensions) {
  const std::string extension = path.extension().string();
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

bool IsServerlessName(const fs::path& path) { return path.stem() == "serverless"; }
bool IsTerraformName(const fs::path& path) {
  return HasExtension(path, {".tf", ".tofu"}) || path.string().ends_with(".tf.json");
}

// CDK's manifest.json.
bool IsManifest(const Node& root) {
  return root.Find("version") != nullptr && root.Find("artifacts") != nullptr;
}

bool IsServerless(const Node& root) {
  return root.Find("service") != nullptr && root.Find("provider") != nullptr;
}

FoundTemplate FormOfFile(const fs::path& path) {
  if (IsTerraformName(path)) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    return {TemplateForm::kTerraform, folder.string(), {}};
  }
  if (IsServerlessName(path)) return {TemplateForm::kServerless, path.string(), {}};
  Node root = ReadDocument(ReadTemplateFile(path.string()), path.string());
  const auto found = [&](TemplateForm form) {
    return FoundTemplate{form, path.string(), std::move(root)};
  };
  const Node* const resources = root.Find("Resources");
  if (resources != nullptr || root.Find("AWSTemplateFormatVersion") != nullptr) {
    NameNestedTemplates(&root);
    return found(TemplateForm::kCloudFormation);
  }
  if (IsTerraformJson(root)) return found(TemplateForm::kTerraformJson);
  if (IsManifest(root)) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    return {TemplateForm::kCdk, folder.string(), {}};
  }
  if (IsServerless(root)) return {TemplateForm::kServerless, path.string(), {}};
  if (IsDataModel(root)) return found(TemplateForm::kDataModel);
  if (IsTableJson(root)) return found(TemplateForm::kTableJson);
  Refuse(path, "is none of " + std::string(kForms));
}

// The files of a folder, by name.
std::vector<fs::path> FilesOf(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (files.size() == kMaxFiles) Refuse(folder, "holds more than 10000 files");
    std::error_code unknown;
    if (entry->is_regular_file(unknown)) files.push_back(entry->path());
  }
  if (error) Refuse(folder, error.message());
  std::sort(files.begin(), files.end());
  return files;
}

bool Exists(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

std::vector<FoundTemplate> FormsOfFolder(const fs::path& folder) {
  for (const fs::path& out : {folder, folder / "cdk.out"}) {
    if (Exists(out / "manifest.json")) return {{TemplateForm::kCdk, out.string(), {}}};
  }
  if (Exists(folder / "cdk.json")) {
    Refuse(folder, "is a CDK app without cdk.out: run cdk synth first");
  }
  const std::vector<fs::path> files = FilesOf(folder);
  if (std::any_of(files.begin(), files.end(), IsTerraformName)) {
    return {{TemplateForm::kTerraform, folder.string(), {}}};
  }
  const auto serverless = std::find_if(files.begin(), files.end(), IsServerlessName);
  if (serverless != files.end()) return {{TemplateForm::kServerless, serverless->string(), {}}};
  std::vector<FoundTemplate> found;
  for (const fs::path& file : files) {
    if (HasExtension(file, {".json", ".yaml", ".yml", ".template"})) {
      found.push_back(FormOfFile(file));
    }
  }
  if (found.empty() && Exists(folder / "terraform.tfstate")) {
    Refuse(folder, "holds a state of Terraform's without its files: terraform show -json tells it");
  }
  if (found.empty()) Refuse(folder, "holds nothing of " + std::string(kForms));
  return found;
}

}  // namespace

std::vector<FoundTemplate> FindTemplates(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return FormsOfFolder(path);
  std::vector<FoundTemplate> found;
  found.push_back(FormOfFile(path));
  return found;
}

}  // namespace pumice::deploy
