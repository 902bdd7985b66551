// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "engine/base/memory_budget.h"
#include "protocol/space_choice.h"
#include "pumice/clock.h"
#include "pumice/http.h"

namespace pumice {

class Spaces;

// Requests that are not DynamoDB's but pumice's own, under /_pumice/:
//
//   GET  /_pumice/clock                        → {"now":"2026-01-31T12:00:00.000Z"}
//   POST /_pumice/clock {"advance":"PT25H"}    moves a manual clock by an ISO 8601 duration
//   POST /_pumice/clock {"set":"2026-03-01T00:00:00Z"}   or to an instant; also as seconds since
//   the epoch
//   GET  /_pumice/status                       how it is, what it works at (status_control.h)
//   GET  /_pumice/insights                     what Contributor Insights count (insights_json.h)
//   POST /_pumice/snapshots {"name":"fixture"} takes a snapshot of a space
//   GET  /_pumice/snapshots                    lists them in the order in which they were taken
//   POST /_pumice/snapshots/NAME/restore       undoes what was done since, any number of times
//   DELETE /_pumice/snapshots/NAME
//   POST /_pumice/reset                        empties a space: tables, backups, snapshots
//   GET  /_pumice/spaces[/NAME]                what spaces hold (space_control.h)
//   POST /_pumice/spaces/NAME {"from":"fixture"} makes one with the tables and items of another
//   DELETE /_pumice/spaces/NAME                removes one with all that it holds
//
// Insights, snapshots and resets are those of one space: of the one that the header X-Pumice-Space
// or the host name tells or, where all share one, of that.
//
// Moving the clock runs what falls due before the answer returns. Time never goes back but with a
// snapshot, and not beyond what a clock may tell (pumice/clock.h). Snapshots and resets begin when
// requests under way have ended; requests that come wait. Requests from a browser's page are
// refused.
// Thread-safe.
class Control {
 public:
  // `manual_clock`: null if the emulator runs on another one. `memory`: null if none is counted.
  // All outlive this object.
  explicit Control(Spaces* spaces, ManualClock* manual_clock, const SpaceMode& mode = {},
                   const MemoryBudget* memory = nullptr)
      : spaces_(spaces), manual_clock_(manual_clock), mode_(mode), memory_(memory) {}

  static bool IsControlPath(std::string_view path) { return path.starts_with("/_pumice/"); }

  HttpResponse Handle(const HttpRequest& request, std::string_view path);

 private:
  HttpResponse Route(const HttpRequest& request, std::string_view path);
  // The space that a request is for. Throws ApiError where it does not tell it, and must.
  std::string ChooseSpace(const HttpRequest& request) const;
  HttpResponse HandleClock(const HttpRequest& request);
  HttpResponse MoveClock(std::string_view body);
  HttpResponse TellInsights(const HttpRequest& request) const;

  Spaces* spaces_;
  ManualClock* manual_clock_;
  const SpaceMode mode_;
  const MemoryBudget* memory_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace pumice
