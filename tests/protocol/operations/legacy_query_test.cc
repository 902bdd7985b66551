// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include <string>

#include "tests/protocol/operations/test_table.h"

// KeyConditions, QueryFilter and AttributesToGet (Developer Guide, legacy parameters).
namespace pumice::test {
namespace {

std::string Entry(const std::string& name, const std::string& op, const std::string& values) {
  return "'" + name + "':{'ComparisonOperator':'" + op + "','AttributeValueList':[" + values + "]}";
}
std::string Keys(const std::string& entries) { return "'KeyConditions':{" + entries + "}"; }

const std::string kPartition = Entry("pk", "EQ", "{'S':'p'}");
const std::string kNothing = Json("{'Items':[],'Count':0,'ScannedCount':0}");

// Items s1 to s4 of partition p, each with its number and text.
class Queries : public TableService {
 public:
  Queries() {
    for (int i = 1; i <= 4; ++i) {
      const std::string n = std::to_string(i);
      Call("PutItem", "{'TableName':'Items','Item':{'pk':{'S':'p'},'sk':{'S':'s" + n +
                          "'},'g':{'N':'7'},'l':{'S':'t" + n + "'},'n':{'N':'" + n + "'}}}");
    }
  }

  // The sort keys' numbers that the query finds: "12".
  std::string Found(const std::string& others) {
    const std::string answer = Query(others + ",'AttributesToGet':['sk']");
    std::string found;
    const std::string before = Json("{'sk':{'S':'s");
    for (size_t at = answer.find(before); at != std::string::npos;
         at = answer.find(before, at + 1)) {
      found += answer[at + before.size()];
    }
    return found.empty() && answer != Json("{'Items':[],'Count':0,'ScannedCount':0}") ? answer
                                                                                      : found;
  }
};

TEST_CASE("KeyConditions select by partition and sort key", "[legacy_query]") {
  Queries service;
  const auto found = [&](const std::string& op, const std::string& values) {
    return service.Found(Keys(Entry("sk", op, values) + "," + kPartition));
  };
  CHECK(service.Found(Keys(kPartition)) == "1234");
  CHECK(service.Found(Keys(kPartition) + ",'ScanIndexForward':false") == "4321");
  CHECK(service.Found(Keys(Entry("pk", "EQ", "{'S':'q'}"))) == "");
  CHECK(found("EQ", "{'S':'s2'}") == "2");
  CHECK(found("LT", "{'S':'s2'}") == "1");
  CHECK(found("LE", "{'S':'s2'}") == "12");
  CHECK(found("GT", "{'S':'s2'}") == "34");
  CHECK(found("GE", "{'S':'s2'}") == "234");
  CHECK(found("BETWEEN", "{'S':'s2'},{'S':'s3'}") == "23");
  CHECK(found("BEGINS_WITH", "{'S':'s'}") == "1234");
  CHECK(service.Found("'IndexName':'byNumber'," + Keys(Entry("g", "EQ", "{'N':'7.0'}"))) == "1234");
  CHECK(service.Found("'IndexName':'byText'," +
                      Keys(kPartition + "," + Entry("l", "GE", "{'S':'t3'}"))) == "34");
}

TEST_CASE("KeyConditions may stand beside expressions of other parameters", "[legacy_query]") {
  Queries service;
  CHECK(service.Query(Keys(kPartition) + ",'FilterExpression':'n > :n','ProjectionExpression':'#s',"
                                         "'ExpressionAttributeNames':{'#s':'sk'},"
                                         "'ExpressionAttributeValues':{':n':{'N':'3'}}") ==
        Json("{'Items':[{'sk':{'S':'s4'}}],'Count':1,'ScannedCount':4}"));
  CHECK(service.Query(Keys(kPartition) + ",'FilterExpression':'n > :n','QueryFilter':{}") ==
        Invalid("Can not use both expression and non-expression parameters in the same request: "
                "Non-expression parameters: {QueryFilter} Expression parameters: "
                "{FilterExpression}"));
}

TEST_CASE("KeyConditions must be ones that the key answers", "[legacy_query]") {
  TableService service;
  const auto fault = [&](const std::string& entries) { return service.Query(Keys(entries)); };
  CHECK(service.Query() ==
        Invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in "
                "the request."));
  CHECK(fault("") == Invalid("Conditions can be of length 1 or 2 only"));
  const std::string sort = Entry("sk", "EQ", "{'S':'s'}");
  CHECK(fault(kPartition + "," + sort + "," + Entry("a", "EQ", "{'S':'x'}")) ==
        Invalid("Conditions can be of length 1 or 2 only"));
  CHECK(fault(sort) == Invalid("Query condition missed key schema element: pk"));
  CHECK(fault(Entry("a", "NE", "{'S':'x'}")) ==
        Invalid("Query condition missed key schema element: pk"));
  CHECK(fault(kPartition + "," + Entry("a", "EQ", "{'S':'x'}")) ==
        Invalid("Query condition missed key schema element: sk"));
  CHECK(service.Query("'IndexName':'byText'," + Keys(kPartition + "," + sort)) ==
        Invalid("Query condition missed key schema element: l"));
  for (const std::string op : {"NE", "LT", "LE", "GT", "GE", "BEGINS_WITH", "IN", "CONTAINS"}) {
    CHECK(fault(Entry("pk", op, "{'S':'p'}")) == Invalid("Query key condition not supported"));
  }
  CHECK(fault(Entry("pk", "BETWEEN", "{'S':'p'},{'S':'p'}")) ==
        Invalid("Query key condition not supported"));
  for (const std::string op : {"NE", "IN", "CONTAINS", "NOT_CONTAINS"}) {
    CHECK(fault(kPartition + "," + Entry("sk", op, "{'S':'p'}")) ==
          Invalid("Attempted conditional constraint is not an indexable operation"));
  }
  for (const std::string op : {"NULL", "NOT_NULL"}) {
    CHECK(fault(kPartition + "," + Entry("sk", op, "")) ==
          Invalid("Attempted conditional constraint is not an indexable operation"));
  }
  CHECK(service.Call("Query", "{'TableName':'Numbers'," +
                                  Keys(Entry("h", "EQ", "{'N':'1'}") + "," + sort) + "}") ==
        Invalid("Query key condition not supported"));
}

TEST_CASE("KeyConditions take values of the key's types", "[legacy_query]") {
  TableService service;
  const std::string mismatch =
      InvalidParameter("Condition parameter type does not match schema type");
  CHECK(service.Query(Keys(Entry("pk", "EQ", "{'N':'1'}"))) == mismatch);
  CHECK(service.Query(Keys(Entry("pk", "EQ", "{'SS':['p']}"))) == mismatch);
  CHECK(service.Query(Keys(kPartition + "," + Entry("sk", "LT", "{'N':'1'}"))) == mismatch);
  CHECK(service.Query(Keys(kPartition + "," + Entry("sk", "BETWEEN", "{'N':'1'},{'N':'2'}"))) ==
        mismatch);
  CHECK(service.Query("'IndexName':'byNumber'," + Keys(Entry("g", "EQ", "{'S':'7'}"))) == mismatch);
  CHECK(
      service.Query(Keys(Entry("pk", "EQ", "{'S':''}"))) ==
      Invalid("One or more parameter values are not valid. The AttributeValue for a key attribute "
              "cannot contain an empty string value. Key: pk"));
  CHECK(service.Query(Keys(Entry("pk", "EQ", "{'S':'p'},{'S':'q'}"))) ==
        InvalidParameter("Invalid number of argument(s) for the EQ ComparisonOperator"));
  CHECK(service.Query(Keys(kPartition + "," + Entry("sk", "BETWEEN", "{'S':'b'},{'S':'a'}"))) ==
        Invalid("The BETWEEN condition was provided a range where the lower bound is greater than "
                "the upper bound"));
  CHECK(service.Query(Keys(kPartition + "," + Entry("sk", "BEGINS_WITH", "{'N':'1'}"))) ==
        InvalidParameter("ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type"));
  CHECK(service.Query(Keys("'':{'ComparisonOperator':'NULL'}")) == Invalid("Empty attribute name"));
  CHECK(service.Query(Keys("'pk':{'AttributeValueList':[{'S':'p'}]}")) ==
        Invalid("1 validation error detected: Value null at "
                "'keyConditions.pk.member.comparisonOperator' failed to satisfy constraint: Member "
                "must not be null"));
}

TEST_CASE("QueryFilter applies after the page is read", "[legacy_query]") {
  Queries service;
  const std::string filter = ",'QueryFilter':{" + Entry("n", "GE", "{'N':'2'}") + "," +
                             Entry("l", "NE", "{'S':'t3'}") + "}";
  CHECK(service.Found(Keys(kPartition) + filter) == "24");
  CHECK(service.Query(Keys(kPartition) + filter + ",'Select':'COUNT'") ==
        Json("{'Count':2,'ScannedCount':4}"));
  CHECK(service.Query(Keys(kPartition) + filter + ",'Limit':1") ==
        Json("{'Items':[],'Count':0,'ScannedCount':1,"
             "'LastEvaluatedKey':{'pk':{'S':'p'},'sk':{'S':'s1'}}}"));
  CHECK(service.Query(Keys(kPartition) + ",'QueryFilter':{" + Entry("n", "EQ", "") + "}") ==
        InvalidParameter("Invalid number of argument(s) for the EQ ComparisonOperator"));
}

TEST_CASE("QueryFilter may not name the key that is queried", "[legacy_query]") {
  TableService service;
  const auto key_fault = [](const std::string& name) {
    return Invalid(
        "QueryFilter can only contain non-primary key attributes: Primary key attribute: " + name);
  };
  const auto filter = [](const std::string& name) {
    return ",'QueryFilter':{'" + name + "':{'ComparisonOperator':'NOT_NULL'}}";
  };
  const std::string by_number = "'IndexName':'byNumber'," + Keys(Entry("g", "EQ", "{'N':'7'}"));
  const std::string by_text = "'IndexName':'byText'," + Keys(kPartition);
  CHECK(service.Query(Keys(kPartition) + filter("pk")) == key_fault("pk"));
  CHECK(service.Query(Keys(kPartition) + filter("sk")) == key_fault("sk"));
  CHECK(service.Query(by_number + filter("g")) == key_fault("g"));
  CHECK(service.Query(by_text + filter("l")) == key_fault("l"));
  CHECK(service.Query(by_number + filter("pk")) == kNothing);
  CHECK(service.Query(by_text + filter("sk")) == kNothing);
}

TEST_CASE("ScanFilter may name key attributes", "[legacy_query]") {
  Queries service;
  CHECK(service.Scan("'ScanFilter':{" + Entry("sk", "EQ", "{'S':'s2'}") +
                     "},'AttributesToGet':['n']") ==
        Json("{'Items':[{'n':{'N':'2'}}],'Count':1,'ScannedCount':4}"));
}

TEST_CASE("AttributesToGet names attributes at the item's top", "[legacy_query]") {
  TableService service;
  service.Reset("'a':{'M':{'b':{'S':'x'}}},'a.b':{'S':'y'},'z':{'N':'1'}");
  const std::string some = Json("{'a.b':{'S':'y'},'z':{'N':'1'}}");
  const std::string names = "'AttributesToGet':['z','none','a.b']";
  CHECK(service.Get(names) == "{\"Item\":" + some + "}");
  CHECK(service.Get("'AttributesToGet':['none']") == Json("{'Item':{}}"));
  CHECK(service.Scan(names) == "{\"Items\":[" + some + Json("],'Count':1,'ScannedCount':1}"));
  CHECK(service.Query(Keys(kPartition) + "," + names) ==
        "{\"Items\":[" + some + Json("],'Count':1,'ScannedCount':1}"));
  CHECK(service.Query(Keys(kPartition) + ",'Select':'SPECIFIC_ATTRIBUTES'," + names) ==
        "{\"Items\":[" + some + Json("],'Count':1,'ScannedCount':1}"));
}

TEST_CASE("Faults of AttributesToGet are told", "[legacy_query]") {
  TableService service;
  const std::string twice = InvalidParameter("Duplicate value in attribute name: a");
  CHECK(service.Get("'AttributesToGet':['a','b','a']") == twice);
  CHECK(service.Scan("'AttributesToGet':['a','a']") == twice);
  CHECK(service.Query(Keys(kPartition) + ",'AttributesToGet':['a','a']") == twice);
  CHECK(service.Get("'AttributesToGet':['']") == Invalid("Empty attribute name"));
  CHECK(service.Get("'AttributesToGet':[]") ==
        Invalid("1 validation error detected: Value '[]' at 'attributesToGet' failed to satisfy "
                "constraint: Member must have length greater than or equal to 1"));
  const std::string names = ",'AttributesToGet':['a']";
  for (const std::string select : {"ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"}) {
    CHECK(service.Scan("'Select':'" + select + "'" + names) ==
          Invalid("Cannot specify the AttributesToGet when choosing to get " + select));
  }
  CHECK(service.Query(Keys(kPartition) + ",'Select':'COUNT'" + names) ==
        Invalid("Cannot specify the AttributesToGet when choosing to get only the Count"));
  CHECK(
      service.Query("'IndexName':'byNumber'" + names + "," + Keys(Entry("g", "EQ", "{'N':'7'}"))) ==
      InvalidParameter("Global secondary index byNumber does not project [a]"));
}

}  // namespace
}  // namespace pumice::test
