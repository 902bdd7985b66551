// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/stack_parameters.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"

namespace pumice::test {
namespace {

using deploy::ReadDocument;
using deploy::ResolveParameters;
using deploy::TemplateError;
using deploy::TemplateInputs;

// The value of a parameter P that is declared like this, or the fault; notes behind it.
std::string Value(std::string_view declaration, const char* given = nullptr) {
  TemplateInputs inputs;
  if (given != nullptr) inputs.parameters["P"] = given;
  std::vector<std::string> notes;
  try {
    const auto parameters = ResolveParameters(
        ReadDocument("P: {" + std::string(declaration) + "}", ""), inputs, &notes);
    std::string out = NodeJson(parameters.at(0).value);
    if (parameters[0].unresolved) out += " unresolved";
    for (const std::string& note : notes) out += " " + note;
    return out;
  } catch (const TemplateError& error) {
    return error.sentence();
  }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
TEST_CASE("A given value goes before a default", "[stack_parameters]") {
  CHECK(Value("Type: String, Default: t2.micro") == R"("t2.micro")");
  CHECK(Value("Type: String, Default: t2.micro", "m1.small") == R"("m1.small")");
  CHECK(Value("Type: String, Default: ''") == R"("")");
  CHECK(Value("Type: String") == "Parameters: [P] must have values");
  CHECK(Value("Type: Number, Default: 80") == R"("80")");
}

TEST_CASE("Lists are split at commas, without the blanks", "[stack_parameters]") {
  CHECK(Value("Type: CommaDelimitedList", "test, dev ,prod") == R"(["test","dev","prod"])");
  CHECK(Value("Type: List<Number>", "80,20") == R"(["80","20"])");
  CHECK(Value("Type: 'List<AWS::EC2::Subnet::Id>'", "subnet-1,subnet-2") ==
        R"(["subnet-1","subnet-2"])");
  CHECK(Value("Type: List<Number>", "80,x") == "Parameter 'P' must be a number");
  CHECK(Value("Type: CommaDelimitedList, AllowedValues: [a, b]", "a,c") ==
        "Parameter 'P' must be one of AllowedValues");
}

TEST_CASE("Values are held against their declaration", "[stack_parameters]") {
  CHECK(Value("Type: String, AllowedValues: [true, false, 5]", "true") == R"("true")");
  CHECK(Value("Type: String, AllowedValues: [a]", "b") ==
        "Parameter 'P' must be one of AllowedValues");
  CHECK(Value("Type: String, AllowedPattern: '[a-z]*'", "abc") == R"("abc")");
  CHECK(Value("Type: String, AllowedPattern: '[a-z]*'", "aBc") ==
        "Parameter 'P' must match pattern [a-z]*");
  CHECK(Value("Type: String, AllowedPattern: '(?=a).*'", "b") ==
        "\"b\" Parameters.P: AllowedPattern is not checked: invalid perl operator: (?=");
  CHECK(Value("Type: String, MinLength: 3", "ab") ==
        "Parameter 'P' must contain at least 3 characters");
  CHECK(Value("Type: String, MaxLength: '3'", "\xc3\xa4\xc3\xa4\xc3\xa4") ==
        "\"\xc3\xa4\xc3\xa4\xc3\xa4\"");
  CHECK(Value("Type: String, MaxLength: 3", "abcd") ==
        "Parameter 'P' must contain at most 3 characters");
  CHECK(Value("Type: Number, MinValue: 1.5", "1") ==
        "Parameter 'P' must be a number not less than 1.5");
  CHECK(Value("Type: Number, MaxValue: 10", "10.1") ==
        "Parameter 'P' must be a number not greater than 10");
  CHECK(Value("Type: Number", "ten") == "Parameter 'P' must be a number");
  CHECK(Value("Type: String, MinLength: 3, ConstraintDescription: three at least", "ab") ==
        "Parameter P failed to satisfy constraint: three at least");
  CHECK(Value("Type: String", std::string(4'097, 'a').c_str()) ==
        "Parameter 'P' is longer than 4096 bytes");
}

TEST_CASE("Parameters of Systems Manager need a value", "[stack_parameters]") {
  CHECK(Value("Type: 'AWS::SSM::Parameter::Value<String>', Default: /name") ==
        "\"/name\" unresolved");
  CHECK(Value("Type: 'AWS::SSM::Parameter::Value<String>', Default: /name", "x") == R"("x")");
  CHECK(Value("Type: 'AWS::SSM::Parameter::Value<List<String>>'", "a,b") == R"(["a","b"])");
  CHECK(Value("Type: 'AWS::SSM::Parameter::Name'", "/name") == R"("/name")");
}

TEST_CASE("Declarations that are none are refused", "[stack_parameters]") {
  CHECK(Value("Default: a") ==
        "Parameters.P: Template format error: Every Parameters object must contain a Type member.");
  CHECK(Value("Type: Integer") ==
        "Parameters.P: Template format error: Unrecognized parameter type: Integer");
  CHECK(Value("Type: String, Min: 1") == "Parameters.P: Invalid template parameter property 'Min'");
  CHECK(Value("Type: String, Default: [a]") == "Parameters.P: must be a string, not a list");
  CHECK(Value("Type: String, MinLength: x", "a") == "Parameters.P: MinLength must be a number");
}

}  // namespace
}  // namespace pumice::test
