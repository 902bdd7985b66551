// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/stack_parameters.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "protocol/ascii.h"
#include "protocol/deploy/number_text.h"
#include "protocol/deploy/regular_expression.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

constexpr size_t kMaxValueBytes = 4'096;
constexpr std::string_view kSystemsManager = "AWS::SSM::Parameter::Value<";
constexpr std::string_view kMembers[] = {"AllowedPattern", "AllowedValues", "ConstraintDescription",
                                         "Default",        "Description",   "MaxLength",
                                         "MaxValue",       "MinLength",     "MinValue",
                                         "NoEcho",         "Type"};

std::string PlaceOf(const std::string& name) { return "Parameters." + name; }

// The type of the value, without the parameter store in between.
std::string_view ValueType(std::string_view type) {
  if (!type.starts_with(kSystemsManager) || !type.ends_with('>')) return type;
  type.remove_prefix(kSystemsManager.size());
  type.remove_suffix(1);
  return type;
}

bool IsList(std::string_view type) {
  return type == "CommaDelimitedList" || type.starts_with("List<");
}

bool IsNumber(std::string_view type) { return type == "Number" || type == "List<Number>"; }

bool IsKnown(std::string_view type) {
  if (type == "String" || type == "Number" || type == "CommaDelimitedList") return true;
  if (type.starts_with("List<") && type.ends_with('>')) {
    type = type.substr(5, type.size() - 6);
    return type == "Number" || type == "String" || type.starts_with("AWS::");
  }
  return type.starts_with("AWS::");
}

std::string ScalarText(const Node& node, std::string_view place) {
  if (node.is_scalar() && !node.is_null()) return node.text();
  std::string message = "must be a string, not ";
  throw TemplateError(node.mark(), place, message.append(KindName(node.kind())));
}

ParameterValue Declaration(const std::string& name, const Node& node) {
  const std::string place = PlaceOf(name);
  if (!node.is_map()) throw TemplateError(node.mark(), place, "must be a map");
  for (const Node::Member& member : node.members()) {
    if (std::ranges::find(kMembers, member.first) != std::end(kMembers)) continue;
    throw TemplateError(member.second.mark(), place,
                        "Invalid template parameter property '" + member.first + "'");
  }
  ParameterValue parameter;
  parameter.mark = node.mark();
  parameter.told.name = name;
  const Node* const type = node.Find("Type");
  if (type == nullptr) {
    throw TemplateError(
        node.mark(), place,
        "Template format error: Every Parameters object must contain a Type member.");
  }
  parameter.told.type = ScalarText(*type, place);
  if (!IsKnown(ValueType(parameter.told.type))) {
    throw TemplateError(
        type->mark(), place,
        "Template format error: Unrecognized parameter type: " + parameter.told.type);
  }
  if (const Node* const text = node.Find("Description")) {
    parameter.told.description = ScalarText(*text, place);
  }
  if (const Node* const text = node.Find("NoEcho")) {
    parameter.told.no_echo = EqualIgnoringCase(ScalarText(*text, place), "true");
  }
  if (const Node* const text = node.Find("Default")) {
    parameter.told.default_value = ScalarText(*text, place);
    parameter.told.has_default = true;
  }
  if (const Node* const values = node.Find("AllowedValues")) {
    for (const Node& value : values->items()) {
      parameter.told.allowed_values.push_back(value.text());
    }
  }
  return parameter;
}

std::vector<std::string> ListItems(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) items.emplace_back(TakeUntil(',', &text));
  return items;
}

