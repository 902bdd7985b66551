// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/stack_resource.h"

#include <algorithm>
#include <iterator>

#include "protocol/deploy/made_up_values.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

struct Entry {
  std::string_view type;
  ResourceMaker maker;
};

constexpr Entry kMakers[] = {
    {"AWS::DynamoDB::Table", MakeTable},
    {"AWS::DynamoDB::GlobalTable", MakeGlobalTable},
    {"AWS::ApplicationAutoScaling::ScalableTarget", MakeScalableTarget},
    {"AWS::ApplicationAutoScaling::ScalingPolicy", MakeScalingPolicy},
    {"AWS::CloudWatch::Alarm", MakeAlarm},
};

}  // namespace

ResourceMaker FindResourceMaker(std::string_view type) {
  const auto* const found = std::ranges::find(kMakers, type, &Entry::type);
  return found == std::end(kMakers) ? nullptr : found->maker;
}

void AddNote(const Mark& mark, std::string_view place, std::string_view message,
             DesiredTables* desired) {
  desired->notes.emplace_back(TemplateError(mark, place, message).what());
}

std::string NameProperty(const EvaluatedResource& resource, std::string_view property,
                         const TemplateInputs& inputs) {
  const Node* const name = resource.properties.Find(property);
  if (name == nullptr) {
    const auto replaced = inputs.replaced.find(resource.logical_id);
    const bool is_first = replaced == inputs.replaced.end();
    return MadeUpName(inputs.stack_name, resource.logical_id,
                      is_first ? inputs.name_salt : replaced->second);
  }
  if (!name->is_scalar()) {
    throw TemplateError(name->mark(), resource.PlaceOf(property),
                        std::string("must be a string, not ").append(KindName(name->kind())));
  }
  return name->text();
}

}  // namespace pumice::deploy
