// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/read_document.h"

#include <fstream>
#include <memory>

#include "protocol/deploy/json_document.h"
#include "protocol/deploy/template_error.h"
#include "protocol/deploy/yaml_document.h"

namespace pumice::deploy {

Node ReadDocument(std::string_view text, std::string_view file) {
  const auto name = file.empty() ? nullptr : std::make_shared<const std::string>(file);
  const Mark start{name, 0, 0};
  if (text.size() > kMaxDocumentBytes) {
    throw TemplateError(start, "", "larger than 16 MiB");
  }
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) throw TemplateError(start, "", "is empty");
  if (text[first] == '{' || text[first] == '[') return ReadJsonDocument(text, name);
  return ReadYamlDocument(text, name);
}

std::string ReadTemplateFile(const std::string& path) {
  const Mark start{std::make_shared<const std::string>(path), 0, 0};
  std::ifstream file(path, std::ios::binary);
  if (!file) throw TemplateError(start, "", "cannot be opened: is the path right?");
  std::string text;
  char block[64 * 1024];
  while (file.read(block, sizeof(block)) || file.gcount() > 0) {
    text.append(block, static_cast<size_t>(file.gcount()));
    if (text.size() > kMaxDocumentBytes) throw TemplateError(start, "", "larger than 16 MiB");
  }
  if (file.bad() || !file.eof()) throw TemplateError(start, "", "cannot be read: is it a file?");
  return text;
}

}  // namespace pumice::deploy
