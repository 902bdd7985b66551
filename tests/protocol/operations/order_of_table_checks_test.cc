// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "tests/protocol/operations/control_service.h"
#include "tests/protocol/operations/order_of_checks.h"

// The order of checks of the operations on tables, their TTL and their tags: see order_of_checks.h.
namespace pumice::test {
namespace {

void CheckControlPairs(const Order& order) {
  CheckPairs(order, [] { return std::make_shared<ControlService>(); });
}

Fault InvalidTable() { return {{{"TableName", "'arn:aws:x'"}}, Invalid("Invalid TableArn")}; }
Fault NoTable() {
  return {{{"TableName", "'Nothing'"}},
          "ResourceNotFoundException: Requested resource not found: Table: Nothing not found"};
}
Fault NoName() { return {{{"TableName", ""}}, Invalid("The parameter 'TableName' is required")}; }
// A table in a state in which it cannot be changed.
Fault InUse(const std::string& table, const std::string& state) {
  return {{{"TableName", "'" + table + "'"}},
          "ResourceInUseException: Attempt to change a resource which is still in use: Table is "
          "being " +
              state + ": " + table};
}
Fault Creating() { return InUse("Creating", "created"); }
Fault Updating() { return InUse("Updating", "updated"); }
Fault Deleting() { return InUse("Deleting", "deleted"); }

Fault Units() {
  return {{{"ProvisionedThroughput", "{'ReadCapacityUnits':2000000000000,'WriteCapacityUnits':1}"}},
          Invalid("Given value 2000000000000 for ReadCapacityUnits is out of bounds")};
}
Fault OnDemandUnits() {
  return {{{"OnDemandThroughput", "{'MaxReadRequestUnits':0}"}},
          InvalidParameter("Requested MaxReadRequestUnits for OnDemandThroughput")};
}
Fault TwiceDefined() {
  return {
      {{"AttributeDefinitions",
        "[{'AttributeName':'a','AttributeType':'S'},{'AttributeName':'a','AttributeType':'S'}]"}},
      InvalidParameter("Duplicate AttributeName in AttributeDefinitions: a")};
}
Fault NoView() {
  return {{{"StreamSpecification", "{'StreamEnabled':true}"}},
          InvalidParameter("StreamViewType must be specified when StreamEnabled is true")};
}
Fault KeyOfNoEncryption() {
  return {{{"SSESpecification", "{'Enabled':false,'KMSMasterKeyId':'k'}"}},
          InvalidParameter("KMSMasterKeyId should not be specified when Enabled is false")};
}

// An index of KEYS_ONLY with a key of this schema.
std::string Index(const std::string& name, const std::string& keys) {
  return "{'IndexName':'" + name + "','Projection':{'ProjectionType':'KEYS_ONLY'},'KeySchema':[" +
         keys + "]}";
}
const std::string kHashA = "{'AttributeName':'a','KeyType':'HASH'}";
const std::string kHashB = "{'AttributeName':'b','KeyType':'HASH'}";
const std::string kRangeA = "{'AttributeName':'a','KeyType':'RANGE'}";
const std::string kRangeB = "{'AttributeName':'b','KeyType':'RANGE'}";

TEST_CASE("CreateTable tells the fault that it meets first", "[order_of_table_checks]") {
  std::string six;
  for (const char* const name : {"ix1", "ix2", "ix3", "ix4", "ix5", "ix6"}) {
    six.append(six.empty() ? "" : ",").append(Index(name, kHashA + "," + kRangeB));
  }
  CheckControlPairs(
      {"CreateTable",
       {{"TableName", "'New'"},
        {"BillingMode", "'PAY_PER_REQUEST'"},
        {"AttributeDefinitions",
         "[{'AttributeName':'a','AttributeType':'S'},{'AttributeName':'b','AttributeType':'S'}]"},
        {"KeySchema", "[" + kHashA + "," + kRangeB + "]"}},
       {Type("DeletionProtectionEnabled"),
        NoName(),
        Constraint("TableClass"),
        {{{"GlobalTableSourceArn", "'" + kArnPrefix + "Items'"}},
         Invalid("CreateTable: pumice does not support")},
        {{{"KeySchema", ""}}, Invalid("1 validation error detected: Value null at 'keySchema'")},
        InvalidTable(),
        Units(),
        OnDemandUnits(),
        TwiceDefined(),
        {{{"KeySchema", "[" + kRangeB + "]"}},
         Invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")},
        {{{"LocalSecondaryIndexes", "[]"}},
         InvalidParameter("List of LocalSecondaryIndexes is empty")},
        {{{"GlobalSecondaryIndexes", "[]"}},
         InvalidParameter("List of GlobalSecondaryIndexes is empty")},
        NoView(),
        KeyOfNoEncryption(),
        {{{"Tags", "[{'Key':'k','Value':'v'},{'Key':'k','Value':'v'}]"}},
         InvalidParameter("Duplicate tag key: k")},
        {{{"ResourcePolicy", "'{'"}}, InvalidParameter("Invalid policy document: ")},
        {{{"ProvisionedThroughput", "{'ReadCapacityUnits':1,'WriteCapacityUnits':1}"}},
         InvalidParameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified")},
        {{{"WarmThroughput", "{'ReadUnitsPerSecond':1,'WriteUnitsPerSecond':1}"}},
         InvalidParameter("Requested ReadUnitsPerSecond for WarmThroughput for table")},
        {{{"LocalSecondaryIndexes", "[" + six + "]"}},
         InvalidParameter("Number of LocalSecondaryIndexes exceeds per-table limit of 5")},
        {{{"LocalSecondaryIndexes", "[" + Index("local", kHashB + "," + kRangeA) + "]"}},
         InvalidParameter("Index KeySchema does not have the same leading hash key")},
        {{{"GlobalSecondaryIndexes",
           "[" + Index("gix", kHashA) + "," + Index("gix", kHashB) + "]"}},
         InvalidParameter("Duplicate index name: gix")},
        {{{"AttributeDefinitions",
           "[{'AttributeName':'a','AttributeType':'S'},{'AttributeName':'b','AttributeType':'S'},"
           "{'AttributeName':'c','AttributeType':'S'}]"}},
         InvalidParameter("Number of attributes in KeySchema does not exactly match")},
        {{{"TableName", "'Items'"}}, "ResourceInUseException: Table already exists: Items"}}});
}

const std::string kDeleteGix = "{'Delete':{'IndexName':'gix'}}";

TEST_CASE("UpdateTable tells the fault that it meets first", "[order_of_table_checks]") {
  CheckControlPairs(
      {"UpdateTable",
       {{"TableName", "'Provisioned'"}, {"DeletionProtectionEnabled", "false"}},
       {Type("DeletionProtectionEnabled"),
        NoName(),
        Constraint("TableClass"),
        {{{"MultiRegionConsistency", "'STRONG'"}}, Invalid("UpdateTable: pumice does not support")},
        InvalidTable(),
        TwiceDefined(),
        Units(),
        OnDemandUnits(),
        {{{"GlobalSecondaryIndexUpdates", "[{}]"}},
         InvalidParameter("One of GlobalSecondaryIndexUpdate's Update, Create, Delete")},
        NoView(),
        KeyOfNoEncryption(),
        {{{"GlobalSecondaryIndexUpdates", "[" + kDeleteGix + "," + kDeleteGix + "]"}},
         InvalidParameter("Only one global secondary index update per index")},
        {{{"GlobalSecondaryIndexUpdates", "[" + kDeleteGix + ",{'Delete':{'IndexName':'other'}}]"}},
         "LimitExceededException: Subscriber limit exceeded: Only 1 online index"},
        NoTable(),
        Creating(),
        Updating(),
        Deleting(),
        {{{"ProvisionedThroughput", "{'ReadCapacityUnits':5,'WriteCapacityUnits':5}"}},
         Invalid("The provisioned throughput for the table will not change")},
        {{{"GlobalSecondaryIndexUpdates", "[{'Delete':{'IndexName':'other'}}]"}},
         "ResourceNotFoundException: Requested resource not found: Table: Provisioned index: "
         "other"},
        {{{"AttributeDefinitions", "[{'AttributeName':'id','AttributeType':'N'}]"}},
         InvalidParameter("The type of a key attribute cannot be redefined")},
        {{{"WarmThroughput", "{'ReadUnitsPerSecond':1,'WriteUnitsPerSecond':1}"}},
         InvalidParameter("Requested ReadUnitsPerSecond for WarmThroughput for table")},
        {{{"StreamSpecification", "{'StreamEnabled':false}"}},
         Invalid("Table has no stream to disable")},
        {{{"AttributeDefinitions", "[{'AttributeName':'x','AttributeType':'S'}]"}},
         InvalidParameter("Some AttributeDefinitions are not used")}}});
}

TEST_CASE("UpdateTable first asks whether there is anything to do", "[order_of_table_checks]") {
  const Fault nothing = {{{"DeletionProtectionEnabled", ""}}, Invalid("At least one of ")};
  const Members good = {{"TableName", "'Provisioned'"}, {"DeletionProtectionEnabled", "true"}};
  for (const Fault& table : {InvalidTable(), NoTable(), Creating(), Updating(), Deleting()}) {
    CheckControlPairs({"UpdateTable", good, {nothing, table}});
  }
}

TEST_CASE("DeleteTable looks at a table's state before its protection", "[order_of_table_checks]") {
  CheckControlPairs({"DeleteTable",
                     {{"TableName", "'Items'"}},
                     {Type("TableName"),
                      NoName(),
                      InvalidTable(),
                      NoTable(),
                      Creating(),  // protected as well
                      Updating(),
                      Deleting(),
                      {{{"TableName", "'Protected'"}}, Invalid("Resource cannot be deleted")}}});
}

TEST_CASE("DescribeTable and DescribeTimeToLive look at the name, then for the table",
          "[order_of_table_checks]") {
  for (const char* const operation : {"DescribeTable", "DescribeTimeToLive"}) {
    CheckControlPairs({operation,
                       {{"TableName", "'Creating'"}},
                       {Type("TableName"), NoName(), InvalidTable(), NoTable()}});
  }
}

TEST_CASE("ListTables tells the fault that it meets first", "[order_of_table_checks]") {
  CheckControlPairs({"ListTables",
                     {{"Limit", "1"}},
                     {Type("Limit"),
                      {{{"ExclusiveStartTableName", "'?'"}},
                       Invalid("2 validation errors detected: Value '?' at "
                               "'exclusiveStartTableName' failed")}}});
}

TEST_CASE("UpdateTimeToLive tells the fault that it meets first", "[order_of_table_checks]") {
  const std::string enable = "{'Enabled':true,'AttributeName':'due'}";
  CheckControlPairs({"UpdateTimeToLive",
                     {{"TableName", "'Items'"}, {"TimeToLiveSpecification", enable}},
                     {Type("TableName"),
                      NoName(),
                      {{{"TimeToLiveSpecification", "{'Enabled':true,'AttributeName':''}"}},
                       Invalid("1 validation error detected: Value '' at "
                               "'timeToLiveSpecification.attributeName'")},
                      InvalidTable(),
                      NoTable(),
                      Creating(),
                      Deleting(),
                      {{{"TimeToLiveSpecification", "{'Enabled':false,'AttributeName':'due'}"}},
                       Invalid("TimeToLive is already disabled")}}});
}

TEST_CASE("UpdateTimeToLive looks at what is before it looks at when that was set",
          "[order_of_table_checks]") {
  ControlService service;
  const auto update = [&](const std::string& specification) {
    return service.Call("UpdateTimeToLive",
                        "{'TableName':'Set','TimeToLiveSpecification':{" + specification + "}}");
  };
  CHECK(update("'Enabled':true,'AttributeName':'due'") == Invalid("TimeToLive is already enabled"));
  CHECK(update("'Enabled':true,'AttributeName':'other'") ==
        Invalid("TimeToLive is active on a different AttributeName: current AttributeName is due"));
  CHECK(update("'Enabled':false,'AttributeName':'other'") ==
        Invalid("TimeToLive is active on a different AttributeName: current AttributeName is due"));
  CHECK(update("'Enabled':false,'AttributeName':'due'") ==
        Invalid("Time to live has been modified multiple times within a fixed interval"));
}

Fault NoArn() { return {{{"ResourceArn", ""}}, Invalid("Invalid TableArn")}; }
// A bare name is refused by operations on tags, even that of a table.
Fault InvalidArn() { return {{{"ResourceArn", "'Items'"}}, Invalid("Invalid TableArn: ")}; }
Fault NoTaggedTable() {
  return {{{"ResourceArn", "'" + kArnPrefix + "Nothing'"}},
          "ResourceNotFoundException: Requested resource not found: Table: Nothing not found"};
}
Fault TaggedInUse(const std::string& table, const std::string& state) {
  return {{{"ResourceArn", "'" + kArnPrefix + table + "'"}}, InUse(table, state).told_with};
}
const std::string kItemsArn = "'" + kArnPrefix + "Items'";

TEST_CASE("TagResource tells the fault that it meets first", "[order_of_table_checks]") {
  std::string many;
  for (int i = 0; i < 51; ++i) {
    many.append(i == 0 ? "" : ",").append("{'Key':'k" + std::to_string(i) + "','Value':''}");
  }
  CheckControlPairs({"TagResource",
                     {{"ResourceArn", kItemsArn}, {"Tags", "[{'Key':'k','Value':'v'}]"}},
                     {Type("ResourceArn"),
                      NoArn(),
                      {{{"Tags", "[{'Key':'','Value':'v'}]"}},
                       Invalid("1 validation error detected: Value '' at 'tags.1.member.key'")},
                      {{{"Tags", "[]"}}, Invalid("Atleast one Tag needs")},
                      {{{"Tags", "[{'Key':'k','Value':'v'},{'Key':'k','Value':'v'}]"}},
                       InvalidParameter("Duplicate tag key: k")},
                      {{{"Tags", "[{'Key':'aws:k','Value':'!'}]"}},
                       InvalidParameter("Tag keys starting with 'aws:' are reserved")},
                      {{{"Tags", "[{'Key':'!','Value':'v'}]"}},
                       InvalidParameter("The tag key provided is invalid")},
                      {{{"Tags", "[" + many + "]"}}, InvalidParameter("Too many tags")},
                      InvalidArn(),
                      NoTaggedTable(),
                      TaggedInUse("Creating", "created"),
                      TaggedInUse("Deleting", "deleted")}});
}

TEST_CASE("UntagResource tells the fault that it meets first", "[order_of_table_checks]") {
  CheckControlPairs(
      {"UntagResource",
       {{"ResourceArn", kItemsArn}, {"TagKeys", "['k']"}},
       {Type("ResourceArn"),
        NoArn(),
        {{{"TagKeys", "['']"}}, Invalid("1 validation error detected: Value '[]' at 'tagKeys'")},
        {{{"TagKeys", "[]"}}, Invalid("Atleast one Tag Key needs")},
        InvalidArn(),
        NoTaggedTable(),
        TaggedInUse("Creating", "created"),
        TaggedInUse("Deleting", "deleted")}});
}

TEST_CASE("ListTagsOfResource tells the fault that it meets first", "[order_of_table_checks]") {
  CheckControlPairs({"ListTagsOfResource",
                     {{"ResourceArn", kItemsArn}},
                     {Type("NextToken"),
                      NoArn(),
                      InvalidArn(),
                      NoTaggedTable(),
                      {{{"NextToken", "'x'"}}, Invalid("Invalid NextToken")}}});
}

}  // namespace
}  // namespace pumice::test
