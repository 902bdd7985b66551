// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/variables.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

using deploy::Node;
using deploy::ReadDocument;
using deploy::ReadOptions;
using deploy::TemplateError;
using deploy::Variables;

// The member `t` of a document, with its variables evaluated.
class Service {
 public:
  explicit Service(std::string_view config, ReadOptions options = {})
      : config_(ReadDocument(config, "s.yml")), options_(std::move(options)) {}

  std::string T(Variables::Unknown unknown = Variables::Unknown::kRefused) const {
    try {
      Variables variables(config_, folder_.path(), options_);
      return NodeJson(variables.Resolve(*config_.Find("t"), unknown));
    } catch (const TemplateError& error) {
      return error.what();
    }
  }
  std::vector<std::string> Notes() const {
    Variables variables(config_, folder_.path(), options_);
    variables.Resolve(*config_.Find("t"));
    return variables.notes();
  }
  void Write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_ / name) << text;
  }

 private:
  TemporaryDirectory folder_;
  Node config_;
  ReadOptions options_;
};

ReadOptions Parameters(std::map<std::string, std::string> parameters) {
  ReadOptions options;
  options.parameters = std::move(parameters);
  return options;
}

TEST_CASE("Self reads the document", "[variables]") {
  CHECK(Service("service: shop\nt: ${self:service}-x").T() == R"("shop-x")");
  CHECK(Service("custom: {a: {b: [1, {c: true}]}}\nt: ${self:custom.a}").T() ==
        R"({"b":[1,{"c":true}]})");
  CHECK(Service("custom: {a: {b: [1, {c: true}]}}\nt: ['${self:custom.a.b.1.c}', 5]").T() ==
        "[true,5]");
  CHECK(Service("custom: {n: 7}\nt: x${self:custom.n}").T() == R"("x7")");
  // A variable on the way, and one at its end.
  CHECK(Service("custom: {a: '${self:b}'}\nb: {c: '${self:d}'}\nd: 5\nt: ${self:custom.a.c}").T() ==
        "5");
  // The guide's own example of a document within itself.
  CHECK(Service("service: s\ncustom: {me: '${self:}', n: '${self:custom.me.service}-x'}\n"
                "t: ${self:custom.n}")
            .T() == R"("s-x")");
}

TEST_CASE("The stage is the option, the provider's or dev", "[variables]") {
  constexpr std::string_view kStages = "${sls:stage} ${self:provider.stage} ${opt:stage, 'none'}";
  const std::string text = "t: " + std::string(kStages);
  CHECK(Service(text).T() == R"("dev dev none")");
  CHECK(Service("provider: {stage: qa}\n" + text).T() == R"("qa qa none")");
  // "self" is what is written; see "Reference Serverless Core Variables".
  CHECK(Service("provider: {stage: qa}\n" + text, Parameters({{"stage", "prod"}})).T() ==
        R"("prod qa prod")");
  CHECK(
      Service("provider: {stage: '${opt:stage, \"x\"}'}\n" + text, Parameters({{"stage", "prod"}}))
          .T() == R"("prod prod prod")");
}

TEST_CASE("Aws tells region and account", "[variables]") {
  ReadOptions options;
  options.region = "eu-central-1";
  options.account = "123456789012";
  const std::string text = "t: ${aws:region} ${aws:accountId} ${self:provider.region}";
  CHECK(Service(text, options).T() == R"("eu-central-1 123456789012 eu-central-1")");
  CHECK(Service("provider: {region: eu-west-1}\n" + text, options).T() ==
        R"("eu-west-1 123456789012 eu-west-1")");
  CHECK(Service("t: ${aws:username}").T() ==
        "s.yml:1:4: aws: knows accountId and region, not username");
}

