// SPDX-License-Identifier: Apache-2.0

// Resources that are calls of other services: Application Auto Scaling's targets and policies,
// CloudWatch's alarms.

#include <string>
#include <string_view>
#include <utility>

#include "protocol/deploy/coerce.h"
#include "protocol/deploy/made_up_values.h"
#include "protocol/deploy/service_shapes.h"
#include "protocol/deploy/stack_resource.h"
#include "protocol/deploy/table_text.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

DesiredCall MakeCall(const EvaluatedResource& resource, std::string_view service,
                     std::string_view operation, const Node& input, const Shape& shape) {
  const std::string place = resource.logical_id + ".Properties";
  DesiredCall call{resource.logical_id, resource.mark, std::string(service), std::string(operation),
                   CoerceToShape(input, shape, place)};
  for (size_t i = 0; i < shape.members.size(); ++i) {
    const std::string_view name = shape.members[i].name;
    if ((shape.required >> i & 1) != 0 && call.input.Find(name) == nullptr) {
      throw TemplateError(resource.mark, resource.PlaceOf(name), "is missing");
    }
  }
  return call;
}

// Other services' targets are not pumice's to keep.
bool IsForTables(const Node& input) {
  const Node* const service = input.Find("ServiceNamespace");
  return service == nullptr || service->text() == "dynamodb";
}

ResourceValue PassOver(const EvaluatedResource& resource, const TemplateInputs& inputs,
                       DesiredTables* desired) {
  ++desired->passed_over[resource.type];
  return MadeUpResource(inputs, resource.type, MadeUpName(inputs.stack_name, resource.logical_id));
}

// "table/Music|dynamodb:table:ReadCapacityUnits|dynamodb", what {"Ref": …} of a target gives.
void TakeTargetId(const EvaluatedResource& resource, Node* input) {
  const Node* const id = input->Find("ScalingTargetId");
  if (id == nullptr) return;
  const Node target = *id;
  input->Remove("ScalingTargetId");
  std::string_view text = target.text();
  for (const std::string_view member : {"ResourceId", "ScalableDimension", "ServiceNamespace"}) {
    const size_t end = text.find('|');
    if (text.empty() || (end == std::string_view::npos) != (member == "ServiceNamespace")) {
      throw TemplateError(target.mark(), resource.PlaceOf("ScalingTargetId"),
                          "must be a reference to a scalable target");
    }
    input->Set(member, Node::String(std::string(text.substr(0, end)), target.mark()));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

}  // namespace

ResourceValue MakeScalableTarget(const EvaluatedResource& resource, const TemplateInputs& inputs,
                                 DesiredTables* desired) {
  if (!IsForTables(resource.properties)) return PassOver(resource, inputs, desired);
  Node input = resource.properties;
  if (const Node* const actions = input.Find("ScheduledActions")) {
    AddNote(actions->mark(), resource.PlaceOf("ScheduledActions"),
            "the target is registered without its scheduled actions", desired);
    input.Remove("ScheduledActions");
  }
  DesiredCall call = MakeCall(resource, "application-autoscaling", "RegisterScalableTarget", input,
                              kRegisterScalableTargetInput);
  ResourceValue value;
  value.type = resource.type;
  value.physical_id = TextOf(call.input, "ResourceId") + "|" +
                      TextOf(call.input, "ScalableDimension") + "|" +
                      TextOf(call.input, "ServiceNamespace");
  value.attributes["Id"] = value.physical_id;
  desired->calls.push_back(std::move(call));
  return value;
}

ResourceValue MakeScalingPolicy(const EvaluatedResource& resource, const TemplateInputs& inputs,
                                DesiredTables* desired) {
  Node input = resource.properties;
  TakeTargetId(resource, &input);
  if (!IsForTables(input)) return PassOver(resource, inputs, desired);
  DesiredCall call = MakeCall(resource, "application-autoscaling", "PutScalingPolicy", input,
                              kPutScalingPolicyInput);
  ResourceValue value;
  value.type = resource.type;
  value.physical_id = MakeArn(
      inputs, "autoscaling",
      "scalingPolicy:" + MadeUpUuid(TextOf(call.input, "PolicyName") + resource.logical_id) +
          ":resource/dynamodb/" + TextOf(call.input, "ResourceId") + ":policyName/" +
          TextOf(call.input, "PolicyName"));
  value.attributes["Arn"] = value.physical_id;
  desired->calls.push_back(std::move(call));
  return value;
}

ResourceValue MakeAlarm(const EvaluatedResource& resource, const TemplateInputs& inputs,
                        DesiredTables* desired) {
  Node input = resource.properties;
  const std::string name = NameProperty(resource, "AlarmName", inputs);
  input.Set("AlarmName", Node::String(name, resource.mark));
  desired->calls.push_back(
      MakeCall(resource, "monitoring", "PutMetricAlarm", input, kPutMetricAlarmInput));
  ResourceValue value;
  value.type = resource.type;
  value.physical_id = name;
  value.attributes["Arn"] = MakeArn(inputs, "cloudwatch", "alarm:" + name);
  return value;
}

}  // namespace pumice::deploy
