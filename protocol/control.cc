// SPDX-License-Identifier: Apache-2.0

#include "protocol/control.h"

#include <string>

#include "engine/database.h"
#include "engine/error/spaces.h"
#include "engine/spaces.h"
#include "protocol/control_answer.h"
#include "protocol/insights_json.h"
#include "protocol/iso_time.h"
#include "protocol/json.h"
#include "protocol/snapshot_control.h"
#include "protocol/space_control.h"
#include "protocol/status_control.h"

namespace pumice {
namespace {

// Pages say where they come from; command lines and SDKs do not.
bool IsFromPage(const HttpRequest& request) {
  return !request.Header("Origin").empty() || !request.Header("Sec-Fetch-Site").empty();
}

// The instant that a body asks for, or nothing if it does not say one.
std::optional<int64_t> WantedInstant(const JsonValue& body, int64_t now) {
  if (!body.IsObject()) return std::nullopt;
  const JsonValue* const advance = FindMember(body, "advance");
  const JsonValue* const set = FindMember(body, "set");
  if ((advance == nullptr) == (set == nullptr)) return std::nullopt;
  if (advance != nullptr) {
    if (!advance->IsString()) return std::nullopt;
    const auto duration = ParseDuration(JsonText(*advance));
    if (!duration) return std::nullopt;
    return now + *duration;
  }
  if (set->IsInt64()) return ParseInstant(std::to_string(set->GetInt64()));
  if (!set->IsString()) return std::nullopt;
  return ParseInstant(JsonText(*set));
}

}  // namespace

HttpResponse Control::Handle(const HttpRequest& request, std::string_view path) {
  if (IsFromPage(request))
    return ControlFault(403, "control requests are not taken from web pages");
  return WithControlFaults([&] { return Route(request, path); });
}

HttpResponse Control::Route(const HttpRequest& request, std::string_view path) {
  // These wait for all others.
  if (IsSpacePath(path)) return HandleSpaces(spaces_, request, path);
  if (IsSnapshotPath(path)) return HandleSnapshots(spaces_, ChooseSpace(request), request, path);
  if (path == "/_pumice/reset") return HandleReset(spaces_, ChooseSpace(request), request);
  const RequestGate::Pass pass(&spaces_->gate());
  if (path == "/_pumice/clock") return HandleClock(request);
  if (path == "/_pumice/insights") return TellInsights(request);
  if (path == "/_pumice/status") {
    return HandleStatus(*spaces_, memory_, std::chrono::steady_clock::now() - started_, request);
  }
  return ControlFault(404,
                      "there are only /_pumice/clock, /_pumice/status, /_pumice/insights, "
                      "/_pumice/snapshots, /_pumice/reset and /_pumice/spaces");
}

std::string Control::ChooseSpace(const HttpRequest& request) const {
  std::string buffer;
  const std::string_view named = NamedSpace(request, &buffer);
  if (!named.empty()) return std::string(named);
  if (!mode_.shared()) ThrowNoSpaceChosen();
  return std::string(kDefaultSpace);
}

HttpResponse Control::TellInsights(const HttpRequest& request) const {
  if (request.method != "GET") return ControlFault(405, "GET tells what is counted");
  HttpResponse response;
  response.headers.emplace_back("Content-Type", "application/json");
  AppendInsightsJson(spaces_->Use(ChooseSpace(request)), &response.body);
  return response;
}

HttpResponse Control::HandleClock(const HttpRequest& request) {
  if (request.method == "POST") return MoveClock(request.body);
  if (request.method != "GET") return ControlFault(405, "GET tells the time, POST moves it");
  return ControlAnswer(200, "now", FormatInstant(spaces_->clock().NowMillis()));
}

HttpResponse Control::MoveClock(std::string_view body) {
  if (manual_clock_ == nullptr) {
    return ControlFault(409,
                        "the clock is the machine's: start pumice with --clock manual to move it");
  }
  JsonDocument document;
  const int64_t now = manual_clock_->NowMillis();
  const auto wanted = document.Parse(body) ? WantedInstant(document.root(), now) : std::nullopt;
  if (!wanted) {
    return ControlFault(400, R"(say {"advance":"PT25H"} or {"set":"2026-01-31T12:00:00Z"})");
  }
  if (!IsClockTime(*wanted)) return ControlFault(400, ClockRangeText());
  if (*wanted < now) return ControlFault(400, "time does not go back: it is " + FormatInstant(now));
  manual_clock_->Set(*wanted);
  spaces_->RunDueWork();
  return ControlAnswer(200, "now", FormatInstant(*wanted));
}

}  // namespace pumice
