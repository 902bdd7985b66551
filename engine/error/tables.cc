// SPDX-License-Identifier: Apache-2.0

#include "engine/error/tables.h"

#include <ctime>

#include "engine/error/validation.h"

namespace pumice {
namespace {

template <typename... Parts>
[[noreturn]] void ThrowInUse(const Parts&... why) {
  throw ApiError(ErrorCode::kResourceInUse,
                 Text("Attempt to change a resource which is still in use: ", why...));
}

template <typename... Parts>
[[noreturn]] void ThrowInvalidKeySchema(const Parts&... why) {
  ThrowValidation(Text("Invalid KeySchema: ", why...));
}

[[noreturn]] void ThrowInsightsState(std::string_view status) {
  ThrowValidation(Text("Table or Index is not in a valid state to update Key Access Insights: ",
                       status, " must be ACTIVE to enable ContributorInsights."));
}

// The service's spelling.
[[noreturn]] void ThrowNone(std::string_view what) {
  ThrowValidation(Text("Atleast one ", what, " needs to be provided as Input."));
}

// A table where `index` is empty.
std::string Subject(std::string_view index) {
  return index.empty() ? "table" : Text("index ", index);
}

// As Java prints a date at full length: "Monday, October 10, 2022 at 1:00:19 PM Coordinated
// Universal Time".
std::string JavaDate(int64_t millis) {
  const std::time_t seconds = millis / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char day[64];
  std::strftime(day, sizeof(day), "%A, %B ", &utc);
  char rest[64];
  std::strftime(rest, sizeof(rest), ", %Y at ", &utc);
  char time[16];
  std::strftime(time, sizeof(time), ":%M:%S %p", &utc);
  const int hour = utc.tm_hour % 12 == 0 ? 12 : utc.tm_hour % 12;
  return Text(day, std::to_string(utc.tm_mday), rest, std::to_string(hour), time,
              " Coordinated Universal Time");
}

}  // namespace

void ThrowTableNotFound(std::string_view table) {
  throw ApiError(ErrorCode::kResourceNotFound,
                 Text(kResourceNotFound, ": Table: ", table, " not found"));
}

void ThrowResourceNotFound() {
  throw ApiError(ErrorCode::kResourceNotFound, std::string(kResourceNotFound));
}

void ThrowIndexNotFound(std::string_view table, std::string_view index) {
  throw ApiError(ErrorCode::kResourceNotFound,
                 Text(kResourceNotFound, ": Table: ", table, " index: ", index, " not found"));
}

void ThrowGlobalIndexNotFound(std::string_view table, std::string_view index) {
  throw ApiError(ErrorCode::kResourceNotFound,
                 Text(kResourceNotFound, ": Index: ", index, " not found for table: ", table));
}

void ThrowInsightsOfInactiveTable() { ThrowInsightsState("TableStatus"); }

void ThrowInsightsOfInactiveIndex() { ThrowInsightsState("IndexStatus"); }

void ThrowGlobalTableNotFound(std::string_view name) {
  throw ApiError(ErrorCode::kGlobalTableNotFound,
                 Text("Global table with name: '", name, "' does not exist."));
}

void ThrowTableExists(std::string_view table) {
  throw ApiError(ErrorCode::kResourceInUse, Text("Table already exists: ", table));
}

void ThrowTableBeingCreated(std::string_view table) {
  ThrowInUse("Table is being created: ", table);
}

void ThrowTableBeingUpdated(std::string_view table) {
  ThrowInUse("Table is being updated: ", table);
}

void ThrowTableBeingDeleted(std::string_view table) {
  ThrowInUse("Table is being deleted: ", table);
}

void ThrowDeletionProtected() {
  ThrowValidation(
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion "
      "protection first.");
}

void ThrowTtlAlreadyEnabled() { ThrowValidation("TimeToLive is already enabled"); }

void ThrowTtlAlreadyDisabled() { ThrowValidation("TimeToLive is already disabled"); }

void ThrowTtlOnOtherAttribute(std::string_view attribute) {
  ThrowValidation(Text(
      "TimeToLive is active on a different AttributeName: current AttributeName is ", attribute));
}

void ThrowTtlChangedTooOften() {
  ThrowValidation("Time to live has been modified multiple times within a fixed interval");
}

void ThrowFirstKeyNotHash() {
  ThrowInvalidKeySchema("The first KeySchemaElement is not a HASH key type");
}

void ThrowSecondKeyNotRange() {
  ThrowInvalidKeySchema("The second KeySchemaElement is not a RANGE key type");
}

void ThrowHashKeyBehindRange() {
  ThrowInvalidKeySchema(
      "All HASH key attributes must precede RANGE key attributes in the KeySchema");
}

void ThrowTooManyKeys(std::string_view key_type) {
  ThrowInvalidKeySchema("The KeySchema exceeds the maximum allowed number of ", key_type,
                        " key attributes");
}

void ThrowRepeatedKeyAttribute() {
  ThrowValidation(
      "Both the Hash Key and the Range Key element in the KeySchema have the same name");
}

void ThrowTooFewDefinitions() {
  ThrowInvalidKeySchema("Some index key attribute have no definition");
}

void ThrowKeyNotDefined(std::string_view keys, std::string_view definitions) {
  ThrowInvalidParameters(
      "Some index key attributes are not defined in AttributeDefinitions. Keys: ", keys,
      ", AttributeDefinitions: ", definitions);
}

void ThrowDuplicateDefinition(std::string_view attribute) {
  ThrowInvalidParameters("Duplicate AttributeName in AttributeDefinitions: ", attribute);
}

void ThrowDefinitionCount() {
  ThrowInvalidParameters(
      "Number of attributes in KeySchema does not exactly match number of attributes defined in "
      "AttributeDefinitions");
}

void ThrowUnusedDefinitions(std::string_view definitions, std::string_view used) {
  ThrowInvalidParameters("Some AttributeDefinitions are not used. AttributeDefinitions: ",
                         definitions, ", keys used: ", used);
}

void ThrowRedefinedAttribute(std::string_view attribute) {
  ThrowInvalidParameters("The type of a key attribute cannot be redefined. AttributeName: ",
                         attribute);
}

void ThrowNoProjectionType() { ThrowInvalidParameters("Unknown ProjectionType: null"); }

void ThrowNonKeyAttributesGiven(std::string_view projection_type) {
  ThrowInvalidParameters("ProjectionType is ", projection_type,
                         ", but NonKeyAttributes is specified");
}

void ThrowNoNonKeyAttributes() {
  ThrowInvalidParameters("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
}

void ThrowDuplicateNonKeyAttribute(std::string_view attribute) {
  ThrowInvalidParameters("Duplicate attribute name in NonKeyAttributes: ", attribute);
}

void ThrowDuplicateIndexName(std::string_view index) {
  ThrowInvalidParameters("Duplicate index name: ", index);
}

void ThrowTooManyProjectedAttributes(size_t most) {
  ThrowInvalidParameters("The number of projected attributes exceeds the limit of ",
                         std::to_string(most));
}

void ThrowLocalIndexNeedsSortKey() {
  ThrowInvalidParameters(
      "Table KeySchema does not have a range key, which is required when specifying a "
      "LocalSecondaryIndex");
}

void ThrowLocalIndexWithoutSortKey(std::string_view index) {
  ThrowInvalidParameters("Index KeySchema does not have a range key for index: ", index);
}

void ThrowLocalIndexPartition(std::string_view index, std::string_view index_key,
                              std::string_view table_key) {
  ThrowInvalidParameters(
      "Index KeySchema does not have the same leading hash key as table KeySchema for index: ",
      index, ". index hash key: ", index_key, ", table hash key: ", table_key);
}

void ThrowNoLocalIndexes() { ThrowInvalidParameters("List of LocalSecondaryIndexes is empty"); }

void ThrowTooManyLocalIndexes(size_t most) {
  ThrowInvalidParameters("Number of LocalSecondaryIndexes exceeds per-table limit of ",
                         std::to_string(most));
}

void ThrowNoGlobalIndexes() { ThrowInvalidParameters("List of GlobalSecondaryIndexes is empty"); }

void ThrowTooManyGlobalIndexes(size_t most) {
  ThrowInvalidParameters("GlobalSecondaryIndex count exceeds the per-table limit of ",
                         std::to_string(most));
}

void ThrowIndexExists() { ThrowValidation("Attempting to create an index which already exists"); }

void ThrowIndexUpdateNotOne() {
  ThrowInvalidParameters(
      "One of GlobalSecondaryIndexUpdate's Update, Create, Delete must be specified, and only one");
}

void ThrowSeveralUpdatesOfIndex(std::string_view index) {
  ThrowInvalidParameters(
      "Only one global secondary index update per index is allowed simultaneously. Index: ", index);
}

void ThrowTooManyIndexChanges() {
  throw ApiError(ErrorCode::kLimitExceeded,
                 "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                 "simultaneously per table");
}

void ThrowThroughputOnDemand() {
  ThrowInvalidParameters(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
      "PAY_PER_REQUEST");
}

void ThrowNoThroughput() {
  ThrowInvalidParameters(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
      "PROVISIONED");
}

void ThrowNoThroughputForProvisioned() {
  ThrowInvalidParameters("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
}

void ThrowIndexThroughputOnDemand(std::string_view index) {
  ThrowInvalidParameters("ProvisionedThroughput should not be specified for index: ", index,
                         " when BillingMode is PAY_PER_REQUEST");
}

void ThrowNoNewIndexThroughput(std::string_view index) {
  ThrowInvalidParameters("ProvisionedThroughput is not specified for index: ", index);
}

void ThrowNoIndexThroughput(std::string_view index) {
  ThrowInvalidParameters("ProvisionedThroughput must be specified for index: ", index);
}

void ThrowThroughputUnchanged(std::string_view index, int64_t read, int64_t write) {
  const std::string what = Subject(index);
  const std::string reads = std::to_string(read);
  const std::string writes = std::to_string(write);
  ThrowValidation(Text(
      "The provisioned throughput for the ", what,
      " will not change. The requested value equals the current value. Current ReadCapacityUnits "
      "provisioned for the ",
      what, ": ", reads, ". Requested ReadCapacityUnits: ", reads,
      ". Current WriteCapacityUnits provisioned for the ", what, ": ", writes,
      ". Requested WriteCapacityUnits: ", writes,
      ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher "
      "limits."));
}

void ThrowTooManyDecreases(int64_t today, int64_t last_millis, int64_t next_millis) {
  throw ApiError(
      ErrorCode::kLimitExceeded,
      Text("Subscriber limit exceeded: Provisioned throughput decreases are limited within a given "
           "UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can "
           "be performed at most once every 3600 seconds. Number of decreases today: ",
           std::to_string(today), ". Last decrease at ", JavaDate(last_millis),
           ". Next decrease can be made at ", JavaDate(next_millis)));
}

void ThrowWarmThroughputTooLow(std::string_view member, std::string_view index, int64_t least) {
  ThrowInvalidParameters("Requested ", member, " for WarmThroughput for ", Subject(index),
                         " is lower than what it has without it: ", std::to_string(least));
}

void ThrowOnDemandThroughputRange(std::string_view member, std::string_view index) {
  ThrowInvalidParameters("Requested ", member, " for OnDemandThroughput for ", Subject(index),
                         " is outside of valid range");
}

void ThrowUnitsOutOfBounds(int64_t units, std::string_view member) {
  ThrowValidation(
      Text("Given value ", std::to_string(units), " for ", member, " is out of bounds"));
}

void ThrowNothingToUpdate() {
  ThrowValidation(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
      "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
}

void ThrowViewOfNewDisabledStream() {
  ThrowInvalidParameters(
      "Table is being created with a stream disabled, UpdateViewType should not be specified");
}

void ThrowViewOfDisabledStream() {
  ThrowInvalidParameters("If stream is being disabled, then UpdateViewType must not be specified");
}

void ThrowNoStreamView() {
  ThrowInvalidParameters("StreamViewType must be specified when StreamEnabled is true");
}

void ThrowNoStreamToDisable(std::string_view table) {
  ThrowValidation(Text("Table has no stream to disable: TableName: ", table));
}

void ThrowStreamAlreadyEnabled(std::string_view table) {
  ThrowValidation(Text("Table already has an enabled stream: TableName: ", table));
}

void ThrowKeyOfDisabledEncryption() {
  ThrowInvalidParameters("KMSMasterKeyId should not be specified when Enabled is false");
}

void ThrowDuplicateTagKey(std::string_view key) {
  ThrowInvalidParameters("Duplicate tag key: ", key);
}

void ThrowReservedTagKey() {
  ThrowInvalidParameters("Tag keys starting with 'aws:' are reserved for system use");
}

void ThrowTagCharacters(std::string_view what, std::string_view text) {
  ThrowInvalidParameters("The ", what, " provided is invalid: '", text,
                         "'. Allowed are letters, white space, numbers and + - = . _ : / @");
}

void ThrowTooManyTags(size_t most) {
  ThrowInvalidParameters("Too many tags: a resource can have up to ", std::to_string(most));
}

void ThrowNoTag() { ThrowNone("Tag"); }

void ThrowNoTagKey() { ThrowNone("Tag Key"); }

void ThrowNoParameter(std::string_view parameter) {
  ThrowValidation(
      Text("The parameter '", parameter, "' is required but was not present in the request"));
}

void ThrowNoArn() { ThrowValidation("Invalid TableArn"); }

void ThrowInvalidArn(std::string_view arn) {
  ThrowValidation(Text("Invalid TableArn: Invalid ResourceArn provided as input ", arn));
}

}  // namespace pumice
