// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/deploy.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/deploy/template_error.h"
#include "pumice/emulator.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

using deploy::DeployOptions;
using deploy::MakeInProcessClient;
using deploy::PlannedCallError;
using deploy::ServiceClient;
using deploy::TemplateError;

enum class How { kPlainly, kDryRun, kReplace };
using enum How;

// A folder of templates and an emulator to deploy them to.
class Deployed {
 public:
  Deployed()
      : emulator_(Emulator::Open()),
        tables_(
            MakeInProcessClient(emulator_.get(), {"local", "local", ""}, "eu-west-1", "default")),
        client_(tables_.options(),
                [this](const EndpointUrl& url, const ServiceClient::Headers& headers,
                       std::string_view body) {
                  for (const auto& [name, value] : headers) {
                    if (value.starts_with("AnyScaleFrontendService")) return scaling_;
                  }
                  return tables_.Post(url, headers, body);
                }) {}

  // What Application Auto Scaling answers.
  void AnswerScaling(ServiceClient::Answer answer) { scaling_ = std::move(answer); }

  void Write(const std::string& name, std::string_view text) {
    std::ofstream(directory_ / name) << text;
  }

  // What is said, and then what is warned of; "refused" where nothing was done.
  std::string Deploy(const std::vector<std::string>& names, How how = kPlainly) {
    DeployOptions options;
    options.dry_run = how == kDryRun;
    options.replace = how == kReplace;
    for (const std::string& name : names) options.paths.push_back((directory_ / name).string());
    std::string said;
    std::string warned;
    const deploy::DeployReport report = {
        [&said](const std::string& line) { said += line + "\n"; },
        [&warned](const std::string& line) { warned += "note: " + line + "\n"; }};
    if (!deploy::Deploy(options, client_, report)) said += "refused\n";
    return WithoutFolder(said + warned);
  }

  std::string Fault(const std::vector<std::string>& names) {
    try {
      return "no fault: " + Deploy(names);
    } catch (const std::runtime_error& error) {
      return WithoutFolder(error.what());
    }
  }

  const ServiceClient& client() const { return client_; }

 private:
  std::string WithoutFolder(std::string text) const {
    const std::string folder = directory_.string() + "/";
    for (size_t at = text.find(folder); at != std::string::npos; at = text.find(folder)) {
      text.erase(at, folder.size());
    }
    return text;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Emulator> emulator_;
  ServiceClient tables_;
  ServiceClient::Answer scaling_;
  ServiceClient client_;
};

constexpr std::string_view kOrders =
    R"({"TableName":"Orders","BillingMode":"PAY_PER_REQUEST",)"
    R"("AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
    R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})";
constexpr std::string_view kOtherOrders =
    R"({"TableName":"Orders","BillingMode":"PAY_PER_REQUEST",)"
    R"("AttributeDefinitions":[{"AttributeName":"id","AttributeType":"N"}],)"
    R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})";

TEST_CASE("Tables are made once and then unchanged", "[deploy]") {
  Deployed deployed;
  deployed.Write("orders.json", kOrders);
  CHECK(deployed.Deploy({"orders.json"}, kDryRun) ==
        "+ table Orders\n    + key: id (S)\ntables: 1 to make\n");
  CHECK(deployed.Deploy({"orders.json"}) == "+ table Orders\n    + key: id (S)\ntables: 1 made\n");
  CHECK(deployed.Deploy({"orders.json"}) == "= table Orders\ntables: 1 unchanged\n");
  CHECK(deployed.client()
            .Call("dynamodb", "DescribeTable", R"({"TableName":"Orders"})")
            .find("arn:aws:dynamodb:eu-west-1:000000000000:table/Orders") != std::string::npos);
}

TEST_CASE("A table is replaced only on request", "[deploy]") {
  Deployed deployed;
  deployed.Write("orders.json", kOrders);
  deployed.Deploy({"orders.json"});
  deployed.Write("orders.json", kOtherOrders);
  CHECK(deployed.Deploy({"orders.json"}) ==
        "- table Orders is replaced, its items are lost\n    ! key: id (S) -> id (N)\nrefused\n");
  CHECK(deployed.Deploy({"orders.json"}, kReplace) ==
        "- table Orders is replaced, its items are lost\n    ! key: id (S) -> id (N)\n"
        "    + key: id (N)\ntables: 1 replaced\n");
}

