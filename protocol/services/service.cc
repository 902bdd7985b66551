// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/service.h"

#include <algorithm>
#include <array>

#include "protocol/services/known_members.h"
#include "protocol/services/service_fault.h"
#include "protocol/validator.h"
#include "protocol/wire_errors.h"

namespace pumice::services {
namespace {

template <typename Matches>
const Service* Find(Matches matches) {
  const std::span<const Service* const> all = AllServices();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Service* s) { return matches(*s); });
  return found == all.end() ? nullptr : *found;
}

template <typename Named>
const Named* FindNamed(std::span<const Named> all, std::string_view name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

std::span<const Service* const> AllServices() {
  static const std::array<const Service*, 4> kAll = {&ApplicationAutoScaling(), &CloudFormation(),
                                                     &CloudWatch(), &Sts()};
  return kAll;
}

const Service* FindServiceBySigningName(std::string_view name) {
  return Find([&](const Service& service) { return service.signing_name == name; });
}

const Service* FindServiceByTarget(std::string_view target_prefix) {
  if (target_prefix.empty()) return nullptr;
  return Find([&](const Service& service) { return service.target_prefix == target_prefix; });
}

const Service* FindServiceByVersion(std::string_view version) {
  if (version.empty()) return nullptr;
  return Find([&](const Service& service) { return service.version == version; });
}

void CallService(const Service& service, std::string_view operation, std::string_view input,
                 const ServiceCaller& caller, AnswerWriter* answer) {
  const ServiceShape* const shape = FindNamed(service.shapes, operation);
  const ServiceOperation* const handled = FindNamed(service.operations, operation);
  if (shape == nullptr || handled == nullptr) ThrowInvalidAction(operation, service.version);
  JsonDocument given;
  if (!given.Parse(input)) ThrowMalformedBody();
  ValidateInput(*shape->input, given.root());
  JsonDocument document;
  if (!document.Parse(KnownMembers(*shape->input, given.root()))) ThrowMalformedBody();
  ServiceCall call{caller, document.root(), *answer};
  answer->BeginStruct();
  handled->handler(call);
  answer->EndStruct();
}

}  // namespace pumice::services
