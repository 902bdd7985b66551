// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/template_file.h"

#include <algorithm>
#include <system_error>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {

void CheckWithin(const std::filesystem::path& root, const std::filesystem::path& path,
                 const Mark& mark) {
  std::error_code error;
  const std::filesystem::path base = std::filesystem::canonical(root, error);
  if (error) throw TemplateError(mark, "", root.string() + ": " + error.message());
  const std::filesystem::path file =
      std::filesystem::weakly_canonical(std::filesystem::absolute(path), error);
  if (error) throw TemplateError(mark, "", path.string() + ": " + error.message());
  const auto differs = std::mismatch(base.begin(), base.end(), file.begin(), file.end());
  if (differs.first != base.end()) {
    throw TemplateError(mark, "",
                        path.lexically_normal().string() + " is not within " + root.string());
  }
}

std::string ReadFileWithin(const std::filesystem::path& root, const std::filesystem::path& path,
                           const Mark& mark) {
  CheckWithin(root, path, mark);
  std::error_code error;
  const std::filesystem::path file = std::filesystem::canonical(path, error);
  if (error) {
    throw TemplateError(mark, "", path.lexically_normal().string() + ": " + error.message());
  }
  return ReadTemplateFile(file.string());
}

}  // namespace pumice::deploy