TEST_CASE("A folder of tables and models is read by name", "[deploy]") {
  Deployed deployed;
  deployed.Write("b.json", kOrders);
  deployed.Write("a.json",
                 R"({"DataModel":[{"TableName":"Model","KeyAttributes":{"PartitionKey":)"
                 R"({"AttributeName":"k","AttributeType":"S"}},"TableData":[{"k":{"S":"1"}}]}]})");
  deployed.Write("notes.txt", "nothing of a schema");
  CHECK(deployed.Deploy({""}) ==
        "+ table Model\n    + key: k (S)\n    + items: 1\n+ table Orders\n    + key: id (S)\n"
        "tables: 2 made\n");
  CHECK(deployed.client().Call("dynamodb", "Scan", R"({"TableName":"Model"})") ==
        R"({"Items":[{"k":{"S":"1"}}],"Count":1,"ScannedCount":1})");
}

constexpr std::string_view kScaledModel =
    R"({"DataModel":[{"TableName":"Model","KeyAttributes":{"PartitionKey":)"
    R"({"AttributeName":"k","AttributeType":"S"}},"BillingMode":"PROVISIONED",)"
    R"("ProvisionedCapacitySettings":{"ProvisionedThroughput":)"
    R"({"ReadCapacityUnits":1,"WriteCapacityUnits":1},"AutoScalingRead":)"
    R"({"ScalableTargetRequest":{"MinCapacity":1,"MaxCapacity":2}}}}]})";
constexpr std::string_view kScaledPlan =
    "+ table Model\n    + key: k (S)\n    + throughput: 1 read, 1 write\n> RegisterScalableTarget "
    "table/Model "
    "dynamodb:table:ReadCapacityUnits\n";

TEST_CASE("Services that an endpoint does not know are notes", "[deploy]") {
  Deployed deployed;
  deployed.Write("model.json", kScaledModel);
  deployed.AnswerScaling({400, R"({"__type":"UnknownOperationException"})"});
  CHECK(deployed.Deploy({"model.json"}) ==
        std::string(kScaledPlan) +
            "tables: 1 made\nnote: model.json:1:259: Model: RegisterScalableTarget was not taken: "
            "the endpoint does not know it\n");
}

TEST_CASE("What another service refuses is a fault", "[deploy]") {
  Deployed deployed;
  deployed.Write("model.json", kScaledModel);
  deployed.AnswerScaling({400, R"({"__type":"ValidationException","message":"no"})"});
  try {
    deployed.Deploy({"model.json"});
    FAIL("is refused");
  } catch (const PlannedCallError& error) {
    CHECK(error.call().table + " " + error.call().operation + " " + error.name() + " " +
              error.what() ==
          "Model RegisterScalableTarget ValidationException no");
  }
  deployed.AnswerScaling({200, "{}"});
  CHECK(deployed.Deploy({"model.json"}) ==
        "= table Model\n> RegisterScalableTarget table/Model "
        "dynamodb:table:ReadCapacityUnits\ntables: 1 unchanged\n");
}

TEST_CASE("What cannot be read or done names its place", "[deploy]") {
  Deployed deployed;
  deployed.Write("bad.json", "{\"TableName\": \"T\",\n\"Nonsense\": 1}");
  CHECK(deployed.Fault({"bad.json"}) == "bad.json:2:13: T.Nonsense: there is no such member");
  deployed.Write("what.json", "{}");
  CHECK(deployed.Fault({"what.json"}) ==
        "what.json: is none of CloudFormation, SAM, CDK's cdk.out, Terraform, serverless.yml, a "
        "table as JSON, or a model of NoSQL Workbench");
  CHECK(deployed.Fault({"missing.json"}) == "missing.json: cannot be opened: is the path right?");
  deployed.Write("keyless.json", R"({"TableName": "Keyless", "BillingMode": "PAY_PER_REQUEST",)"
                                 R"("KeySchema": [], "AttributeDefinitions": []})");
  CHECK(deployed.Fault({"keyless.json"}) ==
        "keyless.json:1:1: Keyless: 1 validation error detected: Value '[]' at 'keySchema' failed "
        "to satisfy constraint: Member must have length greater than or equal to 1");
  // What some endpoints allow is theirs to refuse.
  deployed.Write("unused.json",
                 R"({"TableName": "Unused", "BillingMode": "PAY_PER_REQUEST",)"
                 R"("KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],)"
                 R"("AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"},)"
                 R"({"AttributeName": "b", "AttributeType": "S"}]})");
  CHECK_THROWS_AS(deployed.Deploy({"unused.json"}), PlannedCallError);
}

}  // namespace
}  // namespace pumice::test
