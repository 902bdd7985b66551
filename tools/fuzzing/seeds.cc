// SPDX-License-Identifier: Apache-2.0

// Makes the fuzz targets' first inputs of the conformance cases: fuzz_seeds DIRECTORY PATH…
//
// Each case is run in process, and the requests that it made become one script (support/script.h);
// their expressions, statements and items become the seeds of the targets for those.

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/runner/case_finder.h"
#include "conformance/runner/case_runner.h"
#include "conformance/runner/in_process_transport.h"
#include "conformance/runner/transport.h"
#include "protocol/json.h"
#include "tools/fuzzing/support/json_tree.h"
#include "tools/fuzzing/support/script.h"

namespace pumice::fuzzing {
namespace {

using conformance::Answer;
using conformance::Transport;

constexpr size_t kMaxSeed = 8 * 1024;
// A string that is shorter may stand in a request by accident.
constexpr size_t kMinRemembered = 16;
constexpr size_t kMinRepeated = 40;

// A request's strings in the script's way of writing: what earlier answers told, and long
// repetitions.
void Abbreviate(const Answers& answers, JsonTree* tree) {
  for (JsonTree* node : AllNodes(tree)) {
    if (!node->IsString()) continue;
    std::string& text = node->scalar;
    if (text.starts_with("\"$")) text = "\"\"";
    if (text.size() < kMinRemembered) continue;
    const std::string_view name = answers.NameOf(text);
    if (!name.empty()) {
      text = std::string("\"$").append(name).append("\"");
    } else if (text.size() >= kMinRepeated && text[1] != '\\' &&
               text.find_first_not_of(text[1], 1) == text.size() - 1) {
      text = "\"$" + std::string(1, text[1]) + "*" + std::to_string(text.size() - 2) + "\"";
    }
  }
}

// Passes calls on, and keeps them.
class Recorder : public Transport {
 public:
  Recorder(std::unique_ptr<Transport> next, std::vector<ScriptLine>* lines)
      : next_(std::move(next)), lines_(*lines) {}

  Answer Call(std::string_view operation, std::string_view body) override {
    std::optional<JsonTree> tree = ParseTree(body);
    std::string text(body);
    if (tree) {
      Abbreviate(answers_, &*tree);
      text.clear();
      AppendTree(*tree, &text);
    }
    std::erase(text, '\n');
    // Waiting for a table asks again and again.
    if (lines_.empty() || lines_.back().word != operation || lines_.back().rest != text) {
      lines_.push_back({std::string(operation), std::move(text)});
    }
    Answer answer = next_->Call(operation, body);
    if (answer.status == 200) answers_.Remember(answer.body);
    return answer;
  }

  std::optional<int64_t> MoveClock(std::string_view request) override {
    lines_.push_back({"@clock", std::string(request)});
    return next_->MoveClock(request);
  }

 private:
  std::unique_ptr<Transport> next_;
  std::vector<ScriptLine>& lines_;
  Answers answers_;
};

// The seeds of each target, each once.
class Seeds {
 public:
  explicit Seeds(std::filesystem::path directory) : directory_(std::move(directory)) {}

  void Add(const std::string& target, std::string_view seed) {
    if (seed.empty() || seed.size() > kMaxSeed ||
        !written_.emplace(target + '\n' + std::string(seed)).second)
      return;
    const std::filesystem::path folder = directory_ / target;
    std::filesystem::create_directories(folder);
    const std::string name = std::to_string(std::hash<std::string_view>()(seed));
    std::ofstream file(folder / name, std::ios::binary);
    file << seed;
    if (!file.flush()) throw std::runtime_error("cannot write " + (folder / name).string());
    ++count_;
  }

  void AddRequest(const ScriptLine& line) {
    JsonDocument document;
    if (!document.Parse(line.rest)) return;
    Visit(document.root());
    if (line.word != "PutItem") Add("bodies", (line.rest.size() % 8 == 0 ? "p" : "j") + line.rest);
  }

  size_t count() const { return count_; }

 private:
  void Visit(const JsonValue& value) {
    if (value.IsArray()) {
      for (const JsonValue& element : value.GetArray()) Visit(element);
    }
    if (!value.IsObject()) return;
    for (const auto& member : value.GetObject()) {
      VisitMember(JsonText(member.name), member.value);
      Visit(member.value);
    }
  }

  void VisitMember(std::string_view name, const JsonValue& value) {
    if (value.IsString()) {
      const std::string text(JsonText(value));
      if (name == "ConditionExpression") Add("expressions", "C" + text);
      if (name == "FilterExpression") Add("expressions", "F" + text);
      if (name == "UpdateExpression") Add("expressions", "U" + text);
      if (name == "ProjectionExpression") Add("expressions", "P" + text);
      if (name == "KeyConditionExpression") Add("expressions", "K" + text);
      if (name == "Statement") Add("partiql", text + "\t0\t1\t2");
      if (name == "N") Add("numbers", text + std::string(1, '\0') + "1.5");
      return;
    }
    if (name != "Item" || !value.IsObject()) return;
    std::string json;
    AppendJson(value, &json);
    Add("items", json);
  }

  std::filesystem::path directory_;
  std::set<std::string> written_;
  size_t count_ = 0;
};

void AddCase(const conformance::CaseFile& file, const conformance::Case& one, Seeds* seeds) {
  std::vector<ScriptLine> lines;
  const auto only = [&](const conformance::CaseFile&, const conformance::Case& each) {
    return &each == &one;
  };
  const auto record = [&] {
    return std::make_unique<Recorder>(conformance::MakeInProcessTransport("us-east-1"), &lines);
  };
  conformance::RunFile(file, only, record, nullptr);
  seeds->Add("endpoint", FormatScript(lines));
  for (const ScriptLine& line : lines) seeds->AddRequest(line);
}

size_t MakeSeeds(const std::filesystem::path& directory, const std::vector<std::string>& paths) {
  Seeds seeds(directory);
  const conformance::FoundFiles found = conformance::FindCaseFiles(paths);
  for (const conformance::CaseFile& file : found.files) {
    for (const conformance::Case& one : file.cases) AddCase(file, one, &seeds);
    std::ifstream text(file.path, std::ios::binary);
    seeds.Add("cases", std::string(std::istreambuf_iterator<char>(text), {}));
  }
  return seeds.count();
}

}  // namespace
}  // namespace pumice::fuzzing

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: fuzz_seeds DIRECTORY PATH...\n");
    return 2;
  }
  try {
    std::printf("%zu seeds\n", pumice::fuzzing::MakeSeeds(argv[1], {argv + 2, argv + argc}));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fuzz_seeds: %s\n", error.what());
    return 1;
  }
}
