// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/resource_schema.h"

#include <algorithm>

// As the documentation of the AWS provider, version 6, has them.
namespace pumice::deploy::terraform {
namespace {

using Form = ArgumentSchema::Form;
using Flags = ArgumentSchema::Flags;

BlockSchema OnDemandThroughput() {
  return {"on_demand_throughput",
          {{"max_read_request_units", Form::kNumber}, {"max_write_request_units", Form::kNumber}},
          {}};
}

BlockSchema WarmThroughput() {
  return {"warm_throughput",
          {{"read_units_per_second", Form::kNumber}, {"write_units_per_second", Form::kNumber}},
          {}};
}

BlockSchema KeySchema() {
  return {"key_schema",
          {{"attribute_name", Form::kString, Flags::kRequired},
           {"key_type", Form::kString, Flags::kRequired},
           {"attribute_type"}},
          {}};
}

BlockSchema ImportTable() {
  return {"import_table",
          {{"input_compression_type"}, {"input_format"}},
          {{"input_format_options",
            {},
            {{"csv", {{"delimiter"}, {"header_list", Form::kStrings}}, {}}}},
           {"s3_bucket_source",
            {{"bucket", Form::kString, Flags::kMayBeUnknown},
             {"bucket_owner", Form::kString, Flags::kMayBeUnknown},
             {"key_prefix"}},
            {}}}};
}

std::vector<BlockSchema> TableBlocks() {
  return {{"attribute",
           {{"name", Form::kString, Flags::kRequired}, {"type", Form::kString, Flags::kRequired}},
           {}},
          {"global_secondary_index",
           {{"name", Form::kString, Flags::kRequired},
            {"hash_key"},
            {"range_key"},
            {"projection_type", Form::kString, Flags::kRequired},
            {"non_key_attributes", Form::kStrings},
            {"read_capacity", Form::kNumber},
            {"write_capacity", Form::kNumber}},
           {KeySchema(), OnDemandThroughput(), WarmThroughput()}},
          {"local_secondary_index",
           {{"name", Form::kString, Flags::kRequired},
            {"range_key", Form::kString, Flags::kRequired},
            {"projection_type", Form::kString, Flags::kRequired},
            {"non_key_attributes", Form::kStrings}},
           {}},
          {"global_table_witness", {{"region_name"}}, {}},
          ImportTable(),
          OnDemandThroughput(),
          {"point_in_time_recovery",
           {{"enabled", Form::kBool, Flags::kRequired}, {"recovery_period_in_days", Form::kNumber}},
           {}},
          {"replica",
           {{"region_name", Form::kString, Flags::kMayBeUnknown},
            {"kms_key_arn", Form::kString, Flags::kMayBeUnknown},
            {"point_in_time_recovery", Form::kBool},
            {"propagate_tags", Form::kBool},
            {"deletion_protection_enabled", Form::kBool},
            {"consistency_mode"}},
           {}},
          {"server_side_encryption",
           {{"enabled", Form::kBool, Flags::kRequired},
            {"kms_key_arn", Form::kString, Flags::kMayBeUnknown}},
           {}},
          {"ttl", {{"attribute_name"}, {"enabled", Form::kBool}}, {}},
          WarmThroughput()};
}

BlockSchema Table() {
  return {"aws_dynamodb_table",
          {{"name", Form::kString, Flags::kRequired},
           {"hash_key"},
           {"range_key"},
           {"billing_mode"},
           {"read_capacity", Form::kNumber},
           {"write_capacity", Form::kNumber},
           {"deletion_protection_enabled", Form::kBool},
           {"stream_enabled", Form::kBool},
           {"stream_view_type"},
           {"table_class"},
           {"tags", Form::kStringMap, Flags::kMayBeUnknown},
           {"region", Form::kString, Flags::kMayBeUnknown},
           {"restore_date_time"},
           {"restore_source_name"},
           {"restore_source_table_arn", Form::kString, Flags::kMayBeUnknown},
           {"restore_to_latest_time", Form::kBool}},
          TableBlocks()};
}

BlockSchema TableItem() {
  return {"aws_dynamodb_table_item",
          {{"table_name", Form::kString, Flags::kRequired},
           {"hash_key", Form::kString, Flags::kRequired},
           {"range_key"},
           {"item", Form::kString, Flags::kRequired},
           {"region", Form::kString, Flags::kMayBeUnknown}},
          {}};
}

BlockSchema GlobalSecondaryIndex() {
  return {"aws_dynamodb_global_secondary_index",
          {{"table_name"},
           {"table"},
           {"index_name"},
           {"name"},
           {"projection_type"},
           {"non_key_attributes", Form::kStrings},
           {"read_capacity", Form::kNumber},
           {"write_capacity", Form::kNumber},
           {"region", Form::kString, Flags::kMayBeUnknown}},
          {KeySchema(),
           {"projection", {{"projection_type"}, {"non_key_attributes", Form::kStrings}}, {}},
           {"provisioned_throughput",
            {{"read_capacity_units", Form::kNumber}, {"write_capacity_units", Form::kNumber}},
            {}},
           OnDemandThroughput(),
           WarmThroughput()}};
}

BlockSchema ScalingPolicy() {
  const BlockSchema customized = {
      "customized_metric_specification",
      {{"metric_name"}, {"namespace"}, {"statistic"}, {"unit"}},
      {{"dimensions", {{"name"}, {"value", Form::kString, Flags::kMayBeUnknown}}, {}}}};
  return {"aws_appautoscaling_policy",
          {{"name", Form::kString, Flags::kRequired},
           {"policy_type"},
           {"resource_id", Form::kString, Flags::kRequired},
           {"scalable_dimension", Form::kString, Flags::kRequired},
           {"service_namespace", Form::kString, Flags::kRequired},
           {"region", Form::kString, Flags::kMayBeUnknown}},
          {{"target_tracking_scaling_policy_configuration",
            {{"target_value", Form::kNumber, Flags::kRequired},
             {"disable_scale_in", Form::kBool},
             {"scale_in_cooldown", Form::kNumber},
             {"scale_out_cooldown", Form::kNumber}},
            {{"predefined_metric_specification",
              {{"predefined_metric_type", Form::kString, Flags::kRequired},
               {"resource_label", Form::kString, Flags::kMayBeUnknown}},
              {}},
             customized}},
           {"step_scaling_policy_configuration",
            {{"adjustment_type"},
             {"cooldown", Form::kNumber},
             {"metric_aggregation_type"},
             {"min_adjustment_magnitude", Form::kNumber}},
            {{"step_adjustment",
              {{"metric_interval_lower_bound", Form::kNumber},
               {"metric_interval_upper_bound", Form::kNumber},
               {"scaling_adjustment", Form::kNumber, Flags::kRequired}},
              {}}}}}};
}

BlockSchema ScalingTarget() {
  return {"aws_appautoscaling_target",
          {{"max_capacity", Form::kNumber, Flags::kRequired},
           {"min_capacity", Form::kNumber, Flags::kRequired},
           {"resource_id", Form::kString, Flags::kRequired},
           {"scalable_dimension", Form::kString, Flags::kRequired},
           {"service_namespace", Form::kString, Flags::kRequired},
           {"role_arn", Form::kString, Flags::kMayBeUnknown},
           {"tags", Form::kStringMap, Flags::kMayBeUnknown},
           {"region", Form::kString, Flags::kMayBeUnknown}},
          {{"suspended_state",
            {{"dynamic_scaling_in_suspended", Form::kBool},
             {"dynamic_scaling_out_suspended", Form::kBool},
             {"scheduled_scaling_suspended", Form::kBool}},
            {}}}};
}

BlockSchema Alarm() {
  const BlockSchema metric = {"metric",
                              {{"metric_name"},
                               {"namespace"},
                               {"period", Form::kNumber},
                               {"stat"},
                               {"unit"},
                               {"dimensions", Form::kStringMap, Flags::kMayBeUnknown}},
                              {}};
  return {"aws_cloudwatch_metric_alarm",
          {{"alarm_name", Form::kString, Flags::kRequired},
           {"comparison_operator", Form::kString, Flags::kRequired},
           {"evaluation_periods", Form::kNumber, Flags::kRequired},
           {"metric_name"},
           {"namespace"},
           {"period", Form::kNumber},
           {"statistic"},
           {"extended_statistic"},
           {"threshold", Form::kNumber, Flags::kMayBeUnknown},
           {"threshold_metric_id"},
           {"actions_enabled", Form::kBool},
           {"alarm_actions", Form::kStrings, Flags::kMayBeUnknown},
           {"ok_actions", Form::kStrings, Flags::kMayBeUnknown},
           {"insufficient_data_actions", Form::kStrings, Flags::kMayBeUnknown},
           {"alarm_description", Form::kString, Flags::kMayBeUnknown},
           {"datapoints_to_alarm", Form::kNumber},
           {"dimensions", Form::kStringMap, Flags::kMayBeUnknown},
           {"unit"},
           {"treat_missing_data"},
           {"evaluate_low_sample_count_percentiles"},
           {"tags", Form::kStringMap, Flags::kMayBeUnknown},
           {"region", Form::kString, Flags::kMayBeUnknown}},
          {{"metric_query",
            {{"id", Form::kString, Flags::kRequired},
             {"account_id", Form::kString, Flags::kMayBeUnknown},
             {"expression"},
             {"label"},
             {"period", Form::kNumber},
             {"return_data", Form::kBool}},
            {metric}}}};
}

std::vector<BlockSchema> Schemas() {
  const ArgumentSchema region = {"region", Form::kString, Flags::kMayBeUnknown};
  return {Table(),
          TableItem(),
          GlobalSecondaryIndex(),
          ScalingPolicy(),
          ScalingTarget(),
          Alarm(),
          {"aws_dynamodb_contributor_insights",
           {{"table_name", Form::kString, Flags::kRequired}, {"index_name"}, {"mode"}, region},
           {}},
          {"aws_dynamodb_kinesis_streaming_destination",
           {{"table_name", Form::kString, Flags::kRequired},
            {"stream_arn", Form::kString, Flags::kMayBeUnknown},
            {"approximate_creation_date_time_precision"},
            region},
           {}},
          {"aws_dynamodb_resource_policy",
           {{"resource_arn", Form::kString, Flags::kRequired},
            {"policy", Form::kString, Flags::kMayBeUnknown},
            {"confirm_remove_self_resource_access", Form::kBool},
            region},
           {}},
          {"aws_dynamodb_tag",
           {{"resource_arn", Form::kString, Flags::kRequired},
            {"key", Form::kString, Flags::kRequired},
            {"value", Form::kString, Flags::kMayBeUnknown},
            region},
           {}}};
}

}  // namespace

const ArgumentSchema* BlockSchema::FindArgument(std::string_view argument) const {
  const auto found = std::ranges::find(arguments, argument, &ArgumentSchema::name);
  return found == arguments.end() ? nullptr : &*found;
}

const BlockSchema* BlockSchema::FindBlock(std::string_view block) const {
  const auto found = std::ranges::find(blocks, block, &BlockSchema::name);
  return found == blocks.end() ? nullptr : &*found;
}

const BlockSchema* FindResourceSchema(std::string_view type) {
  static const std::vector<BlockSchema> kSchemas = Schemas();
  const auto found = std::ranges::find(kSchemas, type, &BlockSchema::name);
  return found == kSchemas.end() ? nullptr : &*found;
}

}  // namespace pumice::deploy::terraform
