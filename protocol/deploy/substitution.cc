// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/substitution.h"

#include <algorithm>
#include <cstddef>

namespace pumice::deploy {
namespace {

void AddLiteral(std::string_view text, std::vector<SubstitutionPart>* parts) {
  if (!text.empty()) parts->push_back({false, text});
}

}  // namespace

std::vector<SubstitutionPart> ParseSubstitution(std::string_view text) {
  std::vector<SubstitutionPart> parts;
  while (!text.empty()) {
    const size_t open = text.find("${");
    const size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    AddLiteral(text.substr(0, open), &parts);
    const std::string_view name = text.substr(open + 2, close - open - 2);
    if (name.starts_with('!')) {
      AddLiteral("${", &parts);
      AddLiteral(text.substr(open + 3, close - open - 2), &parts);
    } else {
      parts.push_back({true, name});
    }
    text.remove_prefix(close + 1);
  }
  AddLiteral(text, &parts);
  return parts;
}

bool IsSubstitutionName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == ':';
  });
}

}  // namespace pumice::deploy
