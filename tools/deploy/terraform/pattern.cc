// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/pattern.h"

#include <algorithm>

namespace pumice::deploy::terraform {

using Bytes = std::bitset<256>;

namespace {

constexpr int kMaxDepth = 100;
constexpr int kMaxRepeat = 1000;

struct Fault {
  std::string text;
};

Bytes Range(unsigned char first, unsigned char last) {
  Bytes set;
  for (unsigned c = first; c <= last; ++c) set.set(c);
  return set;
}

Bytes Digits() { return Range('0', '9'); }
Bytes Letters() { return Range('a', 'z') | Range('A', 'Z'); }
Bytes Words() { return Digits() | Letters() | Range('_', '_'); }
Bytes Spaces() { return Range('\t', '\n') | Range('\f', '\r') | Range(' ', ' '); }

// The class that stands behind a backslash.
std::optional<Bytes> ClassOf(char c) {
  switch (c) {
    case 'd':
      return Digits();
    case 'D':
      return ~Digits();
    case 'w':
      return Words();
    case 'W':
      return ~Words();
    case 's':
      return Spaces();
    case 'S':
      return ~Spaces();
    default:
      return std::nullopt;
  }
}

std::optional<Bytes> NamedClass(std::string_view name) {
  if (name == "alpha") return Letters();
  if (name == "digit") return Digits();
  if (name == "alnum") return Letters() | Digits();
  if (name == "upper") return Range('A', 'Z');
  if (name == "lower") return Range('a', 'z');
  if (name == "space") return Spaces() | Range('\v', '\v');
  if (name == "word") return Words();
  if (name == "xdigit") return Digits() | Range('a', 'f') | Range('A', 'F');
  if (name == "punct") return Range('!', '/') | Range(':', '@') | Range('[', '`') | Range('{', '~');
  if (name == "blank") return Range(' ', ' ') | Range('\t', '\t');
  if (name == "print") return Range(' ', '~');
  if (name == "graph") return Range('!', '~');
  if (name == "cntrl") return Range(0, 0x1f) | Range(0x7f, 0x7f);
  return std::nullopt;
}

// A piece of the syntax tree.
struct Piece {
  enum class Kind { kEmpty, kBytes, kSequence, kAlternatives, kRepeat, kGroup, kAssertion };
  Kind kind = Kind::kEmpty;
  Bytes set;
  std::vector<Piece> pieces;
  int min = 0;
  int max = 0;  // of a repeat; -1: no bound
  bool lazy = false;
  int group = 0;
  int assertion = 0;  // State::Kind
};

}  // namespace

// Recursive descent to pieces, then pieces to states.
class PatternParser {
 public:
  explicit PatternParser(std::string_view text) : text_(text) {}

  Pattern Parse() {
    const Piece whole = Alternatives();
    if (at_ < text_.size()) throw Fault{"unexpected \")\""};
    const int match = Add(State::Kind::kMatch, -1);
    const int end = Add(State::Kind::kSave, match, 1);
    pattern_.start_ = Add(State::Kind::kSave, Build(whole, end), 0);
    return std::move(pattern_);
  }

 private:
  using State = Pattern::State;

  bool Take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Piece Alternatives() {
    if (++depth_ > kMaxDepth) throw Fault{"it nests too deep"};
    Piece all;
    all.kind = Piece::Kind::kAlternatives;
    do {
      all.pieces.push_back(Sequence());
    } while (Take('|'));
    --depth_;
    return all;
  }

  Piece Sequence() {
    Piece all;
    all.kind = Piece::Kind::kSequence;
    while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != ')') {
      all.pieces.push_back(Repeated(Atom()));
    }
    return all;
  }

