// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/compare.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "conformance/runner/json_path.h"
#include "conformance/runner/json_text.h"
#include "conformance/runner/pattern.h"
#include "engine/item/number.h"

namespace pumice::conformance {
namespace {

constexpr std::string_view kUnordered = "<unordered>";
constexpr std::string_view kContains = "<contains>";
constexpr std::string_view kLength = "<length>";
constexpr std::string_view kLike = "<like>";
constexpr std::string_view kAbove = "<above>";
constexpr std::string_view kBelow = "<below>";
constexpr const char* kNothing = "nothing";

enum class Extent { kWhole, kContained };

// "<string>" and the like: any value of a type.
using TypeTest = bool (JsonValue::*)() const;

struct TypeName {
  std::string_view name;
  TypeTest test;  // null: any
};

constexpr TypeName kTypeNames[] = {
    {"<any>", nullptr},
    {"<string>", &JsonValue::IsString},
    {"<number>", &JsonValue::IsNumber},
    {"<boolean>", &JsonValue::IsBool},
    {"<list>", &JsonValue::IsArray},
    {"<map>", &JsonValue::IsObject},
};

const TypeName* FindTypeName(std::string_view text) {
  if (!text.starts_with('<')) return nullptr;
  const auto* const found = std::find_if(std::begin(kTypeNames), std::end(kTypeNames),
                                         [&](const TypeName& type) { return type.name == text; });
  return found == std::end(kTypeNames) ? nullptr : found;
}

bool LooksLikeHelper(std::string_view name) {
  return name.size() > 2 && name.starts_with('<') && name.ends_with('>');
}

// The helper that a map stands for; empty if it is just a map.
std::string_view HelperName(const JsonValue& map) {
  if (map.MemberCount() != 1) return {};
  const std::string_view name = JsonText(map.MemberBegin()->name);
  return LooksLikeHelper(name) ? name : std::string_view();
}

bool EqualNumbers(const JsonValue& a, const JsonValue& b) {
  if (a.IsInt64() && b.IsInt64()) return a.GetInt64() == b.GetInt64();
  if (a.IsUint64() && b.IsUint64()) return a.GetUint64() == b.GetUint64();
  return a.GetDouble() == b.GetDouble();
}

size_t Length(const JsonValue& value) {
  if (value.IsArray()) return value.Size();
  if (value.IsObject()) return value.MemberCount();
  return value.GetStringLength();
}

// Recursion follows `expected`, whose depth the file's reader bounds.
class Comparison {
 public:
  Comparison(const Variables& variables, size_t max_differences)
      : variables_(variables), max_differences_(max_differences) {}

  void Compare(const JsonValue& expected, const JsonValue& got, Extent extent) {
    if (IsFull()) return;
    if (expected.IsString()) return CompareText(expected, got, extent);
    if (expected.IsObject()) return CompareMap(expected, got, extent);
    if (expected.IsArray()) return CompareList(expected, got);
    const bool equal = expected.IsNumber() && got.IsNumber() ? EqualNumbers(expected, got)
                                                             : expected.GetType() == got.GetType();
    if (!equal) Differ(Shown(expected), ToShownText(got));
  }

  std::vector<Difference> Take() { return std::move(differences_); }

 private:
  bool IsFull() const { return differences_.size() >= max_differences_; }

  void Differ(std::string expected, std::string got) {
    if (!IsFull()) differences_.push_back({path_, std::move(expected), std::move(got)});
  }

  void CompareText(const JsonValue& expected, const JsonValue& got, Extent extent) {
    if (const TypeName* type = FindTypeName(JsonText(expected))) {
      if (type->test != nullptr && !(got.*type->test)()) {
        Differ(std::string(type->name), ToShownText(got));
      }
      return;
    }
    std::string text;
    const JsonValue* captured = variables_.Resolve(JsonText(expected), &text);
    if (captured != nullptr && captured->IsString()) text = JsonText(*captured);
    if (captured != nullptr && !captured->IsString())
      return CompareCaptured(*captured, got, extent);
    if (!got.IsString() || JsonText(got) != text) Differ(Quoted(text), ToShownText(got));
  }

