// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/regular_expression.h"

#include <re2/re2.h>

namespace pumice::deploy {
namespace {

constexpr size_t kMaxPatternBytes = 16 * 1024;
constexpr int64_t kMaxMemory = 4 * 1024 * 1024;

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::optional<RegularExpression> RegularExpression::Parse(std::string_view pattern,
                                                          std::string* fault) {
  if (pattern.size() > kMaxPatternBytes) {
    if (fault != nullptr) *fault = "longer than 16 KiB";
    return std::nullopt;
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxMemory);
  RegularExpression parsed;
  const auto expression = std::make_shared<const re2::RE2>(Piece(pattern), options);
  if (!expression->ok()) {
    if (fault != nullptr) *fault = expression->error();
    return std::nullopt;
  }
  parsed.names_.resize(static_cast<size_t>(expression->NumberOfCapturingGroups()));
  for (const auto& [group, name] : expression->CapturingGroupNames()) {
    parsed.names_[static_cast<size_t>(group) - 1] = name;
  }
  parsed.expression_ = expression;
  return parsed;
}

bool RegularExpression::MatchesWhole(std::string_view text) const {
  return expression_->Match(Piece(text), 0, text.size(), re2::RE2::ANCHOR_BOTH, nullptr, 0);
}

std::optional<RegularExpression::Groups> RegularExpression::Find(std::string_view text,
                                                                 size_t from) const {
  std::vector<re2::StringPiece> pieces(names_.size() + 1);
  if (!expression_->Match(Piece(text), from, text.size(), re2::RE2::UNANCHORED, pieces.data(),
                          static_cast<int>(pieces.size()))) {
    return std::nullopt;
  }
  Groups groups;
  groups.reserve(pieces.size());
  for (const re2::StringPiece& piece : pieces) {
    if (piece.data() == nullptr) {
      groups.emplace_back(std::string_view::npos, std::string_view::npos);
      continue;
    }
    const auto begin = static_cast<size_t>(piece.data() - text.data());
    groups.emplace_back(begin, begin + piece.size());
  }
  return groups;
}

}  // namespace pumice::deploy
