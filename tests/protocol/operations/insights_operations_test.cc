// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <string>

#include "protocol/insights_json.h"
#include "tests/support/service.h"

// What Contributor Insights count, as GET /_pumice/insights tells it.
namespace pumice::test {
namespace {

constexpr int64_t kNow = 1577836800000;  // 2020-01-01

class CountingService {
 public:
  CountingService() {
    service_.Call("CreateTable",
                  "{'TableName':'Music','BillingMode':'PAY_PER_REQUEST',"
                  "'AttributeDefinitions':[{'AttributeName':'a','AttributeType':'S'},"
                  "{'AttributeName':'s','AttributeType':'N'},"
                  "{'AttributeName':'g','AttributeType':'S'}],"
                  "'KeySchema':[{'AttributeName':'a','KeyType':'HASH'},"
                  "{'AttributeName':'s','KeyType':'RANGE'}],"
                  "'GlobalSecondaryIndexes':[{'IndexName':'ByG','KeySchema':"
                  "[{'AttributeName':'g','KeyType':'HASH'}],"
                  "'Projection':{'ProjectionType':'ALL'}}]}");
  }

  std::string Call(const std::string& operation, const std::string& input) {
    return service_.Call(operation, input);
  }
  void Enable(const std::string& more = "") {
    Call("UpdateContributorInsights",
         "{'TableName':'Music','ContributorInsightsAction':'ENABLE'" + more + "}");
  }
  void Put(const std::string& a, int s, const std::string& g = "") {
    REQUIRE(Call("PutItem", "{'TableName':'Music','Item':{'a':{'S':'" + a + "'},'s':{'N':'" +
                                std::to_string(s) + "'}" +
                                (g.empty() ? "" : ",'g':{'S':'" + g + "'}") + "}}") == "{}");
  }
  std::string Told() {
    std::string json;
    AppendInsightsJson(service_.database(), &json);
    return json;
  }
  // "PKC: key=value …" of the latest minute of each rule that counted anything.
  std::string Counts();

  ManualClock clock{kNow};

