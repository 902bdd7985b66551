// SPDX-License-Identifier: Apache-2.0

#include "tools/fuzzing/support/script.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "protocol/json.h"

namespace pumice::fuzzing {
namespace {

constexpr size_t kMaxFilled = size_t{4} << 20;
constexpr size_t kMaxRepeated = 1'000'000;
constexpr size_t kMaxKnown = 500;

// Members of answers, and the name that scripts know them by.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kRemembered = {{
    {"LastEvaluatedKey", "LastEvaluatedKey"},
    {"NextToken", "NextToken"},
    {"ShardIterator", "ShardIterator"},
    {"NextShardIterator", "ShardIterator"},
    {"LatestStreamArn", "StreamArn"},
    {"StreamArn", "StreamArn"},
    {"ShardId", "ShardId"},
    {"LastEvaluatedShardId", "ShardId"},
    {"LastEvaluatedStreamArn", "StreamArn"},
    {"SequenceNumber", "SequenceNumber"},
    {"StartingSequenceNumber", "SequenceNumber"},
    {"TableArn", "TableArn"},
    {"LastEvaluatedTableName", "LastEvaluatedTableName"},
    {"Item", "Item"},
}};

std::string_view RememberedAs(std::string_view member) {
  for (const auto& [wire, name] : kRemembered) {
    if (wire == member) return name;
  }
  return {};
}

template <typename Visit>
void VisitMembers(const JsonValue& value, Visit visit) {
  if (value.IsArray()) {
    for (const JsonValue& element : value.GetArray()) VisitMembers(element, visit);
  }
  if (!value.IsObject()) return;
  for (const auto& member : value.GetObject()) {
    visit(JsonText(member.name), member.value);
    VisitMembers(member.value, visit);
  }
}

}  // namespace

std::vector<ScriptLine> ParseScript(std::string_view text) {
  std::vector<ScriptLine> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    const size_t space = std::min(line.find(' '), line.size());
    lines.push_back({std::string(line.substr(0, space)),
                     std::string(line.substr(std::min(space + 1, line.size())))});
  }
  return lines;
}

std::string FormatScript(const std::vector<ScriptLine>& lines) {
  std::string text;
  for (const ScriptLine& line : lines) {
    text.append(line.word);
    if (!line.rest.empty()) text.append(" ").append(line.rest);
    text.push_back('\n');
  }
  return text;
}

void Answers::Remember(std::string_view body) {
  JsonDocument document;
  if (!document.Parse(body)) return;
  VisitMembers(document.root(), [&](std::string_view member, const JsonValue& value) {
    const std::string_view name = RememberedAs(member);
    if (name.empty() || known_.size() >= kMaxKnown) return;
    Known known{name, {}};
    AppendJson(value, &known.json);
    if (NameOf(known.json) == name)
      std::erase_if(known_, [&](const Known& old) { return old.json == known.json; });
    known_.push_back(std::move(known));
  });
}

std::string_view Answers::NameOf(std::string_view json) const {
  for (const Known& known : known_) {
    if (known.json == json) return known.name;
  }
  return {};
}

const Answers::Known* Answers::Last(std::string_view name) const {
  const auto found = std::find_if(known_.rbegin(), known_.rend(),
                                  [&](const Known& known) { return known.name == name; });
  return found == known_.rend() ? nullptr : &*found;
}

// Appends what "$written" stands for; false if nothing is known of it.
bool Answers::Stand(std::string_view written, std::string* out) const {
  size_t number = 0;
  const size_t star = written.rfind('*');
  if (star != std::string_view::npos && star > 0) {
    const auto [end, error] =
        std::from_chars(written.data() + star + 1, written.data() + written.size(), number);
    if (error != std::errc() || end != written.data() + written.size() || number > kMaxRepeated)
      return false;
    const std::string_view unit = written.substr(0, star);
    out->push_back('"');
    for (size_t i = 0; i < number; ++i) out->push_back(unit[i % unit.size()]);
    out->push_back('"');
    return true;
  }
  const size_t tilde = written.find('~');
  const Known* known = Last(written.substr(0, tilde));
  if (known == nullptr) return false;
  std::string json = known->json;
  if (tilde != std::string_view::npos && json.size() > 2) {
    const auto parsed =
        std::from_chars(written.data() + tilde + 1, written.data() + written.size(), number);
    if (parsed.ptr != written.data() + written.size())
      json[1 + number % (json.size() - 2)] = *parsed.ptr;
  }
  out->append(json);
  return true;
}

std::string Answers::FillIn(std::string_view rest) const {
  std::string filled;
  while (!rest.empty()) {
    const size_t dollar = std::min(rest.find("\"$"), rest.size());
    filled.append(rest.substr(0, dollar));
    rest.remove_prefix(dollar);
    if (rest.empty()) break;
    const size_t end = rest.find('"', 1);
    const bool known = end != std::string_view::npos && filled.size() < kMaxFilled &&
                       Stand(rest.substr(2, end - 2), &filled);
    const size_t taken = known ? end + 1 : 2;
    if (!known) filled.append(rest.substr(0, taken));
    rest.remove_prefix(taken);
  }
  return filled;
}

}  // namespace pumice::fuzzing
