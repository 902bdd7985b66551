// SPDX-License-Identifier: Apache-2.0

#include "tests/protocol/operations/control_service.h"

#include <stdexcept>

namespace pumice::test {
namespace {

std::string Table(const std::string& name, const std::string& others) {
  return "{'TableName':'" + name +
         "','AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'}],"
         "'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}],'BillingMode':'PAY_PER_REQUEST'," +
         others + '}';
}

constexpr const char* kProvisioned = R"({'TableName':'Provisioned',
  'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'},
    {'AttributeName':'g','AttributeType':'S'}],
  'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}],
  'ProvisionedThroughput':{'ReadCapacityUnits':5,'WriteCapacityUnits':5},
  'GlobalSecondaryIndexes':[{'IndexName':'gix','Projection':{'ProjectionType':'ALL'},
    'KeySchema':[{'AttributeName':'g','KeyType':'HASH'}],
    'ProvisionedThroughput':{'ReadCapacityUnits':5,'WriteCapacityUnits':5}}]})";

const std::string kUnprotected = "'DeletionProtectionEnabled':false";
const std::string kProtected = "'DeletionProtectionEnabled':true";

std::string Named(const std::string& table, const std::string& others) {
  return "{'TableName':'" + table + "'," + others + '}';
}

// The text of the first member of this name.
std::string MemberOf(const std::string& answer, const std::string& member) {
  const std::string before = '"' + member + "\":\"";
  const size_t begin = answer.find(before) + before.size();
  return answer.substr(begin, answer.find('"', begin) - begin);
}

}  // namespace

DatabaseOptions ControlParts::Options() {
  DatabaseOptions options = ByClock(&clock_);
  options.transition_delay = std::chrono::seconds(1);
  options.recovery_lag = std::chrono::seconds(0);
  options.change_sink = &sink_;
  return options;
}

ControlService::ControlService() : TableService(Options()) {
  Wait();
  CreateTables();
  Wait();
  MakeSettings();
  Wait();
  RunDueWork();
  BeginChanges();
}

std::string ControlService::Do(std::string_view operation, const std::string& request) {
  std::string answer = Call(operation, request);
  if (answer.find("Exception: ") != std::string::npos) throw std::logic_error(answer);
  return answer;
}

void ControlService::CreateTables() {
  Do("CreateTable", kProvisioned);
  Do("CreateTable", Table("Set", "'Tags':[{'Key':'k','Value':'v'}],'ResourcePolicy':" + kPolicy +
                                     ",'StreamSpecification':{'StreamEnabled':true,"
                                     "'StreamViewType':'KEYS_ONLY'}"));
  Do("CreateTable", Table("Protected", kProtected));
  Do("CreateTable", Table("Updating", kUnprotected));
  Do("CreateTable", Table("Deleting", kUnprotected));
}

void ControlService::MakeSettings() {
  Do("UpdateContinuousBackups",
     Named("Set", "'PointInTimeRecoverySpecification':{'PointInTimeRecoveryEnabled':true}"));
  Do("UpdateTimeToLive",
     Named("Set", "'TimeToLiveSpecification':{'Enabled':true,'AttributeName':'due'}"));
  Do("UpdateContributorInsights", Named("Set", "'ContributorInsightsAction':'ENABLE'"));
  Do("EnableKinesisStreamingDestination", Named("Set", "'StreamArn':'" + kKinesisArn + "'"));
  backup_arn_ = MemberOf(Do("CreateBackup", Named("Set", "'BackupName':'first'")), "BackupArn");
  shard_id_ = MemberOf(Do("DescribeStream", "{'StreamArn':'" + kStreamOfSet + "'}"), "ShardId");
  shard_iterator_ =
      MemberOf(Do("GetShardIterator", "{'StreamArn':'" + kStreamOfSet + "','ShardId':'" +
                                          shard_id_ + "','ShardIteratorType':'TRIM_HORIZON'}"),
               "ShardIterator");
}

void ControlService::BeginChanges() {
  Do("CreateTable", Table("Creating", kProtected));
  Do("UpdateTable", Named("Updating", kProtected));
  Do("DeleteTable", "{'TableName':'Deleting'}");
}

}  // namespace pumice::test
