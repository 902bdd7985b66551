// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/regular_expression.h"

#include <algorithm>
#include <string>

namespace pumice::deploy {
namespace {

constexpr size_t kMaxStates = 2'000;
constexpr size_t kMaxSteps = 1'000'000;
constexpr int kMaxGroups = 100;
constexpr int kMaxRepeats = 4'000;
constexpr size_t kMaxAtoms = 20'000;
constexpr size_t kMaxPatternBytes = 4'096;

// Code points; what is no UTF-8 stands for itself, byte by byte.
std::vector<char32_t> CodePoints(std::string_view text) {
  std::vector<char32_t> points;
  for (size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const size_t size = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    char32_t point = size == 1 ? byte : byte & (0xFF >> (size + 1));
    for (size_t i = 1; i < size && at + i < text.size(); ++i) {
      point = point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
    }
    points.push_back(point);
    at += size;
  }
  return points;
}

// Thrown and caught within this file.
struct Unsupported {};

}  // namespace

// Builds the states of a Thompson automaton by recursive descent, from the end: each function is
// given the state that follows, and returns the one that its part begins with.
class RegularExpressionParser {
 public:
  explicit RegularExpressionParser(std::string_view pattern) : pattern_(CodePoints(pattern)) {}

  RegularExpression Parse() {
    const int match = Add({RegularExpression::Kind::kMatch});
    size_t at = 0;
    out_.start_ = Alternatives(&at, match);
    if (at != pattern_.size()) throw Unsupported();
    return std::move(out_);
  }

 private:
  using Kind = RegularExpression::Kind;
  using Set = RegularExpression::Set;

  int Add(RegularExpression::State state) {
    if (out_.states_.size() == kMaxStates) throw Unsupported();
    out_.states_.push_back(state);
    return static_cast<int>(out_.states_.size()) - 1;
  }
  int AddSet(Set set, int next) {
    out_.sets_.push_back(std::move(set));
    return Add({Kind::kSet, static_cast<int>(out_.sets_.size()) - 1, next});
  }
  bool Is(size_t at, char32_t c) const { return at < pattern_.size() && pattern_[at] == c; }

  // Where the atom that begins at `at` ends, without building it.
  size_t Skip(size_t at) {
    int groups = 0;
    do {
      if (at >= pattern_.size()) throw Unsupported();
      const char32_t c = pattern_[at++];
      if (c == '\\') Escape(&at);
      if (c == '[') Class(&at);
      if (c == '(') ++groups;
      if (c == ')') --groups;
    } while (groups > 0);
    return at;
  }

  int Alternatives(size_t* at, int next) {
    if (++depth_ > kMaxGroups) throw Unsupported();
    int start = Sequence(at, next);
    while (Is(*at, '|')) {
      ++*at;
      const int other = Sequence(at, next);
      start = Add({Kind::kSplit, 0, start, other});
    }
    --depth_;
    return start;
  }

  struct Piece {
    size_t at;
    int min;
    int max;  // -1: no end
  };

  int Sequence(size_t* at, int next) {
    std::vector<Piece> pieces;
    while (*at < pattern_.size() && !Is(*at, '|') && !Is(*at, ')')) {
      Piece piece{*at, 1, 1};
      *at = Skip(*at);
      Quantifier(at, &piece);
      pieces.push_back(piece);
    }
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) next = Repeat(*piece, next);
    return next;
  }

  void Quantifier(size_t* at, Piece* piece) {
    if (Is(*at, '*')) {
      *piece = {piece->at, 0, -1};
    } else if (Is(*at, '+')) {
      *piece = {piece->at, 1, -1};
    } else if (Is(*at, '?')) {
      *piece = {piece->at, 0, 1};
    } else if (Is(*at, '{')) {
      ++*at;
      piece->min = Count(at);
      piece->max = piece->min;
      if (Is(*at, ',')) {
        ++*at;
        piece->max = Is(*at, '}') ? -1 : Count(at);
      }
      if (!Is(*at, '}') || (piece->max >= 0 && piece->max < piece->min)) throw Unsupported();
    } else {
      return;
    }
    ++*at;
    // A lazy quantifier matches the same whole texts, a possessive one does not.
    if (Is(*at, '?')) ++*at;
    if (Is(*at, '+') || Is(*at, '*') || Is(*at, '{')) throw Unsupported();
  }

