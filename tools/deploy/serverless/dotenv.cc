// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/dotenv.h"

#include <algorithm>
#include <cstddef>

namespace pumice::deploy {
namespace {

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string_view Value(std::string_view text) {
  text = Trim(text);
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    const size_t end = text.find(text.front(), 1);
    if (end != std::string_view::npos) return text.substr(1, end - 1);
  }
  return Trim(text.substr(0, text.find(" #")));
}

}  // namespace

std::map<std::string, std::string> ParseDotenv(std::string_view text) {
  std::map<std::string, std::string> variables;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = Trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("export ")) line.remove_prefix(7);
    const size_t equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    variables[std::string(Trim(line.substr(0, equals)))] = Value(line.substr(equals + 1));
  }
  return variables;
}

}  // namespace pumice::deploy
