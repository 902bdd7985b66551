// SPDX-License-Identifier: Apache-2.0

#include "protocol/control.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "engine/database.h"
#include "protocol/endpoint.h"

namespace pumice::test {
namespace {

constexpr int64_t kStart = 1767225600000;  // 2026-01-01

std::shared_ptr<Database> OpenDatabase(Clock* clock) {
  DatabaseOptions options;
  options.clock = clock;
  return Database::Open(options);
}

EndpointOptions WithControl(Control* control) {
  EndpointOptions options;
  options.control = control;
  return options;
}

struct Controlled {
  ManualClock clock{kStart};
  std::shared_ptr<Database> database = OpenDatabase(&clock);
  Control control{&database->spaces(), &clock};
  Endpoint endpoint{&database->spaces(), WithControl(&control)};

  std::string Call(std::string_view method, std::string_view body,
                   std::vector<HttpHeader> headers = {},
                   std::string_view target = "/_pumice/clock") {
    const HttpResponse response = endpoint.Handle({method, target, std::move(headers), body});
    return std::to_string(response.status) + ' ' + response.body;
  }
};

TEST_CASE("A manual clock is told and moved", "[control]") {
  Controlled pumice;
  CHECK(pumice.Call("GET", "") == R"(200 {"now":"2026-01-01T00:00:00.000Z"})");
  CHECK(pumice.Call("POST", R"({"advance":"PT25H"})") ==
        R"(200 {"now":"2026-01-02T01:00:00.000Z"})");
  CHECK(pumice.Call("POST", R"({"advance":"PT0.25S"})") ==
        R"(200 {"now":"2026-01-02T01:00:00.250Z"})");
  CHECK(pumice.Call("POST", R"({"set":"2026-03-01"})") ==
        R"(200 {"now":"2026-03-01T00:00:00.000Z"})");
  CHECK(pumice.Call("POST", R"({"set":1772323201})") ==
        R"(200 {"now":"2026-03-01T00:00:01.000Z"})");
  CHECK(pumice.clock.NowMillis() == 1772323201000);
}

TEST_CASE("Time does not go back", "[control]") {
  Controlled pumice;
  CHECK(pumice.Call("POST", R"({"set":"2025-12-31"})") ==
        R"(400 {"message":"time does not go back: it is 2026-01-01T00:00:00.000Z"})");
  CHECK(pumice.clock.NowMillis() == kStart);
}

TEST_CASE("Time does not go beyond what a clock tells", "[control]") {
  Controlled pumice;
  const std::string refused =
      R"(400 {"message":"a clock tells times from 1970-01-01T00:00:00.000Z to 2499-12-31T23:59:59.999Z"})";
  for (const char* body : {R"({"set":"9999-12-31"})", R"({"set":"2500-01-01"})",
                           R"({"set":253402300799})", R"({"advance":"P365000D"})"}) {
    CAPTURE(body);
    CHECK(pumice.Call("POST", body) == refused);
    CHECK(pumice.clock.NowMillis() == kStart);
  }
  CHECK(pumice.Call("POST", R"({"set":"2499-12-31T23:59:59.999Z"})") ==
        R"(200 {"now":"2499-12-31T23:59:59.999Z"})");
  CHECK(pumice.Call("POST", R"({"advance":"PT1S"})") == refused);
}

TEST_CASE("What says no time is refused", "[control]") {
  Controlled pumice;
  for (const char* body : {"", "{", "[]", "{}", R"({"advance":1})", R"({"advance":"1h"})",
                           R"({"set":"now"})", R"({"set":true})", R"({"set":-1})",
                           R"({"set":1e300})", R"({"set":1.5})", R"({"set":18446744073709551615})",
                           R"({"advance":"P-1D"})", R"({"advance":"PT1H","set":"2026-03-01"})"}) {
    CAPTURE(body);
    CHECK(pumice.Call("POST", body) ==
          R"(400 {"message":"say {\"advance\":\"PT25H\"} or {\"set\":\"2026-01-31T12:00:00Z\"}"})");
  }
}

TEST_CASE("Web pages cannot move the clock", "[control]") {
  Controlled pumice;
  const std::string refused = R"(403 {"message":"control requests are not taken from web pages"})";
  CHECK(pumice.Call("POST", R"({"advance":"PT1H"})", {{"Origin", "http://localhost"}}) == refused);
  CHECK(pumice.Call("POST", R"({"advance":"PT1H"})", {{"Sec-Fetch-Site", "cross-site"}}) ==
        refused);
  CHECK(pumice.clock.NowMillis() == kStart);
}

TEST_CASE("A page whose own name resolves to this machine learns nothing of the clock",
          "[control]") {
  Controlled pumice;
  const std::string refused =
      R"(403 {"__type":"com.amazon.coral.service#AccessDeniedException","Message":)"
      R"("Control requests are taken for this machine's names only, not for this Host"})";
  CHECK(pumice.Call("GET", "", {{"Host", "evil.example:8000"}}) == refused);
  CHECK(pumice.Call("POST", R"({"advance":"PT1H"})", {{"Host", "evil.example"}}) == refused);
  CHECK(pumice.clock.NowMillis() == kStart);
  for (const std::string_view host : {"localhost:8000", "127.0.0.1", "pumice:8000"}) {
    CHECK(pumice.Call("GET", "", {{"Host", host}}) == R"(200 {"now":"2026-01-01T00:00:00.000Z"})");
  }
}

TEST_CASE("Other paths and methods are not control requests", "[control]") {
  Controlled pumice;
  CHECK(pumice.Call("DELETE", "") == R"(405 {"message":"GET tells the time, POST moves it"})");
  CHECK(pumice.Call("GET", "", {}, "/_pumice/other") ==
        R"(404 {"message":"there are only /_pumice/clock, /_pumice/status, /_pumice/insights, )"
        R"(/_pumice/snapshots, /_pumice/reset and /_pumice/spaces"})");
}

TEST_CASE("The machine's clock is not moved", "[control]") {
  const auto database = Database::Open({});
  Control control(&database->spaces(), nullptr);
  const HttpResponse response =
      control.Handle({"POST", "/_pumice/clock", {}, R"({"advance":"PT1H"})"}, "/_pumice/clock");
  CHECK(response.status == 409);
  CHECK(response.body ==
        R"({"message":"the clock is the machine's: start pumice with --clock manual to move it"})");
}

TEST_CASE("Switched off, control requests are unknown", "[control]") {
  const auto database = Database::Open({});
  Endpoint endpoint(&database->spaces());
  CHECK(endpoint.Handle({"GET", "/_pumice/clock", {}, ""}).status == 404);
}

}  // namespace
}  // namespace pumice::test
