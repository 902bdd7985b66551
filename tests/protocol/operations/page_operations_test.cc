// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include <string>

#include "tests/protocol/operations/test_table.h"

// What Query and Scan answer of a page: Select, projections, segments, start keys (API Reference).
namespace pumice::test {
namespace {

class Pages : public TableService {
 public:
  Pages() { Reset("'g':{'N':'7'},'l':{'S':'t'},'a':{'S':'x'}"); }

  std::string QueryTable(const std::string& others) {
    return Query(
        "'KeyConditionExpression':'pk = :p','ExpressionAttributeValues':{':p':{'S':'p'}}," +
        others);
  }
  std::string QueryNumber(const std::string& others) {
    return Query(
        "'IndexName':'byNumber','KeyConditionExpression':'g = :g',"
        "'ExpressionAttributeValues':{':g':{'N':'7'}}," +
        others);
  }
  std::string QueryText(const std::string& others) {
    return QueryTable("'IndexName':'byText'," + others);
  }
};

std::string Page(const std::string& item) {
  return Json("{'Items':[" + item + "],'Count':1,'ScannedCount':1}");
}

const std::string kWhole =
    "{'a':{'S':'x'},'g':{'N':'7'},'l':{'S':'t'},'pk':{'S':'p'},'sk':{'S':'s'}}";

TEST_CASE("Select chooses what a page answers of each item", "[page_operations]") {
  Pages service;
  const std::string count = Json("{'Count':1,'ScannedCount':1}");
  CHECK(service.QueryTable("'Select':'ALL_ATTRIBUTES'") == Page(kWhole));
  CHECK(service.QueryTable("'Select':'COUNT'") == count);
  CHECK(service.Scan("'Select':'COUNT'") == count);
  CHECK(service.Scan("'Select':'SPECIFIC_ATTRIBUTES','ProjectionExpression':'a'") ==
        Page("{'a':{'S':'x'}}"));
  CHECK(service.QueryText("'Select':'ALL_ATTRIBUTES'") == Page(kWhole));
  const std::string projected = Page("{'l':{'S':'t'},'pk':{'S':'p'},'sk':{'S':'s'}}");
  CHECK(service.QueryText("'Select':'ALL_PROJECTED_ATTRIBUTES'") == projected);
  CHECK(service.QueryText("'Limit':5") == projected);
  CHECK(service.QueryText("'ProjectionExpression':'a, l'") ==
        Page("{'a':{'S':'x'},'l':{'S':'t'}}"));
  CHECK(service.QueryNumber("'Limit':5") == Page("{'g':{'N':'7'},'pk':{'S':'p'},'sk':{'S':'s'}}"));
  CHECK(service.QueryNumber("'Select':'ALL_ATTRIBUTES'") ==
        InvalidParameter("Select type ALL_ATTRIBUTES is not supported for global secondary index "
                         "byNumber because its projection type is not ALL"));
  CHECK(service.QueryNumber("'ProjectionExpression':'a'") ==
        InvalidParameter("Global secondary index byNumber does not project [a]"));
}

TEST_CASE("Select and projections must agree", "[page_operations]") {
  Pages service;
  const std::string projection = ",'ProjectionExpression':'a'";
  CHECK(service.QueryTable("'Select':'SPECIFIC_ATTRIBUTES'") ==
        Invalid("Must specify the AttributesToGet or ProjectionExpression when choosing to get "
                "SPECIFIC_ATTRIBUTES"));
  CHECK(service.Scan("'Select':'COUNT'" + projection) ==
        Invalid("Cannot specify the ProjectionExpression when choosing to get only the Count"));
  CHECK(service.QueryTable("'Select':'ALL_ATTRIBUTES'" + projection) ==
        Invalid("Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES"));
  CHECK(service.Scan("'Select':'ALL_PROJECTED_ATTRIBUTES'" + projection) ==
        Invalid("Cannot specify the ProjectionExpression when choosing to get "
                "ALL_PROJECTED_ATTRIBUTES"));
}

TEST_CASE("A start key's values come before segments and expressions, those before Select",
          "[page_operations]") {
  Pages service;
  const std::string bad_start = ",'ExclusiveStartKey':{'pk':{}}";
  const std::string filter_fault =
      Invalid("Invalid FilterExpression: Syntax error; token: \"<EOF>\", near: \"=\"");
  const std::string start_fault = Invalid(
      "The provided starting key is invalid: Supplied AttributeValue is empty, must contain "
      "exactly one of the supported datatypes");
  CHECK(service.Scan("'FilterExpression':'a =','ProjectionExpression':'a,'" + bad_start) ==
        start_fault);
  CHECK(service.Scan("'FilterExpression':'a =','ProjectionExpression':'a,'") == filter_fault);
  CHECK(service.Query("'FilterExpression':'a ='") == filter_fault);
  CHECK(service.Query("'Select':'COUNT','ProjectionExpression':'a'") ==
        Invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in "
                "the request."));
  CHECK(service.Query("'KeyConditionExpression':'pk ='" + bad_start) == start_fault);
  CHECK(service.Scan("'Select':'COUNT','ProjectionExpression':'a'" + bad_start) == start_fault);
  CHECK(service.Scan("'Segment':1" + bad_start) == start_fault);
}

TEST_CASE("Segment and TotalSegments come together", "[page_operations]") {
  Pages service;
  CHECK(service.Scan("'Segment':0") ==
        Invalid("The TotalSegments parameter is required but was not present in the request when "
                "Segment parameter is present"));
  CHECK(
      service.Scan("'TotalSegments':2") ==
      Invalid("The Segment parameter is required but was not present in the request when parameter "
              "TotalSegments is present"));
  CHECK(
      service.Scan("'Segment':2,'TotalSegments':2") ==
      Invalid("The Segment parameter is zero-based and must be less than parameter TotalSegments: "
              "Segment: 2 is not less than TotalSegments: 2"));
  CHECK(service.Scan("'Segment':0,'TotalSegments':1") == Page(kWhole));
}

TEST_CASE("A global index has no consistent reads", "[page_operations]") {
  Pages service;
  CHECK(service.QueryNumber("'ConsistentRead':true") ==
        Invalid("Consistent reads are not supported on global secondary indexes"));
  CHECK(service.QueryText("'ConsistentRead':true,'Select':'COUNT'") ==
        Json("{'Count':1,'ScannedCount':1}"));
}

}  // namespace
}  // namespace pumice::test
