// SPDX-License-Identifier: Apache-2.0

#include "tools/fuzzing/support/service.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/access/key.h"
#include "protocol/compression.h"
#include "protocol/item_json.h"
#include "protocol/json.h"
#include "protocol/requested_operation.h"
#include "protocol/table_arn.h"
#include "tests/support/index_comparison.h"
#include "tools/fuzzing/support/canonical.h"
#include "tools/fuzzing/support/oracle.h"

namespace pumice::fuzzing {
namespace {

constexpr int64_t kStartMillis = 1577836800000;  // 2020-01-01T00:00:00Z
constexpr size_t kMaxBody = size_t{4} << 20;

constexpr std::string_view kAuthorization =
    "AWS4-HMAC-SHA256 Credential=AKID/20200101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=ab";

DatabaseOptions Options(Clock* clock) {
  DatabaseOptions options;
  options.clock = clock;
  // Only when it is told to: RunDueWork.
  options.ttl_interval = std::chrono::hours(24);
  options.stream_shards = 2;
  options.log = [](LogLevel level, std::string_view message) {
    if (level == LogLevel::kError) Fail("an error is logged", message);
  };
  return options;
}

EndpointOptions Options(Control* control) {
  EndpointOptions options;
  options.control = control;
  options.max_body_bytes = kMaxBody;
  options.log = Options(static_cast<Clock*>(nullptr)).log;
  return options;
}

}  // namespace

constexpr std::string_view kEverything =
    R"(CreateTable {"TableName":"Everything","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"N"},{"AttributeName":"l","AttributeType":"S"},{"AttributeName":"g","AttributeType":"S"},{"AttributeName":"h","AttributeType":"N"},{"AttributeName":"b","AttributeType":"B"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],"LocalSecondaryIndexes":[{"IndexName":"Local","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"l","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"}},{"IndexName":"LocalBinary","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"b","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}],"GlobalSecondaryIndexes":[{"IndexName":"Global","KeySchema":[{"AttributeName":"g","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}},{"IndexName":"Included","KeySchema":[{"AttributeName":"b","KeyType":"HASH"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["a","m"]}},{"IndexName":"Several","KeySchema":[{"AttributeName":"g","KeyType":"HASH"},{"AttributeName":"h","KeyType":"HASH"},{"AttributeName":"l","KeyType":"RANGE"},{"AttributeName":"b","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}],"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}
UpdateTimeToLive {"TableName":"Everything","TimeToLiveSpecification":{"AttributeName":"due","Enabled":true}}
BatchWriteItem {"RequestItems":{"Everything":[{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"N":"1"},"l":{"S":"x"},"g":{"S":"u"},"h":{"N":"1"},"b":{"B":"AQ=="},"a":{"S":"text"},"due":{"N":"1577840400"}}}},{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"N":"2"},"l":{"S":"y"},"g":{"S":"u"},"h":{"N":"-2"},"b":{"B":"AgA="},"m":{"M":{"x":{"L":[{"N":"1"},{"S":"two"}]},"y":{"BOOL":true}}}}}},{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"N":"3"},"g":{"S":"v"},"ss":{"SS":["a","b","c"]},"ns":{"NS":["1","2.5"]},"bs":{"BS":["AA==","AQ=="]}}}},{"PutRequest":{"Item":{"pk":{"S":"b"},"sk":{"N":"-1"},"l":{"S":"x"},"b":{"B":"/w=="},"due":{"N":"1577836801"}}}},{"PutRequest":{"Item":{"pk":{"S":"b"},"sk":{"N":"0"},"h":{"N":"1E10"},"n":{"NULL":true}}}},{"PutRequest":{"Item":{"pk":{"S":"b"},"sk":{"N":"0.5"},"g":{"S":"u"},"h":{"N":"1"},"l":{"S":"z"},"b":{"B":"AA=="}}}},{"PutRequest":{"Item":{"pk":{"S":"c"},"sk":{"N":"1"},"a":{"L":[{"M":{"d":{"S":"deep"}}},{"N":"7"}]}}}}]}}
)";

