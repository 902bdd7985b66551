// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/deploy.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

#include "protocol/deploy/check_table.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/table_text.h"
#include "tools/deploy/read_templates.h"

namespace pumice::deploy {
namespace {

// How long a table may take to become ACTIVE.
constexpr std::chrono::minutes kPatience{10};
constexpr std::chrono::milliseconds kLongestPause{500};

// Waits for tables, ever longer; gives up when nothing has come of it for too long.
class Patience {
 public:
  void Wait(const std::string& waiting_for) {
    const auto now = std::chrono::steady_clock::now();
    if (waiting_for != waiting_for_) {
      waiting_for_ = waiting_for;
      since_ = now;
      pause_ = std::chrono::milliseconds(1);
    }
    if (now - since_ > kPatience) {
      throw std::runtime_error("gave up after ten minutes: " + waiting_for);
    }
    std::this_thread::sleep_for(pause_);
    pause_ = std::min(pause_ * 2, kLongestPause);
  }

 private:
  std::string waiting_for_;
  std::chrono::steady_clock::time_point since_;
  std::chrono::milliseconds pause_{1};
};

// The ARN of the stream of a table that is there.
std::optional<std::string> StreamArnOf(const ServiceClient& client, std::string_view table) {
  try {
    const Node answer = ReadDocument(
        client.Call("dynamodb", "DescribeTable", TableNameInput(table)), "DescribeTable");
    const Node* const found = answer.Find("Table");
    const std::string arn = found == nullptr ? "" : TextOf(*found, "LatestStreamArn");
    return arn.empty() ? std::nullopt : std::optional(arn);
  } catch (const ServiceError&) {
    return std::nullopt;
  }
}

std::string TableLine(const PlannedTable& table) {
  const std::string line = std::string(1, table.sign) + " table " + table.name;
  return table.sign == '-' ? line + " is replaced, its items are lost" : line;
}

// What a call of another service is about: "RegisterScalableTarget table/Music dynamodb:…".
std::string CallLine(const DesiredCall& call) {
  std::string line = "> " + call.operation;
  for (const std::string_view name :
       {"AlarmName", "PolicyName", "ResourceId", "ScalableDimension"}) {
    const std::string text = TextOf(call.input, name);
    if (!text.empty()) line += " " + text;
  }
  return line;
}

class Deployment {
 public:
  Deployment(DeployOptions options, const ServiceClient& client, const DeployReport& report)
      : options_(std::move(options)), client_(client), report_(report), call_(client.ForTables()) {
    options_.read.stream_arn = [this](std::string_view table) {
      return StreamArnOf(client_, table);
    };
  }

  bool Run() {
    desired_ = ReadTemplates(options_.paths, options_.read);
    for (const std::string& note : desired_.notes) report_.warn(note);
    for (const DesiredTable& table : desired_.tables) {
      CheckDesiredTable(table, UnusedDefinitions::kAllowed);
    }
    plan_ = PlanTables(desired_, call_, {.replace = options_.replace});
    SayPlan();
    if (IsBlocked()) return false;
    if (!options_.dry_run) Apply();
    SaySummary();
    if (!options_.dry_run) SayOutputs();
    return true;
  }

 private:
  void SayPlan() const {
    for (const PlannedTable& table : plan_) {
      report_.say(TableLine(table));
      for (const std::string& line : table.lines) report_.say("    " + line);
    }
    for (const DesiredCall& call : desired_.calls) report_.say(CallLine(call));
    if (desired_.passed_over.empty()) return;
    std::string line = "passed over:";
    std::string_view separator = " ";
    for (const auto& [type, count] : desired_.passed_over) {
      line.append(separator).append(std::to_string(count)).append(" ").append(type);
      separator = ", ";
    }
    report_.say(line);
  }

  bool IsBlocked() const {
    return std::any_of(plan_.begin(), plan_.end(),
                       [](const PlannedTable& table) { return table.blocked; });
  }

  void Apply() {
    Patience patience;
    const auto wait = [&patience](const std::string& waiting_for) { patience.Wait(waiting_for); };
    for (const PlanNote& note : ApplyPlan(plan_, call_, wait)) {
      report_.warn(note.table + ": " + note.text);
    }
    for (const DesiredCall& call : desired_.calls) MakeCall(call);
  }

  // A database without that service is no fault of the template's; what the service refuses is.
  void MakeCall(const DesiredCall& call) const {
    const std::string input = NodeJson(call.input);
    try {
      client_.Call(call.service, call.operation, input);
    } catch (const ServiceError& error) {
      if (error.name() != "UnknownOperationException") {
        throw PlannedCallError({call.operation, input, call.logical_id}, error);
      }
      Note(call, "the endpoint does not know it");
    } catch (const std::runtime_error& error) {
      Note(call, error.what());
    }
  }

  void Note(const DesiredCall& call, const std::string& why) const {
    const std::string place = call.mark.Text();
    report_.warn(place + (place.empty() ? "" : ": ") + call.logical_id + ": " + call.operation +
                 " was not taken: " + why);
  }

  void SaySummary() const {
    constexpr std::pair<char, std::string_view> kNames[] = {
        {'+', "to make"}, {'~', "to change"}, {'-', "to replace"}, {'=', "unchanged"}};
    constexpr std::pair<char, std::string_view> kDone[] = {
        {'+', "made"}, {'~', "changed"}, {'-', "replaced"}, {'=', "unchanged"}};
    std::string line;
    for (const auto& [sign, name] : options_.dry_run ? kNames : kDone) {
      const auto count = std::count_if(plan_.begin(), plan_.end(),
                                       [sign = sign](const auto& one) { return one.sign == sign; });
      if (count == 0) continue;
      line.append(line.empty() ? "" : ", ").append(std::to_string(count)).append(" ").append(name);
    }
    report_.say("tables: " + (line.empty() ? "none" : line));
  }

  void SayOutputs() const {
    if (desired_.outputs.empty()) return;
    // Once more: now the streams' ARNs are there.
    const DesiredTables now = ReadTemplates(options_.paths, options_.read);
    report_.say("outputs:");
    for (const DesiredOutput& output : now.outputs) {
      report_.say("    " + output.name + " = " + output.value);
    }
  }

  DeployOptions options_;
  const ServiceClient& client_;
  const DeployReport& report_;
  const DynamoDbCall call_;
  DesiredTables desired_;
  std::vector<PlannedTable> plan_;
};

}  // namespace

bool Deploy(const DeployOptions& options, const ServiceClient& client, const DeployReport& report) {
  return Deployment(options, client, report).Run();
}

}  // namespace pumice::deploy
