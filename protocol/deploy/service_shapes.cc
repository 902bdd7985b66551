// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/service_shapes.h"

namespace pumice::deploy {
namespace {

constexpr Shape kText{.kind = ShapeKind::kString, .name = "String"};
constexpr Shape kWhole{.kind = ShapeKind::kInteger, .name = "Integer"};
constexpr Shape kDecimal{.kind = ShapeKind::kDouble, .name = "Double"};
constexpr Shape kTruth{.kind = ShapeKind::kBoolean, .name = "Boolean"};
constexpr Shape kTexts{.kind = ShapeKind::kList, .name = "Strings", .element = &kText};

constexpr Member kSuspendedStateMembers[] = {
    {"DynamicScalingInSuspended", "", &kTruth},
    {"DynamicScalingOutSuspended", "", &kTruth},
    {"ScheduledScalingSuspended", "", &kTruth},
};
constexpr Shape kSuspendedState{
    .kind = ShapeKind::kStructure, .name = "SuspendedState", .members = kSuspendedStateMembers};

constexpr Member kRegisterScalableTargetMembers[] = {
    {"ServiceNamespace", "", &kText},
    {"ResourceId", "", &kText},
    {"ScalableDimension", "", &kText},
    {"MinCapacity", "", &kWhole},
    {"MaxCapacity", "", &kWhole},
    {"RoleARN", "", &kText},
    {"SuspendedState", "", &kSuspendedState},
};

constexpr Member kDimensionMembers[] = {{"Name", "", &kText}, {"Value", "", &kText}};
constexpr Shape kDimension{.kind = ShapeKind::kStructure,
                           .name = "Dimension",
                           .members = kDimensionMembers,
                           .required = 0x3};
constexpr Shape kDimensions{.kind = ShapeKind::kList, .name = "Dimensions", .element = &kDimension};

// A metric of a query: of alarms and of target tracking.
constexpr Member kMetricMembers[] = {
    {"Namespace", "", &kText}, {"MetricName", "", &kText}, {"Dimensions", "", &kDimensions}};
constexpr Shape kMetric{.kind = ShapeKind::kStructure, .name = "Metric", .members = kMetricMembers};
constexpr Member kMetricStatMembers[] = {
    {"Metric", "", &kMetric}, {"Period", "", &kWhole}, {"Stat", "", &kText}, {"Unit", "", &kText}};
constexpr Shape kMetricStat{
    .kind = ShapeKind::kStructure, .name = "MetricStat", .members = kMetricStatMembers};
constexpr Member kMetricQueryMembers[] = {
    {"Id", "", &kText},       {"Expression", "", &kText},  {"MetricStat", "", &kMetricStat},
    {"Label", "", &kText},    {"ReturnData", "", &kTruth}, {"Period", "", &kWhole},
    {"AccountId", "", &kText}};
constexpr Shape kMetricQuery{.kind = ShapeKind::kStructure,
                             .name = "MetricDataQuery",
                             .members = kMetricQueryMembers,
                             .required = 0x1};
constexpr Shape kMetricQueries{
    .kind = ShapeKind::kList, .name = "MetricDataQueries", .element = &kMetricQuery};

constexpr Member kPredefinedMetricMembers[] = {{"PredefinedMetricType", "", &kText},
                                               {"ResourceLabel", "", &kText}};
constexpr Shape kPredefinedMetric{.kind = ShapeKind::kStructure,
                                  .name = "PredefinedMetricSpecification",
                                  .members = kPredefinedMetricMembers,
                                  .required = 0x1};
constexpr Member kCustomizedMetricMembers[] = {
    {"MetricName", "", &kText}, {"Namespace", "", &kText}, {"Dimensions", "", &kDimensions},
    {"Statistic", "", &kText},  {"Unit", "", &kText},      {"Metrics", "", &kMetricQueries}};
constexpr Shape kCustomizedMetric{.kind = ShapeKind::kStructure,
                                  .name = "CustomizedMetricSpecification",
                                  .members = kCustomizedMetricMembers};
constexpr Member kTargetTrackingMembers[] = {
    {"TargetValue", "", &kDecimal},
    {"PredefinedMetricSpecification", "", &kPredefinedMetric},
    {"CustomizedMetricSpecification", "", &kCustomizedMetric},
    {"ScaleOutCooldown", "", &kWhole},
    {"ScaleInCooldown", "", &kWhole},
    {"DisableScaleIn", "", &kTruth},
};
constexpr Shape kTargetTracking{.kind = ShapeKind::kStructure,
                                .name = "TargetTrackingScalingPolicyConfiguration",
                                .members = kTargetTrackingMembers,
                                .required = 0x1};

constexpr Member kStepMembers[] = {{"MetricIntervalLowerBound", "", &kDecimal},
                                   {"MetricIntervalUpperBound", "", &kDecimal},
                                   {"ScalingAdjustment", "", &kWhole}};
constexpr Shape kStep{.kind = ShapeKind::kStructure,
                      .name = "StepAdjustment",
                      .members = kStepMembers,
                      .required = 0x4};
constexpr Shape kSteps{.kind = ShapeKind::kList, .name = "StepAdjustments", .element = &kStep};
constexpr Member kStepScalingMembers[] = {{"AdjustmentType", "", &kText},
                                          {"StepAdjustments", "", &kSteps},
                                          {"MinAdjustmentMagnitude", "", &kWhole},
                                          {"Cooldown", "", &kWhole},
                                          {"MetricAggregationType", "", &kText}};
constexpr Shape kStepScaling{.kind = ShapeKind::kStructure,
                             .name = "StepScalingPolicyConfiguration",
                             .members = kStepScalingMembers};

constexpr Member kPutScalingPolicyMembers[] = {
    {"PolicyName", "", &kText},
    {"ServiceNamespace", "", &kText},
    {"ResourceId", "", &kText},
    {"ScalableDimension", "", &kText},
    {"PolicyType", "", &kText},
    {"StepScalingPolicyConfiguration", "", &kStepScaling},
    {"TargetTrackingScalingPolicyConfiguration", "", &kTargetTracking},
};

constexpr Member kTagMembers[] = {{"Key", "", &kText}, {"Value", "", &kText}};
constexpr Shape kTag{
    .kind = ShapeKind::kStructure, .name = "Tag", .members = kTagMembers, .required = 0x3};
constexpr Shape kTags{.kind = ShapeKind::kList, .name = "Tags", .element = &kTag};

constexpr Member kPutMetricAlarmMembers[] = {
    {"AlarmName", "", &kText},
    {"AlarmDescription", "", &kText},
    {"ActionsEnabled", "", &kTruth},
    {"OKActions", "", &kTexts},
    {"AlarmActions", "", &kTexts},
    {"InsufficientDataActions", "", &kTexts},
    {"MetricName", "", &kText},
    {"Namespace", "", &kText},
    {"Statistic", "", &kText},
    {"ExtendedStatistic", "", &kText},
    {"Dimensions", "", &kDimensions},
    {"Period", "", &kWhole},
    {"Unit", "", &kText},
    {"EvaluationPeriods", "", &kWhole},
    {"DatapointsToAlarm", "", &kWhole},
    {"Threshold", "", &kDecimal},
    {"ComparisonOperator", "", &kText},
    {"TreatMissingData", "", &kText},
    {"EvaluateLowSampleCountPercentile", "", &kText},
    {"Metrics", "", &kMetricQueries},
    {"Tags", "", &kTags},
    {"ThresholdMetricId", "", &kText},
};

}  // namespace

constinit const Shape kRegisterScalableTargetInput{.kind = ShapeKind::kStructure,
                                                   .name = "RegisterScalableTargetRequest",
                                                   .members = kRegisterScalableTargetMembers,
                                                   .required = 0x7};
constinit const Shape kPutScalingPolicyInput{.kind = ShapeKind::kStructure,
                                             .name = "PutScalingPolicyRequest",
                                             .members = kPutScalingPolicyMembers,
                                             .required = 0xF};
constinit const Shape kPutMetricAlarmInput{.kind = ShapeKind::kStructure,
                                           .name = "PutMetricAlarmInput",
                                           .members = kPutMetricAlarmMembers,
                                           .required = 0x1};

}  // namespace pumice::deploy