Service::Service()
    : clock_(kStartMillis),
      database_(Database::Open(Options(&clock_))),
      control_(&database_->spaces(), &clock_),
      endpoint_(&database_->spaces(), Options(&control_)) {}

void Service::Run(const std::vector<ScriptLine>& lines) {
  size_t requests = 0;
  for (const ScriptLine& line : lines) {
    if (++requests > kMaxRequests) return;
    const std::string body = answers_.FillIn(line.rest);
    if (line.word == "@gzip") {
      compressed_ = true;
    } else if (line.word == "@clock") {
      MoveClock(body);
    } else if (line.word == "@header") {
      const size_t colon = std::min(body.find(": "), body.size());
      headers_.emplace_back(body.substr(0, colon), body.substr(std::min(colon + 2, body.size())));
    } else {
      Send(line.word, body);
    }
  }
}

HttpResponse Service::Handle(const HttpRequest& request, std::string_view shown) {
  const double start = ThreadSeconds();
  HttpResponse response = endpoint_.Handle(request);
  const double took = ThreadSeconds() - start;
  Check(took <= kMaxAnswerSeconds, "an answer took " + std::to_string(took) + " s", shown);
  CheckAnswer(response, shown);
  return response;
}

void Service::MoveClock(std::string_view body) {
  HttpRequest request;
  request.method = body.empty() ? "GET" : "POST";
  request.target = "/_pumice/clock";
  request.headers = {{"Host", "localhost"}};
  request.body = body;
  Handle(request, body);
}

HttpResponse Service::Send(std::string_view operation, std::string_view body) {
  const std::string target = TargetOf(operation);
  const std::string compressed = compressed_ ? Gzip(body) : std::string();
  HttpRequest request;
  request.method = "POST";
  request.target = "/";
  // The first of a name counts.
  for (const auto& [name, value] : headers_) request.headers.push_back({name, value});
  const HttpHeader usual[] = {{"Host", "localhost"},
                              {"Content-Type", "application/x-amz-json-1.0"},
                              {"X-Amz-Target", target},
                              {"Authorization", kAuthorization},
                              {"X-Amz-Date", "20200101T000000Z"}};
  request.headers.insert(request.headers.end(), std::begin(usual), std::end(usual));
  if (compressed_) request.headers.push_back({"Content-Encoding", "gzip"});
  request.body = compressed_ ? std::string_view(compressed) : body;
  const bool plain = headers_.empty();
  HttpResponse response = Handle(request, std::string(operation).append(" ").append(body));
  headers_.clear();
  compressed_ = false;
  if (!plain || response.status != 200) return response;
  answers_.Remember(response.body);
  if (operation == "PutItem") CheckPut(body);
  return response;
}

void Service::CheckPut(std::string_view body) {
  JsonDocument document;
  Check(document.Parse(body), "PutItem took what is no JSON", body);
  std::string item;
  EncodeItem(*FindMember(document.root(), "Item"), &item);
  const std::string_view table = ParseTableName(*FindString(document.root(), "TableName"));
  std::string key;
  const TableDescription description = database_->DescribeTable(table).description;
  AppendKeyAttributes(description, nullptr, ItemView(item), &key);
  GetResult found;
  database_->GetItem(table, ItemView(key), true, &found, nullptr);
  // It may have expired already.
  if (description.ttl.enabled && !found.item) return;
  Check(found.item.has_value(), "an item is not there that was put", body);
  Check(found.item->payload() == item, "an item is another than was put", body);
  CheckCanonical(item, body);
  CheckRoundTrip(item, body);
}

void Service::CheckTables() {
  database_->RunDueWork();
  for (const std::string& name : database_->ListTables("", 100)) {
    const TableInfo info = database_->DescribeTable(name);
    if (info.description.status != Status::kActive) continue;
    const std::string difference = test::CompareIndexes(*database_, name);
    Check(difference == "equal", difference, name);
  }
}

}  // namespace pumice::fuzzing
