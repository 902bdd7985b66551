// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/case_file.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <string_view>

#include "conformance/runner/compare.h"
#include "conformance/runner/json_text.h"
#include "conformance/runner/yaml_value.h"
#include "protocol/iso_time.h"

namespace pumice::conformance {
namespace {

Place ToPlace(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

std::string Describe(const std::string& path, Place place, const std::string& message) {
  std::string text = path;
  if (place.line > 0) text += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  return text + ": " + message;
}

// A map whose members are all known.
void CheckMembers(const YAML::Node& map, std::string_view what,
                  std::initializer_list<std::string_view> known) {
  if (!map.IsMap()) ThrowAt(map, std::string(what) + " must be a map");
  std::vector<std::string> seen;
  for (const auto& member : map) {
    const std::string name = MemberName(member.first);
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      ThrowAt(member.first, std::string(what) + " has no member \"" + name + "\"");
    }
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
      ThrowAt(member.first, "\"" + name + "\" stands here twice");
    }
    seen.push_back(name);
  }
}

// Reads one file. The order of its functions is that of the file's levels.
class CaseReader {
 public:
  explicit CaseReader(CaseFile* file) : file_(*file), values_(file->memory.get()) {}

  void Read(const YAML::Node& root) {
    CheckMembers(root, "a case file", {"area", "source", "clock", "tables", "items", "cases"});
    const LoopVariables none;
    file_.area = RequiredText(root, "area", none);
    source_ = Text(root, "source", none);
    if (const YAML::Node start = root["clock"]) {
      if (start.IsScalar()) file_.start_millis = ParseInstant(start.Scalar());
      if (!file_.start_millis) ThrowAt(start, "clock is an instant: 2026-01-31T12:00:00Z");
    }
    file_.setup = ReadSetup(root, none);
    const YAML::Node cases = root["cases"];
    if (!cases || !cases.IsSequence())
      ThrowAt(cases ? cases : root, "a case file wants cases, a list");
    for (const auto& one : cases) {
      values_.ForEachRound(one, none, [&](const LoopVariables& variables) {
        file_.cases.push_back(ReadCase(one, variables));
      });
    }
  }

 private:
  std::string Text(const YAML::Node& map, const char* name, const LoopVariables& variables) {
    const YAML::Node node = map[name];
    if (!node) return {};
    if (!node.IsScalar()) ThrowAt(node, std::string(name) + " must be a text");
    const JsonValue text = values_.Read(node, variables);
    return text.IsString() ? std::string(JsonText(text)) : node.Scalar();
  }

  std::string RequiredText(const YAML::Node& map, const char* name,
                           const LoopVariables& variables) {
    std::string text = Text(map, name, variables);
    if (text.empty()) ThrowAt(map, std::string(name) + " is missing");
    return text;
  }

  bool Flag(const YAML::Node& map, const char* name, bool standard) {
    const YAML::Node node = map[name];
    if (!node) return standard;
    const JsonValue value = values_.Read(node, {});
    if (!value.IsBool()) ThrowAt(node, std::string(name) + " is true or false");
    return value.GetBool();
  }

  Setup ReadSetup(const YAML::Node& map, const LoopVariables& variables) {
    Setup setup;
    if (const YAML::Node tables = map["tables"]) {
      if (!tables.IsSequence()) ThrowAt(tables, "tables must be a list of CreateTable inputs");
      for (const auto& table : tables) {
        values_.ForEachRound(table, variables, [&](const LoopVariables& inner) {
          setup.tables.push_back(ReadTable(table, inner));
        });
      }
    }
    if (const YAML::Node items = map["items"]) {
      if (!items.IsMap()) ThrowAt(items, "items must be a map from a table's name to its items");
      for (const auto& table : items) {
        setup.items.push_back(ReadItems(table.first, table.second, variables));
      }
    }
    return setup;
  }

  TableToCreate ReadTable(const YAML::Node& node, const LoopVariables& variables) {
    TableToCreate table{ToPlace(node.Mark()), "", values_.Read(node, variables)};
    if (table.input.IsObject()) {
      const JsonValue* const name = FindMember(table.input, "TableName");
      if (name != nullptr && name->IsString()) table.name = JsonText(*name);
    }
    if (table.name.empty()) ThrowAt(node, "a table wants a TableName, as CreateTable does");
    // Most cases do not care; the service would ask for one of the two.
    if (!table.input.HasMember("BillingMode") && !table.input.HasMember("ProvisionedThroughput")) {
      table.input.AddMember("BillingMode", "PAY_PER_REQUEST", *file_.memory);
    }
    return table;
  }

  ItemsToLoad ReadItems(const YAML::Node& table, const YAML::Node& items,
                        const LoopVariables& variables) {
    if (!items.IsSequence()) ThrowAt(items, "the items of a table must be a list");
    JsonValue list = values_.Read(items, variables);
    ItemsToLoad load{ToPlace(items.Mark()), MemberName(table), {}};
    for (auto& item : list.GetArray()) load.items.emplace_back(std::move(item));
    return load;
  }

