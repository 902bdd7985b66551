// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "tests/protocol/operations/control_service.h"
#include "tests/protocol/operations/order_of_checks.h"

// The order of checks of the operations on what a table has beside its items (backups, policies,
// insights, destinations) and on streams: see order_of_checks.h.
namespace pumice::test {
namespace {

void CheckControlPairs(const Order& order) {
  CheckPairs(order, [] { return std::make_shared<ControlService>(); });
}

// For orders whose requests name what the service made.
void CheckControlPairs(const std::function<Order(const ControlService&)>& order_for) {
  const auto service = std::make_shared<ControlService>();
  const Order order = order_for(*service);
  CheckPairs(order, [&] { return service; });
}

std::string Quoted(const std::string& text) { return "'" + text + "'"; }

Fault InvalidTable(const std::string& member = "TableName") {
  return {{{member, "'arn:aws:x'"}}, Invalid("Invalid TableArn")};
}
// A member that the model requires. Told together with the other constraints of the model, so that
// an order has one of them only.
Fault Null(const std::string& member, const std::string& path) {
  return {{{member, ""}},
          Invalid("1 validation error detected: Value null at '" + path + "' failed")};
}
Fault NoBackedUpTable(const std::string& member = "TableName") {
  return {{{member, "'Nothing'"}}, "TableNotFoundException: Table not found: Nothing"};
}
Fault NoTable() {
  return {{{"TableName", "'Nothing'"}},
          "ResourceNotFoundException: Requested resource not found: Table: Nothing not found"};
}
Fault TableIs(const std::string& table, const std::string& told_with) {
  return {{{"TableName", Quoted(table)}}, told_with};
}
const std::string kInUse =
    "ResourceInUseException: Attempt to change a resource which is still in use: Table is being ";
Fault Creating() { return TableIs("Creating", kInUse + "created: Creating"); }
Fault Deleting() { return TableIs("Deleting", kInUse + "deleted: Deleting"); }

// Point-in-time recovery and backups.

TEST_CASE("UpdateContinuousBackups tells the fault that it meets first",
          "[order_of_setting_checks]") {
  const std::string member = "PointInTimeRecoverySpecification";
  CheckControlPairs({"UpdateContinuousBackups",
                     {{"TableName", "'Items'"}, {member, "{'PointInTimeRecoveryEnabled':true}"}},
                     {Type("TableName"),
                      {{{member, "{'PointInTimeRecoveryEnabled':true,'RecoveryPeriodInDays':36}"}},
                       Invalid("1 validation error detected: Value '36' at ")},
                      {{{member, "{'PointInTimeRecoveryEnabled':false,'RecoveryPeriodInDays':1}"}},
                       InvalidParameter("RecoveryPeriodInDays cannot be specified")},
                      InvalidTable(),
                      NoBackedUpTable(),
                      TableIs("Creating", "ContinuousBackupsUnavailableException: "),
                      TableIs("Deleting", "ContinuousBackupsUnavailableException: ")}});
}

TEST_CASE("DescribeContinuousBackups looks at the name, then for the table",
          "[order_of_setting_checks]") {
  CheckControlPairs(
      {"DescribeContinuousBackups",
       {{"TableName", "'Items'"}},
       {Type("TableName"), Null("TableName", "tableName"), InvalidTable(), NoBackedUpTable()}});
}

TEST_CASE("CreateBackup tells the fault that it meets first", "[order_of_setting_checks]") {
  CheckControlPairs({"CreateBackup",
                     {{"TableName", "'Items'"}, {"BackupName", "'name'"}},
                     {Type("TableName"),
                      {{{"BackupName", "'?'"}}, Invalid("2 validation errors detected: ")},
                      InvalidTable(),
                      NoBackedUpTable(),
                      TableIs("Creating", "TableInUseException: "),
                      TableIs("Deleting", "TableInUseException: ")}});
}

Fault NoBackup() {
  return {{{"BackupArn", Quoted(kArnPrefix + "Set/backup/01577836800000-00000000")}},
          "BackupNotFoundException: "};
}

TEST_CASE("DescribeBackup and DeleteBackup look at the ARN, then for the backup",
          "[order_of_setting_checks]") {
  for (const char* const operation : {"DescribeBackup", "DeleteBackup"}) {
    CheckControlPairs([&](const ControlService& service) -> Order {
      return {operation,
              {{"BackupArn", Quoted(service.backup_arn())}},
              {Type("BackupArn"),
               Null("BackupArn", "backupArn"),
               {{{"BackupArn", "'x'"}},
                Invalid("1 validation error detected: Value 'x' at 'backupArn'")},
               NoBackup()}};
    });
  }
}

TEST_CASE("ListBackups tells the fault that it meets first", "[order_of_setting_checks]") {
  CheckControlPairs({"ListBackups",
                     {{"TableName", "'Nothing'"}},
                     {Type("Limit"), Constraint("BackupType"), InvalidTable()}});
}

// Of a restore, whatever it restores.
Fault TargetThere() { return {{{"TargetTableName", "'Items'"}}, "TableAlreadyExistsException: "}; }
Fault TargetInUse() { return {{{"TargetTableName", "'Creating'"}}, "TableInUseException: "}; }
Fault OverrideUnits() {
  return {{{"ProvisionedThroughputOverride",
            "{'ReadCapacityUnits':2000000000000,'WriteCapacityUnits':1}"}},
          Invalid("Given value 2000000000000 for ReadCapacityUnits is out of bounds")};
}
Fault OverrideOnDemandUnits() {
  return {{{"OnDemandThroughputOverride", "{'MaxReadRequestUnits':0}"}},
          InvalidParameter("Requested MaxReadRequestUnits for OnDemandThroughput")};
}
Fault OverrideEncryption() {
  return {{{"SSESpecificationOverride", "{'Enabled':false,'KMSMasterKeyId':'k'}"}},
          InvalidParameter("KMSMasterKeyId should not be specified when Enabled is false")};
}
const std::string kIndexOverride =
    "'IndexName':'other','Projection':{'ProjectionType':'ALL'},"
    "'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}]";
Fault OverrideWarm() {
  return {{{"GlobalSecondaryIndexOverride",
            "[{" + kIndexOverride + ",'WarmThroughput':{'ReadUnitsPerSecond':1}}]"}},
          InvalidParameter("WarmThroughput cannot be specified for an index that is restored")};
}
Fault OverrideThroughput() {
  return {{{"ProvisionedThroughputOverride", "{'ReadCapacityUnits':1,'WriteCapacityUnits':1}"}},
          InvalidParameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified")};
}
Fault OverrideIndex() {
  return {{{"GlobalSecondaryIndexOverride", "[{" + kIndexOverride + "}]"}},
          InvalidParameter("The source has no index as the override describes it")};
}

TEST_CASE("RestoreTableFromBackup tells the fault that it meets first",
          "[order_of_setting_checks]") {
  CheckControlPairs([](const ControlService& service) -> Order {
    return {"RestoreTableFromBackup",
            {{"BackupArn", Quoted(service.backup_arn())}, {"TargetTableName", "'New'"}},
            {Type("BackupArn"), Constraint("BillingModeOverride"), OverrideUnits(),
             OverrideOnDemandUnits(), OverrideEncryption(), OverrideWarm(), NoBackup(),
             OverrideThroughput(), OverrideIndex(), TargetThere(), TargetInUse()}};
  });
}

TEST_CASE("RestoreTableToPointInTime tells the fault that it meets first",
          "[order_of_setting_checks]") {
  const std::string source = "SourceTableName";
  CheckControlPairs(
      {"RestoreTableToPointInTime",
       {{source, "'Set'"}, {"TargetTableName", "'New'"}, {"RestoreDateTime", "1577836802"}},
       {Type("SourceTableArn"),
        Constraint("BillingModeOverride"),
        {{{"UseLatestRestorableTime", "true"}},
         InvalidParameter("RestoreDateTime and UseLatestRestorableTime exclude")},
        {{{"RestoreDateTime", ""}, {"UseLatestRestorableTime", ""}},
         InvalidParameter("RestoreDateTime or UseLatestRestorableTime must")},
        OverrideUnits(),
        OverrideOnDemandUnits(),
        OverrideEncryption(),
        OverrideWarm(),
        {{{source, ""}, {"SourceTableArn", ""}},
         InvalidParameter("SourceTableName or SourceTableArn")},
        InvalidTable("SourceTableArn"),
        NoBackedUpTable(source),
        {{{source, "'Items'"}}, "PointInTimeRecoveryUnavailableException: "},
        OverrideThroughput(),
        OverrideIndex(),
        {{{"RestoreDateTime", "1"}}, "InvalidRestoreTimeException: "},
        TargetThere(),
        TargetInUse()}});
}

// Resource policies.

Fault NoArnPrefix() {
  return {{{"ResourceArn", "'Set'"}}, InvalidParameter("ARNs must start with 'arn:'")};
}
Fault ArnOfOther() {
  return {{{"ResourceArn", "'arn:aws:s3:::bucket'"}},
          InvalidParameter("Provided Arn is not a DynamoDB resource arn")};
}
Fault ArnOfIndex() {
  return {{{"ResourceArn", Quoted(kArnPrefix + "Items/index/byNumber")}},
          InvalidParameter("Invalid resource arn provided, only table or stream")};
}
Fault ArnOfNoTable() {
  return {{{"ResourceArn", Quoted(kArnPrefix + "Nothing")}},
          "ResourceNotFoundException: Requested resource not found: Table: Nothing not found"};
}
Fault ArnOfNoStream() {
  return {{{"ResourceArn", Quoted(kArnPrefix + "Set/stream/none")}},
          "ResourceNotFoundException: Requested resource not found: Stream: none not found"};
}
Fault ArnOf(const std::string& table, const std::string& told_with) {
  return {{{"ResourceArn", Quoted(kArnPrefix + table)}}, told_with};
}
Fault OtherRevision() {
  return {{{"ExpectedRevisionId", "'1'"}},
          "PolicyNotFoundException: Resource-based policy not found for the provided "
          "ResourceArn: Requested update for policy with revision id 1, but"};
}
const std::string kSetArn = Quoted(kArnPrefix + "Set");

TEST_CASE("PutResourcePolicy tells the fault that it meets first", "[order_of_setting_checks]") {
  Fault no_stream = ArnOfNoStream();
  no_stream.members["Policy"] = kStreamPolicy;
  CheckControlPairs({"PutResourcePolicy",
                     {{"ResourceArn", kSetArn}, {"Policy", kPolicy}},
                     {Type("ConfirmRemoveSelfResourceAccess"),
                      {{{"ExpectedRevisionId", "''"}},
                       Invalid("1 validation error detected: Value '' at 'expectedRevisionId'")},
                      NoArnPrefix(),
                      ArnOfOther(),
                      ArnOfIndex(),
                      {{{"Policy", "'{'"}}, InvalidParameter("Invalid policy document: ")},
                      ArnOfNoTable(),
                      no_stream,
                      ArnOf("Creating", kInUse + "created: Creating"),
                      ArnOf("Deleting", kInUse + "deleted: Deleting"),
                      OtherRevision()}});
}

TEST_CASE("GetResourcePolicy tells the fault that it meets first", "[order_of_setting_checks]") {
  CheckControlPairs({"GetResourcePolicy",
                     {{"ResourceArn", kSetArn}},
                     {Type("ResourceArn"), Null("ResourceArn", "resourceArn"), NoArnPrefix(),
                      ArnOfOther(), ArnOfIndex(), ArnOfNoTable(), ArnOfNoStream(),
                      ArnOf("Items", "PolicyNotFoundException: ")}});
}

TEST_CASE("DeleteResourcePolicy tells the fault that it meets first", "[order_of_setting_checks]") {
  CheckControlPairs({"DeleteResourcePolicy",
                     {{"ResourceArn", kSetArn}},
                     {Type("ResourceArn"),
                      {{{"ExpectedRevisionId", "''"}},
                       Invalid("1 validation error detected: Value '' at 'expectedRevisionId'")},
                      NoArnPrefix(),
                      ArnOfOther(),
                      ArnOfIndex(),
                      ArnOfNoTable(),
                      ArnOfNoStream(),
                      ArnOf("Creating", kInUse + "created: Creating"),
                      ArnOf("Deleting", kInUse + "deleted: Deleting"),
                      OtherRevision()}});
}

// Contributor Insights.

Fault NoIndex() {
  return {{{"IndexName", "'nothing'"}},
          "ResourceNotFoundException: Requested resource not found: Index: nothing not found"};
}

TEST_CASE("UpdateContributorInsights tells the fault that it meets first",
          "[order_of_setting_checks]") {
  CheckControlPairs(
      {"UpdateContributorInsights",
       {{"TableName", "'Items'"}, {"ContributorInsightsAction", "'ENABLE'"}},
       {Type("IndexName"), Constraint("ContributorInsightsMode"), InvalidTable(), NoTable(),
        TableIs("Creating", Invalid("Table or Index is not in a valid state")), Deleting(),
        NoIndex()}});
}

TEST_CASE("DescribeContributorInsights tells the fault that it meets first",
          "[order_of_setting_checks]") {
  CheckControlPairs(
      {"DescribeContributorInsights",
       {{"TableName", "'Items'"}},
       {Type("IndexName"), Null("TableName", "tableName"), InvalidTable(), NoTable(), NoIndex()}});
}

TEST_CASE("ListContributorInsights tells the fault that it meets first",
          "[order_of_setting_checks]") {
  CheckControlPairs({"ListContributorInsights",
                     {{"TableName", "'Items'"}},
                     {Type("MaxResults"),
                      InvalidTable(),
                      NoTable(),
                      {{{"NextToken", "'x'"}}, Invalid("Invalid NextToken")}}});
}

// Kinesis destinations.

const std::string kInvalidState =
    Invalid("Table is not in a valid state to enable Kinesis Streaming Destination: ");
const std::string kConfiguration = "EnableKinesisStreamingConfiguration";
Fault ShortStreamArn() {
  return {{{"StreamArn", "'x'"}}, Invalid("1 validation error detected: Value 'x' at 'streamArn'")};
}
Fault OtherDestination(const std::string& told_with) {
  return {{{"StreamArn", Quoted(kKinesisArn + "2")}}, kInvalidState + told_with};
}

TEST_CASE("EnableKinesisStreamingDestination tells the fault that it meets first",
          "[order_of_setting_checks]") {
  CheckControlPairs(
      {"EnableKinesisStreamingDestination",
       {{"TableName", "'Items'"}, {"StreamArn", Quoted(kKinesisArn)}},
       {Type(kConfiguration), ShortStreamArn(), InvalidTable(), NoTable(), Creating(), Deleting(),
        TableIs("Set", kInvalidState + "EnableKinesisStreamingDestination must be")}});
}

TEST_CASE("DisableKinesisStreamingDestination tells the fault that it meets first",
          "[order_of_setting_checks]") {
  CheckControlPairs(
      {"DisableKinesisStreamingDestination",
       {{"TableName", "'Set'"}, {"StreamArn", Quoted(kKinesisArn)}},
       {Type(kConfiguration),
        ShortStreamArn(),
        {{{kConfiguration, "{'ApproximateCreationDateTimePrecision':'MILLISECOND'}"}},
         Invalid("Stream cannot be disabled using EnableKinesisStreamingConfiguration")},
        InvalidTable(),
        NoTable(),
        Creating(),
        Deleting(),
        OtherDestination("KinesisStreamingDestination must be ACTIVE")}});
}

TEST_CASE("UpdateKinesisStreamingDestination tells the fault that it meets first",
          "[order_of_setting_checks]") {
  const std::string member = "UpdateKinesisStreamingConfiguration";
  CheckControlPairs(
      {"UpdateKinesisStreamingDestination",
       {{"TableName", "'Set'"},
        {"StreamArn", Quoted(kKinesisArn)},
        {member, "{'ApproximateCreationDateTimePrecision':'MICROSECOND'}"}},
       {Type("TableName"),
        ShortStreamArn(),
        {{{member, ""}}, Invalid("Streaming destination cannot be updated with given parameters")},
        InvalidTable(),
        NoTable(),
        Creating(),
        Deleting(),
        OtherDestination("No streaming destination with streamArn"),
        {{{member, "{'ApproximateCreationDateTimePrecision':'MILLISECOND'}"}},
         Invalid("Invalid Request: Precision is already set")}}});
}

TEST_CASE("DescribeKinesisStreamingDestination looks at the name, then for the table",
          "[order_of_setting_checks]") {
  CheckControlPairs(
      {"DescribeKinesisStreamingDestination",
       {{"TableName", "'Creating'"}},
       {Type("TableName"), Null("TableName", "tableName"), InvalidTable(), NoTable()}});
}

// Streams.

Fault InvalidStream() {
  return {{{"StreamArn", "'arn:aws:dynamodb:us-east-1:000000000000:table'"}},
          Invalid("Invalid StreamArn")};
}
Fault NoStream() {
  return {{{"StreamArn", Quoted(kArnPrefix + "Set/stream/none")}},
          "ResourceNotFoundException: Requested resource not found: Stream: "};
}
Fault LargeLimit(const std::string& most) {
  return {{{"Limit", "2000"}},
          Invalid("1 validation error detected: Value '2000' at 'limit' failed to satisfy "
                  "constraint: Member must have value less than or equal to " +
                  most)};
}
Fault ShardNotThere() {
  return {{{"ShardId", "'shardId-00000000000000000000-00000000'"}},
          "ResourceNotFoundException: Requested resource not found: Shard does not exist"};
}

TEST_CASE("ListStreams tells the fault that it meets first", "[order_of_setting_checks]") {
  CheckControlPairs(
      {"ListStreams",
       {{"TableName", "'Set'"}},
       {Type("Limit"),
        {{{"TableName", "'?'"}}, Invalid("2 validation errors detected: ")},
        {{{"ExclusiveStartStreamArn", "'arn:aws:dynamodb:us-east-1:000000000000:table'"}},
         Invalid("Invalid StreamArn")},
        LargeLimit("100")}});
}

TEST_CASE("DescribeStream tells the fault that it meets first", "[order_of_setting_checks]") {
  CheckControlPairs({"DescribeStream",
                     {{"StreamArn", Quoted(kStreamOfSet)}},
                     {Type("ExclusiveStartShardId"),
                      Null("StreamArn", "streamArn"),
                      InvalidStream(),
                      LargeLimit("100"),
                      {{{"ShardFilter", "{'Type':'CHILD_SHARDS'}"}},
                       Invalid("1 validation error detected: Value null at 'shardFilter.shardId'")},
                      NoStream(),
                      {{{"ShardFilter",
                         "{'Type':'CHILD_SHARDS','ShardId':"
                         "'shardId-00000000000000000000-00000000'}"}},
                       ShardNotThere().told_with}}});
}

TEST_CASE("GetShardIterator tells the fault that it meets first", "[order_of_setting_checks]") {
  CheckControlPairs([](const ControlService& service) -> Order {
    return {"GetShardIterator",
            {{"StreamArn", Quoted(kStreamOfSet)},
             {"ShardId", Quoted(service.shard_id())},
             {"ShardIteratorType", "'TRIM_HORIZON'"}},
            {Type("ShardIteratorType"),
             Constraint("ShardIteratorType"),
             InvalidStream(),
             {{{"ShardIteratorType", "'AT_SEQUENCE_NUMBER'"}, {"SequenceNumber", ""}},
              Invalid("SequenceNumber must be provided")},
             {{{"SequenceNumber", "'000000000000000000001'"}},
              Invalid("SequenceNumber must not be provided")},
             NoStream(),
             ShardNotThere(),
             {{{"ShardIteratorType", "'AT_SEQUENCE_NUMBER'"},
               {"SequenceNumber", "'000000000000000000001'"}},
              Invalid("Invalid SequenceNumber")}}};
  });
}

TEST_CASE("GetRecords looks at the Limit, then at the iterator", "[order_of_setting_checks]") {
  CheckControlPairs([](const ControlService& service) -> Order {
    return {"GetRecords",
            {{"ShardIterator", Quoted(service.shard_iterator())}},
            {Type("Limit"),
             Null("ShardIterator", "shardIterator"),
             LargeLimit("1000"),
             {{{"ShardIterator", "'x'"}}, Invalid("Invalid ShardIterator")}}};
  });
}

}  // namespace
}  // namespace pumice::test
