// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/yaml_value.h"

#include <charconv>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <unordered_set>
#include <utility>
#include <vector>

#include "conformance/runner/json_text.h"

namespace pumice::conformance {
namespace {

constexpr int kMaxDepth = 200;
constexpr size_t kMaxValues = 4'000'000;
constexpr size_t kMaxTextBytes = 64 * 1024 * 1024;
constexpr size_t kMaxMadeText = 32 * 1024 * 1024;
constexpr int64_t kMaxNesting = 500;

constexpr std::string_view kFor = "for";
constexpr std::string_view kEach = "each";
constexpr std::string_view kInner = "<inner>";

bool IsPlain(const YAML::Node& node) { return node.Tag() == "?" || node.Tag().empty(); }

bool IsNullValue(const YAML::Node& node) {
  if (node.IsNull()) return true;
  return IsPlain(node) && node.Scalar() == "null";
}

std::optional<int64_t> ParseInteger(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// A decimal fraction or an exponent; neither hexadecimal nor infinity, which JSON has not.
std::optional<double> ParseReal(const std::string& text) {
  if (text.find_first_not_of("0123456789+-.eE") != std::string::npos) return std::nullopt;
  if (text.find_first_of("0123456789") == std::string::npos) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (*end != '\0' || value - value != 0) return std::nullopt;
  return value;
}

bool IsRange(const YAML::Node& node) {
  if (!node.IsSequence() || node.size() != 2) return false;
  for (const auto& bound : node) {
    if (!bound.IsScalar() || !IsPlain(bound) || !ParseInteger(bound.Scalar())) return false;
  }
  return true;
}

bool IsLoopHead(const YAML::Node& node) {
  if (!node.IsMap() || node.size() == 0) return false;
  for (const auto& variable : node) {
    if (!variable.first.IsScalar() || !IsVariableName(variable.first.Scalar())) return false;
    if (!IsRange(variable.second)) return false;
  }
  return true;
}

bool IsLoop(const YAML::Node& node) {
  if (!node.IsMap()) return false;
  const YAML::Node head = node[std::string(kFor)];
  return head && IsLoopHead(head);
}

// Puts `inner` in the place of each "<inner>" below `around`.
void PutInside(const JsonValue& inner, JsonValue* around, JsonAllocator* memory) {
  if (around->IsString() && JsonText(*around) == kInner) {
    around->CopyFrom(inner, *memory);
  } else if (around->IsObject()) {
    for (auto& member : around->GetObject()) PutInside(inner, &member.value, memory);
  } else if (around->IsArray()) {
    for (auto& element : around->GetArray()) PutInside(inner, &element, memory);
  }
}

}  // namespace

void ThrowAt(const YAML::Node& node, const std::string& message) {
  throw YAML::RepresentationException(node.Mark(), message);
}

std::string MemberName(const YAML::Node& key) {
  if (!key.IsScalar()) ThrowAt(key, "a member's name must be a text");
  return key.Scalar();
}

JsonValue YamlValueReader::Read(const YAML::Node& node, const LoopVariables& variables) {
  return ReadAt(node, variables, 0);
}

void YamlValueReader::ForEachRound(const YAML::Node& node, const LoopVariables& outer,
                                   const std::function<void(const LoopVariables&)>& body) {
  if (!node.IsMap() || !node[std::string(kFor)]) return body(outer);
  const YAML::Node head = node[std::string(kFor)];
  if (!IsLoopHead(head)) ThrowAt(head, "for wants ranges: for: {i: [1, 25]}");
  // From the innermost variable out: each level runs the ones inside it.
  std::function<void(const LoopVariables&)> rounds = body;
  std::vector<std::pair<std::string, std::pair<int64_t, int64_t>>> ranges;
  for (const auto& variable : head) {
    ranges.emplace_back(variable.first.Scalar(),
                        std::pair(*ParseInteger(variable.second[0].Scalar()),
                                  *ParseInteger(variable.second[1].Scalar())));
  }
  for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
    rounds = [this, &head, range, inside = std::move(rounds)](const LoopVariables& around) {
      const auto [first, last] = range->second;
      LoopVariables variables = around;
      for (int64_t i = first;; i += first <= last ? 1 : -1) {
        CountValue(head);
        variables.insert_or_assign(range->first, i);
        inside(variables);
        if (i == last) return;
      }
    };
  }
  rounds(outer);
}

JsonValue YamlValueReader::ReadAt(const YAML::Node& node, const LoopVariables& variables,
                                  int depth) {
  if (depth > kMaxDepth)
    ThrowAt(node, "nests deeper than " + std::to_string(kMaxDepth) + " levels");
  CountValue(node);
  if (IsNullValue(node)) return JsonValue();
  if (node.IsScalar()) return ReadScalar(node, variables);
  return node.IsSequence() ? ReadList(node, variables, depth) : ReadMap(node, variables, depth);
}

JsonValue YamlValueReader::ReadScalar(const YAML::Node& node, const LoopVariables& variables) {
  const std::string& text = node.Scalar();
  if (!IsPlain(node)) return Text(node, FillIn(node, variables));
  if (text == "true" || text == "True" || text == "TRUE") return JsonValue(true);
  if (text == "false" || text == "False" || text == "FALSE") return JsonValue(false);
  if (const auto integer = ParseInteger(text)) return JsonValue(*integer);
  if (const auto real = ParseReal(text)) return JsonValue(*real);
  return Text(node, FillIn(node, variables));
}

JsonValue YamlValueReader::ReadList(const YAML::Node& node, const LoopVariables& variables,
                                    int depth) {
  JsonValue list(rapidjson::kArrayType);
  for (const auto& element : node) {
    if (!IsLoop(element)) {
      list.PushBack(ReadAt(element, variables, depth + 1), memory_);
      continue;
    }
    ForEachRound(element, variables, [&](const LoopVariables& inner) {
      list.PushBack(ReadRound(element, inner, depth + 1), memory_);
    });
  }
  return list;
}

JsonValue YamlValueReader::ReadRound(const YAML::Node& element, const LoopVariables& variables,
                                     int depth) {
  const YAML::Node each = element[std::string(kEach)];
  if (each && element.size() == 2) return ReadAt(each, variables, depth);
  return ReadMap(element, variables, depth);
}

JsonValue YamlValueReader::ReadMap(const YAML::Node& node, const LoopVariables& variables,
                                   int depth) {
  if (depth > kMaxDepth)
    ThrowAt(node, "nests deeper than " + std::to_string(kMaxDepth) + " levels");
  JsonValue map(rapidjson::kObjectType);
  std::unordered_set<std::string> names;
  for (const auto& member : node) {
    std::string name = MemberName(member.first);
    if (name == kFor && IsLoopHead(member.second)) continue;
    if (node.size() == 1 &&
        (name == "<repeat>" || name == "<concat>" || name == "<merge>" || name == "<nest>")) {
      return Make(name, member.second, variables, depth);
    }
    name = FillIn(member.first, variables);
    if (!names.insert(name).second) ThrowAt(member.first, "\"" + name + "\" stands here twice");
    JsonValue value = ReadAt(member.second, variables, depth + 1);
    map.AddMember(Text(member.first, name), value, memory_);
  }
  return map;
}

JsonValue YamlValueReader::Make(std::string_view helper, const YAML::Node& arguments,
                                const LoopVariables& variables, int depth) {
  if (!arguments.IsSequence()) ThrowAt(arguments, std::string(helper) + " wants a list");
  JsonValue list = ReadAt(arguments, variables, depth + 1);
  if (helper == "<repeat>") return Repeat(arguments, list);
  if (helper == "<concat>") return Concatenate(arguments, list);
  if (helper == "<merge>") return Merge(arguments, &list);
  return Nest(arguments, list);
}

JsonValue YamlValueReader::Repeat(const YAML::Node& node, const JsonValue& arguments) {
  const bool well_formed = arguments.Size() == 2 && arguments[0].IsString();
  if (!well_formed) ThrowAt(node, "<repeat> wants [text, count]");
  const JsonValue& number = arguments[1];
  std::optional<int64_t> count;
  if (number.IsInt64()) count = number.GetInt64();
  if (number.IsString()) count = ParseInteger(JsonText(number));
  if (!count || *count < 0) ThrowAt(node, "<repeat> wants [text, count]");
  const std::string_view unit = JsonText(arguments[0]);
  const auto times = static_cast<size_t>(*count);
  if (!unit.empty() && times > kMaxMadeText / unit.size()) {
    ThrowAt(node, "<repeat> makes more than " + std::to_string(kMaxMadeText) + " bytes");
  }
  std::string text;
  text.reserve(unit.size() * times);
  for (size_t i = 0; i < times && !unit.empty(); ++i) text += unit;
  return Text(node, text);
}

JsonValue YamlValueReader::Concatenate(const YAML::Node& node, const JsonValue& parts) {
  std::string text;
  for (const auto& part : parts.GetArray()) {
    if (part.IsObject() || part.IsArray()) ThrowAt(node, "<concat> wants texts and numbers");
    text += part.IsString() ? std::string(JsonText(part)) : ToJsonText(part);
    if (text.size() > kMaxMadeText) {
      ThrowAt(node, "<concat> makes more than " + std::to_string(kMaxMadeText) + " bytes");
    }
  }
  return Text(node, text);
}

JsonValue YamlValueReader::Merge(const YAML::Node& node, JsonValue* maps) {
  JsonValue merged(rapidjson::kObjectType);
  std::unordered_set<std::string_view> names;
  for (auto& map : maps->GetArray()) {
    if (!map.IsObject()) ThrowAt(node, "<merge> wants maps");
    for (auto& member : map.GetObject()) {
      if (!names.insert(JsonText(member.name)).second) {
        ThrowAt(node, "\"" + std::string(JsonText(member.name)) + "\" is merged twice");
      }
      // A copy: `names` borrows from the original.
      JsonValue name(member.name, memory_);
      merged.AddMember(name, member.value, memory_);
    }
  }
  return merged;
}

JsonValue YamlValueReader::Nest(const YAML::Node& node, const JsonValue& arguments) {
  const bool well_formed = arguments.Size() == 3 && arguments[1].IsInt64() &&
                           arguments[1].GetInt64() >= 0 && arguments[1].GetInt64() <= kMaxNesting;
  if (!well_formed) {
    ThrowAt(node, "<nest> wants [around, count, innermost], and a count of at most " +
                      std::to_string(kMaxNesting));
  }
  JsonValue nested(arguments[2], memory_);
  for (int64_t i = 0; i < arguments[1].GetInt64(); ++i) {
    JsonValue around(arguments[0], memory_);
    PutInside(nested, &around, &memory_);
    CountText(node, ToJsonText(around).size());
    nested.Swap(around);
  }
  return nested;
}

JsonValue YamlValueReader::Text(const YAML::Node& node, std::string_view text) {
  CountText(node, text.size());
  return JsonValue(text.data(), static_cast<rapidjson::SizeType>(text.size()), memory_);
}

std::string YamlValueReader::FillIn(const YAML::Node& node, const LoopVariables& variables) {
  try {
    return FillLoopVariables(node.Scalar(), variables);
  } catch (const std::invalid_argument& error) {
    ThrowAt(node, error.what());
  }
}

void YamlValueReader::CountValue(const YAML::Node& node) {
  if (++values_ > kMaxValues) {
    ThrowAt(node, "the file makes more than " + std::to_string(kMaxValues) + " values");
  }
}

void YamlValueReader::CountText(const YAML::Node& node, size_t bytes) {
  text_bytes_ += bytes;
  if (text_bytes_ > kMaxTextBytes) {
    ThrowAt(node, "the file makes more than " + std::to_string(kMaxTextBytes) + " bytes of text");
  }
}

}  // namespace pumice::conformance