  Piece Repeated(Piece atom) {
    while (at_ < text_.size()) {
      Piece repeat;
      repeat.kind = Piece::Kind::kRepeat;
      if (Take('*')) {
        repeat.max = -1;
      } else if (Take('+')) {
        repeat.min = 1;
        repeat.max = -1;
      } else if (Take('?')) {
        repeat.max = 1;
      } else if (text_[at_] != '{' || !Counts(&repeat)) {
        return atom;
      }
      repeat.lazy = Take('?');
      if (++repeats_ > kMaxRepeat) throw Fault{"it has too many quantifiers"};
      repeat.pieces.push_back(std::move(atom));
      atom = std::move(repeat);
      // "a**" is no regular expression of RE2's.
      if (at_ < text_.size() && (text_[at_] == '*' || text_[at_] == '+' || text_[at_] == '?'))
        throw Fault{"a quantifier follows another"};
    }
    return atom;
  }

  // {2}, {2,}, {2,5}; false for a brace that is a literal.
  bool Counts(Piece* repeat) {
    const size_t begin = at_++;
    const auto number = [this] {
      int value = -1;
      while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
        value = std::max(value, 0) * 10 + (text_[at_++] - '0');
        if (value > kMaxRepeat) throw Fault{"it repeats more than 1000 times"};
      }
      return value;
    };
    repeat->min = repeat->max = number();
    if (repeat->min >= 0 && Take(',')) repeat->max = number();
    if (repeat->min >= 0 && Take('}')) {
      if (repeat->max >= 0 && repeat->max < repeat->min) throw Fault{"a repetition has no size"};
      return true;
    }
    at_ = begin;
    return false;
  }

  Piece Atom() {
    const char c = text_[at_];
    if (c == '*' || c == '+' || c == '?') throw Fault{"a quantifier has nothing to repeat"};
    ++at_;
    switch (c) {
      case '(':
        return Group();
      case '[':
        return OfClass(Class());
      case '.':
        return AnyCharacter();
      case '^':
        return Assertion(multiline_ ? State::Kind::kLineBegin : State::Kind::kBegin);
      case '$':
        return Assertion(multiline_ ? State::Kind::kLineEnd : State::Kind::kEnd);
      case '\\':
        return Escaped();
      default:
        return Literal(c);
    }
  }

  // A character of UTF-8 is one atom, so that a quantifier repeats all of it.
  Piece Literal(char c) {
    Piece first = OfByte(c);
    if (static_cast<unsigned char>(c) < 0xc0) return first;
    Piece all;
    all.kind = Piece::Kind::kSequence;
    all.pieces.push_back(std::move(first));
    while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xc0) == 0x80)
      all.pieces.push_back(OfByte(text_[at_++]));
    return all;
  }

  Piece OfByte(char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return OfSet(Range(byte, byte));
  }

  Piece OfSet(Bytes set) {
    if (ignores_case_) {
      for (unsigned char c = 'a'; c <= 'z'; ++c) {
        const bool either = set[c] || set[c - 32U];
        set[c] = either;
        set[c - 32U] = either;
      }
    }
    Piece piece;
    piece.kind = Piece::Kind::kBytes;
    piece.set = set;
    return piece;
  }

  // One byte of ASCII, or one character of UTF-8.
  Piece AnyCharacter() {
    Piece ascii = OfSet(Range(0, 0x7f));
    if (!dot_takes_newlines_) ascii.set.reset('\n');
    return WithLongOnes(std::move(ascii));
  }

  // A class that is negated takes whole characters.
  Piece OfClass(const Bytes& set) {
    Piece ascii = OfSet(set & Range(0, 0x7f));
    return set.test(0xff) ? WithLongOnes(std::move(ascii)) : ascii;
  }

  Piece WithLongOnes(Piece ascii) {
    Piece tail = OfSet(Range(0x80, 0xbf));
    Piece tails;
    tails.kind = Piece::Kind::kRepeat;
    tails.min = 1;
    tails.max = 3;
    tails.pieces.push_back(std::move(tail));
    Piece other;
    other.kind = Piece::Kind::kSequence;
    other.pieces.push_back(OfSet(Range(0xc0, 0xff)));
    other.pieces.push_back(std::move(tails));
    Piece all;
    all.kind = Piece::Kind::kAlternatives;
    all.pieces.push_back(std::move(ascii));
    all.pieces.push_back(std::move(other));
    return all;
  }

  static Piece Assertion(State::Kind kind) {
    Piece piece;
    piece.kind = Piece::Kind::kAssertion;
    piece.assertion = static_cast<int>(kind);
    return piece;
  }

  char EscapedByte(char c) {
    constexpr std::string_view kNames = "nrtfva";
    constexpr std::string_view kMeant = "\n\r\t\f\v\a";
    const size_t named = kNames.find(c);
    if (named != std::string_view::npos) return kMeant[named];
    const bool is_word = Words()[static_cast<unsigned char>(c)];
    if (is_word) throw Fault{std::string("\\") + c + " is not supported"};
    return c;
  }

  Piece Escaped() {
    if (at_ >= text_.size()) throw Fault{"it ends with a backslash"};
    const char c = text_[at_++];
    if (const std::optional<Bytes> set = ClassOf(c)) return OfClass(*set);
    switch (c) {
      case 'A':
        return Assertion(State::Kind::kBegin);
      case 'z':
        return Assertion(State::Kind::kEnd);
      case 'b':
        return Assertion(State::Kind::kWord);
      case 'B':
        return Assertion(State::Kind::kNoWord);
      default:
        return OfByte(EscapedByte(c));
    }
  }

  // After "[".
  Bytes Class() {
    const bool negated = Take('^');
    Bytes set;
    bool first = true;
    while (true) {
      if (at_ >= text_.size()) throw Fault{"a class does not end"};
      if (text_[at_] == ']' && !first) break;
      first = false;
      ClassItem(&set);
    }
    ++at_;
    return negated ? ~set : set;
  }

  void ClassItem(Bytes* set) {
    if (text_.substr(at_, 2) == "[:") {
      const size_t end = text_.find(":]", at_ + 2);
      if (end == std::string_view::npos) throw Fault{"a class does not end"};
      const std::optional<Bytes> named = NamedClass(text_.substr(at_ + 2, end - at_ - 2));
      if (!named) throw Fault{"a class of that name is not supported"};
      at_ = end + 2;
      *set |= *named;
      return;
    }
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
      if (const std::optional<Bytes> named = ClassOf(text_[at_ + 1])) {
        at_ += 2;
        *set |= *named;
        return;
      }
    }
    const unsigned char begin = ClassByte();
    unsigned char end = begin;
    if (at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']') {
      ++at_;
      end = ClassByte();
    }
    if (end < begin) throw Fault{"a range of a class has no elements"};
    *set |= Range(begin, end);
  }

  unsigned char ClassByte() {
    if (at_ >= text_.size()) throw Fault{"a class does not end"};
    char c = text_[at_++];
    if (c == '\\') {
      if (at_ >= text_.size()) throw Fault{"a class does not end"};
      c = EscapedByte(text_[at_++]);
    }
    if (static_cast<unsigned char>(c) >= 0x80) throw Fault{"a class must hold ASCII only"};
    return static_cast<unsigned char>(c);
  }

  // After "(".
  Piece Group() {
    Piece group;
    group.kind = Piece::Kind::kGroup;
    if (Take('?')) {
      if (TakeFlags()) return {};
      if (group_is_named_) {
        group.group = NewGroup(TakeName());
      }
    } else {
      group.group = NewGroup("");
    }
    group.pieces.push_back(Alternatives());
    if (!Take(')')) throw Fault{"a group does not end"};
    return group;
  }

  int NewGroup(std::string name) {
    pattern_.names_.push_back(std::move(name));
    if (pattern_.names_.size() > 50) throw Fault{"it has more than 50 groups"};
    return static_cast<int>(pattern_.names_.size());
  }

  // After "(?". True: flags for the rest, up to ")". Otherwise a group without number, or with a
  // name.
  bool TakeFlags() {
    group_is_named_ = text_.substr(at_, 2) == "P<" || text_.substr(at_, 1) == "<";
    if (group_is_named_ || Take(':')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == ')') return true;
      if (c == 'i') {
        ignores_case_ = true;
      } else if (c == 'm') {
        multiline_ = true;
      } else if (c == 's') {
        dot_takes_newlines_ = true;
      } else {
        break;
      }
    }
    throw Fault{"(?…) is not supported"};
  }

  std::string TakeName() {
    Take('P');
    Take('<');
    const size_t end = text_.find('>', at_);
    if (end == std::string_view::npos) throw Fault{"a group's name does not end"};
    std::string name(text_.substr(at_, end - at_));
    at_ = end + 1;
    return name;
  }

  int Add(State::Kind kind, int next, int slot = 0, int other = -1) {
    if (pattern_.states_.size() >= Pattern::kMaxStates) throw Fault{"it is too large"};
    pattern_.states_.push_back({kind, next, other, slot});
    return static_cast<int>(pattern_.states_.size()) - 1;
  }

  // The state that a piece begins with, where `next` follows it.
  int Build(const Piece& piece, int next) {
    switch (piece.kind) {
      case Piece::Kind::kEmpty:
        return next;
      case Piece::Kind::kBytes:
        pattern_.sets_.push_back(piece.set);
        return Add(State::Kind::kBytes, next, static_cast<int>(pattern_.sets_.size()) - 1);
      case Piece::Kind::kSequence:
        for (auto part = piece.pieces.rbegin(); part != piece.pieces.rend(); ++part)
          next = Build(*part, next);
        return next;
      case Piece::Kind::kAlternatives: {
        int first = Build(piece.pieces.back(), next);
        for (auto part = piece.pieces.rbegin() + 1; part != piece.pieces.rend(); ++part)
          first = Add(State::Kind::kSplit, Build(*part, next), 0, first);
        return first;
      }
      case Piece::Kind::kRepeat:
        return BuildRepeat(piece, next);
      case Piece::Kind::kGroup: {
        if (piece.group == 0) return Build(piece.pieces[0], next);
        const int end = Add(State::Kind::kSave, next, 2 * piece.group + 1);
        return Add(State::Kind::kSave, Build(piece.pieces[0], end), 2 * piece.group);
      }
      case Piece::Kind::kAssertion:
        return Add(static_cast<State::Kind>(piece.assertion), next);
    }
    return next;
  }

  int Split(int into, int past, bool lazy) {
    return lazy ? Add(State::Kind::kSplit, past, 0, into) : Add(State::Kind::kSplit, into, 0, past);
  }

  int BuildRepeat(const Piece& piece, int next) {
    const Piece& repeated = piece.pieces[0];
    if (piece.max < 0) {
      const int loop = Add(State::Kind::kSplit, -1);
      const int body = Build(repeated, loop);
      State& state = pattern_.states_[static_cast<size_t>(loop)];
      state.next = piece.lazy ? next : body;
      state.other = piece.lazy ? body : next;
      next = loop;
    } else {
      const int end = next;
      for (int i = piece.min; i < piece.max; ++i)
        next = Split(Build(repeated, next), end, piece.lazy);
    }
    for (int i = 0; i < piece.min; ++i) next = Build(repeated, next);
    return next;
  }

  const std::string_view text_;
  Pattern pattern_;
  size_t at_ = 0;
  int depth_ = 0;
  int repeats_ = 0;
  bool ignores_case_ = false;
  bool multiline_ = false;
  bool dot_takes_newlines_ = false;
  bool group_is_named_ = false;
};

