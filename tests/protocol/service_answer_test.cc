// SPDX-License-Identifier: Apache-2.0

#include "protocol/service_answer.h"

#include <catch2/catch.hpp>
#include <string>

namespace pumice::test {
namespace {

std::string Read(const std::string& body) {
  const ServiceError error = ReadServiceError(body);
  return error.name() + ": " + error.what();
}

TEST_CASE("An error has the name and message of its answer", "[service_answer]") {
  CHECK(Read(R"({"__type":"com.amazonaws.dynamodb.v20120810#LimitExceededException",)"
             R"("message":"too many"})") == "LimitExceededException: too many");
  CHECK(Read(R"({"__type":"ValidationException","Message":"wrong"})") ==
        "ValidationException: wrong");
  CHECK(Read(R"({"__type":"UnknownOperationException"})") == "UnknownOperationException: ");
}

TEST_CASE("An answer of another kind is an internal error", "[service_answer]") {
  CHECK(Read("<html>") == "InternalServerError: <html>");
  CHECK(Read("[]") == "InternalServerError: []");
  CHECK(Read(R"({"__type":5,"message":6})") == "InternalServerError: ");
}

}  // namespace
}  // namespace pumice::test
