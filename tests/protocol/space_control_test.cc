// SPDX-License-Identifier: Apache-2.0

#include "protocol/space_control.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "engine/database.h"
#include "engine/spaces.h"
#include "protocol/control.h"
#include "protocol/endpoint.h"
#include "tests/support/table_builder.h"

namespace pumice::test {
namespace {

EndpointOptions WithControl(Control* control) {
  EndpointOptions options;
  options.control = control;
  return options;
}

class Controlled {
 public:
  explicit Controlled(const SpaceMode& mode = {})
      : database_(Database::Open({})),
        control_(&database_->spaces(), nullptr, mode),
        endpoint_(&database_->spaces(), WithControl(&control_)) {}

  Spaces& spaces() { return database_->spaces(); }
  std::string Call(std::string_view method, std::string_view path, std::string_view body = "",
                   std::vector<HttpHeader> headers = {}) {
    const std::string target = "/_pumice/" + std::string(path);
    const HttpResponse response = endpoint_.Handle({method, target, std::move(headers), body});
    return std::to_string(response.status) + ' ' + response.body;
  }

 private:
  std::shared_ptr<Database> database_;
  Control control_;
  Endpoint endpoint_;
};

TEST_CASE("Spaces are listed, forked, made and deleted", "[space_control]") {
  Controlled pumice;
  CHECK(pumice.Call("GET", "spaces") ==
        R"(200 {"spaces":[{"name":"default","tables":[],"items":0,"bytes":0}]})");
  pumice.spaces().default_space().CreateTable(MakeTable("Music", {{StringKey("Artist")}, {}}));
  CHECK(pumice.Call("POST", "spaces/w1", R"({"from":"default"})") ==
        R"(200 {"name":"w1","tables":["Music"],"items":0,"bytes":0})");
  CHECK(pumice.Call("POST", "spaces/w2", "{}") ==
        R"(200 {"name":"w2","tables":[],"items":0,"bytes":0})");
  CHECK(pumice.Call("POST", "spaces/w2") == R"(200 {"name":"w2","tables":[],"items":0,"bytes":0})");
  CHECK(pumice.Call("GET", "spaces/w1") ==
        R"(200 {"name":"w1","tables":["Music"],"items":0,"bytes":0})");
  CHECK(pumice.Call("GET", "spaces") ==
        R"(200 {"spaces":[{"name":"default","tables":["Music"],"items":0,"bytes":0},)"
        R"({"name":"w1","tables":["Music"],"items":0,"bytes":0},)"
        R"({"name":"w2","tables":[],"items":0,"bytes":0}]})");
  CHECK(pumice.Call("DELETE", "spaces/w1") == R"(200 {"name":"w1"})");
  CHECK(pumice.Call("GET", "spaces/w1") == R"(404 {"message":"there is no space w1"})");
}

TEST_CASE("What makes no space is refused", "[space_control]") {
  Controlled pumice;
  for (const char* body :
       {"{", "[]", "1", R"({"from":1})", R"({"from":"default","a":1})", R"({"From":"default"})"}) {
    CAPTURE(body);
    CHECK(pumice.Call("POST", "spaces/w1", body) ==
          R"(400 {"message":"say {\"from\":\"fixture\"}, or {} for an empty space"})");
  }
  CHECK(pumice.Call("POST", "spaces/w1", R"({"from":""})") ==
        R"(404 {"message":"there is no space "})");
  CHECK(pumice.Call("POST", "spaces/w1", R"({"from":"nowhere"})") ==
        R"(404 {"message":"there is no space nowhere"})");
  pumice.spaces().default_space().CreateTable(MakeTable("Music", {{StringKey("Artist")}, {}}));
  CHECK(pumice.Call("POST", "spaces/default", R"({"from":"default"})") ==
        R"(409 {"message":"space default holds something already: delete it first, or choose )"
        R"(another name"})");
  CHECK(pumice.Call("POST", "spaces/default", "{}") ==
        R"(409 {"message":"space default holds something already: delete it first, or choose )"
        R"(another name"})");
  CHECK(pumice.Call("PUT", "spaces/w1") ==
        R"(405 {"message":"GET tells what a space holds, POST makes one, DELETE removes it"})");
  CHECK(pumice.Call("POST", "spaces") == R"(405 {"message":"GET lists spaces"})");
  CHECK(pumice.Call("DELETE", "spaces/nowhere") ==
        R"(404 {"message":"there is no space nowhere"})");
  CHECK(pumice.Call("POST", "spaces/a b", "{}") ==
        R"(400 {"message":"a space's name has 1 to 128 characters of a-z, A-Z, 0-9, '.', '-', )"
        R"('_', '+', '=', '@' and ':'"})");
}