size_t Characters(std::string_view text) {
  return static_cast<size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

// One value, or one item of a list, against its declaration.
class Check {
 public:
  Check(const Node& declaration, const ParameterValue& parameter, std::vector<std::string>* notes)
      : declaration_(declaration), parameter_(parameter), notes_(*notes) {
    if (const Node* const values = declaration.Find("AllowedValues")) {
      allowed_.emplace();
      for (const Node& value : values->items()) allowed_->insert(value.text());
    }
    if (const Node* const pattern = declaration.Find("AllowedPattern")) {
      pattern_ = RegularExpression::Parse(pattern->text(), &pattern_fault_);
    }
  }

  void Run(const std::string& item) {
    if (allowed_ && !allowed_->contains(item)) Fail("must be one of AllowedValues");
    if (IsNumber(ValueType(parameter_.told.type))) return RunNumber(item);
    const std::optional<double> min = Bound("MinLength");
    const std::optional<double> max = Bound("MaxLength");
    const auto length = static_cast<double>(Characters(item));
    if (min && length < *min) Fail("must contain at least " + Text("MinLength") + " characters");
    if (max && length > *max) Fail("must contain at most " + Text("MaxLength") + " characters");
    RunPattern(item);
  }

 private:
  void RunNumber(const std::string& item) {
    if (!IsJsonNumber(item)) Fail("must be a number");
    const double value = std::strtod(item.c_str(), nullptr);
    const std::optional<double> min = Bound("MinValue");
    const std::optional<double> max = Bound("MaxValue");
    if (min && value < *min) Fail("must be a number not less than " + Text("MinValue"));
    if (max && value > *max) Fail("must be a number not greater than " + Text("MaxValue"));
  }

  void RunPattern(const std::string& item) {
    const Node* const pattern = declaration_.Find("AllowedPattern");
    if (pattern == nullptr) return;
    if (!pattern_) {
      if (std::exchange(told_, true)) return;
      notes_.push_back(TemplateError(pattern->mark(), PlaceOf(parameter_.told.name),
                                     "AllowedPattern is not checked: " + pattern_fault_)
                           .what());
      return;
    }
    if (!pattern_->MatchesWhole(item)) Fail("must match pattern " + pattern->text());
  }

  std::string Text(std::string_view member) const { return declaration_.Find(member)->text(); }

  std::optional<double> Bound(std::string_view member) const {
    const Node* const bound = declaration_.Find(member);
    if (bound == nullptr) return std::nullopt;
    if (!IsJsonNumber(bound->text())) {
      throw TemplateError(bound->mark(), PlaceOf(parameter_.told.name),
                          std::string(member) + " must be a number");
    }
    return std::strtod(bound->text().c_str(), nullptr);
  }

  // A ConstraintDescription stands in the place of the general sentence.
  [[noreturn]] void Fail(const std::string& what) const {
    const Node* const said = declaration_.Find("ConstraintDescription");
    if (said != nullptr) {
      throw TemplateError(
          parameter_.mark, "",
          "Parameter " + parameter_.told.name + " failed to satisfy constraint: " + said->text());
    }
    throw TemplateError(parameter_.mark, "", "Parameter '" + parameter_.told.name + "' " + what);
  }

  const Node& declaration_;
  const ParameterValue& parameter_;
  std::vector<std::string>& notes_;
  std::optional<std::unordered_set<std::string_view>> allowed_;
  std::optional<RegularExpression> pattern_;
  std::string pattern_fault_;  // why there is none
  bool told_ = false;          // that the pattern is not checked
};

void SetValue(const Node& declaration, std::vector<std::string>* notes, ParameterValue* parameter) {
  const std::string& text = parameter->told.value;
  if (text.size() > kMaxValueBytes) {
    throw TemplateError(parameter->mark, "",
                        "Parameter '" + parameter->told.name + "' is longer than 4096 bytes");
  }
  Check check(declaration, *parameter, notes);
  if (!IsList(ValueType(parameter->told.type))) {
    if (!parameter->unresolved) check.Run(text);
    parameter->value = Node::String(text, parameter->mark);
    return;
  }
  parameter->value = Node::List(parameter->mark);
  for (std::string& item : ListItems(text)) {
    if (!parameter->unresolved) check.Run(item);
    parameter->value.Add(Node::String(std::move(item), parameter->mark));
  }
}

}  // namespace

std::vector<ParameterValue> ReadParameters(const Node& section) {
  std::vector<ParameterValue> parameters;
  for (const Node::Member& member : section.members()) {
    parameters.push_back(Declaration(member.first, member.second));
  }
  return parameters;
}

std::vector<ParameterValue> ResolveParameters(const Node& section, const TemplateInputs& inputs,
                                              std::vector<std::string>* notes) {
  std::vector<ParameterValue> parameters = ReadParameters(section);
  std::string missing;
  for (size_t i = 0; i < parameters.size(); ++i) {
    ParameterValue& parameter = parameters[i];
    const auto given = inputs.parameters.find(parameter.told.name);
    if (given == inputs.parameters.end() && !parameter.told.has_default) {
      missing.append(missing.empty() ? "" : ", ").append(parameter.told.name);
      continue;
    }
    const bool is_given = given != inputs.parameters.end();
    parameter.told.value = is_given ? given->second : parameter.told.default_value;
    parameter.unresolved = !is_given && parameter.told.type.starts_with(kSystemsManager);
    SetValue(section.members()[i].second, notes, &parameter);
  }
  if (!missing.empty()) {
    throw TemplateError(section.mark(), "", "Parameters: [" + missing + "] must have values");
  }
  return parameters;
}

}  // namespace pumice::deploy
