// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string_view>

#include "protocol/deploy/evaluator.h"
#include "protocol/deploy/node.h"
#include "protocol/deploy/place.h"

namespace pumice::deploy {

// A call of a function of CloudFormation's: {"Fn::Join": argument}.
struct IntrinsicCall {
  const Node& argument;
  const Mark& mark;
  const Place& place;
  Evaluator& evaluator;
};

// Gives nothing for AWS::NoValue. Throws TemplateError.
using Intrinsic = std::optional<Node> (*)(const IntrinsicCall& call);

// The function of that name ("Ref", "Fn::Join"), or null. `extensions`: with those of the transform
// AWS::LanguageExtensions.
Intrinsic FindIntrinsic(std::string_view name, bool extensions);

// Throws with the place of the call.
[[noreturn]] void ThrowCall(const IntrinsicCall& call, std::string_view message);

// Values of a stack.
std::optional<Node> CallRef(const IntrinsicCall& call);
std::optional<Node> CallGetAtt(const IntrinsicCall& call);
std::optional<Node> CallFindInMap(const IntrinsicCall& call);
std::optional<Node> CallImportValue(const IntrinsicCall& call);
std::optional<Node> CallGetStackOutput(const IntrinsicCall& call);
std::optional<Node> CallGetAzs(const IntrinsicCall& call);
// Texts and lists.
std::optional<Node> CallSub(const IntrinsicCall& call);
std::optional<Node> CallJoin(const IntrinsicCall& call);
std::optional<Node> CallSplit(const IntrinsicCall& call);
std::optional<Node> CallSelect(const IntrinsicCall& call);
std::optional<Node> CallBase64(const IntrinsicCall& call);
std::optional<Node> CallCidr(const IntrinsicCall& call);
std::optional<Node> CallLength(const IntrinsicCall& call);
std::optional<Node> CallToJsonString(const IntrinsicCall& call);
// Conditions.
std::optional<Node> CallIf(const IntrinsicCall& call);
std::optional<Node> CallAnd(const IntrinsicCall& call);
std::optional<Node> CallOr(const IntrinsicCall& call);
std::optional<Node> CallNot(const IntrinsicCall& call);
std::optional<Node> CallEquals(const IntrinsicCall& call);

}  // namespace pumice::deploy
