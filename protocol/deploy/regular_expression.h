// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace pumice::deploy {

// A regular expression of a template (AllowedPattern), in the part of Java's syntax that needs no
// backtracking: literals, ".", classes, \d \w \s and their negations, groups, alternation,
// quantifiers, anchors. Matching takes time in proportion to pattern and text, whatever they are.
// Immutable; safe to use from any thread.
class RegularExpression {
 public:
  // Nothing for what is not supported (lookaround, back references, \b, \p, flags), is no regular
  // expression, or comes to more than 2,000 states.
  static std::optional<RegularExpression> Parse(std::string_view pattern);

  // Whether the whole of `text`, UTF-8, matches. Nothing if that takes more than a million steps.
  std::optional<bool> MatchesWhole(std::string_view text) const;

 private:
  friend class RegularExpressionParser;

  enum class Kind : uint8_t { kSet, kSplit, kStart, kEnd, kMatch };
  struct State {
    Kind kind = Kind::kMatch;
    int set = 0;  // of kSet: index into sets_
    int next = -1;
    int other = -1;  // of kSplit
  };
  struct Set {
    std::vector<std::pair<char32_t, char32_t>> ranges;
    bool negated = false;
    bool Has(char32_t c) const;
  };

  std::vector<State> states_;
  std::vector<Set> sets_;
  int start_ = 0;
};

}  // namespace pumice::deploy
