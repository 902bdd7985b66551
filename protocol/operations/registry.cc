// SPDX-License-Identifier: Apache-2.0

#include "protocol/operations/registry.h"

namespace pumice {

std::span<const Operation> AllOperations() {
  static constexpr Operation kOperations[] = {
      {"BatchExecuteStatement", BatchExecuteStatement},
      {"BatchGetItem", BatchGetItem},
      {"BatchWriteItem", BatchWriteItem},
      {"CreateTable", CreateTable},
      {"DeleteItem", DeleteItem},
      {"DeleteResourcePolicy", DeleteResourcePolicy},
      {"DeleteTable", DeleteTable},
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
      {"ListContributorInsights", ListContributorInsights},
      {"ListGlobalTables", ListGlobalTables},
      {"ListStreams", ListStreams},
      {"ListTables", ListTables},
      {"ListTagsOfResource", ListTagsOfResource},
      {"PutItem", PutItem},
      {"PutResourcePolicy", PutResourcePolicy},
      {"Query", Query},
      {"Scan", Scan},
      {"TagResource", TagResource},
      {"TransactGetItems", TransactGetItems},
      {"TransactWriteItems", TransactWriteItems},
      {"UntagResource", UntagResource},
      {"UpdateContributorInsights", UpdateContributorInsights},
      {"UpdateItem", UpdateItem},
      {"UpdateKinesisStreamingDestination", UpdateKinesisStreamingDestination},
      {"UpdateTable", UpdateTable},
      {"UpdateTimeToLive", UpdateTimeToLive},
  };
  return kOperations;
}

}  // namespace pumice
