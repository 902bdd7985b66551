// SPDX-License-Identifier: Apache-2.0

#include "protocol/unsupported_members.h"

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/error/api_error.h"
#include "protocol/operations/registry.h"
#include "protocol/shapes/shape.h"

namespace pumice::test {
namespace {

using Names = std::set<std::string_view>;

// The members that handlers read, by the structure that has them. A new member of the service's
// model is in neither list: read it and add it here, or refuse it in unsupported_members.cc.
const std::map<std::string_view, Names>& HonouredMembers() {
  static const std::map<std::string_view, Names> kHonoured = {
      {"AttributeDefinition", {"AttributeName", "AttributeType"}},
      {"AttributeValueUpdate", {"Action", "Value"}},
      {"BatchExecuteStatementInput", {"ReturnConsumedCapacity", "Statements"}},
      {"BatchGetItemInput", {"RequestItems", "ReturnConsumedCapacity"}},
      {"BatchStatementRequest",
       {"ConsistentRead", "Parameters", "ReturnValuesOnConditionCheckFailure", "Statement"}},
      {"BatchWriteItemInput",
       {"RequestItems", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"}},
      {"Condition", {"AttributeValueList", "ComparisonOperator"}},
      {"ConditionCheck",
       {"ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues", "Key",
        "ReturnValuesOnConditionCheckFailure", "TableName"}},
      {"CreateBackupInput", {"BackupName", "TableName"}},
      {"CreateGlobalSecondaryIndexAction",
       {"IndexName", "KeySchema", "OnDemandThroughput", "Projection", "ProvisionedThroughput",
        "WarmThroughput"}},
      {"CreateTableInput",
       {"AttributeDefinitions", "BillingMode", "DeletionProtectionEnabled",
        "GlobalSecondaryIndexes", "KeySchema", "LocalSecondaryIndexes", "OnDemandThroughput",
        "ProvisionedThroughput",
        "ResourcePolicy",  // kept and described, and no more: pumice checks no permissions
        "SSESpecification", "StreamSpecification", "TableClass", "TableName", "Tags",
        "WarmThroughput"}},
      {"Delete",
       {"ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues", "Key",
        "ReturnValuesOnConditionCheckFailure", "TableName"}},
      {"DeleteBackupInput", {"BackupArn"}},
      {"DeleteGlobalSecondaryIndexAction", {"IndexName"}},
      {"DeleteItemInput",
       {"ConditionExpression", "ConditionalOperator", "Expected", "ExpressionAttributeNames",
        "ExpressionAttributeValues", "Key", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics",
        "ReturnValues", "ReturnValuesOnConditionCheckFailure", "TableName"}},
      {"DeleteRequest", {"Key"}},
      {"DeleteResourcePolicyInput", {"ExpectedRevisionId", "ResourceArn"}},
      {"DeleteTableInput", {"TableName"}},
      {"DescribeBackupInput", {"BackupArn"}},
      {"DescribeContinuousBackupsInput", {"TableName"}},
      {"DescribeContributorInsightsInput", {"IndexName", "TableName"}},
      {"DescribeGlobalTableInput", {"GlobalTableName"}},
      {"DescribeKinesisStreamingDestinationInput", {"TableName"}},
      {"DescribeStreamInput", {"ExclusiveStartShardId", "Limit", "ShardFilter", "StreamArn"}},
      {"DescribeTableInput", {"TableName"}},
      {"DescribeTimeToLiveInput", {"TableName"}},
      {"EnableKinesisStreamingConfiguration", {"ApproximateCreationDateTimePrecision"}},
      {"ExecuteStatementInput",
       {"ConsistentRead", "Limit", "NextToken", "Parameters", "ReturnConsumedCapacity",
        "ReturnValuesOnConditionCheckFailure", "Statement"}},
      {"ExecuteTransactionInput",
       {"ClientRequestToken", "ReturnConsumedCapacity", "TransactStatements"}},
      {"ExpectedAttributeValue", {"AttributeValueList", "ComparisonOperator", "Exists", "Value"}},
      {"Get", {"ExpressionAttributeNames", "Key", "ProjectionExpression", "TableName"}},
      {"GetItemInput",
       {"AttributesToGet", "ConsistentRead", "ExpressionAttributeNames", "Key",
        "ProjectionExpression", "ReturnConsumedCapacity", "TableName"}},
      {"GetRecordsInput", {"Limit", "ShardIterator"}},
      {"GetResourcePolicyInput", {"ResourceArn"}},
      {"GetShardIteratorInput", {"SequenceNumber", "ShardId", "ShardIteratorType", "StreamArn"}},
      {"GlobalSecondaryIndex",
       {"IndexName", "KeySchema", "OnDemandThroughput", "Projection", "ProvisionedThroughput",
        "WarmThroughput"}},
      {"GlobalSecondaryIndexUpdate", {"Create", "Delete", "Update"}},
      {"KeySchemaElement", {"AttributeName", "KeyType"}},
      {"KeysAndAttributes",
       {"AttributesToGet", "ConsistentRead", "ExpressionAttributeNames", "Keys",
        "ProjectionExpression"}},
      {"KinesisStreamingDestinationInput",
       {"EnableKinesisStreamingConfiguration", "StreamArn", "TableName"}},
      {"ListBackupsInput",
       {"BackupType", "ExclusiveStartBackupArn", "Limit", "TableName", "TimeRangeLowerBound",
        "TimeRangeUpperBound"}},
      {"ListContributorInsightsInput", {"MaxResults", "NextToken", "TableName"}},
      // All of these choose among global tables, of which there are none.
      {"ListGlobalTablesInput", {"ExclusiveStartGlobalTableName", "Limit", "RegionName"}},
      {"ListStreamsInput", {"ExclusiveStartStreamArn", "Limit", "TableName"}},
      {"ListTablesInput", {"ExclusiveStartTableName", "Limit"}},
      {"ListTagsOfResourceInput", {"NextToken", "ResourceArn"}},
      {"LocalSecondaryIndex", {"IndexName", "KeySchema", "Projection"}},
      {"OnDemandThroughput", {"MaxReadRequestUnits", "MaxWriteRequestUnits"}},
      {"ParameterizedStatement",
       {"Parameters", "ReturnValuesOnConditionCheckFailure", "Statement"}},
      {"Projection", {"NonKeyAttributes", "ProjectionType"}},
      {"ProvisionedThroughput", {"ReadCapacityUnits", "WriteCapacityUnits"}},
      {"Put",
       {"ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues", "Item",
        "ReturnValuesOnConditionCheckFailure", "TableName"}},
      {"PutItemInput",
       {"ConditionExpression", "ConditionalOperator", "Expected", "ExpressionAttributeNames",
        "ExpressionAttributeValues", "Item", "ReturnConsumedCapacity",
        "ReturnItemCollectionMetrics", "ReturnValues", "ReturnValuesOnConditionCheckFailure",
        "TableName"}},
      {"PutRequest", {"Item"}},
      {"PutResourcePolicyInput",
       {"ConfirmRemoveSelfResourceAccess",  // nobody is ever locked out
        "ExpectedRevisionId", "Policy", "ResourceArn"}},
      {"QueryInput",
       {"AttributesToGet", "ConditionalOperator", "ConsistentRead", "ExclusiveStartKey",
        "ExpressionAttributeNames", "ExpressionAttributeValues", "FilterExpression", "IndexName",
        "KeyConditionExpression", "KeyConditions", "Limit", "ProjectionExpression", "QueryFilter",
        "ReturnConsumedCapacity", "ScanIndexForward", "Select", "TableName"}},
      {"PointInTimeRecoverySpecification", {"PointInTimeRecoveryEnabled", "RecoveryPeriodInDays"}},
      {"RestoreTableFromBackupInput",
       {"BackupArn", "BillingModeOverride", "GlobalSecondaryIndexOverride",
        "LocalSecondaryIndexOverride", "OnDemandThroughputOverride",
        "ProvisionedThroughputOverride", "SSESpecificationOverride", "TargetTableName"}},
      {"RestoreTableToPointInTimeInput",
       {"BillingModeOverride", "GlobalSecondaryIndexOverride", "LocalSecondaryIndexOverride",
        "OnDemandThroughputOverride", "ProvisionedThroughputOverride", "RestoreDateTime",
        "SSESpecificationOverride", "SourceTableArn", "SourceTableName", "TargetTableName",
        "UseLatestRestorableTime"}},
      {"SSESpecification", {"Enabled", "KMSMasterKeyId", "SSEType"}},
      {"ScanInput",
       {"AttributesToGet", "ConditionalOperator", "ConsistentRead", "ExclusiveStartKey",
        "ExpressionAttributeNames", "ExpressionAttributeValues", "FilterExpression", "IndexName",
        "Limit", "ProjectionExpression", "ReturnConsumedCapacity", "ScanFilter", "Segment",
        "Select", "TableName", "TotalSegments"}},
      {"ShardFilter", {"ShardId", "Type"}},
      {"StreamSpecification", {"StreamEnabled", "StreamViewType"}},
      {"Tag", {"Key", "Value"}},
      {"TagResourceInput", {"ResourceArn", "Tags"}},
      {"TimeToLiveSpecification", {"AttributeName", "Enabled"}},
      {"TransactGetItem", {"Get"}},
      {"TransactGetItemsInput", {"ReturnConsumedCapacity", "TransactItems"}},
      {"TransactWriteItem", {"ConditionCheck", "Delete", "Put", "Update"}},
      {"TransactWriteItemsInput",
       {"ClientRequestToken", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics",
        "TransactItems"}},
      {"UntagResourceInput", {"ResourceArn", "TagKeys"}},
      {"Update",
       {"ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues", "Key",
        "ReturnValuesOnConditionCheckFailure", "TableName", "UpdateExpression"}},
      {"UpdateContinuousBackupsInput", {"PointInTimeRecoverySpecification", "TableName"}},
      {"UpdateContributorInsightsInput",
       {"ContributorInsightsAction", "ContributorInsightsMode", "IndexName", "TableName"}},
      {"UpdateGlobalSecondaryIndexAction",
       {"IndexName", "OnDemandThroughput", "ProvisionedThroughput", "WarmThroughput"}},
      {"UpdateItemInput",
       {"AttributeUpdates", "ConditionExpression", "ConditionalOperator", "Expected",
        "ExpressionAttributeNames", "ExpressionAttributeValues", "Key", "ReturnConsumedCapacity",
        "ReturnItemCollectionMetrics", "ReturnValues", "ReturnValuesOnConditionCheckFailure",
        "TableName", "UpdateExpression"}},
      {"UpdateKinesisStreamingConfiguration", {"ApproximateCreationDateTimePrecision"}},
      {"UpdateKinesisStreamingDestinationInput",
       {"StreamArn", "TableName", "UpdateKinesisStreamingConfiguration"}},
      {"UpdateTableInput",
       {"AttributeDefinitions", "BillingMode", "DeletionProtectionEnabled",
        "GlobalSecondaryIndexUpdates", "OnDemandThroughput", "ProvisionedThroughput",
        "SSESpecification", "StreamSpecification", "TableClass", "TableName", "WarmThroughput"}},
      {"UpdateTimeToLiveInput", {"TableName", "TimeToLiveSpecification"}},
      {"WarmThroughput", {"ReadUnitsPerSecond", "WriteUnitsPerSecond"}},
      {"WriteRequest", {"DeleteRequest", "PutRequest"}},
  };
  return kHonoured;
}

bool IsHonoured(std::string_view structure, std::string_view member) {
  const auto found = HonouredMembers().find(structure);
  return found != HonouredMembers().end() && found->second.contains(member);
}

bool IsRefused(std::string_view operation, std::string_view path) {
  for (const UnsupportedMember& member : UnsupportedMembers()) {
    if (member.operation == operation && member.path == path) return true;
  }
  return false;
}

// Walks an operation's input and collects what is wrong with the two lists.
class Walk {
 public:
  explicit Walk(std::string_view operation) : operation_(operation) {}

  void Visit(const Shape& shape, const std::string& path) {
    if (shape.element != nullptr) return Visit(*shape.element, path);
    for (const Member& member : shape.members) {
      const std::string member_path = path + (path.empty() ? "" : ".") + std::string(member.name);
      const bool refused = IsRefused(operation_, member_path);
      const bool honoured = IsHonoured(shape.name, member.name);
      if (refused) met.insert(member_path);
      if (refused == honoured) {
        faults.push_back(std::string(operation_) + ": " + member_path +
                         (refused ? " is honoured and refused" : " is neither read nor refused"));
      }
      if (!refused) Visit(*member.shape, member_path);
    }
  }

  std::vector<std::string> faults;
  std::set<std::string> met;

 private:
  std::string_view operation_;
};

TEST_CASE("Every member of every implemented operation is honoured or refused",
          "[unsupported_members]") {
  size_t refused = 0;
  for (const Operation& operation : AllOperations()) {
    Walk walk(operation.name);
    walk.Visit(*FindOperationShape(operation.name)->input, "");
    CHECK(walk.faults == std::vector<std::string>{});
    refused += walk.met.size();
  }
  // No row names a member that there is not.
  CHECK(refused == UnsupportedMembers().size());
}

struct Refusal {
  std::string message;
  std::vector<std::string> warnings;
};

Refusal Refuse(std::string_view operation, const std::string& body) {
  JsonDocument document;
  REQUIRE(document.Parse(body));
  Refusal refusal;
  const LogSink log = [&](LogLevel level, std::string_view text) {
    CHECK(level == LogLevel::kWarning);
    refusal.warnings.emplace_back(text);
  };
  try {
    RefuseUnsupportedMembers(UnsupportedMembersOf(operation), document.root(), log);
  } catch (const ApiError& error) {
    CHECK(error.code() == ErrorCode::kValidation);
    refusal.message = error.message();
  }
  return refusal;
}

TEST_CASE("An unsupported member is refused by name, and logged once", "[unsupported_members]") {
  const Refusal refusal = Refuse(
      "UpdateTable", R"({"TableName":"T","ReplicaUpdates":[{"Delete":{"RegionName":"x"}}]})");
  CHECK(refusal.message == "UpdateTable: pumice does not support the member ReplicaUpdates");
  CHECK(refusal.warnings == std::vector<std::string>{refusal.message});
}

TEST_CASE("What asks for nothing is not refused", "[unsupported_members]") {
  for (const char* body : {R"({"TableName":"T"})", R"({"VectorIndexes":[]})",
                           R"({"VectorIndexes":null})", R"({"ReplicaUpdates":[{}]})"}) {
    CHECK(Refuse("CreateTable", body).message.empty());
  }
}

}  // namespace
}  // namespace pumice::test
