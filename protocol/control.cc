// SPDX-License-Identifier: Apache-2.0

#include "protocol/control.h"

#include <string>

#include "engine/database.h"
#include "protocol/insights_json.h"
#include "protocol/iso_time.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"

namespace pumice {
namespace {

HttpResponse JsonAnswer(int status, std::string_view member, std::string_view text) {
  HttpResponse response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  JsonWriter json(&response.body);
  json.BeginObject();
  json.StringMember(member, text);
  json.EndObject();
  return response;
}

HttpResponse Fault(int status, std::string_view message) {
  return JsonAnswer(status, "message", message);
}

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
  if (IsFromPage(request)) return Fault(403, "control requests are not taken from web pages");
  if (path == "/_pumice/clock") return HandleClock(request);
  if (path == "/_pumice/insights") return TellInsights(request);
  return Fault(404, "there are only /_pumice/clock and /_pumice/insights");
}

HttpResponse Control::TellInsights(const HttpRequest& request) const {
  if (request.method != "GET") return Fault(405, "GET tells what is counted");
  HttpResponse response;
  response.headers.emplace_back("Content-Type", "application/json");
  AppendInsightsJson(*database_, &response.body);
  return response;
}

HttpResponse Control::HandleClock(const HttpRequest& request) {
  if (request.method == "POST") return MoveClock(request.body);
  if (request.method != "GET") return Fault(405, "GET tells the time, POST moves it");
  return JsonAnswer(200, "now", FormatInstant(clock_->NowMillis()));
}

HttpResponse Control::MoveClock(std::string_view body) {
  if (manual_clock_ == nullptr) {
    return Fault(409, "the clock is the machine's: start pumice with --clock manual to move it");
  }
  JsonDocument document;
  const int64_t now = manual_clock_->NowMillis();
  const auto wanted = document.Parse(body) ? WantedInstant(document.root(), now) : std::nullopt;
  if (!wanted) {
    return Fault(400, R"(say {"advance":"PT25H"} or {"set":"2026-01-31T12:00:00Z"})");
  }
  if (!IsClockTime(*wanted)) return Fault(400, ClockRangeText());
  if (*wanted < now) return Fault(400, "time does not go back: it is " + FormatInstant(now));
  manual_clock_->Set(*wanted);
  database_->RunDueWork();
  return JsonAnswer(200, "now", FormatInstant(*wanted));
}

}  // namespace pumice
