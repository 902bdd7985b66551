// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/decisions.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "conformance/runner/pattern.h"
#include "conformance/runner/yaml_value.h"

namespace pumice::conformance {
namespace {

struct PatternMember {
  std::string_view name;
  std::string RowPattern::*pattern;
  std::string DifferenceRow::*value;
};

constexpr std::array<PatternMember, 7> kMembers = {{
    {"file", &RowPattern::file, &DifferenceRow::file},
    {"case", &RowPattern::name, &DifferenceRow::name},
    {"step", &RowPattern::step, &DifferenceRow::step},
    {"path", &RowPattern::path, &DifferenceRow::path},
    {"first", &RowPattern::first, &DifferenceRow::first},
    {"second", &RowPattern::second, &DifferenceRow::second},
    {"by", &RowPattern::by, &DifferenceRow::by},
}};

constexpr std::array<std::string_view, 4> kVerdicts = {"pumice", "peer", "neither", "unspecified"};

bool Matches(const RowPattern& pattern, const DifferenceRow& row) {
  for (const PatternMember& member : kMembers) {
    if (!IsLike(row.*member.value, pattern.*member.pattern)) return false;
  }
  return true;
}

// A decision about everything would hide what is new.
bool IsBlanket(const RowPattern& pattern) {
  constexpr std::string_view kAnything = "*";
  return pattern.name == kAnything && pattern.path == kAnything && pattern.first == kAnything &&
         pattern.second == kAnything;
}

std::string ReadText(const YAML::Node& node, const char* what) {
  if (!node.IsScalar()) ThrowAt(node, std::string(what) + " is a text");
  return node.Scalar();
}

RowPattern ReadPattern(const YAML::Node& node) {
  if (!node.IsMap()) ThrowAt(node, "a row is a map");
  RowPattern pattern;
  for (const auto& given : node) {
    const std::string name = MemberName(given.first);
    const PatternMember* found = nullptr;
    for (const PatternMember& member : kMembers) {
      if (member.name == name) found = &member;
    }
    if (found == nullptr) ThrowAt(given.first, "a row has no member " + name);
    pattern.*found->pattern = ReadText(given.second, name.c_str());
  }
  if (IsBlanket(pattern)) ThrowAt(node, "a row names its case, its path or an answer");
  return pattern;
}

Decision ReadDecision(const YAML::Node& node) {
  if (!node.IsMap()) ThrowAt(node, "a decision is a map");
  for (const char* needed : {"reason", "verdict", "rows"}) {
    if (!node[needed]) ThrowAt(node, std::string("a decision has its ") + needed);
  }
  Decision decision{ReadText(node["verdict"], "verdict"), ReadText(node["reason"], "reason"), {}};
  if (std::ranges::find(kVerdicts, decision.verdict) == kVerdicts.end())
    ThrowAt(node["verdict"], "a verdict is pumice, peer, neither or unspecified");
  for (const auto& row : node["rows"]) decision.patterns.push_back(ReadPattern(row));
  return decision;
}

std::string Describe(const RowPattern& pattern) {
  std::string text;
  for (const PatternMember& member : kMembers) {
    const std::string& value = pattern.*member.pattern;
    if (value == "*") continue;
    text += (text.empty() ? "" : ", ") + std::string(member.name) + ": " + value;
  }
  return text;
}

}  // namespace

Decisions Decisions::ReadText(const std::string& text, const std::string& path) {
  Decisions read;
  try {
    const YAML::Node root = YAML::Load(text);
    if (!root.IsMap() || !root["decisions"]) ThrowAt(root, "there is no `decisions`");
    for (const auto& node : root["decisions"]) {
      read.decisions_.push_back(ReadDecision(node));
      read.used_.emplace_back(read.decisions_.back().patterns.size(), false);
    }
  } catch (const YAML::Exception& error) {
    throw std::invalid_argument(path + ":" + std::to_string(error.mark.line + 1) + ": " +
                                error.msg);
  }
  return read;
}

Decisions Decisions::ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::invalid_argument("cannot read " + path);
  return ReadText(text.str(), path);
}

const Decision* Decisions::Find(const DifferenceRow& row) {
  for (size_t i = 0; i < decisions_.size(); ++i) {
    for (size_t j = 0; j < decisions_[i].patterns.size(); ++j) {
      if (!Matches(decisions_[i].patterns[j], row)) continue;
      used_[i][j] = true;
      return &decisions_[i];
    }
  }
  return nullptr;
}

std::vector<std::string> Decisions::FindUnused() const {
  std::vector<std::string> unused;
  for (size_t i = 0; i < decisions_.size(); ++i) {
    for (size_t j = 0; j < decisions_[i].patterns.size(); ++j) {
      if (!used_[i][j])
        unused.push_back(decisions_[i].reason + ": " + Describe(decisions_[i].patterns[j]));
    }
  }
  return unused;
}

}  // namespace pumice::conformance
