// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/deploy/plan.h"
#include "protocol/services/tags.h"

// What CloudFormation keeps of a stack: one record each, of kind "stack".
namespace pumice::services {

struct KeptTrigger {
  std::string arn;
  std::string type;
};

// What a stack is made of: what CreateStack, UpdateStack or a change set was given.
struct StackInput {
  std::string template_body;
  std::map<std::string, std::string> parameters;  // those given
  TagMap tags;
  std::vector<std::string> capabilities;
  std::map<std::string, std::string> replaced;  // see deploy::TemplateInputs
  std::vector<std::string> notification_arns;
  // RollbackConfiguration: kept and told, without effect.
  std::vector<KeptTrigger> rollback_triggers;
  int64_t monitoring_minutes = -1;  // -1: not given
};

struct KeptParameter {
  std::string name;
  std::string value;
  bool no_echo = false;
};

struct KeptOutput {
  std::string name;
  std::string value;
  std::string export_name;  // empty: none
  std::string description;
};

struct KeptResource {
  std::string logical_id;
  std::string type;
  std::string physical_id;
  std::string status;
  std::string reason;  // empty: none
  int64_t time = 0;    // milliseconds, of its status
  bool made = false;   // pumice has a counterpart
  bool table = false;
  // The stack made it, or recorded it, and it has not gone since.
  bool present = false;
  bool retain = false;          // of one that is to go: it is left
  std::string deletion_policy;  // "Delete", "Retain", "RetainExceptOnCreate", "Snapshot"
  std::string replace_policy;   // UpdateReplacePolicy, likewise
  std::string fingerprint;      // see deploy::StackResource
};

// The one of that logical id; null: none.
const KeptResource* FindResource(const std::vector<KeptResource>& resources,
                                 std::string_view logical_id);

// A call of another service that the stack made, by which it is undone.
struct KeptCall {
  std::string logical_id;
  std::string service;
  std::string operation;
  std::string input;  // JSON
};

struct KeptEvent {
  std::string id;
  std::string logical_id;
  std::string physical_id;
  std::string type;
  std::string status;
  std::string reason;  // empty: none
  int64_t time = 0;
  std::string token{};  // ClientRequestToken of the operation; empty: none
};

struct KeptChange {
  std::string action;  // "Add", "Modify", "Remove"
  std::string logical_id;
  std::string physical_id;  // empty: none yet
  std::string type;
  std::string replacement;  // of "Modify": "True", "False"
};

// Of the change set that the stack's operation in progress carries out.
inline constexpr std::string_view kExecuting = "EXECUTE_IN_PROGRESS";

struct KeptChangeSet {
  std::string name;
  std::string id;
  std::string description;
  std::string type;
  std::string status;
  std::string reason;
  std::string execution_status;
  std::string on_failure;  // OnStackFailure; empty: not given
  std::string role_arn;    // empty: the stack's stays
  bool nested = false;     // IncludeNestedStacks
  int64_t created = 0;
  StackInput input;
  std::vector<KeptParameter> parameters;
  std::vector<KeptChange> changes;
};

struct Stack {
  std::string name;
  std::string id;
  std::string status;
  std::string reason;
  std::string description;
  std::string role_arn;
  std::string on_failure;           // "ROLLBACK", "DELETE", "DO_NOTHING"
  std::string change_set_id;        // that made it what it is; empty: none
  bool protected_from_end = false;  // EnableTerminationProtection
  std::string policy;               // the stack policy, JSON; empty: none
  std::string token;                // ClientRequestToken of the last operation
  std::string token_operation;      // "UpdateStack"
  bool retain_except_on_create = false;
  int64_t timeout_minutes = 0;  // TimeoutInMinutes: kept without effect
  int64_t created = 0;          // milliseconds; 0 here and below: never
  int64_t updated = 0;
  int64_t deleted = 0;
  StackInput input;
  std::vector<KeptParameter> parameters;
  std::vector<KeptOutput> outputs;
  std::vector<KeptResource> resources;
  std::vector<KeptCall> calls;
  std::vector<std::string> imports;  // exports of others that it uses
  std::vector<KeptEvent> events;     // the oldest first
  std::vector<KeptChangeSet> change_sets;

  // What is in progress, as long as the status says so.
  StackInput wanted;                       // of an update
  std::vector<deploy::PlannedTable> plan;  // what is still to be done for tables
  std::vector<KeptResource> before;        // the resources that an update found
  std::vector<std::string> skipped;        // logical ids that a rollback leaves as they are
  bool settling = false;                   // a rollback waits for what its update had begun
  std::vector<KeptResource> cleanup;       // what goes once all else is done

  bool in_progress() const { return status.ends_with("_IN_PROGRESS") && !in_review(); }
  bool in_review() const { return status == "REVIEW_IN_PROGRESS"; }
  bool is_deleted() const { return status == "DELETE_COMPLETE"; }
  KeptResource* FindResource(std::string_view logical_id);
  const KeptResource* FindResource(std::string_view logical_id) const;
  KeptChangeSet* FindChangeSet(std::string_view name_or_id);
  // Tells the change set that is being executed how the stack fares with it.
  void SettleExecution();
};

std::string EncodeStack(const Stack& stack);
// Throws ApiError (kInternal) for what EncodeStack did not make.
Stack DecodeStack(std::string_view bytes);

}  // namespace pumice::services
