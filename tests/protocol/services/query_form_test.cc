// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/query_form.h"

#include <catch2/catch.hpp>
#include <string>

#include "protocol/services/service_fault.h"
#include "protocol/services/service_shapes.h"

namespace pumice::test {
namespace {

using services::FormToJson;
using services::ServiceFault;

const Shape& InputOf(std::string_view operation) {
  for (const services::ServiceShape& shape : services::CloudWatchShapes()) {
    if (shape.name == operation) return *shape.input;
  }
  for (const services::ServiceShape& shape : services::CloudFormationShapes()) {
    if (shape.name == operation) return *shape.input;
  }
  FAIL("no such operation");
  return *services::StsShapes()[0].input;
}

std::string Converted(std::string_view operation, std::string_view form) {
  try {
    return FormToJson(form, InputOf(operation));
  } catch (const ServiceFault& fault) {
    return fault.code() + ": " + fault.message();
  }
}

TEST_CASE("A form becomes JSON of the shape's types", "[query_form]") {
  CHECK(Converted("PutMetricAlarm",
                  "Action=PutMetricAlarm&Version=2010-08-01&AlarmName=a%20b%2Bc+d&Period=60&"
                  "Threshold=0.5&ActionsEnabled=false&Unknown=1") ==
        R"({"AlarmName":"a b+c d","ActionsEnabled":false,"Period":60,"Threshold":0.5})");
  CHECK(Converted("CreateStack", "StackName=s&TemplateBody=%7B%22a%22%3A+1%7D") ==
        R"({"StackName":"s","TemplateBody":"{\"a\": 1}"})");
  CHECK(Converted("CreateStack", "") == "{}");
}

// "member.N", counted from 1 (Query API requests); the numbers order, whatever the names do.
TEST_CASE("Lists are in the order of their numbers, and structures nest", "[query_form]") {
  CHECK(Converted("DeleteAlarms",
                  "AlarmNames.member.10=j&AlarmNames.member.2=b&AlarmNames.member.1=a") ==
        R"({"AlarmNames":["a","b","j"]})");
  CHECK(Converted("CreateStack",
                  "Parameters.member.1.ParameterKey=K&Parameters.member.1.ParameterValue=V&"
                  "Parameters.member.2.UsePreviousValue=true&Capabilities=") ==
        R"({"Parameters":[{"ParameterKey":"K","ParameterValue":"V"},{"UsePreviousValue":true}],)"
        R"("Capabilities":[]})");
}

TEST_CASE("Values of other types are refused, and so are forms without bounds", "[query_form]") {
  CHECK(Converted("PutMetricAlarm", "Period=a") ==
        "MalformedInput: The value of Period cannot be read");
  CHECK(Converted("PutMetricAlarm", "Period=1.5") ==
        "MalformedInput: The value of Period cannot be read");
  CHECK(Converted("PutMetricAlarm", "Threshold=nan") ==
        "MalformedInput: The value of Threshold cannot be read");
  CHECK(Converted("PutMetricAlarm", "ActionsEnabled=yes") ==
        "MalformedInput: The value of ActionsEnabled cannot be read");
  std::string deep = "a";
  for (int i = 0; i < 100; ++i) deep += ".a";
  CHECK(Converted("PutMetricAlarm", deep + "=1") ==
        "MalformedInput: The parameters cannot be read");
  std::string many;
  for (int i = 0; i < 20'001; ++i) many += "a=1&";
  CHECK(Converted("PutMetricAlarm", many) == "MalformedInput: The parameters cannot be read");
}

TEST_CASE("A parameter of a form is found by its name", "[query_form]") {
  CHECK(services::FormParameter("Action=A%26B&Version=1", "Action") == "A&B");
  CHECK(services::FormParameter("Action=A&Version=1", "Version") == "1");
  CHECK(services::FormParameter("Action=A", "Ac").empty());
}

}  // namespace
}  // namespace pumice::test
