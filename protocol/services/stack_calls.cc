// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/stack_calls.h"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/table_text.h"
#include "protocol/services/service_fault.h"

namespace pumice::services {
namespace {

using deploy::Node;

// A member of a call's input, and the same in a call about what that made: there it may stand in a
// list.
struct NamingMember {
  std::string_view name;
  std::string_view other;
  bool is_list = false;
};

// What a call makes: of which type, and how it is undone and found.
struct Thing {
  std::string_view operation;
  std::string_view type;
  std::string_view undo;
  std::span<const NamingMember> undo_members;
  std::string_view describe;
  std::span<const NamingMember> describe_members;
  std::string_view identifier;  // the member that a message names it by
};

constexpr NamingMember kTarget[] = {{"ServiceNamespace", "ServiceNamespace"},
                                    {"ResourceId", "ResourceId"},
                                    {"ScalableDimension", "ScalableDimension"}};
constexpr NamingMember kTargets[] = {{"ServiceNamespace", "ServiceNamespace"},
                                     {"ResourceId", "ResourceIds", true},
                                     {"ScalableDimension", "ScalableDimension"}};
constexpr NamingMember kPolicy[] = {{"PolicyName", "PolicyName"},
                                    {"ServiceNamespace", "ServiceNamespace"},
                                    {"ResourceId", "ResourceId"},
                                    {"ScalableDimension", "ScalableDimension"}};
constexpr NamingMember kPolicies[] = {{"PolicyName", "PolicyNames", true},
                                      {"ServiceNamespace", "ServiceNamespace"},
                                      {"ResourceId", "ResourceId"},
                                      {"ScalableDimension", "ScalableDimension"}};
constexpr NamingMember kAlarms[] = {{"AlarmName", "AlarmNames", true}};
constexpr Thing kThings[] = {
    {"RegisterScalableTarget", "AWS::ApplicationAutoScaling::ScalableTarget",
     "DeregisterScalableTarget", kTarget, "DescribeScalableTargets", kTargets, "ResourceId"},
    {"PutScalingPolicy", "AWS::ApplicationAutoScaling::ScalingPolicy", "DeleteScalingPolicy",
     kPolicy, "DescribeScalingPolicies", kPolicies, "PolicyName"},
    {"PutMetricAlarm", "AWS::CloudWatch::Alarm", "DeleteAlarms", kAlarms, "DescribeAlarms", kAlarms,
     "AlarmName"},
};

const Thing* FindThing(std::string_view operation) {
  for (const Thing& thing : kThings) {
    if (thing.operation == operation) return &thing;
  }
  return nullptr;
}

std::string Call(std::string_view service, std::string_view operation, std::string_view input,
                 const ServiceCaller& caller) {
  const Service* const found = FindServiceBySigningName(service);
  if (found == nullptr) ThrowInvalidAction(operation, service);
  std::string output;
  JsonAnswer answer(&output);
  CallService(*found, operation, input, caller, &answer);
  return output;
}

// What names the thing, of the input that makes it.
std::string NamingInput(std::span<const NamingMember> members, const std::string& input) {
  const Node given = deploy::ReadDocument(input, "");
  Node naming = Node::Map();
  for (const NamingMember& member : members) {
    const Node* const value = given.Find(member.name);
    if (value == nullptr) continue;
    if (member.is_list) {
      naming.Set(member.other, Node::List()).Add(*value);
    } else {
      naming.Set(member.other, *value);
    }
  }
  return NodeJson(naming);
}

// Where a thing is looked for, an answer has one list that is not empty.
bool IsThere(const Thing& thing, const KeptCall& call, const ServiceCaller& caller) {
  const std::string found =
      Call(call.service, thing.describe, NamingInput(thing.describe_members, call.input), caller);
  const Node answer = deploy::ReadDocument(found, "");
  const auto& members = answer.members();
  return std::any_of(members.begin(), members.end(),
                     [](const Node::Member& member) { return !member.second.items().empty(); });
}

// What is gone already counts as undone.
void Undo(const KeptCall& made, const ServiceCaller& caller) {
  const Thing* const thing = FindThing(made.operation);
  if (thing == nullptr) return;
  try {
    Call(made.service, thing->undo, NamingInput(thing->undo_members, made.input), caller);
  } catch (const ServiceFault&) {
  }
}

// Of one logical id, too: a thing is made by one resource.
bool IsSameThing(const KeptCall& a, const KeptCall& b) {
  const Thing* const thing = FindThing(a.operation);
  return a.logical_id == b.logical_id && a.service == b.service && a.operation == b.operation &&
         thing != nullptr &&
         NamingInput(thing->undo_members, a.input) == NamingInput(thing->undo_members, b.input);
}

std::string MemberText(const std::string& input, std::string_view member) {
  const Node given = deploy::ReadDocument(input, "");
  const Node* const found = given.Find(member);
  return found == nullptr ? "" : found->text();
}

std::map<std::string, std::string> TagsOf(const KeptCall& call) {
  std::map<std::string, std::string> tags;
  const Node given = deploy::ReadDocument(call.input, "");
  const Node* const list = given.Find("Tags");
  if (list == nullptr) return tags;
  for (const Node& tag : list->items()) {
    tags[deploy::TextOf(tag, "Key")] = deploy::TextOf(tag, "Value");
  }
  return tags;
}

// PutMetricAlarm ignores the tags of an alarm that is there (API reference, "Tags").
void ChangeTags(const KeptCall& before, const KeptCall& wanted, const ServiceCaller& caller) {
  if (wanted.operation != "PutMetricAlarm") return;
  const std::map<std::string, std::string> old = TagsOf(before);
  const std::map<std::string, std::string> now = TagsOf(wanted);
  if (old == now) return;
  const Node arn =
      Node::String("arn:aws:cloudwatch:" + std::string(caller.region) + ":" +
                   std::string(caller.account) + ":alarm:" + MemberText(wanted.input, "AlarmName"));
  Node removed = Node::Map();
  removed.Set("ResourceARN", arn);
  Node& keys = removed.Set("TagKeys", Node::List());
  for (const auto& [key, value] : old) {
    if (!now.contains(key)) keys.Add(Node::String(key));
  }
  Node added = Node::Map();
  added.Set("ResourceARN", arn);
  Node& tags = added.Set("Tags", Node::List());
  for (const auto& [key, value] : now) {
    Node& tag = tags.Add(Node::Map());
    tag.Set("Key", Node::String(key));
    tag.Set("Value", Node::String(value));
  }
  if (!keys.items().empty()) Call(wanted.service, "UntagResource", NodeJson(removed), caller);
  if (!tags.items().empty()) Call(wanted.service, "TagResource", NodeJson(added), caller);
}

KeptCall ToKept(const deploy::DesiredCall& call) {
  return {call.logical_id, call.service, call.operation, NodeJson(call.input)};
}

}  // namespace

bool IsMade(const std::vector<KeptCall>& made, const deploy::DesiredCall& call) {
  const std::string input = NodeJson(call.input);
  return std::any_of(made.begin(), made.end(), [&](const KeptCall& one) {
    return one.logical_id == call.logical_id && one.operation == call.operation &&
           one.input == input;
  });
}

void MakeStackCall(const deploy::DesiredCall& call, const ServiceCaller& caller,
                   std::vector<KeptCall>* made) {
  KeptCall wanted = ToKept(call);
  const auto known = std::find_if(made->begin(), made->end(), [&](const KeptCall& other) {
    return IsSameThing(other, wanted);
  });
  if (known != made->end() && known->input == wanted.input) return;
  const Thing* const thing = FindThing(wanted.operation);
  if (known == made->end() && thing != nullptr && IsThere(*thing, wanted, caller)) {
    ThrowResourceExists(thing->type, MemberText(wanted.input, thing->identifier));
  }
  Call(wanted.service, wanted.operation, wanted.input, caller);
  if (known != made->end()) {
    ChangeTags(*known, wanted, caller);
    *known = std::move(wanted);
  } else {
    made->push_back(std::move(wanted));
  }
}

void UndoStackCalls(const std::vector<deploy::DesiredCall>& wanted,
                    const std::set<std::string>& left, const ServiceCaller& caller,
                    std::vector<KeptCall>* made) {
  std::vector<KeptCall> stay;
  stay.reserve(wanted.size());
  for (const deploy::DesiredCall& call : wanted) stay.push_back(ToKept(call));
  for (size_t i = made->size(); i > 0; --i) {
    const KeptCall& old = (*made)[i - 1];
    const bool stays = std::any_of(stay.begin(), stay.end(),
                                   [&old](const KeptCall& call) { return IsSameThing(old, call); });
    if (stays) continue;
    if (!left.contains(old.logical_id)) Undo(old, caller);
    made->erase(made->begin() + static_cast<std::ptrdiff_t>(i - 1));
  }
}

}  // namespace pumice::services
