// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/query_form.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <vector>

#include "protocol/ascii.h"
#include "protocol/json_writer.h"
#include "protocol/real_number.h"
#include "protocol/services/service_fault.h"

namespace pumice::services {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = ToLowerAscii(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Of application/x-www-form-urlencoded.
std::string Decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
    const int low = high >= 0 ? HexDigit(text[i + 2]) : -1;
    if (low >= 0) {
      decoded.push_back(static_cast<char>(high << 4 | low));
      i += 2;
    } else {
      decoded.push_back(text[i] == '+' ? ' ' : text[i]);
    }
  }
  return decoded;
}

// The parameters below one name: "a.b=1&a.c=2" has b and c below a.
struct Parameter {
  std::optional<std::string> value;
  std::map<std::string, Parameter, std::less<>> below;
};

void Put(std::string_view name, std::string value, Parameter* root) {
  Parameter* at = root;
  size_t depth = 0;
  while (!name.empty()) {
    if (++depth > kMaxFormDepth) ThrowMalformedInput("");
    at = &at->below[std::string(TakeUntil('.', &name))];
  }
  at->value = std::move(value);
}

Parameter ParseForm(std::string_view form) {
  Parameter root;
  size_t count = 0;
  while (!form.empty()) {
    if (++count > kMaxFormParameters) ThrowMalformedInput("");
    std::string_view field = TakeUntil('&', &form);
    const std::string name = Decoded(TakeUntil('=', &field));
    Put(name, Decoded(field), &root);
  }
  return root;
}

bool IsNumber(std::string_view text, bool is_integer) {
  const char* const end = text.data() + text.size();
  if (is_integer) {
    int64_t value = 0;
    const auto [stop, fault] = std::from_chars(text.data(), end, value);
    return fault == std::errc() && stop == end;
  }
  double value = 0;
  const auto [stop, fault] = ReadReal(text.data(), end, &value);
  // Neither "inf" nor "nan" is JSON.
  return fault == std::errc() && stop == end &&
         text.find_first_not_of("+-.0123456789eE") == text.npos;
}

void AppendValue(const Shape& shape, const Parameter& parameter, std::string_view path,
                 std::string* out);

// The children whose names are numbers, ascending by them.
std::vector<const Parameter*> InOrder(const Parameter& parameter) {
  std::vector<std::pair<uint64_t, const Parameter*>> numbered;
  for (const auto& [name, child] : parameter.below) {
    uint64_t number = 0;
    const auto [stop, fault] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (fault == std::errc() && stop == name.data() + name.size()) {
      numbered.emplace_back(number, &child);
    }
  }
  std::sort(numbered.begin(), numbered.end());
  std::vector<const Parameter*> ordered;
  for (const auto& [number, child] : numbered) ordered.push_back(child);
  return ordered;
}

const Parameter* Below(const Parameter& parameter, std::string_view name) {
  const auto found = parameter.below.find(name);
  return found == parameter.below.end() ? nullptr : &found->second;
}

void AppendScalar(const Shape& shape, const Parameter& parameter, std::string_view path,
                  std::string* out) {
  const std::string value = parameter.value.value_or("");
  JsonWriter json(out);
  switch (shape.kind) {
    case ShapeKind::kBoolean:
      if (value != "true" && value != "false") ThrowMalformedInput(path);
      json.Bool(value == "true");
      return;
    case ShapeKind::kInteger:
    case ShapeKind::kLong:
      if (!IsNumber(value, /*is_integer=*/true)) ThrowMalformedInput(path);
      json.Raw()->append(value);
      return;
    case ShapeKind::kDouble: {
      if (!IsNumber(value, /*is_integer=*/false)) ThrowMalformedInput(path);
      double number = 0;
      ReadReal(value.data(), value.data() + value.size(), &number);
      json.Double(number);
      return;
    }
    default:
      json.String(value);
  }
}

void AppendList(const Shape& shape, const Parameter& parameter, std::string_view path,
                std::string* out) {
  JsonWriter json(out);
  json.BeginArray();
  const Parameter* const members = Below(parameter, "member");
  if (members != nullptr) {
    for (const Parameter* const element : InOrder(*members)) {
      AppendValue(*shape.element, *element, path, out);
    }
  }
  json.EndArray();
}

void AppendMap(const Shape& shape, const Parameter& parameter, std::string_view path,
               std::string* out) {
  JsonWriter json(out);
  json.BeginObject();
  const Parameter* const entries = Below(parameter, "entry");
  if (entries != nullptr) {
    for (const Parameter* const entry : InOrder(*entries)) {
      const Parameter* const key = Below(*entry, "key");
      const Parameter* const value = Below(*entry, "value");
      if (key == nullptr || value == nullptr) ThrowMalformedInput(path);
      json.UserKey(key->value.value_or(""));
      AppendValue(*shape.element, *value, path, out);
    }
  }
  json.EndObject();
}

void AppendStructure(const Shape& shape, const Parameter& parameter, std::string* out) {
  JsonWriter json(out);
  json.BeginObject();
  for (const Member& member : shape.members) {
    const Parameter* const given = Below(parameter, member.name);
    if (given == nullptr) continue;
    json.Key(member.name);
    AppendValue(*member.shape, *given, member.name, out);
  }
  json.EndObject();
}

void AppendValue(const Shape& shape, const Parameter& parameter, std::string_view path,
                 std::string* out) {
  switch (shape.kind) {
    case ShapeKind::kStructure:
      return AppendStructure(shape, parameter, out);
    case ShapeKind::kList:
      return AppendList(shape, parameter, path, out);
    case ShapeKind::kMap:
      return AppendMap(shape, parameter, path, out);
    default:
      return AppendScalar(shape, parameter, path, out);
  }
}

}  // namespace

std::string FormParameter(std::string_view form, std::string_view name) {
  while (!form.empty()) {
    std::string_view field = TakeUntil('&', &form);
    if (TakeUntil('=', &field) == name) return Decoded(field);
  }
  return {};
}

std::string FormToJson(std::string_view form, const Shape& shape) {
  std::string json;
  AppendStructure(shape, ParseForm(form), &json);
  return json;
}

}  // namespace pumice::services