  int Count(size_t* at) {
    int count = -1;
    for (; *at < pattern_.size() && pattern_[*at] >= '0' && pattern_[*at] <= '9'; ++*at) {
      count = std::max(count, 0) * 10 + static_cast<int>(pattern_[*at] - '0');
      if (count > kMaxRepeats) throw Unsupported();
    }
    if (count < 0) throw Unsupported();
    return count;
  }

  int Repeat(const Piece& piece, int next) {
    const auto once = [&](int after) {
      size_t at = piece.at;
      return Atom(&at, after);
    };
    if (piece.max < 0) {
      const int loop = Add({Kind::kSplit, 0, -1, next});
      const int body = once(loop);
      out_.states_[static_cast<size_t>(loop)].next = body;
      next = loop;
    } else {
      const int after = next;
      for (int i = piece.min; i < piece.max; ++i) {
        const int body = once(next);
        next = Add({Kind::kSplit, 0, body, after});
      }
    }
    for (int i = 0; i < piece.min; ++i) next = once(next);
    return next;
  }

  int Atom(size_t* at, int next) {
    // Groups that make no state repeat without end otherwise.
    if (++atoms_ > kMaxAtoms) throw Unsupported();
    const char32_t c = pattern_[(*at)++];
    switch (c) {
      case '(':
        return Group(at, next);
      case '[':
        return AddSet(Class(at), next);
      case '.':
        return AddSet({{{'\n', '\n'}, {'\r', '\r'}}, true}, next);
      case '^':
        return Add({Kind::kStart, 0, next});
      case '$':
        return Add({Kind::kEnd, 0, next});
      case '\\':
        return AddSet(Escape(at), next);
      case '*':
      case '+':
      case '?':
      case '{':
        throw Unsupported();
      default:
        return AddSet({{{c, c}}, false}, next);
    }
  }

  int Group(size_t* at, int next) {
    if (Is(*at, '?')) {
      if (!Is(*at + 1, ':')) throw Unsupported();
      *at += 2;
    }
    const int start = Alternatives(at, next);
    if (!Is(*at, ')')) throw Unsupported();
    ++*at;
    return start;
  }

  static Set Named(char32_t c) {
    switch (c) {
      case 'd':
        return {{{'0', '9'}}, false};
      case 'w':
        return {{{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}}, false};
      case 's':
        return {{{'\t', '\r'}, {' ', ' '}}, false};
      default:
        throw Unsupported();
    }
  }

  Set Escape(size_t* at) {
    if (*at == pattern_.size()) throw Unsupported();
    const char32_t c = pattern_[(*at)++];
    switch (c) {
      case 'd':
      case 'w':
      case 's':
        return Named(c);
      case 'D':
      case 'W':
      case 'S': {
        Set set = Named(c + ('a' - 'A'));
        set.negated = true;
        return set;
      }
      case 't':
        return {{{'\t', '\t'}}, false};
      case 'n':
        return {{{'\n', '\n'}}, false};
      case 'r':
        return {{{'\r', '\r'}}, false};
      case 'x':
        return CodePoint(at, 2);
      case 'u':
        return CodePoint(at, 4);
      default:
        break;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter) throw Unsupported();
    return {{{c, c}}, false};
  }

  Set CodePoint(size_t* at, int digits) {
    char32_t value = 0;
    for (int i = 0; i < digits; ++i, ++*at) {
      if (*at == pattern_.size()) throw Unsupported();
      const char32_t c = pattern_[*at];
      const bool digit = c >= '0' && c <= '9';
      const char32_t lower = c | 0x20;
      if (!digit && (lower < 'a' || lower > 'f')) throw Unsupported();
      value = value * 16 + (digit ? c - '0' : lower - 'a' + 10);
    }
    return {{{value, value}}, false};
  }

