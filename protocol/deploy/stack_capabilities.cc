// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/stack_capabilities.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace pumice::deploy {
namespace {

constexpr std::string_view kIamTypes[] = {"AWS::IAM::AccessKey",
                                          "AWS::IAM::Group",
                                          "AWS::IAM::InstanceProfile",
                                          "AWS::IAM::ManagedPolicy",
                                          "AWS::IAM::Policy",
                                          "AWS::IAM::Role",
                                          "AWS::IAM::User",
                                          "AWS::IAM::UserToGroupAddition"};
constexpr std::string_view kIamNames[] = {"GroupName", "InstanceProfileName", "ManagedPolicyName",
                                          "RoleName", "UserName"};

bool IsOfIam(const WrittenResource& resource) {
  return std::ranges::find(kIamTypes, resource.type) != std::end(kIamTypes);
}

bool HasOwnName(const WrittenResource& resource) {
  return resource.properties != nullptr && std::ranges::any_of(kIamNames, [&](auto name) {
           return resource.properties->Find(name) != nullptr;
         });
}

}  // namespace

std::vector<std::string> Capabilities(const std::vector<WrittenResource>& resources,
                                      const TemplateSections& sections) {
  bool iam = false;
  bool named = false;
  for (const WrittenResource& resource : resources) {
    if (!IsOfIam(resource)) continue;
    iam = true;
    named |= HasOwnName(resource);
  }
  std::vector<std::string> capabilities;
  if (iam) capabilities.emplace_back(named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM");
  if (!sections.transforms.empty()) capabilities.emplace_back("CAPABILITY_AUTO_EXPAND");
  return capabilities;
}

std::vector<std::string> CapabilityReasons(const std::vector<WrittenResource>& resources,
                                           const TemplateSections& sections) {
  std::vector<std::string> reasons;
  for (const WrittenResource& resource : resources) {
    if (!IsOfIam(resource)) continue;
    if (std::ranges::find(reasons, resource.type) == reasons.end()) {
      reasons.push_back(resource.type);
    }
  }
  reasons.insert(reasons.end(), sections.transforms.begin(), sections.transforms.end());
  return reasons;
}

}  // namespace pumice::deploy