// Pike's machine: all threads side by side, those that matter more first.
class PatternRun {
 public:
  PatternRun(const Pattern& pattern, std::string_view text, size_t* steps)
      : pattern_(pattern),
        text_(text),
        steps_(*steps),
        slots_((pattern.names_.size() + 1) * 2, std::string_view::npos),
        seen_(pattern.states_.size(), 0) {}

  std::optional<Pattern::Groups> Run(size_t from) {
    std::vector<Thread> current;
    std::vector<Thread> next;
    for (size_t at = from;; ++at) {
      ++round_;
      next.clear();
      for (Thread& thread : current) {
        const auto& state = pattern_.states_[static_cast<size_t>(thread.state)];
        AddThread(state.next, at, thread.slots, &next);
      }
      if (!matched_) AddThread(pattern_.start_, at, slots_, &next);
      current.clear();
      for (Thread& thread : next) {
        const auto& state = pattern_.states_[static_cast<size_t>(thread.state)];
        if (state.kind == Pattern::State::Kind::kMatch) {
          matched_ = true;
          best_ = thread.slots;
          break;  // those behind it matter less
        }
        const bool takes =
            at < text_.size() && pattern_.sets_[static_cast<size_t>(state.slot)].test(
                                     static_cast<unsigned char>(text_[at]));
        if (takes) current.push_back(std::move(thread));
      }
      if (at >= text_.size() || (matched_ && current.empty())) break;
    }
    if (!matched_) return std::nullopt;
    Pattern::Groups groups;
    for (size_t i = 0; i + 1 < best_.size(); i += 2) groups.emplace_back(best_[i], best_[i + 1]);
    return groups;
  }

