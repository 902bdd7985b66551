// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/service_calls.h"

#include <span>
#include <string_view>
#include <utility>

#include "tools/deploy/terraform/resource_values.h"

namespace pumice::deploy::terraform {
namespace {

struct Mapped {
  std::string_view argument;
  std::string_view member;
};

Node Members(const Node& values, std::span<const Mapped> mapped) {
  Node made = Node::Map(values.mark());
  for (const Mapped& pair : mapped) Copy(values, pair.argument, pair.member, &made);
  return made;
}

// Sets a member to what a block becomes, if it is there and says something.
template <typename Make>
void PutBlock(const Node& values, std::string_view block, std::string_view member, Make make,
              Node* out) {
  const Node* const found = GivenBlock(values, block);
  if (found == nullptr) return;
  Node made = make(*found);
  if (!made.members().empty()) out->Set(member, std::move(made));
}

constexpr Mapped kTarget[] = {{"service_namespace", "ServiceNamespace"},
                              {"resource_id", "ResourceId"},
                              {"scalable_dimension", "ScalableDimension"},
                              {"min_capacity", "MinCapacity"},
                              {"max_capacity", "MaxCapacity"},
                              {"role_arn", "RoleARN"}};
constexpr Mapped kSuspended[] = {{"dynamic_scaling_in_suspended", "DynamicScalingInSuspended"},
                                 {"dynamic_scaling_out_suspended", "DynamicScalingOutSuspended"},
                                 {"scheduled_scaling_suspended", "ScheduledScalingSuspended"}};
constexpr Mapped kPolicy[] = {{"name", "PolicyName"},
                              {"policy_type", "PolicyType"},
                              {"service_namespace", "ServiceNamespace"},
                              {"resource_id", "ResourceId"},
                              {"scalable_dimension", "ScalableDimension"}};
constexpr Mapped kTracking[] = {{"target_value", "TargetValue"},
                                {"disable_scale_in", "DisableScaleIn"},
                                {"scale_in_cooldown", "ScaleInCooldown"},
                                {"scale_out_cooldown", "ScaleOutCooldown"}};
constexpr Mapped kPredefined[] = {{"predefined_metric_type", "PredefinedMetricType"},
                                  {"resource_label", "ResourceLabel"}};
constexpr Mapped kCustomized[] = {{"metric_name", "MetricName"},
                                  {"namespace", "Namespace"},
                                  {"statistic", "Statistic"},
                                  {"unit", "Unit"}};
constexpr Mapped kDimension[] = {{"name", "Name"}, {"value", "Value"}};
constexpr Mapped kSteps[] = {{"adjustment_type", "AdjustmentType"},
                             {"cooldown", "Cooldown"},
                             {"metric_aggregation_type", "MetricAggregationType"},
                             {"min_adjustment_magnitude", "MinAdjustmentMagnitude"}};
constexpr Mapped kStep[] = {{"metric_interval_lower_bound", "MetricIntervalLowerBound"},
                            {"metric_interval_upper_bound", "MetricIntervalUpperBound"},
                            {"scaling_adjustment", "ScalingAdjustment"}};
constexpr Mapped kAlarm[] = {
    {"alarm_name", "AlarmName"},
    {"alarm_description", "AlarmDescription"},
    {"actions_enabled", "ActionsEnabled"},
    {"alarm_actions", "AlarmActions"},
    {"ok_actions", "OKActions"},
    {"insufficient_data_actions", "InsufficientDataActions"},
    {"metric_name", "MetricName"},
    {"namespace", "Namespace"},
    {"statistic", "Statistic"},
    {"extended_statistic", "ExtendedStatistic"},
    {"unit", "Unit"},
    {"evaluation_periods", "EvaluationPeriods"},
    {"threshold", "Threshold"},
    {"threshold_metric_id", "ThresholdMetricId"},
    {"comparison_operator", "ComparisonOperator"},
    {"treat_missing_data", "TreatMissingData"},
    {"evaluate_low_sample_count_percentiles", "EvaluateLowSampleCountPercentile"}};
constexpr Mapped kQuery[] = {{"id", "Id"},
                             {"expression", "Expression"},
                             {"label", "Label"},
                             {"return_data", "ReturnData"},
                             {"account_id", "AccountId"}};
constexpr Mapped kMetric[] = {{"metric_name", "MetricName"}, {"namespace", "Namespace"}};
constexpr Mapped kStatistic[] = {{"stat", "Stat"}, {"unit", "Unit"}};

// Each block of that name.
template <typename Make>
void PutList(const Node& values, std::string_view blocks, std::string_view member, Make make,
             Node* out) {
  const Node* const found = Given(values, blocks);
  if (found == nullptr) return;
  Node list = Node::List(found->mark());
  for (const Node& block : found->items()) list.Add(make(block));
  out->Set(member, std::move(list));
}

Node Target(const Resource& resource) {
  Node input = Members(resource.values, kTarget);
  PutBlock(
      resource.values, "suspended_state", "SuspendedState",
      [](const Node& block) { return Members(block, kSuspended); }, &input);
  const Node* const all = Given(resource.values, "tags_all");
  if (const Node* const tags = all == nullptr ? Given(resource.values, "tags") : all)
    input.Set("Tags", *tags);
  return input;
}

Node CustomizedMetric(const Node& block) {
  Node metric = Members(block, kCustomized);
  PutList(
      block, "dimensions", "Dimensions",
      [](const Node& dimension) { return Members(dimension, kDimension); }, &metric);
  return metric;
}

Node Tracking(const Node& block) {
  Node tracking = Members(block, kTracking);
  PutBlock(
      block, "predefined_metric_specification", "PredefinedMetricSpecification",
      [](const Node& inner) { return Members(inner, kPredefined); }, &tracking);
  PutBlock(block, "customized_metric_specification", "CustomizedMetricSpecification",
           CustomizedMetric, &tracking);
  return tracking;
}

Node Stepping(const Node& block) {
  Node stepping = Members(block, kSteps);
  PutList(
      block, "step_adjustment", "StepAdjustments",
      [](const Node& step) { return Members(step, kStep); }, &stepping);
  return stepping;
}

Node Policy(const Resource& resource) {
  Node input = Members(resource.values, kPolicy);
  // The provider's default; the service knows none.
  if (input.Find("PolicyType") == nullptr)
    input.Set("PolicyType", Node::String("StepScaling", resource.mark));
  PutBlock(resource.values, "target_tracking_scaling_policy_configuration",
           "TargetTrackingScalingPolicyConfiguration", Tracking, &input);
  PutBlock(resource.values, "step_scaling_policy_configuration", "StepScalingPolicyConfiguration",
           Stepping, &input);
  return input;
}

void PutDimensions(const Node& values, Node* out) {
  if (const Node* const dimensions = Given(values, "dimensions"))
    out->Set("Dimensions", TagList(*dimensions, "Name", "Value"));
}

Node Query(const Node& block) {
  Node query = Members(block, kQuery);
  CopyNumber(block, "period", "Period", &query);
  PutBlock(
      block, "metric", "MetricStat",
      [](const Node& inner) {
        Node metric = Members(inner, kMetric);
        PutDimensions(inner, &metric);
        Node statistic = Members(inner, kStatistic);
        CopyNumber(inner, "period", "Period", &statistic);
        statistic.Set("Metric", std::move(metric));
        return statistic;
      },
      &query);
  return query;
}

Node Alarm(const Resource& resource) {
  Node input = Members(resource.values, kAlarm);
  // A state has 0 for what an alarm does not have.
  CopyNumber(resource.values, "period", "Period", &input);
  CopyNumber(resource.values, "datapoints_to_alarm", "DatapointsToAlarm", &input);
  PutDimensions(resource.values, &input);
  PutList(resource.values, "metric_query", "Metrics", Query, &input);
  const Node* const all = Given(resource.values, "tags_all");
  if (const Node* const tags = all == nullptr ? Given(resource.values, "tags") : all)
    input.Set("Tags", TagList(*tags, "Key", "Value"));
  return input;
}

}  // namespace

std::optional<DesiredCall> MakeServiceCall(const Resource& resource) {
  DesiredCall call;
  call.logical_id = resource.address;
  call.mark = resource.mark;
  if (resource.type == "aws_cloudwatch_metric_alarm") {
    call.service = "monitoring";
    call.operation = "PutMetricAlarm";
    call.input = Alarm(resource);
    return call;
  }
  if (TextOf(resource.values, "service_namespace") != "dynamodb") return std::nullopt;
  call.service = "application-autoscaling";
  if (resource.type == "aws_appautoscaling_target") {
    call.operation = "RegisterScalableTarget";
    call.input = Target(resource);
    return call;
  }
  if (resource.type != "aws_appautoscaling_policy") return std::nullopt;
  call.operation = "PutScalingPolicy";
  call.input = Policy(resource);
  return call;
}

}  // namespace pumice::deploy::terraform
