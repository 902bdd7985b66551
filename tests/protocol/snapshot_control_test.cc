// SPDX-License-Identifier: Apache-2.0

#include "protocol/snapshot_control.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "engine/database.h"
#include "protocol/control.h"
#include "protocol/endpoint.h"

namespace pumice::test {
namespace {

constexpr int64_t kStart = 1767225600000;  // 2026-01-01

EndpointOptions WithControl(Control* control) {
  EndpointOptions options;
  options.control = control;
  return options;
}

DatabaseOptions OnClock(Clock* clock) {
  DatabaseOptions options;
  options.clock = clock;
  return options;
}

struct Controlled {
  ManualClock clock{kStart};
  std::shared_ptr<Database> database = Database::Open(OnClock(&clock));
  Control control{&database->spaces(), &clock};
  Endpoint endpoint{&database->spaces(), WithControl(&control)};

  std::string Call(std::string_view method, std::string_view path, std::string_view body = "",
                   std::vector<HttpHeader> headers = {}) {
    const std::string target = "/_pumice/" + std::string(path);
    const HttpResponse response = endpoint.Handle({method, target, std::move(headers), body});
    return std::to_string(response.status) + ' ' + response.body;
  }
};

constexpr std::string_view kFixture = R"({"name":"fixture","created":"2026-01-01T00:00:00.000Z"})";

std::string Ok(std::string_view body) { return "200 " + std::string(body); }

TEST_CASE("Snapshots are taken, listed, restored and deleted", "[snapshot_control]") {
  Controlled pumice;
  CHECK(pumice.Call("GET", "snapshots") == Ok(R"({"snapshots":[]})"));
  CHECK(pumice.Call("POST", "snapshots", R"({"name":"fixture"})") == Ok(kFixture));
  CHECK(pumice.Call("POST", "clock", R"({"advance":"PT1H"})") ==
        Ok(R"({"now":"2026-01-01T01:00:00.000Z"})"));
  CHECK(pumice.Call("POST", "snapshots", R"({"name":"a"})") ==
        Ok(R"({"name":"a","created":"2026-01-01T01:00:00.000Z"})"));
  CHECK(pumice.Call("GET", "snapshots") ==
        Ok(R"({"snapshots":[)" + std::string(kFixture) +
           R"(,{"name":"a","created":"2026-01-01T01:00:00.000Z"}]})"));
  CHECK(pumice.Call("POST", "snapshots/fixture/restore") == Ok(kFixture));
  CHECK(pumice.Call("GET", "clock") == Ok(R"({"now":"2026-01-01T00:00:00.000Z"})"));
  CHECK(pumice.Call("DELETE", "snapshots/fixture") == Ok(kFixture));
  CHECK(pumice.Call("POST", "snapshots/fixture/restore") ==
        R"(404 {"message":"there is no snapshot fixture"})");
  CHECK(pumice.Call("DELETE", "snapshots/fixture") ==
        R"(404 {"message":"there is no snapshot fixture"})");
}

TEST_CASE("A name that is taken is not taken again", "[snapshot_control]") {
  Controlled pumice;
  pumice.Call("POST", "snapshots", R"({"name":"fixture"})");
  CHECK(pumice.Call("POST", "snapshots", R"({"name":"fixture"})") ==
        R"(409 {"message":"there is a snapshot fixture already: delete it first, or choose )"
        R"(another name"})");
}

TEST_CASE("What names no snapshot is refused", "[snapshot_control]") {
  Controlled pumice;
  for (const char* body : {"", "{", "[]", "{}", "\"fixture\"", R"({"name":1})", R"({"name":null})",
                           R"({"Name":"fixture"})"}) {
    CAPTURE(body);
    CHECK(pumice.Call("POST", "snapshots", body) ==
          R"(400 {"message":"say {\"name\":\"fixture\"}"})");
  }
  for (const std::string& name : {std::string(), std::string("a b"), std::string(256, 'a')}) {
    CAPTURE(name);
    CHECK(pumice.Call("POST", "snapshots", R"({"name":")" + name + R"("})") ==
          "400 {\"message\":\"a snapshot's name has 1 to 255 characters of a-z, A-Z, 0-9, '_', "
          "'-' and '.'\"}");
  }
  CHECK(pumice.Call("GET", "snapshots") == Ok(R"({"snapshots":[]})"));
}

