// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/intrinsics.h"

#include <algorithm>

#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

struct Entry {
  std::string_view name;
  Intrinsic function;
  bool extension = false;  // of the transform AWS::LanguageExtensions
};

constexpr Entry kIntrinsics[] = {
    {"Ref", CallRef},
    {"Fn::GetAtt", CallGetAtt},
    {"Fn::FindInMap", CallFindInMap},
    {"Fn::ImportValue", CallImportValue},
    {"Fn::GetStackOutput", CallGetStackOutput},
    {"Fn::GetAZs", CallGetAzs},
    {"Fn::Sub", CallSub},
    {"Fn::Join", CallJoin},
    {"Fn::Split", CallSplit},
    {"Fn::Select", CallSelect},
    {"Fn::Base64", CallBase64},
    {"Fn::Cidr", CallCidr},
    {"Fn::Length", CallLength, true},
    {"Fn::ToJsonString", CallToJsonString, true},
    {"Fn::If", CallIf},
    {"Fn::And", CallAnd},
    {"Fn::Or", CallOr},
    {"Fn::Not", CallNot},
    {"Fn::Equals", CallEquals},
};

}  // namespace

Intrinsic FindIntrinsic(std::string_view name, bool extensions) {
  const auto* const found = std::ranges::find(kIntrinsics, name, &Entry::name);
  if (found == std::end(kIntrinsics) || (found->extension && !extensions)) return nullptr;
  return found->function;
}

void ThrowCall(const IntrinsicCall& call, std::string_view message) {
  throw TemplateError(call.mark, call.place.Text(), message);
}

}  // namespace pumice::deploy