  // What an answer held means itself: no variables, no helpers.
  void CompareCaptured(const JsonValue& captured, const JsonValue& got, Extent extent) {
    if (extent == Extent::kWhole ? captured == got : IsContained(captured, got)) return;
    Differ(ToShownText(captured), ToShownText(got));
  }

  static bool IsContained(const JsonValue& expected, const JsonValue& got) {
    if (!expected.IsObject() || !got.IsObject()) return expected == got;
    const auto members = expected.GetObject();
    return std::all_of(members.begin(), members.end(), [&](const auto& member) {
      const JsonValue* other = FindAny(got, JsonText(member.name));
      return other != nullptr && IsContained(member.value, *other);
    });
  }

  void CompareMap(const JsonValue& expected, const JsonValue& got, Extent extent) {
    const std::string_view helper = HelperName(expected);
    if (!helper.empty()) return CompareHelper(helper, expected.MemberBegin()->value, got);
    if (!got.IsObject()) return Differ(Shown(expected), ToShownText(got));
    std::set<std::string, std::less<>> names;
    for (const auto& member : expected.GetObject()) {
      const std::string& name = *names.insert(variables_.RenderText(member.name)).first;
      const size_t size = Enter(name);
      const JsonValue* other = FindAny(got, name);
      if (other == nullptr) {
        Differ(Shown(member.value), kNothing);
      } else {
        Compare(member.value, *other, extent);
      }
      path_.resize(size);
    }
    if (extent == Extent::kWhole) RefuseFurtherMembers(names, got);
  }

  void RefuseFurtherMembers(const std::set<std::string, std::less<>>& names, const JsonValue& got) {
    if (names.size() == got.MemberCount() && differences_.empty()) return;
    for (const auto& member : got.GetObject()) {
      if (names.contains(JsonText(member.name))) continue;
      const size_t size = Enter(JsonText(member.name));
      Differ(kNothing, ToShownText(member.value));
      path_.resize(size);
    }
  }

  void CompareList(const JsonValue& expected, const JsonValue& got) {
    if (!got.IsArray()) return Differ(Shown(expected), ToShownText(got));
    const rapidjson::SizeType both = std::min(expected.Size(), got.Size());
    for (rapidjson::SizeType i = 0; i < both && !IsFull(); ++i) {
      const size_t size = EnterElement(i);
      Compare(expected[i], got[i], Extent::kWhole);
      path_.resize(size);
    }
    for (rapidjson::SizeType i = both; i < std::max(expected.Size(), got.Size()) && !IsFull();
         ++i) {
      const size_t size = EnterElement(i);
      Differ(i < expected.Size() ? Shown(expected[i]) : kNothing,
             i < got.Size() ? ToShownText(got[i]) : kNothing);
      path_.resize(size);
    }
  }

  void CompareHelper(std::string_view helper, const JsonValue& argument, const JsonValue& got) {
    if (helper == kUnordered) return CompareUnordered(argument, got);
    if (helper == kContains) return Compare(argument, got, Extent::kContained);
    if (helper == kLike) {
      const std::string pattern = variables_.RenderText(argument);
      if (!got.IsString() || !IsLike(JsonText(got), pattern)) {
        Differ("a text like " + Quoted(pattern), ToShownText(got));
      }
      return;
    }
    if (helper == kAbove || helper == kBelow) return CompareOrder(helper, argument, got);
    const bool has_length = got.IsArray() || got.IsObject() || got.IsString();
    if (!has_length || static_cast<int64_t>(Length(got)) != argument.GetInt64()) {
      Differ("length " + ToJsonText(argument),
             (has_length ? "length " + std::to_string(Length(got)) + ": " : "") + ToShownText(got));
    }
  }

  void CompareOrder(std::string_view helper, const JsonValue& argument, const JsonValue& got) {
    const std::string bound = argument.IsString() ? RenderScalar(argument) : ToJsonText(argument);
    Number expected;
    Number number;
    if (expected.Parse(bound) != NumberError::kNone) throw StepError(bound + " is no number");
    const bool is_number =
        (got.IsString() || got.IsNumber()) && number.Parse(ScalarText(got)) == NumberError::kNone;
    const bool is_met =
        helper == kAbove ? expected.bytes() < number.bytes() : number.bytes() < expected.bytes();
    if (is_number && is_met) return;
    Differ("a number " + std::string(helper.substr(1, helper.size() - 2)) + " " + bound,
           ToShownText(got));
  }

