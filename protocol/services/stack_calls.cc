// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/stack_calls.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "protocol/deploy/read_document.h"
#include "protocol/services/service_fault.h"

namespace pumice::services {
namespace {

using deploy::Node;

// What undoes an operation, and the members of its input that name what is undone.
struct Inverse {
  std::string_view operation;
  std::string_view inverse;
  std::span<const std::string_view> members;
};

constexpr std::string_view kTarget[] = {"ServiceNamespace", "ResourceId", "ScalableDimension"};
constexpr std::string_view kPolicy[] = {"PolicyName", "ServiceNamespace", "ResourceId",
                                        "ScalableDimension"};
constexpr std::string_view kAlarm[] = {"AlarmName"};
constexpr Inverse kInverses[] = {
    {"RegisterScalableTarget", "DeregisterScalableTarget", kTarget},
    {"PutScalingPolicy", "DeleteScalingPolicy", kPolicy},
    {"PutMetricAlarm", "DeleteAlarms", kAlarm},
};

const Inverse* FindInverse(std::string_view operation) {
  for (const Inverse& inverse : kInverses) {
    if (inverse.operation == operation) return &inverse;
  }
  return nullptr;
}

void Call(std::string_view service, std::string_view operation, std::string_view input,
          const ServiceCaller& caller) {
  const Service* const found = FindServiceBySigningName(service);
  if (found == nullptr) ThrowInvalidAction(operation, service);
  std::string ignored;
  JsonAnswer answer(&ignored);
  CallService(*found, operation, input, caller, &answer);
}

// The input of the inverse: what names the thing.
std::string InverseInput(const Inverse& inverse, const std::string& input) {
  const Node given = deploy::ReadDocument(input, "");
  Node undo = Node::Map();
  for (const std::string_view member : inverse.members) {
    const Node* const value = given.Find(member);
    if (value == nullptr) continue;
    if (member == "AlarmName") {
      undo.Set("AlarmNames", Node::List()).Add(*value);
    } else {
      undo.Set(member, *value);
    }
  }
  return NodeJson(undo);
}

// What is gone already counts as undone.
void Undo(const KeptCall& made, const ServiceCaller& caller) {
  const Inverse* const inverse = FindInverse(made.operation);
  if (inverse == nullptr) return;
  try {
    Call(made.service, inverse->inverse, InverseInput(*inverse, made.input), caller);
  } catch (const ServiceFault&) {
  }
}

bool IsSameThing(const KeptCall& a, const KeptCall& b) {
  const Inverse* const inverse = FindInverse(a.operation);
  return a.service == b.service && a.operation == b.operation && inverse != nullptr &&
         InverseInput(*inverse, a.input) == InverseInput(*inverse, b.input);
}

}  // namespace

void ApplyCalls(const std::vector<deploy::DesiredCall>& desired, const ServiceCaller& caller,
                std::vector<KeptCall>* made) {
  std::vector<KeptCall> wanted;
  for (const deploy::DesiredCall& call : desired) {
    wanted.push_back({call.logical_id, call.service, call.operation, NodeJson(call.input)});
  }
  // The last ones first: a policy goes before its target.
  for (size_t i = made->size(); i > 0; --i) {
    const KeptCall old = (*made)[i - 1];
    const bool stays = std::any_of(wanted.begin(), wanted.end(),
                                   [&old](const KeptCall& call) { return IsSameThing(old, call); });
    if (stays) continue;
    Undo(old, caller);
    made->erase(made->begin() + static_cast<std::ptrdiff_t>(i - 1));
  }
  for (KeptCall& call : wanted) {
    const auto known = std::find_if(made->begin(), made->end(), [&](const KeptCall& other) {
      return IsSameThing(other, call);
    });
    if (known != made->end() && known->input == call.input) continue;
    Call(call.service, call.operation, call.input, caller);
    if (known != made->end()) {
      *known = std::move(call);
    } else {
      made->push_back(std::move(call));
    }
  }
}

}  // namespace pumice::services
