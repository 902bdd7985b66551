// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/step_runner.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "conformance/runner/error_answer.h"
#include "conformance/runner/json_path.h"
#include "conformance/runner/json_text.h"
#include "conformance/runner/polling.h"
#include "pumice/clock.h"

namespace pumice::conformance {
namespace {

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// What came, in a few words.
std::string Describe(const Answer& answer, const JsonValue& body) {
  if (answer.status == 200) return "success: " + ToShownText(body);
  const std::string_view type = ErrorType(body);
  if (type.empty()) return "status " + std::to_string(answer.status) + ": " + ToShownText(body);
  return std::string(type) + ": " + ErrorMessage(body);
}

std::vector<Difference> CompareError(const Step& step, const Answer& answer, const JsonValue& body,
                                     const Variables& variables) {
  if (answer.status == 200 || ErrorType(body) != step.error) {
    return {{"", step.error, Describe(answer, body)}};
  }
  std::vector<Difference> differences;
  const std::string message = ErrorMessage(body);
  if (step.message) {
    const std::string expected = variables.RenderText(*step.message);
    if (message != expected) differences.push_back({"message", Quoted(expected), Quoted(message)});
  }
  if (step.message_contains) {
    const std::string expected = variables.RenderText(*step.message_contains);
    if (message.find(expected) == std::string::npos) {
      differences.push_back({"message", "a text with " + Quoted(expected), Quoted(message)});
    }
  }
  if (!step.error_members) return differences;
  for (const auto& member : step.error_members->GetObject()) {
    const JsonValue* got = FindAny(body, JsonText(member.name));
    std::vector<Difference> found{{"", ToShownText(member.value), "nothing"}};
    if (got != nullptr) found = CompareWhole(member.value, *got, variables);
    for (Difference& difference : found) {
      const bool is_element = difference.path.empty() || difference.path.front() == '[';
      difference.path.insert(0, std::string(JsonText(member.name)) + (is_element ? "" : "."));
      differences.push_back(std::move(difference));
    }
  }
  return differences;
}

std::vector<Difference> CompareSuccess(const Step& step, const Answer& answer,
                                       const JsonValue& body, const Variables& variables) {
  if (answer.status != 200) return {{"", "success", Describe(answer, body)}};
  if (step.expect) return CompareWhole(*step.expect, body, variables);
  if (step.contains) return CompareContained(*step.contains, body, variables);
  return {};
}

}  // namespace

std::vector<Difference> StepRunner::Take(const Step& step) {
  const std::string body =
      step.body ? variables_.RenderText(*step.body) : variables_.Render(step.input);
  std::vector<Difference> differences = TakeOnce(step, body);
  if (!step.eventually || differences.empty()) return differences;
  Poll(eventually_, [&] {
    differences = TakeOnce(step, body);
    return differences.empty();
  });
  return differences;
}

std::vector<Difference> StepRunner::TakeOnce(const Step& step, const std::string& body) {
  answer_ = transport_.Call(step.operation, body);
  Log(step, body);
  JsonDocument document;
  // Operations without an output, such as TagResource, answer nothing.
  if (!document.Parse(answer_.body.empty() ? "{}" : answer_.body)) {
    return {
        {"", "JSON", "status " + std::to_string(answer_.status) + ": " + Shorten(answer_.body)}};
  }
  const JsonValue& root = document.root();
  std::vector<Difference> differences = step.error.empty()
                                            ? CompareSuccess(step, answer_, root, variables_)
                                            : CompareError(step, answer_, root, variables_);
  for (const std::string& path : step.absent) {
    const JsonValue* value = FindPath(root, path);
    if (value != nullptr) differences.push_back({path, "nothing", ToShownText(*value)});
  }
  // Known even where the answer is wrong, so that the table is deleted in the end.
  if (answer_.status == 200) tables_.Notice(step.operation, root, step.wait);
  CaptureFrom(root, step, &differences);
  return differences;
}

// Even from an answer that is not as expected: a replay goes on behind it.
void StepRunner::CaptureFrom(const JsonValue& answer, const Step& step,
                             std::vector<Difference>* differences) {
  for (const Capture& capture : step.captures) {
    const JsonValue* value = FindPath(answer, capture.path);
    if (value != nullptr) {
      variables_.Set(capture.variable, *value);
    } else if (differences->empty()) {
      differences->push_back({capture.path, "a value to capture", "nothing"});
    }
  }
}

bool StepRunner::TakeClock(const Step& step) {
  const std::string& request = step.clock->request;
  std::optional<int64_t> now = transport_.MoveClock(request);
  if (log_ != nullptr) {
    *log_ << "  line " << step.place.line << ": clock " << (request.empty() ? "now" : request)
          << (now ? "" : ": refused") << '\n';
  }
  if (!now && !request.empty()) return false;
  // A service that does not tell its time keeps the world's.
  if (!now) now = RealClock().NowMillis();
  for (const Instant& instant : step.instants) {
    const std::string seconds = std::to_string((*now + instant.millis) / 1000);
    variables_.Set(instant.variable,
                   JsonValue(rapidjson::StringRef(seconds.data(), seconds.size())));
  }
  return true;
}

void StepRunner::Log(const Step& step, const std::string& body) const {
  if (log_ == nullptr) return;
  *log_ << "  line " << step.place.line << ": " << step.operation << ' ' << Shorten(body)
        << "\n    " << answer_.status << ' ' << Shorten(answer_.body) << '\n';
}

}  // namespace pumice::conformance
