// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/database.h"
#include "protocol/endpoint.h"
#include "protocol/requested_operation.h"
#include "pumice/request_record.h"
#include "tests/support/service.h"

namespace pumice::test {

// An endpoint that keeps what is told of its requests. The table Orders (pk, index ByKind of kind)
// is there; nothing is recorded of its creation. Requests are written with apostrophes.
class RecordedService {
 public:
  explicit RecordedService(EndpointOptions options = {}, const DatabaseOptions& database = {})
      : database_(Database::Open(database)), endpoint_(&database_->spaces(), Recording(options)) {
    Send("CreateTable", R"({'TableName':'Orders','BillingMode':'PAY_PER_REQUEST',
      'AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'},
                              {'AttributeName':'kind','AttributeType':'S'}],
      'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}],
      'GlobalSecondaryIndexes':[{'IndexName':'ByKind','Projection':{'ProjectionType':'ALL'},
                                 'KeySchema':[{'AttributeName':'kind','KeyType':'HASH'}]}]})");
    Send("DescribeTable", "{'TableName':'Orders'}");
    records.clear();
  }

  HttpResponse Send(std::string_view operation, std::string_view body,
                    std::vector<HttpHeader> headers = {}) {
    const std::string json = Json(body);
    return SendBytes(operation, json, std::move(headers));
  }
  // The body as it is.
  HttpResponse SendBytes(std::string_view operation, std::string_view body,
                         std::vector<HttpHeader> headers = {}) {
    const std::string target = TargetOf(operation);
    headers.insert(headers.end(),
                   {{"Host", "localhost"},
                    {"Content-Type", "application/x-amz-json-1.0"},
                    {"X-Amz-Target", target},
                    {"Authorization",
                     "AWS4-HMAC-SHA256 Credential=AKID/20240101/us-east-1/dynamodb/aws4_request, "
                     "SignedHeaders=host;x-amz-date, Signature=ab"},
                    {"X-Amz-Date", "20240101T000000Z"}});
    return endpoint_.Handle({"POST", "/", std::move(headers), body});
  }
  HttpResponse Ask(const HttpRequest& request) { return endpoint_.Handle(request); }

  // An item with these attributes beside its key.
  void Put(std::string_view key, std::string_view attributes) {
    Send("PutItem", "{'TableName':'Orders','Item':{'pk':{'S':'" + std::string(key) + "'}," +
                        std::string(attributes) + "}}");
  }

  Database& database() { return *database_; }

  std::vector<RequestRecord> records;

 private:
  EndpointOptions Recording(EndpointOptions options) {
    options.on_request = [this](const RequestRecord& record) { records.push_back(record); };
    return options;
  }

  std::shared_ptr<Database> database_;
  Endpoint endpoint_;
};

}  // namespace pumice::test
