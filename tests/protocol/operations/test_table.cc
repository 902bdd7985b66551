// SPDX-License-Identifier: Apache-2.0

#include "tests/protocol/operations/test_table.h"

#include <stdexcept>

namespace pumice::test {
namespace {

constexpr std::string_view kTable = R"({'TableName':'Items','BillingMode':'PAY_PER_REQUEST',
  'AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'},
    {'AttributeName':'sk','AttributeType':'S'},{'AttributeName':'g','AttributeType':'N'},
    {'AttributeName':'l','AttributeType':'S'}],
  'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'},{'AttributeName':'sk','KeyType':'RANGE'}],
  'GlobalSecondaryIndexes':[{'IndexName':'byNumber','Projection':{'ProjectionType':'KEYS_ONLY'},
    'KeySchema':[{'AttributeName':'g','KeyType':'HASH'}]}],
  'LocalSecondaryIndexes':[{'IndexName':'byText','Projection':{'ProjectionType':'KEYS_ONLY'},
    'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'},{'AttributeName':'l','KeyType':'RANGE'}]}]})";

constexpr std::string_view kHashTable = R"({'TableName':'Numbers','BillingMode':'PAY_PER_REQUEST',
  'AttributeDefinitions':[{'AttributeName':'h','AttributeType':'N'}],
  'KeySchema':[{'AttributeName':'h','KeyType':'HASH'}]})";

std::string Request(std::string_view first, std::string_view others) {
  std::string request = "{'TableName':'Items'";
  for (const std::string_view part : {first, others}) {
    if (!part.empty()) request.append(",").append(part);
  }
  return request + "}";
}

std::string KeyRequest(std::string_view others) {
  return Request("'Key':{" + std::string(kKey) + "}", others);
}

std::string ItemMember(std::string_view attributes) {
  std::string item = "'Item':{" + std::string(kKey);
  if (!attributes.empty()) item.append(",").append(attributes);
  return item + "}";
}

}  // namespace

TableService::TableService(const DatabaseOptions& options) : Service(options) {
  Call("CreateTable", kTable);
  Call("CreateTable", kHashTable);
}

std::string TableService::Put(std::string_view attributes, std::string_view others) {
  return Call("PutItem", Request(ItemMember(attributes), others));
}
std::string TableService::Get(std::string_view others) {
  return Call("GetItem", KeyRequest(others));
}
std::string TableService::Update(std::string_view others) {
  return Call("UpdateItem", KeyRequest(others));
}
std::string TableService::Delete(std::string_view others) {
  return Call("DeleteItem", KeyRequest(others));
}
std::string TableService::Query(std::string_view others) {
  return Call("Query", Request("", others));
}
std::string TableService::Scan(std::string_view others) {
  return Call("Scan", Request("", others));
}

void TableService::Reset(std::string_view attributes) {
  const std::string answer = Put(attributes);
  if (answer != "{}") throw std::logic_error(answer);
}

}  // namespace pumice::test
