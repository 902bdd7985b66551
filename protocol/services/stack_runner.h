// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/services/service.h"
#include "protocol/services/stack.h"
#include "protocol/services/stack_template.h"

namespace pumice::services {

inline constexpr size_t kMaxStackEvents = 2000;  // the oldest go

// Brings stacks to what they were given, as far as their tables' states allow: nothing waits. What
// is still to be done stands in the stack, and Step carries on with it whenever somebody asks for
// the stack.
//
// Changes the stack in memory; the caller saves it. Each change of a state is an event. Throws
// ServiceFault, only where nothing was changed yet.
class StackRunner {
 public:
  explicit StackRunner(const ServiceCaller& caller);

  // These four begin an operation; Step carries it out.
  //
  // Makes what `stack->input` says. The stack has no resources yet.
  void Create(Stack* stack);
  void Update(Stack* stack, StackInput wanted, bool disable_rollback);
  // `retained`: logical ids that are left, of a stack whose deletion failed.
  void Delete(Stack* stack, const std::vector<std::string>& retained);
  // Takes an update back that failed, is in progress, or whose rollback failed. The resources of
  // `skipped` (logical ids that the stack has) stay as they are.
  void RollBackUpdate(Stack* stack, std::string_view reason,
                      const std::vector<std::string>& skipped);
  void Step(Stack* stack);

  // Sets the stack's state, with an event.
  void Enter(Stack* stack, std::string_view status, std::string_view reason) const;

 private:
  // A resource that cannot be made, changed or deleted.
  struct Failure {
    std::string logical_id;
    std::string reason;
  };

  bool RenewNames(const Stack& stack, const EvaluatedTemplate& wanted, StackInput* input) const;
  // `before`: what the stack's template wanted until now; null: there is none.
  void Begin(Stack* stack, const EvaluatedTemplate& wanted, const deploy::DesiredTables* before);
  void TakeResources(std::vector<KeptResource> wanted, Stack* stack) const;
  void Plan(Stack* stack, const EvaluatedTemplate& wanted,
            const deploy::DesiredTables* before) const;
  std::optional<Failure> TryPlan(Stack* stack, const EvaluatedTemplate& wanted,
                                 const deploy::DesiredTables* before) const;
  void PlanRollback(Stack* stack);
  bool StepOnce(Stack* stack);
  void TakeProgress(const deploy::PlanRun& run, Stack* stack) const;
  bool Advance(Stack* stack);
  void FinishMaking(Stack* stack, const StackInput& input);
  void MakeCall(const deploy::DesiredCall& call, Stack* stack) const;
  void CompleteResource(Stack* stack, KeptResource* resource) const;
  static void TellReason(Stack* stack, KeptResource* resource, const std::string& reason);
  bool CleanUp(Stack* stack);
  bool CleanUpOne(Stack* stack, KeptResource* going);
  bool DeleteTable(const std::string& table) const;
  void SetGoing(Stack* stack, KeptResource* going, std::string_view status,
                std::string_view reason) const;
  void FinishCleanup(Stack* stack);
  void Fail(Stack* stack, const Failure& failure);
  void FailResources(Stack* stack, const Failure& failure) const;
  void FailCreate(Stack* stack, const Failure& failure);
  void FailUpdate(Stack* stack, const Failure& failure);
  // Takes what a template came to into the stack; its resources' states are not touched.
  void TakeResult(const EvaluatedTemplate& evaluated, Stack* stack) const;
  void CheckExports(const Stack& stack, const EvaluatedTemplate& evaluated) const;
  void SetResource(Stack* stack, KeptResource* resource, std::string_view status,
                   std::string_view reason) const;
  void AddEvent(Stack* stack, KeptEvent event) const;
  int64_t Now() const;

  const ServiceCaller& caller_;
};

// The parameters that a template has, with the values that it was evaluated with.
std::vector<KeptParameter> KeptParameters(const deploy::StackResult& result);

}  // namespace pumice::services