 private:
  Service service_{ByClock(&clock)};
};

// Strips what is the same everywhere off the JSON.
std::string CountingService::Counts() {
  std::string text;
  service_.database().ForEachInsights(
      [&](const TableDescription& table, const TableInsights* insights) {
        if (insights == nullptr) return;
        const auto add = [&](const std::string& name, const KeyInsights* counts) {
          if (counts == nullptr) return;
          for (const InsightsRule rule :
               {InsightsRule::kAccessedPartitions, InsightsRule::kAccessedItems,
                InsightsRule::kThrottledPartitions, InsightsRule::kThrottledItems}) {
            for (const InsightsMinute& minute : counts->Report(rule, clock.NowMillis())) {
              text += name + std::string(RuleLetters(rule)) + ":";
              for (const SpaceSaving::Entry& entry : minute.contributors) {
                for (const Attribute& attribute : ItemView(entry.key)) {
                  if (attribute.value.type() == ValueType::kString) {
                    text.append(" ").append(attribute.value.payload());
                  }
                }
                text += "=" + std::to_string(static_cast<int>(entry.weight * 2)) + "/2";
              }
              text += "; ";
            }
          }
        };
        add("", insights->table.get());
        for (size_t i = 0; i < table.indexes.size(); ++i) {
          add(table.indexes[i].name + " ", insights->indexes[i].get());
        }
      });
  return text;
}

TEST_CASE("Without insights nothing is counted, and nothing is told", "[insights_operations]") {
  CountingService service;
  service.Put("x", 1);
  CHECK(service.Told() == Json("{'rules':[]}"));
}

TEST_CASE("What is counted is told by rule and minute, whole", "[insights_operations]") {
  CountingService service;
  service.Enable();
  service.Put("x", 1);
  CHECK(service.Told() ==
        Json("{'rules':["
             "{'rule':'DynamoDBContributorInsights-PKC-Music-1577836800000','table':'Music',"
             "'minutes':[{'start':'2020-01-01T00:00:00.000Z','total':3.0,'contributors':"
             "[{'key':{'a':{'S':'x'}},'value':3.0,'error':0.0}]}]},"
             "{'rule':'DynamoDBContributorInsights-SKC-Music-1577836800000','table':'Music',"
             "'minutes':[{'start':'2020-01-01T00:00:00.000Z','total':3.0,'contributors':"
             "[{'key':{'a':{'S':'x'},'s':{'N':'1'}},'value':3.0,'error':0.0}]}]},"
             "{'rule':'DynamoDBContributorInsights-PKT-Music-1577836800000','table':'Music',"
             "'minutes':[]},"
             "{'rule':'DynamoDBContributorInsights-SKT-Music-1577836800000','table':'Music',"
             "'minutes':[]}]}"));
}

TEST_CASE("Writes count thrice their units, reads once theirs", "[insights_operations]") {
  CountingService service;
  service.Enable();
  service.Put("x", 1);
  service.Put("x", 2);
  service.Put("y", 1);
  service.Call("GetItem", "{'TableName':'Music','Key':{'a':{'S':'y'},'s':{'N':'1'}}}");
  service.Call("GetItem",
               "{'TableName':'Music','Key':{'a':{'S':'z'},'s':{'N':'1'}},'ConsistentRead':true}");
  CHECK(service.Counts() == "PKC: x=12/2 y=7/2 z=2/2; SKC: y=7/2 x=6/2 x=6/2 z=2/2; ");
}

TEST_CASE("Updates, deletions, batches and transactions count too", "[insights_operations]") {
  CountingService service;
  service.Enable();
  const std::string key = "'Key':{'a':{'S':'x'},'s':{'N':'1'}}";
  service.Call("UpdateItem", "{'TableName':'Music'," + key + "}");
  service.Call("DeleteItem", "{'TableName':'Music'," + key + "}");
  CHECK(service.Counts() == "PKC: x=12/2; SKC: x=12/2; ");
  service.Call(
      "BatchWriteItem",
      "{'RequestItems':{'Music':[{'PutRequest':{'Item':{'a':{'S':'x'},'s':{'N':'1'}}}}]}}");
  CHECK(service.Counts() == "PKC: x=18/2; SKC: x=18/2; ");
  service.Call("TransactWriteItems",
               "{'TransactItems':[{'Put':{'TableName':'Music','Item':{'a':{'S':'x'},"
               "'s':{'N':'1'}}}}]}");
  CHECK(service.Counts() == "PKC: x=30/2; SKC: x=30/2; ");
  service.Call("TransactGetItems", "{'TransactItems':[{'Get':{'TableName':'Music'," + key + "}}]}");
  CHECK(service.Counts() == "PKC: x=34/2; SKC: x=34/2; ");
  service.Call("BatchGetItem",
               "{'RequestItems':{'Music':{'Keys':[{'a':{'S':'x'},'s':{'N':'1'}}]}}}");
  CHECK(service.Counts() == "PKC: x=35/2; SKC: x=35/2; ");
}

TEST_CASE("A query counts for the partition that it reads", "[insights_operations]") {
  CountingService service;
  service.Put("x", 1, "g1");
  service.Enable();
  service.Enable(",'IndexName':'ByG'");
  service.Call("Query",
               "{'TableName':'Music','KeyConditionExpression':'a = :a',"
               "'ExpressionAttributeValues':{':a':{'S':'x'}},'ConsistentRead':true}");
  service.Call("Query",
               "{'TableName':'Music','IndexName':'ByG','KeyConditionExpression':'g = :g',"
               "'ExpressionAttributeValues':{':g':{'S':'g1'}}}");
  CHECK(service.Counts() == "PKC: x=2/2; ByG PKC: g1=1/2; ");
}

TEST_CASE("An index counts the writes of its entries, at both ends of a move",
          "[insights_operations]") {
  CountingService service;
  service.Enable(",'IndexName':'ByG'");
  service.Put("x", 1);
  CHECK(service.Counts().empty());
  service.Put("x", 1, "g1");
  CHECK(service.Counts() == "ByG PKC: g1=6/2; ");
  service.Put("x", 1, "g2");
  CHECK(service.Counts() == "ByG PKC: g1=12/2 g2=6/2; ");
  service.Call("DeleteItem", "{'TableName':'Music','Key':{'a':{'S':'x'},'s':{'N':'1'}}}");
  CHECK(service.Counts() == "ByG PKC: g1=12/2 g2=12/2; ");
}

TEST_CASE("Only throttled keys: accesses are not counted", "[insights_operations]") {
  CountingService service;
  service.Enable(",'ContributorInsightsMode':'THROTTLED_KEYS'");
  service.Put("x", 1);
  CHECK(service.Counts().empty());
}

TEST_CASE("Counts end with the insights, and begin anew", "[insights_operations]") {
  CountingService service;
  service.Enable();
  service.Put("x", 1);
  service.Call("UpdateContributorInsights",
               "{'TableName':'Music','ContributorInsightsAction':'DISABLE'}");
  service.Put("x", 1);
  CHECK(service.Told() == Json("{'rules':[]}"));
  service.clock.Advance(std::chrono::seconds(1));
  service.Enable();
  CHECK(service.Counts().empty());
}

}  // namespace
}  // namespace pumice::test