TEST_CASE("Env reads the environment, and .env if asked to", "[variables]") {
  ReadOptions options;
  options.environment = [](std::string_view name) -> std::optional<std::string> {
    if (name != "PREFIX") return std::nullopt;
    return "${self:not.read.again}";
  };
  CHECK(Service("t: ${env:PREFIX}", options).T() == R"("${self:not.read.again}")");
  CHECK(Service("t: ${env:OTHER, 'x'}", options).T() == R"("x")");
  CHECK(Service("t: ${env:OTHER}").T() == "s.yml:1:4: the variable ${env:OTHER} has no value");

  const Service with("useDotenv: true\nt: ${env:PREFIX} ${env:OTHER}", options);
  with.Write(".env", "PREFIX=no\nOTHER=file");
  CHECK(with.T() == R"("${self:not.read.again} file")");
  with.Write(".env.dev", "OTHER=stage");
  CHECK(with.T() == R"("${self:not.read.again} stage")");
  const Service without("t: ${env:OTHER, 'x'}");
  without.Write(".env", "OTHER=file");
  CHECK(without.T() == R"("x")");
}

TEST_CASE("Param reads options, stages and params", "[variables]") {
  const std::string text =
      "t: ${param:a} ${param:b} ${param:c} ${param:d, 'none'}\n"
      "stages: {default: {params: {b: sd, c: sd}}, qa: {params: {c: sq}}}\n"
      "params: {default: {a: d, b: d, c: d}, qa: {a: '${sls:stage}!'}}\n"
      "provider: {stage: qa}";
  CHECK(Service(text).T() == R"("qa! sd sq none")");
  CHECK(Service(text, Parameters({{"a", "given"}})).T() == R"("given sd sq none")");
}

TEST_CASE("File reads YAML, JSON and text", "[variables]") {
  const Service service(
      "custom: {n: 5}\nprovider: {stage: qa}\n"
      "t: ['${file(a.yml)}', '${file(./a.yml):list.1}', '${file(b.${sls:stage}.json):k}',"
      " '${file(none.yml), \"none\"}']");
  service.Write("a.yml", "list: [1, 'x${self:custom.n}']");
  service.Write("b.qa.json", R"({"k": null, "k": 3})");
  CHECK(service.T() == R"([{"list":[1,"x5"]},"x5",3,"none"])");
}

TEST_CASE("StrToBool makes booleans", "[variables]") {
  CHECK(Service("t: ['${strToBool(true)}', '${strToBool(False)}', '${strToBool(1)}',"
                " '${strToBool(0)}', '${strToBool(${self:a})}']\na: 'TRUE'")
            .T() == "[true,false,true,false,true]");
  CHECK(Service("t: ${strToBool(2)}").T() ==
        "s.yml:1:4: strToBool takes true, false, 1 or 0, not 2");
}

TEST_CASE("The first source with a value counts", "[variables]") {
  CHECK(Service("t: ${opt:a, self:b, 'c'}").T() == R"("c")");
  CHECK(Service("b: x\nt: ${opt:a, self:b, 'c'}").T() == R"("x")");
  CHECK(Service("b: null\nt: ${self:b, 7}").T() == "7");
  CHECK(Service("b: ''\nt: ${self:b, 7}").T() == R"("")");
  CHECK(Service("t: {a: '${opt:a, null}', b: '${opt:b, false}'}").T() == R"({"a":null,"b":false})");
  CHECK(Service("b: x\nt: ${opt:a, 'p-${self:b}'}").T() == R"("p-x")");
}

TEST_CASE("Other sources are given by options or defaults", "[variables]") {
  CHECK(Service("t: ${ssm:/a/b~true}").T() ==
        "s.yml:1:4: the variable ${ssm:/a/b~true} has no value: ssm is not asked; --parameter "
        "'ssm:/a/b~true=VALUE' or a default gives it one");
  CHECK(Service("t: ${ssm:/a}", Parameters({{"ssm:/a", "x"}})).T() == R"("x")");
  const Service service("t: ${cf:stack.name, 'x'}");
  CHECK(service.T() == R"("x")");
  CHECK(service.Notes() ==
        std::vector<std::string>{
            "s.yml:1:4: ${cf:stack.name, 'x'}: cf is not asked, and the default taken"});
  // Nobody would have asked the second source.
  CHECK(Service("t: ${opt:a, ssm:/a}", Parameters({{"a", "x"}})).Notes().empty());
}