  Case ReadCase(const YAML::Node& node, const LoopVariables& variables) {
    CheckMembers(node, "a case",
                 {"name", "source", "verified", "tables", "items", "pending", "steps", "for"});
    Case one;
    one.place = ToPlace(node.Mark());
    one.name = RequiredText(node, "name", variables);
    one.source = Text(node, "source", variables);
    if (one.source.empty()) one.source = source_;
    if (one.source.empty()) ThrowAt(node, "source is missing, here and at the file's top");
    one.verified = Text(node, "verified", variables);
    if (node["verified"] && (one.verified.size() != 10 || !ParseInstant(one.verified))) {
      ThrowAt(node["verified"], "verified is a date: 2026-01-31");
    }
    one.pending = Text(node, "pending", variables);
    one.setup = ReadSetup(node, variables);
    const YAML::Node steps = node["steps"];
    if (steps && !steps.IsSequence()) ThrowAt(steps, "steps must be a list");
    if (steps) {
      for (const auto& step : steps) {
        values_.ForEachRound(step, variables, [&](const LoopVariables& inner) {
          one.steps.push_back(ReadStep(step, inner));
        });
      }
    }
    if (one.steps.empty() && one.pending.empty()) ThrowAt(node, "a case wants steps");
    return one;
  }

  Step ReadStep(const YAML::Node& node, const LoopVariables& variables) {
    CheckMembers(node, "a step",
                 {"call", "with", "body", "expect", "contains", "absent", "error", "message",
                  "message_contains", "error_members", "capture", "wait", "eventually", "pending",
                  "for", "clock", "instants"});
    Step step;
    step.place = ToPlace(node.Mark());
    step.pending = Text(node, "pending", variables);
    if (node["clock"]) {
      ReadClock(node, variables, &step);
      return step;
    }
    if (node["instants"]) ThrowAt(node["instants"], "instants stand beside clock");
    if (step.pending.empty() || node["call"])
      step.operation = RequiredText(node, "call", variables);
    ReadRequest(node, variables, &step);
    ReadAnswer(node, variables, &step);
    step.captures = ReadCaptures(node["capture"]);
    step.wait = Flag(node, "wait", true);
    step.eventually = Flag(node, "eventually", false);
    return step;
  }

  void ReadClock(const YAML::Node& node, const LoopVariables& variables, Step* step) {
    CheckMembers(node, "a step of the clock", {"clock", "instants", "pending", "for"});
    step->clock = ReadMove(node["clock"], variables);
    const YAML::Node instants = node["instants"];
    if (!instants) return;
    if (!instants.IsMap())
      ThrowAt(instants, "instants must be a map from a variable to a duration");
    for (const auto& instant : instants) {
      const std::string variable = MemberName(instant.first);
      if (!IsVariableName(variable)) ThrowAt(instant.first, "\"" + variable + "\" is no name");
      step->instants.push_back({variable, ReadDuration(instant.second)});
    }
  }

  ClockMove ReadMove(const YAML::Node& node, const LoopVariables& variables) {
    constexpr const char* kForm =
        "clock is now, {advance: PT25H} or {set: \"2026-01-31T12:00:00Z\"}";
    if (node.IsScalar() && node.Scalar() == "now") return {};
    const JsonValue move = values_.Read(node, variables);
    if (!move.IsObject() || move.MemberCount() != 1) ThrowAt(node, kForm);
    const auto& [name, value] = *move.MemberBegin();
    const bool is_move =
        value.IsString() && ((JsonText(name) == "advance" && ParseDuration(JsonText(value))) ||
                             (JsonText(name) == "set" && ParseInstant(JsonText(value))));
    if (!is_move) ThrowAt(node, kForm);
    return {ToJsonText(move)};
  }

  static int64_t ReadDuration(const YAML::Node& node) {
    const std::string text = node.IsScalar() ? node.Scalar() : "";
    const bool is_past = text.starts_with('-');
    const auto millis = ParseDuration(std::string_view(text).substr(is_past ? 1 : 0));
    if (!millis) ThrowAt(node, "a duration is written PT25H, P90D or -P1D");
    return is_past ? -*millis : *millis;
  }

  void ReadRequest(const YAML::Node& node, const LoopVariables& variables, Step* step) {
    const YAML::Node input = node["with"];
    if (input && node["body"]) ThrowAt(node, "a step has with or body, not both");
    step->body = ReadText(node, "body", variables);
    step->input = input ? values_.Read(input, variables) : JsonValue(rapidjson::kObjectType);
    if (!step->input.IsObject()) ThrowAt(input, "with must be a map");
  }

