// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/included_files.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tools/deploy/template_file.h"

namespace pumice::deploy {
namespace {

constexpr size_t kMaxFiles = 1000;
constexpr size_t kMaxBytes = 64 * 1024 * 1024;
constexpr std::array<std::string_view, 5> kPrograms{".js", ".cjs", ".mjs", ".ts", ".mts"};

// The top of the repository that the folder belongs to, or the folder itself.
std::filesystem::path FindRoot(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::path at = std::filesystem::absolute(folder, error);
  while (!error && !at.empty()) {
    if (std::filesystem::exists(at / ".git", error)) return at;
    if (at == at.parent_path()) break;
    at = at.parent_path();
  }
  return folder;
}

}  // namespace

IncludedFiles::IncludedFiles(std::filesystem::path folder)
    : folder_(std::move(folder)), root_(FindRoot(folder_)) {}

const Node& IncludedFiles::Read(const std::string& path, const Mark& mark) {
  const auto known = documents_.find(path);
  if (known != documents_.end()) return known->second;
  const std::filesystem::path file = folder_ / path;
  const std::string extension = file.extension().string();
  if (std::ranges::find(kPrograms, extension) != kPrograms.end()) {
    throw TemplateError(mark, "",
                        path +
                            " is a program, which pumice does not run: what it exports must be "
                            "YAML or JSON");
  }
  if (documents_.size() >= kMaxFiles) {
    throw TemplateError(mark, "", "more than 1000 files are included");
  }
  CheckWithin(root_, file, mark);
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return documents_[path] = Node::Null(mark);
  const std::string text = ReadFileWithin(root_, file, mark);
  bytes_ += text.size();
  if (bytes_ > kMaxBytes) throw TemplateError(mark, "", "more than 64 MiB of files are included");
  if (extension == ".yml" || extension == ".yaml" || extension == ".json") {
    return documents_[path] = ReadDocument(text, file.lexically_normal().string());
  }
  const auto name = std::make_shared<const std::string>(file.lexically_normal().string());
  return documents_[path] = Node::String(text, {name, 1, 1});
}

}  // namespace pumice::deploy