  static std::string ScalarText(const JsonValue& value) {
    return value.IsString() ? std::string(JsonText(value)) : ToJsonText(value);
  }

  // A text or the number that it stands for.
  std::string RenderScalar(const JsonValue& written) const {
    std::string text;
    const JsonValue* captured = variables_.Resolve(JsonText(written), &text);
    return captured == nullptr ? text : ScalarText(*captured);
  }

  // Each expected element takes the first one that is left and equal.
  void CompareUnordered(const JsonValue& expected, const JsonValue& got) {
    if (!got.IsArray()) return Differ(Shown(expected), ToShownText(got));
    std::vector<const JsonValue*> left;
    for (const auto& element : got.GetArray()) left.push_back(&element);
    for (const auto& element : expected.GetArray()) {
      const auto found = std::find_if(left.begin(), left.end(), [&](const JsonValue* candidate) {
        return AreEqual(element, *candidate);
      });
      if (found == left.end()) {
        Differ("(somewhere in the list) " + Shown(element), kNothing);
      } else {
        left.erase(found);
      }
    }
    for (const JsonValue* element : left)
      Differ(kNothing, "(in the list) " + ToShownText(*element));
  }

  bool AreEqual(const JsonValue& expected, const JsonValue& got) const {
    Comparison comparison(variables_, 1);
    comparison.Compare(expected, got, Extent::kWhole);
    return comparison.differences_.empty();
  }

  // What is expected, with its variables filled in.
  std::string Shown(const JsonValue& expected) const {
    return Shorten(variables_.Render(expected));
  }

  // Returns the path's size before.
  size_t Enter(std::string_view member) {
    const size_t size = path_.size();
    if (size > 0) path_ += '.';
    path_ += member;
    return size;
  }

  size_t EnterElement(size_t index) {
    const size_t size = path_.size();
    path_ += '[' + std::to_string(index) + ']';
    return size;
  }

  static std::string Quoted(const std::string& text) {
    return ToShownText(JsonValue(rapidjson::StringRef(text.data(), text.size())));
  }

  const Variables& variables_;
  const size_t max_differences_;
  std::string path_;
  std::vector<Difference> differences_;
};

std::vector<Difference> Run(const JsonValue& expected, const JsonValue& got,
                            const Variables& variables, Extent extent) {
  Comparison comparison(variables, kMaxDifferences);
  comparison.Compare(expected, got, extent);
  return comparison.Take();
}

std::string FindFaultOfMap(const JsonValue& map) {
  for (const auto& member : map.GetObject()) {
    const std::string_view name = JsonText(member.name);
    if (LooksLikeHelper(name)) {
      const JsonValue& argument = member.value;
      const bool well_formed =
          (name == kUnordered && argument.IsArray()) ||
          (name == kContains && (argument.IsObject() || argument.IsArray())) ||
          (name == kLength && argument.IsInt64()) || (name == kLike && argument.IsString()) ||
          ((name == kAbove || name == kBelow) && (argument.IsString() || argument.IsNumber()));
      if (!well_formed) return std::string(name) + " is no helper, or wants another argument";
      if (map.MemberCount() != 1) return std::string(name) + " stands alone in its map";
    }
    std::string fault = FindHelperFault(member.value);
    if (!fault.empty()) return fault;
  }
  return {};
}

}  // namespace

std::vector<Difference> CompareWhole(const JsonValue& expected, const JsonValue& got,
                                     const Variables& variables) {
  return Run(expected, got, variables, Extent::kWhole);
}

std::vector<Difference> CompareContained(const JsonValue& expected, const JsonValue& got,
                                         const Variables& variables) {
  return Run(expected, got, variables, Extent::kContained);
}

std::string FindHelperFault(const JsonValue& expected) {
  if (expected.IsObject()) return FindFaultOfMap(expected);
  if (!expected.IsArray()) return {};
  for (const auto& element : expected.GetArray()) {
    std::string fault = FindHelperFault(element);
    if (!fault.empty()) return fault;
  }
  return {};
}

}  // namespace pumice::conformance