  void ReadAnswer(const YAML::Node& node, const LoopVariables& variables, Step* step) {
    step->error = Text(node, "error", variables);
    step->message = ReadText(node, "message", variables);
    step->message_contains = ReadText(node, "message_contains", variables);
    step->error_members = ReadExpected(node, "error_members", variables);
    step->expect = ReadExpected(node, "expect", variables);
    step->contains = ReadExpected(node, "contains", variables);
    step->absent = ReadPaths(node["absent"]);
    const bool tells_error = step->message || step->message_contains || step->error_members;
    if (step->error.empty() && tells_error)
      ThrowAt(node, "what an error says wants error: its type");
    if (!step->error.empty() && (step->expect || step->contains)) {
      ThrowAt(node, "a step expects an answer or an error, not both");
    }
    if (step->expect && step->contains) ThrowAt(node, "a step has expect or contains, not both");
    if (step->message && step->message_contains) {
      ThrowAt(node, "a step has message or message_contains, not both");
    }
  }

  std::optional<JsonValue> ReadText(const YAML::Node& map, const char* name,
                                    const LoopVariables& variables) {
    const YAML::Node node = map[name];
    if (!node) return std::nullopt;
    JsonValue text = values_.Read(node, variables);
    if (!text.IsString()) ThrowAt(node, std::string(name) + " must be a text");
    return text;
  }

  std::optional<JsonValue> ReadExpected(const YAML::Node& map, const char* name,
                                        const LoopVariables& variables) {
    const YAML::Node node = map[name];
    if (!node) return std::nullopt;
    JsonValue expected = values_.Read(node, variables);
    const std::string fault = FindHelperFault(expected);
    if (!fault.empty()) ThrowAt(node, fault);
    return expected;
  }

  static std::vector<std::string> ReadPaths(const YAML::Node& node) {
    std::vector<std::string> paths;
    if (!node) return paths;
    if (!node.IsSequence()) ThrowAt(node, "absent must be a list of paths");
    for (const auto& path : node) {
      if (!path.IsScalar()) ThrowAt(path, "a path is a text: Items.0.Artist");
      paths.push_back(path.Scalar());
    }
    return paths;
  }

  static std::vector<Capture> ReadCaptures(const YAML::Node& node) {
    std::vector<Capture> captures;
    if (!node) return captures;
    if (!node.IsMap()) ThrowAt(node, "capture must be a map from a variable to a path");
    for (const auto& capture : node) {
      const std::string variable = MemberName(capture.first);
      if (!IsVariableName(variable)) ThrowAt(capture.first, "\"" + variable + "\" is no name");
      if (!capture.second.IsScalar()) ThrowAt(capture.second, "a path is a text: Items.0.Artist");
      captures.push_back({variable, capture.second.Scalar()});
    }
    return captures;
  }

  CaseFile& file_;
  YamlValueReader values_;
  std::string source_;
};

// Takes what a document holds and does nothing with it.
class Passer : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

// Throws unless `text` is one document. Looks for no more than two: yaml-cpp reads some texts, such
// as a comma alone, as documents without end.
void CheckOneDocument(const std::string& text, const std::string& path) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Passer passer;
  if (!parser.HandleNextDocument(passer)) throw CaseFileError(path, {}, "the file is empty");
  if (parser.HandleNextDocument(passer)) {
    throw CaseFileError(path, {}, "the file holds several documents");
  }
}

// Calls `body` with the one document that `text` has to be.
template <typename Body>
auto WithDocument(const std::string& text, const std::string& path, Body body) {
  try {
    CheckOneDocument(text, path);
    return body(YAML::Load(text));
  } catch (const YAML::Exception& error) {
    throw CaseFileError(path, ToPlace(error.mark), error.msg);
  }
}

CaseFile ReadRoot(const YAML::Node& root, const std::string& path) {
  CaseFile file;
  file.path = path;
  file.memory = std::make_unique<JsonAllocator>();
  CaseReader(&file).Read(root);
  return file;
}

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw CaseFileError(path, {}, "cannot be read");
  return std::move(text).str();
}

}  // namespace

CaseFileError::CaseFileError(const std::string& path, Place place, const std::string& message)
    : std::runtime_error(Describe(path, place, message)), path_(path), place_(place) {}

CaseFile ReadCaseText(const std::string& text, const std::string& path) {
  return WithDocument(text, path, [&](const YAML::Node& root) { return ReadRoot(root, path); });
}

CaseFile ReadCaseFile(const std::string& path) { return ReadCaseText(ReadWhole(path), path); }

std::optional<CaseFile> ReadIfCaseFile(const std::string& path) {
  return WithDocument(ReadWhole(path), path,
                      [&](const YAML::Node& root) -> std::optional<CaseFile> {
                        if (!root.IsMap() || (!root["area"] && !root["cases"])) return std::nullopt;
                        return ReadRoot(root, path);
                      });
}

}  // namespace pumice::conformance
