// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/known_members.h"

#include <catch2/catch.hpp>
#include <string>

#include "protocol/services/service_shapes.h"

namespace pumice::test {
namespace {

std::string Known(std::string_view operation, std::string_view json) {
  JsonDocument document;
  REQUIRE(document.Parse(json));
  for (const services::ServiceShape& shape : services::CloudWatchShapes()) {
    if (shape.name == operation) return services::KnownMembers(*shape.input, document.root());
  }
  return "?";
}

TEST_CASE("Of an input only what its shape knows is left", "[known_members]") {
  CHECK(Known("PutMetricAlarm",
              R"({"Foo":1,"Period":60.9,"AlarmName":"a","Unit":null,"Threshold":1.5,)"
              R"("ActionsEnabled":false,"Dimensions":[{"Value":"v","Name":"n","Foo":{}}]})") ==
        R"({"AlarmName":"a","ActionsEnabled":false,"Dimensions":[{"Name":"n","Value":"v"}],)"
        R"("Period":60,"Threshold":1.5})");
  // Of members of one name the last one counts.
  CHECK(Known("PutMetricAlarm", R"({"AlarmName":"a","AlarmName":"b"})") == R"({"AlarmName":"b"})");
  CHECK(Known("DescribeAlarms", R"({"AlarmNames":[]})") == R"({"AlarmNames":[]})");
}

}  // namespace
}  // namespace pumice::test
