// SPDX-License-Identifier: Apache-2.0

#include "protocol/shapes/shape.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

namespace pumice::test {
namespace {

const Member* FindMember(const Shape& structure, std::string_view name) {
  for (const Member& member : structure.members) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

TEST_CASE("The table holds today's operations, ascending", "[shapes]") {
  auto operations = OperationShapes();
  CHECK(operations.size() == 62 + 4);
  CHECK(std::is_sorted(operations.begin(), operations.end(),
                       [](const auto& a, const auto& b) { return a.name < b.name; }));
  for (const OperationShape& operation : operations) {
    CHECK(FindOperationShape(operation.name) == &operation);
    CHECK(operation.input->kind == ShapeKind::kStructure);
  }
  CHECK(FindOperationShape("") == nullptr);
  CHECK(FindOperationShape("Nothing") == nullptr);
  CHECK(FindOperationShape("putItem") == nullptr);
  CHECK(FindOperationShape("UpdateTimeToLiv") == nullptr);
}

TEST_CASE("Operations belong to one of two services", "[shapes]") {
  CHECK(FindOperationShape("PutItem")->target_prefix == "DynamoDB_20120810");
  CHECK(FindOperationShape("SearchVectors")->target_prefix == "DynamoDB_20120810");
  CHECK(FindOperationShape("GetRecords")->target_prefix == "DynamoDBStreams_20120810");
}

TEST_CASE("Shapes state the model's constraints", "[shapes]") {
  const Shape& create_table = *FindOperationShape("CreateTable")->input;
  const Shape& key_schema = *FindMember(create_table, "KeySchema")->shape;
  CHECK(key_schema.kind == ShapeKind::kList);
  CHECK(key_schema.min == 1);
  const Shape& element = *key_schema.element;
  CHECK(element.name == "KeySchemaElement");
  CHECK(element.required == 0b11);
  CHECK(FindMember(element, "KeyType")->path_name == "keyType");
  const auto values = FindMember(element, "KeyType")->shape->values;
  CHECK(std::vector<std::string_view>(values.begin(), values.end()) ==
        std::vector<std::string_view>{"HASH", "RANGE"});
  CHECK(FindMember(create_table, "VectorIndexes") != nullptr);
  CHECK(FindMember(create_table, "TableName")->shape->pattern == Pattern::kTableArn);
}

}  // namespace
}  // namespace pumice::test
