// SPDX-License-Identifier: Apache-2.0

#include "protocol/operations/registry.h"

namespace pumice {

std::span<const Operation> AllOperations() {
  static constexpr Operation kOperations[] = {
      {"BatchExecuteStatement", BatchExecuteStatement},
      {"BatchGetItem", BatchGetItem},
      {"BatchWriteItem", BatchWriteItem},
      {"CreateBackup", CreateBackup},
      {"CreateTable", CreateTable},
      {"DeleteBackup", DeleteBackup},
      {"DeleteItem", DeleteItem},
      {"DeleteResourcePolicy", DeleteResourcePolicy},
      {"DeleteTable", DeleteTable},
      {"DescribeBackup", DescribeBackup},
      {"DescribeContinuousBackups", DescribeContinuousBackups},
      {"DescribeContributorInsights", DescribeContributorInsights},
      {"DescribeEndpoints", DescribeEndpoints},
      {"DescribeGlobalTable", DescribeGlobalTable},
      {"DescribeKinesisStreamingDestination", DescribeKinesisStreamingDestination},
      {"DescribeLimits", DescribeLimits},
      {"DescribeStream", DescribeStream},
      {"DescribeTable", DescribeTable},
      {"DescribeTimeToLive", DescribeTimeToLive},
      {"DisableKinesisStreamingDestination", DisableKinesisStreamingDestination},
      {"EnableKinesisStreamingDestination", EnableKinesisStreamingDestination},
      {"ExecuteStatement", ExecuteStatement},
      {"ExecuteTransaction", ExecuteTransaction},
      {"GetItem", GetItem},
      {"GetRecords", GetRecords},
      {"GetResourcePolicy", GetResourcePolicy},
      {"GetShardIterator", GetShardIterator},
      {"ListBackups", ListBackups},
      {"ListContributorInsights", ListContributorInsights},
      {"ListGlobalTables", ListGlobalTables},
      {"ListStreams", ListStreams},
      {"ListTables", ListTables},
      {"ListTagsOfResource", ListTagsOfResource},
      {"PutItem", PutItem},
      {"PutResourcePolicy", PutResourcePolicy},
      {"Query", Query},
      {"RestoreTableFromBackup", RestoreTableFromBackup},
      {"RestoreTableToPointInTime", RestoreTableToPointInTime},
      {"Scan", Scan},
      {"TagResource", TagResource},
      {"TransactGetItems", TransactGetItems},
      {"TransactWriteItems", TransactWriteItems},
      {"UntagResource", UntagResource},
      {"UpdateContinuousBackups", UpdateContinuousBackups},
      {"UpdateContributorInsights", UpdateContributorInsights},
      {"UpdateItem", UpdateItem},
      {"UpdateKinesisStreamingDestination", UpdateKinesisStreamingDestination},
      {"UpdateTable", UpdateTable},
      {"UpdateTimeToLive", UpdateTimeToLive},
  };
  return kOperations;
}

}  // namespace pumice