  // One character, or a named set, of a class.
  Set ClassItem(size_t* at) {
    if (*at == pattern_.size() || Is(*at, '[')) throw Unsupported();
    if (Is(*at, '&') && Is(*at + 1, '&')) throw Unsupported();
    const char32_t c = pattern_[(*at)++];
    if (c == '\\') return Escape(at);
    return {{{c, c}}, false};
  }

  Set Class(size_t* at) {
    Set out;
    if (Is(*at, '^')) {
      out.negated = true;
      ++*at;
    }
    do {
      Set item = ClassItem(at);
      if (item.negated) throw Unsupported();
      const bool single = item.ranges.size() == 1 && item.ranges[0].first == item.ranges[0].second;
      if (single && Is(*at, '-') && !Is(*at + 1, ']')) {
        ++*at;
        const Set end = ClassItem(at);
        if (end.negated || end.ranges.size() != 1) throw Unsupported();
        item.ranges[0].second = end.ranges[0].second;
        if (item.ranges[0].second < item.ranges[0].first) throw Unsupported();
      }
      out.ranges.insert(out.ranges.end(), item.ranges.begin(), item.ranges.end());
    } while (!Is(*at, ']'));
    ++*at;
    return out;
  }

  const std::vector<char32_t> pattern_;
  RegularExpression out_;
  int depth_ = 0;
  size_t atoms_ = 0;
};

bool RegularExpression::Set::Has(char32_t c) const {
  const bool within = std::ranges::any_of(
      ranges, [c](const auto& range) { return c >= range.first && c <= range.second; });
  return within != negated;
}

std::optional<RegularExpression> RegularExpression::Parse(std::string_view pattern) {
  if (pattern.size() > kMaxPatternBytes) return std::nullopt;
  try {
    return RegularExpressionParser(pattern).Parse();
  } catch (const Unsupported&) {
    return std::nullopt;
  }
}

std::optional<bool> RegularExpression::MatchesWhole(std::string_view text) const {
  const std::vector<char32_t> points = CodePoints(text);
  size_t steps = 0;
  std::vector<int> current;
  std::vector<int> next;
  std::vector<size_t> seen(states_.size(), 0);  // by the number of characters read, plus one
  std::vector<int> open;
  const auto follow = [&](int from, size_t read, std::vector<int>* into) {
    open.assign(1, from);
    while (!open.empty()) {
      const int index = open.back();
      open.pop_back();
      size_t& mark = seen[static_cast<size_t>(index)];
      if (mark == read + 1) continue;
      mark = read + 1;
      ++steps;
      const State& state = states_[static_cast<size_t>(index)];
      if (state.kind == Kind::kSplit) {
        open.push_back(state.next);
        open.push_back(state.other);
      } else if (state.kind == Kind::kStart) {
        if (read == 0) open.push_back(state.next);
      } else if (state.kind == Kind::kEnd) {
        if (read == points.size()) open.push_back(state.next);
      } else {
        into->push_back(index);
      }
    }
  };
  follow(start_, 0, &current);
  for (size_t read = 0; read < points.size() && !current.empty(); ++read) {
    next.clear();
    for (const int index : current) {
      const State& state = states_[static_cast<size_t>(index)];
      if (state.kind != Kind::kSet) continue;
      const Set& set = sets_[static_cast<size_t>(state.set)];
      steps += set.ranges.size();
      if (set.Has(points[read])) follow(state.next, read + 1, &next);
    }
    if (steps > kMaxSteps) return std::nullopt;
    std::swap(current, next);
  }
  return std::ranges::any_of(
      current, [&](int index) { return states_[static_cast<size_t>(index)].kind == Kind::kMatch; });
}

}  // namespace pumice::deploy
