// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/request_lines.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

namespace pumice::test {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::system_clock;

// 2026-01-31T12:00:00.123Z.
const system_clock::time_point kTime{milliseconds(1769860800123)};

RequestRecord QueryRecord() {
  RequestRecord record;
  record.time = kTime;
  record.elapsed = microseconds(312);
  record.operation = "Query";
  record.table = "Orders";
  record.index = "ByKind";
  record.status = 200;
  record.items_read = 100;
  record.items_returned = 3;
  record.capacity_units = 12.5;
  return record;
}

RequestRecord FailedRecord() {
  RequestRecord record;
  record.time = kTime;
  record.elapsed = microseconds(85);
  record.space = "eu-west-1";
  record.operation = "PutItem";
  record.table = "Orders";
  record.status = 400;
  record.error = "ConditionalCheckFailedException";
  record.message = "The conditional request failed";
  record.explanation = "attribute_not_exists(pk): pk is there";
  return record;
}

TEST_CASE("A request is one line of text", "[request_lines]") {
  CHECK(RequestText(QueryRecord()) ==
        "Query Orders/ByKind | 200 | read 100, returned 3, 12.5 units | 312 us");
  CHECK(RequestText(FailedRecord()) ==
        "eu-west-1: PutItem Orders | 400 ConditionalCheckFailedException: The conditional request "
        "failed | attribute_not_exists(pk): pk is there | 85 us");
}

TEST_CASE("What there is not is left out of the text", "[request_lines]") {
  RequestRecord record;
  record.operation = "GET /_pumice/nothing";
  record.status = 404;
  record.message = "there is nothing";
  CHECK(RequestText(record) == "GET /_pumice/nothing | 404 there is nothing | 0 us");
  record.message.clear();
  record.capacity_units = 1;
  CHECK(RequestText(record) == "GET /_pumice/nothing | 404 | 1 unit | 0 us");
}

TEST_CASE("Health checks and looks at pumice are routine", "[request_lines]") {
  RequestRecord record;
  const auto is_routine = [&](const char* operation, int status) {
    record.operation = operation;
    record.status = status;
    return IsRoutine(record);
  };
  CHECK(is_routine("GET /", 200));
  CHECK(is_routine("GET /_pumice/status", 200));
  CHECK(RequestJson(record) ==
        R"({"time":"1970-01-01T00:00:00.000Z","level":"debug",)"
        R"("operation":"GET /_pumice/status","status":200,"microseconds":0})");
  CHECK_FALSE(is_routine("GET /_pumice/status", 500));
  CHECK_FALSE(is_routine("GET /other", 200));
  CHECK_FALSE(is_routine("POST /_pumice/reset", 200));
  CHECK_FALSE(is_routine("DELETE /_pumice/snapshots/a", 200));
  CHECK_FALSE(is_routine("GetItem", 200));
}

TEST_CASE("A request is one JSON object", "[request_lines]") {
  CHECK(RequestJson(QueryRecord()) ==
        R"({"time":"2026-01-31T12:00:00.123Z","level":"info","operation":"Query",)"
        R"("table":"Orders","index":"ByKind","status":200,"read":100,"returned":3,"units":12.5,)"
        R"("microseconds":312})");
  CHECK(RequestJson(FailedRecord()) ==
        R"({"time":"2026-01-31T12:00:00.123Z","level":"info","space":"eu-west-1",)"
        R"("operation":"PutItem","table":"Orders","status":400,)"
        R"("error":"ConditionalCheckFailedException",)"
        R"("error_message":"The conditional request failed",)"
        R"("explanation":"attribute_not_exists(pk): pk is there","microseconds":85})");
}

TEST_CASE("Bodies are a line each, and members of the object", "[request_lines]") {
  RequestRecord record = QueryRecord();
  record.request_body = {R"({"TableName":"Orders"})", 22};
  record.answer_body = {R"({"Items":[)", 100};
  CHECK(RequestText(record) ==
        "Query Orders/ByKind | 200 | read 100, returned 3, 12.5 units | 312 us\n"
        "  request {\"TableName\":\"Orders\"}\n"
        "  answer {\"Items\":[... (90 bytes more)");
  CHECK(RequestJson(record) ==
        R"({"time":"2026-01-31T12:00:00.123Z","level":"info","operation":"Query",)"
        R"("table":"Orders","index":"ByKind","status":200,"read":100,"returned":3,"units":12.5,)"
        R"("microseconds":312,"request":"{\"TableName\":\"Orders\"}",)"
        R"-("answer":"{\"Items\":[... (90 bytes more)"})-");
}

TEST_CASE("A body is cut between characters", "[request_lines]") {
  RequestRecord record;
  record.operation = "PutItem";
  record.status = 200;
  // Half of an é, and three quarters of an emoji.
  record.request_body = {"a\xC3", 3};
  CHECK(RequestText(record) == "PutItem | 200 | 0 us\n  request a... (2 bytes more)");
  record.request_body = {"ab\xF0\x9F\x98", 6};
  CHECK(RequestText(record) == "PutItem | 200 | 0 us\n  request ab... (4 bytes more)");
  record.request_body = {"\xC3\xA9\xC3\xA9", 6};
  CHECK(RequestText(record) ==
        "PutItem | 200 | 0 us\n  request \xC3\xA9\xC3\xA9... (2 bytes more)");
}

// Line ends between the tokens of JSON may be spaces too.
TEST_CASE("Control characters do not reach the terminal", "[request_lines]") {
  RequestRecord record;
  record.operation = "PutItem";
  record.status = 400;
  record.message = "a\x1B[31mb\x7F\xC2\x9B";
  record.request_body = {"{\n\t\"a\": 1\r\n}", 12};
  record.answer_body = {"\x80", 1};
  CHECK(RequestText(record) ==
        "PutItem | 400 a\\u001b[31mb\\u007f\\u009b | 0 us\n"
        "  request {  \"a\": 1  }\n"
        "  answer \xEF\xBF\xBD");
}

TEST_CASE("A message is one JSON object", "[request_lines]") {
  CHECK(MessageJson(LogLevel::kWarning, "a \"line\"\n", kTime) ==
        R"({"time":"2026-01-31T12:00:00.123Z","level":"warning","message":"a \"line\"\n"})");
  CHECK(MessageJson(LogLevel::kInfo, "", kTime) ==
        R"({"time":"2026-01-31T12:00:00.123Z","level":"info","message":""})");
  CHECK(MessageJson(LogLevel::kError, "x", kTime) ==
        R"({"time":"2026-01-31T12:00:00.123Z","level":"error","message":"x"})");
}

}  // namespace
}  // namespace pumice::test