TEST_CASE("Variables without a value may stay", "[variables]") {
  const Service service("b: 5\nt: {a: '${ssm:/a}', b: '${self:b}', c: ['${self:', '${x.y}']}");
  CHECK(service.T(Variables::Unknown::kLeft) ==
        R"({"a":"${ssm:/a}","b":5,"c":["${self:","${x.y}"]})");
}

TEST_CASE("Values have the place where they are asked for", "[variables]") {
  const Node config = ReadDocument("a: x\nb: {c: 1}\nt:\n  u: ${self:a}\n  v: ${self:b}", "s.yml");
  const ReadOptions none;
  Variables reader(config, ".", none);
  const Node t = reader.Resolve(*config.Find("t"));
  CHECK(t.Find("u")->mark().Text() == "s.yml:4:6");
  CHECK(t.Find("v")->Find("c")->mark().Text() == "s.yml:2:8");
}

TEST_CASE("Faults of values are told with their place", "[variables]") {
  CHECK(Service("t:\n  - ${self:custom.no}").T() ==
        "s.yml:2:5: the variable ${self:custom.no} has no value");
  CHECK(Service("b: [1]\nt: x-${self:b}").T() ==
        "s.yml:2:4: the variable ${self:b} is a list, and stands within a text");
  CHECK(Service("t: ${sls:version}").T() ==
        "s.yml:1:4: sls: knows stage and instanceId, not version");
}

TEST_CASE("Cycles of variables are named", "[variables]") {
  CHECK(Service("a: ${self:b}\nb: x${self:a}\nt: ${self:a}").T() ==
        "s.yml:1:4: variables need themselves: ${self:b} -> x${self:a} -> ${self:b}");
  CHECK(Service("t: ${self:t}").T() ==
        "s.yml:1:4: variables need themselves: ${self:t} -> ${self:t}");
  CHECK(Service("a: {b: '${self:a}'}\nt: ${self:a}").T() ==
        "s.yml:1:8: variables need themselves: ${self:a} -> ${self:a}");
  CHECK(Service("provider: {stage: '${sls:stage}'}\nt: ${sls:stage}").T() ==
        "s.yml:1:19: variables need themselves: ${sls:stage} -> ${sls:stage}");
}

TEST_CASE("Documents that grow by variables are refused", "[variables]") {
  std::string laughs = "a0: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  std::string doubled = "a0: xxxxxxxxxxxxxxxx\n";
  for (int i = 1; i < 60; ++i) {
    const std::string last = "${self:a" + std::to_string(i - 1) + "}";
    laughs += "a" + std::to_string(i) + ": [";
    for (int j = 0; j < 9; ++j) laughs += "'" + last + "', ";
    laughs += "'" + last + "']\n";
    doubled += "a" + std::to_string(i) + ": " + last + last + "\n";
  }
  CHECK(Service(laughs + "t: ${self:a20}").T() ==
        "s.yml:1:6: more than 500000 values, variables included");
  CHECK(Service(doubled + "t: ${self:a50}").T() ==
        "s.yml:4:5: more than 100000 variables are evaluated");
  CHECK(Service("b: " + std::string(100'000, 'x') + "\nt: [" +
                [] {
                  std::string many;
                  for (int i = 0; i < 9000; ++i) many += "'${self:b}',";
                  return many;
                }() +
                "]")
            .T()
            .find("variables make too much text") != std::string::npos);
}

TEST_CASE("Long chains of variables are refused", "[variables]") {
  std::string chain = "a0: 1\n";
  for (int i = 1; i < 300; ++i) {
    chain += "a" + std::to_string(i) + ": ${self:a" + std::to_string(i - 1) + "}\n";
  }
  CHECK(Service(chain + "t: ${self:a50}").T() == "1");
  CHECK(Service(chain + "t: ${self:a299}").T().find("more than 100 times") != std::string::npos);
  // Each level adds one to the depth of what is made.
  std::string deep = "a0: 1\n";
  for (int i = 1; i < 99; ++i) {
    deep += "a" + std::to_string(i) + ": [[['${self:a" + std::to_string(i - 1) + "}']]]\n";
  }
  CHECK(Service(deep + "t: ${self:a98}").T().find("nests more than 100 levels deep") !=
        std::string::npos);
}

}  // namespace
}  // namespace pumice::test
