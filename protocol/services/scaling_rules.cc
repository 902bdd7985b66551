// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/scaling_rules.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "protocol/services/member_rules.h"
#include "protocol/services/service_fault.h"

namespace pumice::services {
namespace {

constexpr std::string_view kCode = "ValidationException";
constexpr std::string_view kDynamoDb = "dynamodb";
constexpr std::string_view kTracking = "TargetTrackingScaling";
constexpr std::string_view kStepping = "StepScaling";
constexpr std::string_view kPredicting = "PredictiveScaling";
constexpr std::string_view kTable = "table/";
constexpr std::string_view kIndex = "/index/";

std::string_view TextOf(const JsonValue& value, std::string_view member) {
  return FindString(value, member).value_or("");
}

bool Contains(std::span<const std::string_view> texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

// "dynamodb:index:ReadCapacityUnits" begins with its namespace; of DynamoDB the resource's type
// follows.
bool FitsResource(const JsonValue& input) {
  const std::string_view service = TextOf(input, "ServiceNamespace");
  const std::string_view dimension = TextOf(input, "ScalableDimension");
  if (dimension.substr(0, dimension.find(':')) != service) return false;
  if (service != kDynamoDb) return true;
  const ScaledTable scaled = TableOfResource(TextOf(input, "ResourceId"));
  return !scaled.table.empty() && scaled.index.empty() == dimension.starts_with("dynamodb:table:");
}

constexpr MemberRule kResourceRules[] = {
    {FitsResource, "Unsupported service namespace, resource type or scalable dimension"},
};

// Which types of policies a service's resources do not have.
struct UnsupportedPolicies {
  std::string_view type;
  std::span<const std::string_view> services;
};
constexpr std::string_view kWithoutTracking[] = {"elasticmapreduce"};
constexpr std::string_view kWithoutSteps[] = {"dynamodb", "comprehend",  "lambda", "cassandra",
                                              "kafka",    "elasticache", "neptune"};
constexpr UnsupportedPolicies kUnsupported[] = {{kTracking, kWithoutTracking},
                                                {kStepping, kWithoutSteps}};

bool IsSupportedType(const JsonValue& policy) {
  const std::string_view type = TextOf(policy, "PolicyType");
  const std::string_view service = TextOf(policy, "ServiceNamespace");
  if (type == kPredicting) return service == "ecs";
  return std::none_of(std::begin(kUnsupported), std::end(kUnsupported), [&](const auto& row) {
    return row.type == type && Contains(row.services, service);
  });
}

// Each type has a configuration of its own.
bool HasItsConfiguration(const JsonValue& policy) {
  for (const std::string_view type : {kTracking, kStepping, kPredicting}) {
    const bool is_there = Has(policy, std::string(type).append("PolicyConfiguration"));
    if (is_there != (TextOf(policy, "PolicyType") == type)) return false;
  }
  return true;
}

constexpr std::string_view kNeededOfPolicy[] = {"PolicyType"};
constexpr MemberRule kPolicyRules[] = {
    {IsSupportedType, "PolicyType is not supported for the service namespace"},
    {HasItsConfiguration, "The policy must have the configuration of its PolicyType, and no other"},
};

// What the names of predefined metrics begin with, and whose they are.
struct MetricsOfService {
  std::string_view prefix;
  std::string_view service;
};
constexpr MetricsOfService kMetrics[] = {
    {"DynamoDBRead", "dynamodb"},   {"DynamoDBWrite", "dynamodb"},   {"RDS", "rds"},
    {"EC2SpotFleet", "ec2"},        {"SageMaker", "sagemaker"},      {"ECS", "ecs"},
    {"AppStream", "appstream"},     {"Comprehend", "comprehend"},    {"Lambda", "lambda"},
    {"CassandraRead", "cassandra"}, {"CassandraWrite", "cassandra"}, {"Kafka", "kafka"},
    {"ElastiCache", "elasticache"}, {"Neptune", "neptune"},          {"WorkSpaces", "workspaces"},
};
constexpr std::string_view kRequestCount = "ALBRequestCountPerTarget";

// Capacity for reads is tracked by what reads use of it, and so for writes.
bool IsMetricOf(std::string_view metric, std::string_view service, std::string_view dimension) {
  if (metric == kRequestCount) return service == "ec2" || service == "ecs";
  for (const MetricsOfService& row : kMetrics) {
    if (!metric.starts_with(row.prefix)) continue;
    const std::string_view unit = dimension.substr(dimension.rfind(':') + 1);
    if (row.prefix.ends_with("Read") && !unit.starts_with("Read")) return false;
    if (row.prefix.ends_with("Write") && !unit.starts_with("Write")) return false;
    return row.service == service;
  }
  return true;
}

constexpr std::string_view kSpecifications[] = {"PredefinedMetricSpecification",
                                                "CustomizedMetricSpecification"};
constexpr std::string_view kOfOneMetric[] = {"MetricName", "Namespace", "Statistic"};

bool IsWholeMetric(const JsonValue& tracking) {
  const JsonValue* const metric = FindMember(tracking, "CustomizedMetricSpecification");
  if (metric == nullptr) return true;
  return CountOf(*metric, kOfOneMetric) == (Has(*metric, "Metrics") ? 0 : 3);
}

bool HasItsLabel(const JsonValue& tracking) {
  const JsonValue* const metric = FindMember(tracking, "PredefinedMetricSpecification");
  return metric == nullptr || !Has(*metric, "ResourceLabel") ||
         TextOf(*metric, "PredefinedMetricType") == kRequestCount;
}

bool IsInRange(const JsonValue& tracking) {
  return std::fabs(FindMember(tracking, "TargetValue")->GetDouble()) <= std::ldexp(1.0, 360);
}

constexpr MemberRule kTrackingRules[] = {
    {[](const JsonValue& tracking) { return CountOf(tracking, kSpecifications) == 1; },
     "Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be "
     "specified"},
    {IsWholeMetric,
     "CustomizedMetricSpecification must have either MetricName, Namespace and Statistic, or "
     "Metrics"},
    {HasItsLabel, "ResourceLabel is only valid with ALBRequestCountPerTarget"},
    {IsInRange, "TargetValue must be between -2^360 and 2^360"},
};
constexpr Bounds kTrackingBounds[] = {
    {"ScaleOutCooldown", "targetTrackingScalingPolicyConfiguration.scaleOutCooldown", 0, INT32_MAX},
    {"ScaleInCooldown", "targetTrackingScalingPolicyConfiguration.scaleInCooldown", 0, INT32_MAX},
};

void CheckTracking(const JsonValue& policy, const JsonValue& tracking) {
  CheckRules(kTrackingRules, tracking, kCode);
  CheckBounds(kTrackingBounds, tracking);
  const JsonValue* const metric = FindMember(tracking, "PredefinedMetricSpecification");
  if (metric != nullptr &&
      !IsMetricOf(TextOf(*metric, "PredefinedMetricType"), TextOf(policy, "ServiceNamespace"),
                  TextOf(policy, "ScalableDimension"))) {
    ThrowBrokenRule(kCode, "PredefinedMetricType is not supported for the scalable dimension");
  }
}

constexpr std::string_view kNeededByTarget[] = {"MinCapacity", "MaxCapacity"};
constexpr MemberRule kTargetRules[] = {
    {[](const JsonValue& target) { return CountOf(target, kNeededByTarget) == 2; },
     "MinCapacity and MaxCapacity must be specified when registering a new scalable target"},
    {[](const JsonValue& target) {
       return *FindInteger(target, "MinCapacity") <= *FindInteger(target, "MaxCapacity");
     },
     "Maximum capacity cannot be less than minimum capacity"},
};
// "The minimum allowed value depends on the type of resource"; provisioned capacity is at least 1.
constexpr std::string_view kWithoutZero[] = {"dynamodb", "cassandra"};

// "If you specify a scalable dimension, you must also specify a resource ID".
constexpr std::string_view kResources[] = {"ResourceId", "ResourceIds"};
constexpr MemberRule kQueryRules[] = {
    {[](const JsonValue& input) {
       return !Has(input, "ScalableDimension") || CountOf(input, kResources) != 0;
     },
     "A resource ID must be specified with ScalableDimension"},
};

}  // namespace

ScaledTable TableOfResource(std::string_view resource) {
  if (!resource.starts_with(kTable)) return {};
  resource.remove_prefix(kTable.size());
  const size_t slash = resource.find('/');
  if (slash == std::string_view::npos) return {resource, {}};
  const std::string_view index = resource.substr(slash);
  if (!index.starts_with(kIndex) || index.size() == kIndex.size()) return {};
  return {resource.substr(0, slash), index.substr(kIndex.size())};
}

void CheckScaledResource(const JsonValue& input) { CheckRules(kResourceRules, input, kCode); }

void CheckScalableTarget(const JsonValue& target) {
  const bool is_positive = Contains(kWithoutZero, TextOf(target, "ServiceNamespace"));
  const Bounds bounds[] = {{"MinCapacity", "minCapacity", is_positive ? 1 : 0, INT32_MAX}};
  CheckBounds(bounds, target);
  CheckRules(kTargetRules, target, kCode);
}

void CheckScalingPolicy(const JsonValue& policy) {
  CheckPresent(kNeededOfPolicy, policy, kCode);
  CheckRules(kPolicyRules, policy, kCode);
  if (const auto* tracking = FindMember(policy, "TargetTrackingScalingPolicyConfiguration")) {
    CheckTracking(policy, *tracking);
  }
  if (const auto* steps = FindMember(policy, "StepScalingPolicyConfiguration")) {
    static constexpr std::string_view kNeeded[] = {"AdjustmentType", "StepAdjustments"};
    CheckPresent(kNeeded, *steps, kCode);
  }
}

void CheckScalingQuery(const JsonValue& input, int64_t most) {
  const Bounds bounds[] = {{"MaxResults", "maxResults", 1, most}};
  CheckBounds(bounds, input);
  CheckRules(kQueryRules, input, kCode);
}

}  // namespace pumice::services
