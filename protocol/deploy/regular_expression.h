// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace re2 {
class RE2;
}

namespace pumice::deploy {

// A regular expression of a template, in RE2's syntax: no lookaround, no back references. Matching
// takes time in proportion to the text, whatever the pattern is, and memory is bounded.
// Immutable; safe to use from any thread.
class RegularExpression {
 public:
  // Nothing, and why not in `fault` if that is not null, for what is not supported or no regular
  // expression.
  static std::optional<RegularExpression> Parse(std::string_view pattern,
                                                std::string* fault = nullptr);

  // Whether the whole of `text`, UTF-8, matches.
  bool MatchesWhole(std::string_view text) const;

  // Where the groups matched, the whole first: begin and end, npos for one that took no part.
  using Groups = std::vector<std::pair<size_t, size_t>>;
  // The leftmost match that begins at `from` or later.
  std::optional<Groups> Find(std::string_view text, size_t from) const;

  // Of the groups but the whole; empty: none.
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::shared_ptr<const re2::RE2> expression_;
  std::vector<std::string> names_;
};

}  // namespace pumice::deploy
