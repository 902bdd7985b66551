// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/deploy/desired_tables.h"
#include "pumice/service_error.h"

namespace pumice::deploy {

// Calls DynamoDB, in this process or at an endpoint: the operation's input and output as JSON.
// Throws ServiceError.
using DynamoDbCall = std::function<std::string(std::string_view operation, std::string_view input)>;

struct PlannedCall {
  std::string operation;
  std::string input;  // JSON
  std::string table;
};

// What brings one table to what is wanted.
struct PlannedTable {
  std::string name;
  // '+': the table is made; '~': it is changed; '-': it is deleted and made anew, without its
  // items; '=': it is as it is wanted.
  char sign = '=';
  // What the calls do, for people; each begins with a sign of its own: "+ GSI ByGenre: Genre (S)".
  std::vector<std::string> lines;
  std::vector<PlannedCall> calls;
  // Of a run: the stream of a Kinesis destination that was asked for and is yet to be enabled.
  std::string enabling;
  // With '-': PlanOptions::replace is off, the table is protected against deletion, or the new one
  // would be refused. There are no calls.
  bool blocked = false;
};

struct PlanOptions {
  // Whether a table may be deleted and made anew where its keys, or local indexes, are others.
  bool replace = false;
  // What was wanted before: settings beside the table (tags, policy, TTL and so on) that stand
  // there and no longer in `desired` are taken back. Null: what is not said stays.
  const DesiredTables* before = nullptr;
};

// Compares what is wanted with what is there. The order is that of `desired`. Of a table that is
// there: what CreateTable's input leaves out is as CreateTable would have made it (no stream, no
// global indexes); tags, policy and warm throughput stay then. Indexes are changed one a call, as
// DynamoDB demands.
//
// Changes nothing. Throws TemplateError where two tables have one name, ServiceError.
std::vector<PlannedTable> PlanTables(const DesiredTables& desired, const DynamoDbCall& call,
                                     const PlanOptions& options);

// A call of a plan that was refused. what(): the service's message.
class PlannedCallError : public ServiceError {
 public:
  PlannedCallError(const PlannedCall& call, const ServiceError& error)
      : ServiceError(error.name(), error.what()), call_(call) {}

  const PlannedCall& call() const { return call_; }

 private:
  PlannedCall call_;
};

// A setting that the endpoint does not know, or could not make.
struct PlanNote {
  std::string table;
  std::string text;  // "the endpoint does not know UpdateContinuousBackups"
};

// Carries out a plan without waiting: tables are changed side by side, each one's calls in their
// order.
class PlanRun {
 public:
  explicit PlanRun(std::vector<PlannedTable> plan);

  // Makes each call whose table is ready for it. True: all calls are made, and every table that was
  // changed is ACTIVE. Throws PlannedCallError; the calls before it are made.
  bool Step(const DynamoDbCall& call);

  // How many calls have been made.
  size_t made() const { return made_; }
  // The tables that are not done, with the calls that are still to be made: a PlanRun of them goes
  // on where this one is.
  std::vector<PlannedTable> rest() const;
  // What Step waited for last: "Music is CREATING".
  const std::string& waiting_for() const { return waiting_for_; }
  const std::vector<PlanNote>& notes() const { return notes_; }

 private:
  struct Work {
    PlannedTable table;
    size_t next = 0;
    bool active = false;  // was seen so after the last call that may have changed it
  };

  bool StepTable(Work* work, const DynamoDbCall& call);
  bool IsReady(const Work& work, const DynamoDbCall& call);
  bool IsKinesisSettled(PlannedTable* table, const DynamoDbCall& call);
  // False: the table is busy, and the call is to be made again.
  bool Make(const PlannedCall& planned, const DynamoDbCall& call);

  std::vector<Work> works_;
  size_t made_ = 0;
  std::string waiting_for_;
  std::vector<PlanNote> notes_;
};

// Carries out a plan to its end. `wait` is called where nothing can be done but to wait for the
// tables that it is told of; it throws to give up. Returns PlanRun::notes(). Throws as Step does.
std::vector<PlanNote> ApplyPlan(const std::vector<PlannedTable>& plan, const DynamoDbCall& call,
                                const std::function<void(const std::string& waiting_for)>& wait);

}  // namespace pumice::deploy
