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
      {"DeleteTable", DeleteTable},
      {"DescribeBackup", DescribeBackup},
      {"DescribeContinuousBackups", DescribeContinuousBackups},
      {"DescribeEndpoints", DescribeEndpoints},
      {"DescribeLimits", DescribeLimits},
      {"DescribeStream", DescribeStream},
      {"DescribeTable", DescribeTable},
      {"DescribeTimeToLive", DescribeTimeToLive},
      {"ExecuteStatement", ExecuteStatement},
      {"ExecuteTransaction", ExecuteTransaction},
      {"GetItem", GetItem},
      {"GetRecords", GetRecords},
      {"GetShardIterator", GetShardIterator},
      {"ListBackups", ListBackups},
      {"ListStreams", ListStreams},
      {"ListTables", ListTables},
      {"ListTagsOfResource", ListTagsOfResource},
      {"PutItem", PutItem},
      {"Query", Query},
      {"RestoreTableFromBackup", RestoreTableFromBackup},
      {"RestoreTableToPointInTime", RestoreTableToPointInTime},
      {"Scan", Scan},
      {"TagResource", TagResource},
      {"TransactGetItems", TransactGetItems},
      {"TransactWriteItems", TransactWriteItems},
      {"UntagResource", UntagResource},
      {"UpdateContinuousBackups", UpdateContinuousBackups},
      {"UpdateItem", UpdateItem},
      {"UpdateTable", UpdateTable},
      {"UpdateTimeToLive", UpdateTimeToLive},
  };
  return kOperations;
}

}  // namespace pumice
