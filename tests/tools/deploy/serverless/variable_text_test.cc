// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/variable_text.h"

#include <catch2/catch.hpp>
#include <string>

#include "protocol/deploy/template_error.h"

namespace pumice::test {
namespace {

using deploy::Node;
using deploy::ParseVariables;
using deploy::TemplateError;
using deploy::TextPart;
using deploy::Variable;
using deploy::VariableSource;
using deploy::VariableText;

std::string Form(const VariableText& text);

std::string Form(const VariableSource& source) {
  switch (source.kind) {
    case VariableSource::Kind::kText:
      return "text " + Form(source.address);
    case VariableSource::Kind::kLiteral:
      return "literal " + NodeJson(source.literal);
    case VariableSource::Kind::kNamed:
      break;
  }
  std::string form = source.type;
  if (!source.argument.empty()) form += "(" + Form(source.argument) + ")";
  return form + ":" + Form(source.address);
}

// "[a]{self:[b]|literal 5}": texts in brackets, variables in braces with | between their sources.
std::string Form(const VariableText& text) {
  std::string form;
  for (const TextPart& part : text) {
    if (part.variable == nullptr) {
      form += "[" + part.text + "]";
      continue;
    }
    std::string sources;
    for (const VariableSource& source : part.variable->sources) {
      sources += (sources.empty() ? "" : "|") + Form(source);
    }
    form += "{" + sources + "}";
  }
  return form;
}

std::string Parsed(std::string_view text) {
  try {
    return Form(ParseVariables(text, {}));
  } catch (const TemplateError& error) {
    return error.what();
  }
}

// The forms are those of the Framework's guide, "Variables".
TEST_CASE("Variables have sources with addresses", "[variable_text]") {
  CHECK(Parsed("plain") == "[plain]");
  CHECK(Parsed("${self:service}") == "{self:[service]}");
  CHECK(Parsed("a-${self:custom.x}-b") == "[a-]{self:[custom.x]}[-b]");
  CHECK(Parsed("${self:}") == "{self:}");
  CHECK(Parsed("${file(./a.yml):Resources}") == "{file([./a.yml]):[Resources]}");
  CHECK(Parsed("${file(a.json)}") == "{file([a.json]):}");
  CHECK(Parsed("${ opt:stage }") == "{opt:[stage]}");
  CHECK(Parsed("${ssm:/path/to/secret~true}") == "{ssm:[/path/to/secret~true]}");
  CHECK(Parsed("${cf(eu-west-1):stack.output}") == "{cf([eu-west-1]):[stack.output]}");
}

TEST_CASE("Defaults stand behind commas", "[variable_text]") {
  CHECK(Parsed("${opt:stage, self:provider.stage, 'dev'}") ==
        "{opt:[stage]|self:[provider.stage]|text [dev]}");
  CHECK(Parsed("${opt:a,\"b, c}\"}") == "{opt:[a]|text [b, c}]}");
  CHECK(Parsed("${opt:a, 1024}") == "{opt:[a]|literal 1024}");
  CHECK(Parsed("${opt:a, -1.5}") == "{opt:[a]|literal -1.5}");
  CHECK(Parsed("${opt:a, true}${opt:a, null}") == "{opt:[a]|literal true}{opt:[a]|literal null}");
  CHECK(Parsed("${opt:a, ${self:b}}") == "{opt:[a]|text {self:[b]}}");
  CHECK(Parsed("${opt:a, 'x-${self:b}'}") == "{opt:[a]|text [x-]{self:[b]}}");
  CHECK(Parsed("${opt:a, 'it\\'s'}") == "{opt:[a]|text [it's]}");
}

TEST_CASE("Variables stand within variables", "[variable_text]") {
  CHECK(Parsed("${env:${opt:stage}_arn}") == "{env:{opt:[stage]}[_arn]}");
  CHECK(Parsed("${file(./config.${sls:stage}.json):CREDS}") ==
        "{file([./config.]{sls:[stage]}[.json]):[CREDS]}");
  CHECK(Parsed("${strToBool(${self:a})}") == "{strToBool({self:[a]}):}");
}

TEST_CASE("What is CloudFormation's stays text", "[variable_text]") {
  CHECK(Parsed("${AWS::Region}") == "[${AWS::Region}]");
  CHECK(Parsed("${Table.Arn}/index/*") == "[${Table.Arn}/index/*]");
  CHECK(Parsed("${Name}-${self:a}") == "[${Name}-]{self:[a]}");
  CHECK(Parsed("\\${self:a}") == "[${self:a}]");
  CHECK(Parsed("${!Literal} $ {} ${") == "[${!Literal} $ {} ${]");
}

TEST_CASE("Faults of variables are told", "[variable_text]") {
  CHECK(Parsed("${self:a") == "the variable ${self:a does not end");
  CHECK(Parsed("${opt:a, 'b}") == "the variable ${opt:a, 'b} does not end");
  CHECK(Parsed("${file(a.yml") == "the variable ${file(a.yml does not end");
  CHECK(Parsed("${opt:stage, dev}") ==
        "the variable ${opt:stage, dev} has the default dev, which is neither quoted nor a source");
  CHECK(Parsed("${file(a.yml) b}") ==
        "the variable ${file(a.yml) b} has something between its sources that is no comma");
  std::string nested;
  for (int i = 0; i < 21; ++i) nested += "${self:";
  CHECK(Parsed(nested).find("nests more than 20 levels deep") != std::string::npos);
  // Each begins a variable, and none ends.
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "${a:${";
  CHECK(Parsed(many).find("the variable ${a:${") == 0);
}

}  // namespace
}  // namespace pumice::test