 private:
  using Slots = std::vector<size_t>;
  struct Thread {
    int state;
    Slots slots;
  };

  bool IsWord(size_t at) const {
    return at < text_.size() && Words()[static_cast<unsigned char>(text_[at])];
  }

  bool Holds(Pattern::State::Kind kind, size_t at) const {
    const bool boundary = IsWord(at) != (at > 0 && IsWord(at - 1));
    switch (kind) {
      case Pattern::State::Kind::kBegin:
        return at == 0;
      case Pattern::State::Kind::kEnd:
        return at == text_.size();
      case Pattern::State::Kind::kLineBegin:
        return at == 0 || text_[at - 1] == '\n';
      case Pattern::State::Kind::kLineEnd:
        return at == text_.size() || text_[at] == '\n';
      case Pattern::State::Kind::kWord:
        return boundary;
      default:
        return !boundary;
    }
  }

  // Follows what takes no byte. Without recursion: patterns may be thousands of states long.
  void AddThread(int first, size_t at, const Slots& slots, std::vector<Thread>* threads) {
    std::vector<Thread> open = {{first, slots}};
    while (!open.empty()) {
      Thread thread = std::move(open.back());
      open.pop_back();
      const size_t index = static_cast<size_t>(thread.state);
      if (seen_[index] == round_) continue;
      seen_[index] = round_;
      steps_ += 1 + slots.size() / 8;
      const auto& state = pattern_.states_[index];
      switch (state.kind) {
        case Pattern::State::Kind::kBytes:
        case Pattern::State::Kind::kMatch:
          threads->push_back(std::move(thread));
          break;
        case Pattern::State::Kind::kSplit:
          open.push_back({state.other, thread.slots});
          open.push_back({state.next, std::move(thread.slots)});
          break;
        case Pattern::State::Kind::kSave:
          thread.slots[static_cast<size_t>(state.slot)] = at;
          open.push_back({state.next, std::move(thread.slots)});
          break;
        default:
          if (Holds(state.kind, at)) open.push_back({state.next, std::move(thread.slots)});
      }
    }
  }

  const Pattern& pattern_;
  const std::string_view text_;
  size_t& steps_;
  const Slots slots_;
  std::vector<size_t> seen_;  // the round in which a state was added last
  size_t round_ = 0;
  bool matched_ = false;
  Slots best_;
};

std::optional<Pattern> Pattern::Parse(std::string_view text, std::string* fault) {
  try {
    return PatternParser(text).Parse();
  } catch (const Fault& thrown) {
    *fault = thrown.text;
    return std::nullopt;
  }
}

std::optional<Pattern::Groups> Pattern::Find(std::string_view text, size_t from,
                                             size_t* steps) const {
  return PatternRun(*this, text, steps).Run(from);
}

}  // namespace pumice::deploy::terraform