TEST_CASE("The number of snapshots is bounded", "[snapshot_control]") {
  Controlled pumice;
  for (size_t i = 0; i < kMaxSnapshots; ++i) {
    pumice.Call("POST", "snapshots", R"({"name":")" + std::to_string(i) + R"("})");
  }
  CHECK(pumice.Call("POST", "snapshots", R"({"name":"more"})") ==
        R"(409 {"message":"there are 100 snapshots already, and may be no more"})");
}

TEST_CASE("A reset removes everything but the time", "[snapshot_control]") {
  Controlled pumice;
  pumice.Call("POST", "snapshots", R"({"name":"fixture"})");
  pumice.Call("POST", "clock", R"({"advance":"PT1H"})");
  CHECK(pumice.Call("POST", "reset") == Ok("{}"));
  CHECK(pumice.Call("GET", "snapshots") == Ok(R"({"snapshots":[]})"));
  CHECK(pumice.Call("GET", "clock") == Ok(R"({"now":"2026-01-01T01:00:00.000Z"})"));
}

TEST_CASE("Other methods and paths are refused", "[snapshot_control]") {
  Controlled pumice;
  pumice.Call("POST", "snapshots", R"({"name":"fixture"})");
  CHECK(pumice.Call("DELETE", "snapshots") ==
        R"(405 {"message":"GET lists snapshots, POST takes one"})");
  CHECK(pumice.Call("GET", "snapshots/fixture") ==
        R"(405 {"message":"DELETE deletes a snapshot"})");
  CHECK(pumice.Call("GET", "snapshots/fixture/restore") ==
        R"(405 {"message":"POST restores a snapshot"})");
  CHECK(pumice.Call("GET", "reset") == R"(405 {"message":"POST removes everything"})");
  CHECK(pumice.Call("POST", "snapshots//restore") == R"(404 {"message":"there is no snapshot "})");
  CHECK(pumice.Call("DELETE", "snapshots/a/b") == R"(404 {"message":"there is no snapshot a/b"})");
  CHECK(pumice.Call("GET", "snapshotsx").starts_with("404 "));
  CHECK(pumice.Call("GET", "snapshots") == Ok(R"({"snapshots":[)" + std::string(kFixture) + "]}"));
}

TEST_CASE("Web pages can neither take, restore or delete snapshots, nor remove everything",
          "[snapshot_control]") {
  Controlled pumice;
  pumice.Call("POST", "snapshots", R"({"name":"fixture"})");
  const std::string refused = R"(403 {"message":"control requests are not taken from web pages"})";
  for (const HttpHeader& header :
       {HttpHeader{"Origin", "http://localhost"}, HttpHeader{"Sec-Fetch-Site", "cross-site"}}) {
    CAPTURE(header.name);
    CHECK(pumice.Call("POST", "snapshots", R"({"name":"other"})", {header}) == refused);
    CHECK(pumice.Call("POST", "snapshots/fixture/restore", "", {header}) == refused);
    CHECK(pumice.Call("DELETE", "snapshots/fixture", "", {header}) == refused);
    CHECK(pumice.Call("GET", "snapshots", "", {header}) == refused);
    CHECK(pumice.Call("POST", "reset", "", {header}) == refused);
  }
  // A page whose own name resolves to this machine.
  CHECK(pumice.Call("POST", "reset", "", {{"Host", "evil.example"}}).starts_with("403 "));
  CHECK(pumice.Call("GET", "snapshots") == Ok(R"({"snapshots":[)" + std::string(kFixture) + "]}"));
}

}  // namespace
}  // namespace pumice::test
