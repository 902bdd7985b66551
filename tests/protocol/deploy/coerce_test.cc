// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/coerce.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "protocol/deploy/node.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "protocol/shapes/shape.h"

namespace pumice::test {
namespace {

using deploy::CoerceToShape;
using deploy::ReadDocument;
using deploy::TemplateError;

std::string Coerced(std::string_view document, std::string_view operation = "CreateTable") {
  try {
    return NodeJson(CoerceToShape(ReadDocument(document, "t"),
                                  *FindOperationShape(operation)->input, "Music.Properties"));
  } catch (const TemplateError& error) {
    return error.what();
  }
}

TEST_CASE("Scalars become what the shape has", "[coerce]") {
  CHECK(Coerced("TableName: 12\nDeletionProtectionEnabled: 'True'\n"
                "ProvisionedThroughput: {ReadCapacityUnits: '5', WriteCapacityUnits: 1.0}\n"
                "Tags: [{Key: a, Value: true}]") ==
        R"({"TableName":"12","DeletionProtectionEnabled":true,)"
        R"("ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":1},)"
        R"("Tags":[{"Key":"a","Value":"true"}]})");
}

TEST_CASE("Members that are null are left out", "[coerce]") {
  CHECK(Coerced("TableName: T\nBillingMode: ~\nStreamSpecification: {StreamEnabled: true, "
                "StreamViewType: ~}") ==
        R"({"TableName":"T","StreamSpecification":{"StreamEnabled":true}})");
  CHECK(Coerced("KeySchema: [~]") ==
        "t:1:13: Music.Properties.KeySchema[0]: must be a value, not null");
}

TEST_CASE("A member of the wrong type is told with its place", "[coerce]") {
  CHECK(Coerced("TableName: [a]") ==
        "t:1:12: Music.Properties.TableName: must be a string, not a list");
  CHECK(Coerced("KeySchema: x") == "t:1:12: Music.Properties.KeySchema: must be a list, not \"x\"");
  CHECK(Coerced("SSESpecification: []") ==
        "t:1:19: Music.Properties.SSESpecification: must be a map, not a list");
  CHECK(Coerced("DeletionProtectionEnabled: 1") ==
        "t:1:28: Music.Properties.DeletionProtectionEnabled: must be true or false, not \"1\"");
  for (const std::string_view text : {"1.5", "''", "x", "0x1", "1e3", "'+5'", "true"}) {
    CHECK(Coerced(std::string("OnDemandThroughput: {MaxReadRequestUnits: ").append(text) + "}")
              .starts_with("t:1:43: Music.Properties.OnDemandThroughput.MaxReadRequestUnits: "
                           "must be an integer, not \""));
  }
}

TEST_CASE("A member that is unknown or missing is told with its place", "[coerce]") {
  CHECK(Coerced("Table: x") == "t:1:8: Music.Properties.Table: there is no such member");
  CHECK(Coerced("KeySchema:\n- {AttributeName: id, KeyTypo: HASH}") ==
        "t:2:32: Music.Properties.KeySchema[0].KeyTypo: there is no such member");
  CHECK(Coerced("KeySchema:\n- {AttributeName: id}") ==
        "t:2:3: Music.Properties.KeySchema[0].KeyType: is missing");
  CHECK(Coerced("ProvisionedThroughput: {ReadCapacityUnits: 1}") ==
        "t:1:24: Music.Properties.ProvisionedThroughput.WriteCapacityUnits: is missing");
}

TEST_CASE("A value that an enum lacks is told with those that it has", "[coerce]") {
  CHECK(Coerced("BillingMode: FREE") ==
        "t:1:14: Music.Properties.BillingMode: must be one of PROVISIONED, PAY_PER_REQUEST, not "
        "\"FREE\"");
}

TEST_CASE("Required members of the node itself are the caller's", "[coerce]") {
  CHECK(Coerced("StreamArn: a", "EnableKinesisStreamingDestination") == R"({"StreamArn":"a"})");
}

}  // namespace
}  // namespace pumice::test
