// SPDX-License-Identifier: Apache-2.0

#include "protocol/space_control.h"

#include <charconv>
#include <optional>
#include <string>

#include "engine/spaces.h"
#include "protocol/control_answer.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"

namespace pumice {
namespace {

constexpr std::string_view kSpaces = "/_pumice/spaces";

void WriteInfo(const SpaceInfo& info, JsonWriter* json) {
  json->StringMember("name", info.name);
  json->Key("tables");
  json->BeginArray();
  for (const std::string& table : info.tables) json->String(table);
  json->EndArray();
  json->IntegerMember("items", info.items);
  json->IntegerMember("bytes", info.bytes);
}

// "a%2Bb" as "a+b"; what is no such escape stays, and is no name.
std::string DecodePercents(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
      decoded.push_back(static_cast<char>(value));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return decoded;
}

HttpResponse Tell(const SpaceInfo& info) {
  return ControlObject(200, [&](JsonWriter* json) { WriteInfo(info, json); });
}

HttpResponse List(Spaces* spaces) {
  return ControlObject(
      200, [&](JsonWriter* json) { WriteControlList("spaces", spaces->List(), WriteInfo, json); });
}

// The members of a body that makes a space. Nothing if it is none.
struct Creation {
  std::optional<std::string> from;  // nothing: an empty space is made
};
std::optional<Creation> ReadCreation(std::string_view body) {
  if (body.empty()) return Creation();
  JsonDocument document;
  if (!document.Parse(body) || !document.root().IsObject()) return std::nullopt;
  const JsonValue* const from = FindMember(document.root(), "from");
  if (document.root().MemberCount() != (from == nullptr ? 0 : 1)) return std::nullopt;
  if (from == nullptr) return Creation();
  if (!from->IsString()) return std::nullopt;
  return Creation{std::string(JsonText(*from))};
}

HttpResponse Make(Spaces* spaces, const HttpRequest& request, std::string_view name) {
  const std::optional<Creation> creation = ReadCreation(request.body);
  if (!creation) return ControlFault(400, R"(say {"from":"fixture"}, or {} for an empty space)");
  return Tell(creation->from ? spaces->Fork(*creation->from, name) : spaces->MakeEmpty(name));
}

}  // namespace

bool IsSpacePath(std::string_view path) { return IsAtOrBelow(path, kSpaces); }

HttpResponse HandleSpaces(Spaces* spaces, const HttpRequest& request, std::string_view path) {
  if (path.size() == kSpaces.size()) {
    if (request.method != "GET") return ControlFault(405, "GET lists spaces");
    return List(spaces);
  }
  const std::string name = DecodePercents(path.substr(kSpaces.size() + 1));
  if (request.method == "GET") return Tell(spaces->Describe(name));
  if (request.method == "POST") return Make(spaces, request, name);
  if (request.method != "DELETE") {
    return ControlFault(405, "GET tells what a space holds, POST makes one, DELETE removes it");
  }
  spaces->Delete(name);
  return ControlAnswer(200, "name", name);
}

}  // namespace pumice