TEST_CASE("A name may be escaped as URLs escape", "[space_control]") {
  Controlled pumice;
  CHECK(pumice.Call("POST", "spaces/AK%2Bus-east-1", "{}") ==
        R"(200 {"name":"AK+us-east-1","tables":[],"items":0,"bytes":0})");
  CHECK(pumice.Call("DELETE", "spaces/AK+us-east-1") == R"(200 {"name":"AK+us-east-1"})");
  for (const char* name : {"%", "%2", "%zz", "a%00b", "..", ".", "%2e%2E"}) {
    CAPTURE(name);
    CHECK(pumice.Call("POST", std::string("spaces/") + name, "{}").starts_with("400 "));
  }
}

TEST_CASE("Asking for a space's snapshots does not make it", "[space_control]") {
  Controlled pumice;
  CHECK(pumice.Call("GET", "snapshots", "", {{"X-Pumice-Space", "w1"}}) ==
        R"(200 {"snapshots":[]})");
  CHECK(pumice.Call("GET", "spaces/w1") == R"(404 {"message":"there is no space w1"})");
}

TEST_CASE("Snapshots and resets are those of the space that the request names", "[space_control]") {
  Controlled pumice;
  const std::vector<HttpHeader> w1 = {{"X-Pumice-Space", "w1"}};
  for (const char* space : {"w1", "default"}) {
    pumice.spaces().Use(space).CreateTable(MakeTable("Music", {{StringKey("Artist")}, {}}));
  }
  pumice.Call("POST", "snapshots", R"({"name":"fixture"})", w1);
  CHECK(pumice.Call("GET", "snapshots") == R"(200 {"snapshots":[]})");
  CHECK(pumice.Call("POST", "reset", "", {{"Host", "w1.localhost:8000"}}) == "200 {}");
  CHECK(pumice.Call("GET", "snapshots", "", w1) == R"(200 {"snapshots":[]})");
  CHECK(pumice.Call("GET", "spaces") ==
        R"(200 {"spaces":[{"name":"default","tables":["Music"],"items":0,"bytes":0},)"
        R"({"name":"w1","tables":[],"items":0,"bytes":0}]})");
}

TEST_CASE("Where callers have spaces of their own, a control request says which is meant",
          "[space_control]") {
  SpaceMode mode;
  mode.region = true;
  Controlled pumice(mode);
  for (const char* path : {"reset", "snapshots"}) {
    CHECK(pumice.Call("POST", path, R"({"name":"fixture"})") ==
          R"(400 {"message":"say which space is meant: send the header X-Pumice-Space"})");
  }
  CHECK(pumice.Call("GET", "insights") ==
        R"(400 {"message":"say which space is meant: send the header X-Pumice-Space"})");
  CHECK(pumice.Call("POST", "reset", "", {{"X-Pumice-Space", "us-east-1"}}) == "200 {}");
  CHECK(pumice.Call("POST", "reset", "",
                    {{"X-Pumice-Space", "us-east-1"}, {"X-Pumice-Space", "eu-west-1"}}) ==
        R"(400 {"message":"the headers X-Pumice-Space of this request name different spaces: send )"
        R"(one"})");
}

}  // namespace
}  // namespace pumice::test
