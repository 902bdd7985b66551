// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>

#include "protocol/operation.h"

namespace pumice {

// Every operation that is built.
std::span<const Operation> AllOperations();

// The handlers, by family; see the service's API reference for each one's input and output.

// table_operations.cc
void CreateTable(OperationContext& context);
void DescribeTable(OperationContext& context);
void ListTables(OperationContext& context);
void DeleteTable(OperationContext& context);

// backup_operations.cc
void CreateBackup(OperationContext& context);
void DeleteBackup(OperationContext& context);
void DescribeBackup(OperationContext& context);
void ListBackups(OperationContext& context);
void RestoreTableFromBackup(OperationContext& context);

// recovery_operations.cc
void DescribeContinuousBackups(OperationContext& context);
void RestoreTableToPointInTime(OperationContext& context);
void UpdateContinuousBackups(OperationContext& context);

// tag_operations.cc
void TagResource(OperationContext& context);
void UntagResource(OperationContext& context);
void ListTagsOfResource(OperationContext& context);

// ttl_operations.cc
void DescribeTimeToLive(OperationContext& context);
void UpdateTimeToLive(OperationContext& context);

// policy_operations.cc
void PutResourcePolicy(OperationContext& context);
void GetResourcePolicy(OperationContext& context);
void DeleteResourcePolicy(OperationContext& context);

// global_table_operations.cc
void DescribeGlobalTable(OperationContext& context);
void ListGlobalTables(OperationContext& context);

// insights_operations.cc
void DescribeContributorInsights(OperationContext& context);
void ListContributorInsights(OperationContext& context);
void UpdateContributorInsights(OperationContext& context);

// kinesis_operations.cc
void DescribeKinesisStreamingDestination(OperationContext& context);
void DisableKinesisStreamingDestination(OperationContext& context);
void EnableKinesisStreamingDestination(OperationContext& context);
void UpdateKinesisStreamingDestination(OperationContext& context);

// update_table.cc
void UpdateTable(OperationContext& context);

// batch_operations.cc
void BatchGetItem(OperationContext& context);
void BatchWriteItem(OperationContext& context);

// transaction_operations.cc
void TransactGetItems(OperationContext& context);
void TransactWriteItems(OperationContext& context);

// statement_operations.cc
void BatchExecuteStatement(OperationContext& context);
void ExecuteStatement(OperationContext& context);
void ExecuteTransaction(OperationContext& context);

// stream_operations.cc
void ListStreams(OperationContext& context);
void DescribeStream(OperationContext& context);
void GetShardIterator(OperationContext& context);
void GetRecords(OperationContext& context);

// item_operations.cc
void PutItem(OperationContext& context);
void GetItem(OperationContext& context);
void UpdateItem(OperationContext& context);
void DeleteItem(OperationContext& context);

// page_operations.cc
void Query(OperationContext& context);
void Scan(OperationContext& context);

// account_operations.cc
void DescribeEndpoints(OperationContext& context);
void DescribeLimits(OperationContext& context);

}  // namespace pumice
