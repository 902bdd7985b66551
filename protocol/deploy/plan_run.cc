// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <array>
#include <utility>

#include "protocol/deploy/plan.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/table_text.h"

namespace pumice::deploy {
namespace {

// After these a table may be anything but ACTIVE.
bool ChangesStatus(std::string_view operation) {
  return operation == "CreateTable" || operation == "UpdateTable" || operation == "DeleteTable";
}

// What a table is no table without; other operations are settings that an endpoint may lack.
bool IsEssential(std::string_view operation) {
  return ChangesStatus(operation) || operation == "PutItem";
}

// Errors that end by themselves.
bool IsBusy(const PlannedCall& planned, const ServiceError& error) {
  constexpr std::array<std::string_view, 2> kBusy = {"ThrottlingException",
                                                     "ContinuousBackupsUnavailableException"};
  if (std::find(kBusy.begin(), kBusy.end(), error.name()) != kBusy.end()) return true;
  const bool is_creation = planned.operation == "CreateTable";
  // Too many tables at once; a table that is changing.
  return error.name() == (is_creation ? "LimitExceededException" : "ResourceInUseException");
}

// "Music is CREATING"; empty: it is ACTIVE, and all its indexes are.
std::string UnreadyPart(const Node& table) {
  const std::string name = TextOf(table, "TableName");
  const std::string status = TextOf(table, "TableStatus");
  if (status != "ACTIVE") return name + " is " + status;
  const Node* const indexes = table.Find("GlobalSecondaryIndexes");
  if (indexes == nullptr) return "";
  for (const Node& index : indexes->items()) {
    const std::string index_status = TextOf(index, "IndexStatus");
    if (index_status != "ACTIVE") {
      return TextOfParts({name, "'s GSI ", TextOf(index, "IndexName"), " is ", index_status});
    }
  }
  return "";
}

constexpr std::string_view kEnableKinesis = "EnableKinesisStreamingDestination";

// The description of a Kinesis destination; null where it is not told.
Node KinesisDestination(const std::string& table, const std::string& stream_arn,
                        const DynamoDbCall& call) {
  constexpr std::string_view kDescribe = "DescribeKinesisStreamingDestination";
  try {
    const Node answer = ReadDocument(call(kDescribe, TableNameInput(table)), kDescribe);
    const Node* const all = answer.Find("KinesisDataStreamDestinations");
    if (all == nullptr) return {};
    for (const Node& destination : all->items()) {
      if (TextOf(destination, "StreamArn") == stream_arn) return destination;
    }
  } catch (const ServiceError& error) {
    if (error.name() != "UnknownOperationException") throw;
  }
  return {};
}

}  // namespace

PlanRun::PlanRun(std::vector<PlannedTable> plan) {
  works_.reserve(plan.size());
  for (PlannedTable& table : plan) {
    if (table.sign != '=' && !table.blocked) works_.push_back({std::move(table)});
  }
}

std::vector<PlannedTable> PlanRun::rest() const {
  std::vector<PlannedTable> rest;
  for (const Work& work : works_) {
    if (work.active && work.next == work.table.calls.size() && work.table.enabling.empty()) {
      continue;
    }
    PlannedTable table = work.table;
    table.calls.erase(table.calls.begin(),
                      table.calls.begin() + static_cast<std::ptrdiff_t>(work.next));
    rest.push_back(std::move(table));
  }
  return rest;
}

bool PlanRun::IsReady(const Work& work, const DynamoDbCall& call) {
  const bool is_creation =
      work.next < work.table.calls.size() && work.table.calls[work.next].operation == "CreateTable";
  try {
    const Node answer =
        ReadDocument(call("DescribeTable", TableNameInput(work.table.name)), "DescribeTable");
    const Node* const table = answer.Find("Table");
    const Node none;
    const Node& found = table == nullptr ? none : *table;
    const bool is_leaving = TextOf(found, "TableStatus") == "DELETING";
    // A table that is there is refused by CreateTable, in the service's words.
    if (is_creation && !is_leaving) return true;
    waiting_for_ = UnreadyPart(found);
    return waiting_for_.empty();
  } catch (const ServiceError& error) {
    if (error.name() != "ResourceNotFoundException") throw;
    // Any other call is refused in the service's words.
    return true;
  }
}

bool PlanRun::Make(const PlannedCall& planned, const DynamoDbCall& call) {
  try {
    call(planned.operation, planned.input);
    ++made_;
  } catch (const ServiceError& error) {
    if (IsBusy(planned, error)) {
      waiting_for_ = planned.table + ": " + planned.operation + ": " + error.what();
      return false;
    }
    if (error.name() != "UnknownOperationException" || IsEssential(planned.operation)) {
      throw PlannedCallError(planned, error);
    }
    notes_.push_back({planned.table, "the endpoint does not know " + planned.operation});
  }
  return true;
}

// A destination is enabled in the background, and may turn out not to be reached.
bool PlanRun::IsKinesisSettled(PlannedTable* table, const DynamoDbCall& call) {
  if (table->enabling.empty()) return true;
  const Node destination = KinesisDestination(table->name, table->enabling, call);
  const std::string status = TextOf(destination, "DestinationStatus");
  const std::string told = TextOfParts({"Kinesis destination ", table->enabling, " is ", status});
  if (status == "ENABLING") {
    waiting_for_ = table->name + "'s " + told;
    return false;
  }
  if (status == "ENABLE_FAILED") {
    const std::string why = TextOf(destination, "DestinationStatusDescription");
    notes_.push_back({table->name, why.empty() ? told : told + ": " + why});
  }
  table->enabling.clear();
  return true;
}

bool PlanRun::StepTable(Work* work, const DynamoDbCall& call) {
  while (true) {
    if (!work->active) {
      if (!IsReady(*work, call)) return false;
      work->active = true;
    }
    if (work->next == work->table.calls.size()) return IsKinesisSettled(&work->table, call);
    const PlannedCall& planned = work->table.calls[work->next];
    if (!Make(planned, call)) return false;
    if (planned.operation == kEnableKinesis) {
      work->table.enabling = TextOf(ReadDocument(planned.input, kEnableKinesis), "StreamArn");
    }
    if (ChangesStatus(planned.operation)) work->active = false;
    ++work->next;
  }
}

bool PlanRun::Step(const DynamoDbCall& call) {
  bool is_done = true;
  for (Work& work : works_) is_done = StepTable(&work, call) && is_done;
  return is_done;
}

std::vector<PlanNote> ApplyPlan(const std::vector<PlannedTable>& plan, const DynamoDbCall& call,
                                const std::function<void(const std::string& waiting_for)>& wait) {
  PlanRun run(plan);
  while (!run.Step(call)) wait(run.waiting_for());
  return run.notes();
}

}  // namespace pumice::deploy
