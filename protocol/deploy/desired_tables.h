// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// A table as a template wants it: the inputs of DynamoDB's own operations, without those that tell
// nothing. A null node: the template says nothing of it, and it stays as it is.
struct DesiredTable {
  std::string name;
  std::string logical_id;  // within its template; empty for tables as JSON
  Mark mark;
  // CreateTable's input, with TableName, in that operation's own members and types. Tags, the
  // resource policy, the stream and deletion protection stand here.
  Node create;
  Node time_to_live;         // UpdateTimeToLive's TimeToLiveSpecification
  Node continuous_backups;   // UpdateContinuousBackups' PointInTimeRecoverySpecification
  Node kinesis_destination;  // EnableKinesisStreamingDestination's input without TableName
  // UpdateContributorInsights' inputs without TableName: of the table, and of indexes.
  std::vector<Node> contributor_insights;
  // Items to put once the table was made, in DynamoDB's JSON (a data model's sample data).
  std::vector<Node> items;
  bool retain = false;  // is not deleted with its stack (DeletionPolicy)
};

// A call of another service that a template asks for, such as Application Auto Scaling's
// RegisterScalableTarget or CloudWatch's PutMetricAlarm.
struct DesiredCall {
  std::string logical_id;
  Mark mark;
  std::string service;    // "application-autoscaling", "monitoring"
  std::string operation;  // "RegisterScalableTarget"
  Node input;             // as the service's model has it
};

struct DesiredOutput {
  std::string name;
  std::string value;
  std::string export_name;  // empty: none
  std::string description;
};

// What a template comes to. The order is that of creation.
struct DesiredTables {
  std::vector<DesiredTable> tables;
  std::vector<DesiredCall> calls;
  std::vector<DesiredOutput> outputs;
  // How many resources of each type are none of pumice's business.
  std::map<std::string, size_t> passed_over;
  // What is told to the user and changes nothing: "file:line: Music.SSESpecification: …".
  std::vector<std::string> notes;
};

// Adds what another template comes to.
void AppendTables(DesiredTables from, DesiredTables* to);

}  // namespace pumice::deploy
