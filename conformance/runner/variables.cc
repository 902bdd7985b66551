// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/variables.h"

#include "conformance/runner/json_text.h"
#include "conformance/runner/text_template.h"
#include "protocol/json_writer.h"

namespace pumice::conformance {
namespace {

// A copy with texts of its own: RapidJSON's borrows those of a parsed answer.
JsonValue DeepCopy(const JsonValue& value, JsonAllocator* memory) {
  if (value.IsString()) {
    return JsonValue(value.GetString(), value.GetStringLength(), *memory);
  }
  if (value.IsArray()) {
    JsonValue list(rapidjson::kArrayType);
    for (const auto& element : value.GetArray()) list.PushBack(DeepCopy(element, memory), *memory);
    return list;
  }
  if (value.IsObject()) {
    JsonValue map(rapidjson::kObjectType);
    for (const auto& member : value.GetObject()) {
      map.AddMember(DeepCopy(member.name, memory), DeepCopy(member.value, memory), *memory);
    }
    return map;
  }
  return JsonValue(value, *memory);
}

}  // namespace

void Variables::Set(std::string_view name, const JsonValue& value) {
  values_.insert_or_assign(std::string(name), DeepCopy(value, &memory_));
}

const JsonValue* Variables::Resolve(std::string_view written, std::string* text) const {
  if (written.starts_with('$') && IsVariableName(written.substr(1))) return &Get(written.substr(1));
  if (written.starts_with("$$")) {
    text->assign(written.substr(1));
    return nullptr;
  }
  *text = FillTemplate(
      written, [this](std::string_view name, std::string_view format, std::string* out) {
        const JsonValue& value = Get(name);
        if (!format.empty() || value.IsObject() || value.IsArray()) {
          throw StepError("${" + std::string(name) +
                          "} is filled in as it is, and as a text or number");
        }
        out->append(value.IsString() ? std::string(JsonText(value)) : ToJsonText(value));
        return true;
      });
  return nullptr;
}

std::string Variables::Render(const JsonValue& value) const {
  std::string out;
  Append(value, &out);
  return out;
}

std::string Variables::RenderText(const JsonValue& value) const {
  std::string text;
  const JsonValue* captured = Resolve(JsonText(value), &text);
  if (captured == nullptr) return text;
  if (!captured->IsString()) {
    throw StepError(std::string(JsonText(value)) + " is no text: " + ToShownText(*captured));
  }
  return std::string(JsonText(*captured));
}

const JsonValue& Variables::Get(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) throw StepError("nothing is captured as " + std::string(name));
  return found->second;
}

// JSON of a file is at most some hundreds of levels deep.
void Variables::Append(const JsonValue& value, std::string* out) const {
  JsonWriter json(out);
  if (value.IsString()) {
    AppendText(JsonText(value), json.Raw());
  } else if (value.IsObject()) {
    json.BeginObject();
    for (const auto& member : value.GetObject()) {
      json.UserKey(RenderText(member.name));
      Append(member.value, out);
    }
    json.EndObject();
  } else if (value.IsArray()) {
    json.BeginArray();
    for (const auto& element : value.GetArray()) Append(element, out);
    json.EndArray();
  } else {
    json.Raw()->append(ToJsonText(value));
  }
}

void Variables::AppendText(std::string_view written, std::string* out) const {
  if (written.find('$') == std::string_view::npos) return AppendJsonString(written, out);
  std::string text;
  const JsonValue* captured = Resolve(written, &text);
  if (captured != nullptr) {
    out->append(ToJsonText(*captured));
  } else {
    AppendJsonString(text, out);
  }
}

}  // namespace pumice::conformance
