// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/terraform.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "tests/support/temporary_directory.h"
#include "tests/tools/deploy/terraform/evaluation.h"

namespace pumice::test {
namespace {

using deploy::ReadOptions;

void Write(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

// A table of one string key "id", whose name is `name`.
std::string SmallTable(const std::string& label, const std::string& name,
                       const std::string& more = "") {
  return "resource \"aws_dynamodb_table\" \"" + label + "\" {\n  name = " + name +
         "\n  hash_key = \"id\"\n  billing_mode = \"PAY_PER_REQUEST\"\n" + more +
         "  attribute {\n    name = \"id\"\n    type = \"S\"\n  }\n}\n";
}

// What SmallTable becomes.
std::string SmallLine(const std::string& address, const std::string& name,
                      const std::string& more = "") {
  return "table " + address + " {\"TableName\":\"" + name +
         "\",\"KeySchema\":[{\"AttributeName\":\"id\",\"KeyType\":\"HASH\"}],"
         "\"AttributeDefinitions\":[{\"AttributeName\":\"id\",\"AttributeType\":\"S\"}],"
         "\"BillingMode\":\"PAY_PER_REQUEST\"" +
         more + "}\n";
}

TEST_CASE("Every argument of a table becomes its member", "[terraform]") {
  CHECK(Deployed(R"(
resource "aws_dynamodb_table" "scores" {
  name           = "GameScores"
  read_capacity  = 20
  write_capacity = "10"
  hash_key       = "UserId"
  range_key      = "GameTitle"
  table_class                 = "STANDARD_INFREQUENT_ACCESS"
  deletion_protection_enabled = true
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"
  attribute {
    name = "UserId"
    type = "S"
  }
  attribute {
    name = "GameTitle"
    type = "S"
  }
  attribute {
    name = "TopScore"
    type = "N"
  }
  ttl {
    attribute_name = "TimeToExist"
    enabled        = true
  }
  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = 7
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = "arn:aws:kms:us-east-1:000000000000:key/k"
  }
  global_secondary_index {
    name               = "TitleIndex"
    hash_key           = "GameTitle"
    range_key          = "TopScore"
    write_capacity     = 1
    read_capacity      = 2
    projection_type    = "INCLUDE"
    non_key_attributes = ["UserId"]
    warm_throughput {
      read_units_per_second = 15000
    }
  }
  local_secondary_index {
    name            = "ScoreIndex"
    range_key       = "TopScore"
    projection_type = "ALL"
  }
  lifecycle {
    prevent_destroy = true
  }
  tags = { Name = "t", Env = "prod" }
}
)") == R"(table aws_dynamodb_table.scores {"TableName":"GameScores",)"
       R"("KeySchema":[{"AttributeName":"UserId","KeyType":"HASH"},)"
       R"({"AttributeName":"GameTitle","KeyType":"RANGE"}],)"
       R"("AttributeDefinitions":[{"AttributeName":"UserId","AttributeType":"S"},)"
       R"({"AttributeName":"GameTitle","AttributeType":"S"},)"
       R"({"AttributeName":"TopScore","AttributeType":"N"}],"BillingMode":"PROVISIONED",)"
       R"("ProvisionedThroughput":{"ReadCapacityUnits":20,"WriteCapacityUnits":10},)"
       R"("GlobalSecondaryIndexes":[{"IndexName":"TitleIndex",)"
       R"("KeySchema":[{"AttributeName":"GameTitle","KeyType":"HASH"},)"
       R"({"AttributeName":"TopScore","KeyType":"RANGE"}],)"
       R"("Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["UserId"]},)"
       R"("ProvisionedThroughput":{"ReadCapacityUnits":2,"WriteCapacityUnits":1},)"
       R"("WarmThroughput":{"ReadUnitsPerSecond":15000}}],)"
       R"("LocalSecondaryIndexes":[{"IndexName":"ScoreIndex",)"
       R"("KeySchema":[{"AttributeName":"UserId","KeyType":"HASH"},)"
       R"({"AttributeName":"TopScore","KeyType":"RANGE"}],)"
       R"("Projection":{"ProjectionType":"ALL"}}],)"
       R"("StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"},)"
       R"("SSESpecification":{"Enabled":true,"SSEType":"KMS",)"
       R"("KMSMasterKeyId":"arn:aws:kms:us-east-1:000000000000:key/k"},)"
       R"("TableClass":"STANDARD_INFREQUENT_ACCESS","DeletionProtectionEnabled":true,)"
       R"("Tags":[{"Key":"Env","Value":"prod"},{"Key":"Name","Value":"t"}]})"
       "\n"
       R"(  ttl {"Enabled":true,"AttributeName":"TimeToExist"})"
       "\n"
       R"(  backups {"PointInTimeRecoveryEnabled":true,"RecoveryPeriodInDays":7})"
       "\n  retained\n");
}

TEST_CASE("What pumice cannot honour is told", "[terraform]") {
  CHECK(Deployed(SmallTable("t", "\"T\"", R"(
  replica {
    region_name = "eu-west-1"
  }
  restore_to_latest_time = true
  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.key.arn
  }
  lifecycle {
    ignore_changes = [read_capacity]
  }
)") + "resource \"aws_kms_key\" \"key\" {}\n"
      "resource \"aws_dynamodb_table_replica\" \"r\" {}\n") ==
        SmallLine("aws_dynamodb_table.t", "T",
                  R"(,"SSESpecification":{"Enabled":true,"SSEType":"KMS"})") +
            "passed over aws_dynamodb_table_replica: 1\n"
            "passed over aws_kms_key: 1\n"
            "note main.tf:12:19: aws_dynamodb_table.t.server_side_encryption.kms_key_arn: "
            "aws_kms_key.key.arn is known only after terraform apply; it is left out\n"
            "note main.tf:15:5: aws_dynamodb_table.t: lifecycle.ignore_changes is not honoured: "
            "what is written is what is deployed\n"
            "note main.tf:6:3: aws_dynamodb_table.t: replica: pumice has no replicas in other "
            "regions; this table alone is made\n"
            "note main.tf:9:28: aws_dynamodb_table.t: restore_to_latest_time: nothing is "
            "restored; the table begins empty\n");
}

TEST_CASE("Resources beside a table become its settings", "[terraform]") {
  CHECK(Deployed(SmallTable("t", "\"T\"") + R"(
resource "aws_dynamodb_table_item" "one" {
  table_name = aws_dynamodb_table.t.name
  hash_key   = aws_dynamodb_table.t.hash_key
  item       = <<ITEM
{"id": {"S": "a"}, "n": {"N": "1"}}
ITEM
}
resource "aws_dynamodb_table_item" "two" {
  table_name = aws_dynamodb_table.t.id
  hash_key   = "id"
  item       = jsonencode({ id = { S = "b" } })
}
resource "aws_dynamodb_global_secondary_index" "by_kind" {
  table_name = aws_dynamodb_table.t.name
  index_name = "ByKind"
  projection {
    projection_type = "KEYS_ONLY"
  }
  key_schema {
    attribute_name = "kind"
    attribute_type = "S"
    key_type       = "HASH"
  }
  key_schema {
    attribute_name = "id"
    attribute_type = "S"
    key_type       = "RANGE"
  }
}
resource "aws_dynamodb_contributor_insights" "table" {
  table_name = aws_dynamodb_table.t.name
}
resource "aws_dynamodb_contributor_insights" "index" {
  table_name = aws_dynamodb_table.t.name
  index_name = "ByKind"
}
resource "aws_kinesis_stream" "changes" {
  name = "changes"
}
resource "aws_dynamodb_kinesis_streaming_destination" "changes" {
  table_name = aws_dynamodb_table.t.name
  stream_arn = aws_kinesis_stream.changes.arn
  approximate_creation_date_time_precision = "MICROSECOND"
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["dynamodb:GetItem"]
    resources = [aws_dynamodb_table.t.arn]
    principals {
      type        = "AWS"
      identifiers = ["000000000000"]
    }
  }
}
resource "aws_dynamodb_resource_policy" "read" {
  resource_arn = aws_dynamodb_table.t.arn
  policy       = data.aws_iam_policy_document.read.json
}
resource "aws_dynamodb_tag" "team" {
  resource_arn = aws_dynamodb_table.t.arn
  key          = "team"
  value        = "data"
}
resource "aws_dynamodb_contributor_insights" "elsewhere" {
  table_name = "Elsewhere"
}
)") == "table aws_dynamodb_table.t {\"TableName\":\"T\","
       "\"KeySchema\":[{\"AttributeName\":\"id\",\"KeyType\":\"HASH\"}],"
       "\"AttributeDefinitions\":[{\"AttributeName\":\"id\",\"AttributeType\":\"S\"},"
       "{\"AttributeName\":\"kind\",\"AttributeType\":\"S\"}],"
       "\"BillingMode\":\"PAY_PER_REQUEST\",\"GlobalSecondaryIndexes\":[{\"IndexName\":\"ByKind\","
       "\"KeySchema\":[{\"AttributeName\":\"kind\",\"KeyType\":\"HASH\"},"
       "{\"AttributeName\":\"id\",\"KeyType\":\"RANGE\"}],"
       "\"Projection\":{\"ProjectionType\":\"KEYS_ONLY\"}}],"
       R"("ResourcePolicy":"{\"Statement\":[{\"Action\":\"dynamodb:GetItem\",)"
       R"(\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"000000000000\"},)"
       R"(\"Resource\":\"arn:aws:dynamodb:us-east-1:000000000000:table/T\"}],)"
       R"(\"Version\":\"2012-10-17\"}","Tags":[{"Key":"team","Value":"data"}]})"
       "\n"
       R"(  kinesis {"StreamArn":"arn:aws:kinesis:us-east-1:000000000000:stream/changes",)"
       R"("EnableKinesisStreamingConfiguration":)"
       R"({"ApproximateCreationDateTimePrecision":"MICROSECOND"}})"
       "\n"
       R"(  insights {"ContributorInsightsAction":"ENABLE"})"
       "\n"
       R"(  insights {"ContributorInsightsAction":"ENABLE","IndexName":"ByKind"})"
       "\n"
       R"(  item {"id":{"S":"a"},"n":{"N":"1"}})"
       "\n"
       R"(  item {"id":{"S":"b"}})"
       "\n"
       "passed over aws_kinesis_stream: 1\n"
       "note main.tf:74:1: aws_dynamodb_contributor_insights.elsewhere: there is no table "
       "Elsewhere here; this is left out\n");
}

TEST_CASE("Auto scaling and alarms become calls", "[terraform]") {
  CHECK(Deployed(R"(
resource "aws_appautoscaling_target" "reads" {
  max_capacity       = 100
  min_capacity       = 5
  resource_id        = "table/T"
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
  service_namespace  = "dynamodb"
}
resource "aws_appautoscaling_policy" "reads" {
  name               = "Reads:${aws_appautoscaling_target.reads.resource_id}"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.reads.resource_id
  scalable_dimension = aws_appautoscaling_target.reads.scalable_dimension
  service_namespace  = aws_appautoscaling_target.reads.service_namespace
  target_tracking_scaling_policy_configuration {
    predefined_metric_specification {
      predefined_metric_type = "DynamoDBReadCapacityUtilization"
    }
    target_value = 70
  }
}
resource "aws_appautoscaling_target" "service" {
  max_capacity       = 4
  min_capacity       = 1
  resource_id        = "service/cluster/service"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
}
resource "aws_sns_topic" "alerts" {
  name = "alerts"
}
resource "aws_cloudwatch_metric_alarm" "throttled" {
  alarm_name          = "throttled"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = "2"
  threshold           = "0"
  alarm_actions       = [aws_sns_topic.alerts.arn, aws_sns_topic.alerts.owner]
  metric_query {
    id          = "m"
    return_data = true
    metric {
      metric_name = "ReadThrottleEvents"
      namespace   = "AWS/DynamoDB"
      period      = 60
      stat        = "Sum"
      dimensions  = { TableName = "T" }
    }
  }
}
)") == R"(call application-autoscaling RegisterScalableTarget {"ServiceNamespace":"dynamodb",)"
       R"("ResourceId":"table/T","ScalableDimension":"dynamodb:table:ReadCapacityUnits",)"
       R"("MinCapacity":5,"MaxCapacity":100})"
       "\n"
       R"(call application-autoscaling PutScalingPolicy {"PolicyName":"Reads:table/T",)"
       R"("PolicyType":"TargetTrackingScaling","ServiceNamespace":"dynamodb",)"
       R"("ResourceId":"table/T","ScalableDimension":"dynamodb:table:ReadCapacityUnits",)"
       R"("TargetTrackingScalingPolicyConfiguration":{"TargetValue":70,)"
       R"("PredefinedMetricSpecification":)"
       R"({"PredefinedMetricType":"DynamoDBReadCapacityUtilization"}}})"
       "\n"
       R"(call monitoring PutMetricAlarm {"AlarmName":"throttled",)"
       R"("AlarmActions":["arn:aws:sns:us-east-1:000000000000:alerts"],"EvaluationPeriods":2,)"
       R"("Threshold":0,"ComparisonOperator":"GreaterThanThreshold",)"
       R"("Metrics":[{"Id":"m","ReturnData":true,"MetricStat":{"Stat":"Sum","Period":60,)"
       R"("Metric":{"MetricName":"ReadThrottleEvents","Namespace":"AWS/DynamoDB",)"
       R"("Dimensions":[{"Name":"TableName","Value":"T"}]}}}]})"
       "\n"
       "passed over aws_appautoscaling_target: 1\n"
       "passed over aws_sns_topic: 1\n"
       "note main.tf:37:25: aws_cloudwatch_metric_alarm.throttled.alarm_actions: "
       "aws_sns_topic.alerts.owner is known only after terraform apply; it is left out\n");
}

TEST_CASE("Tables are repeated by count and for_each", "[terraform]") {
  CHECK(Deployed(SmallTable("n", "\"n-${count.index}\"", "  count = 2\n") +
                 SmallTable("none", "\"none\"", "  count = false ? 1 : 0\n") +
                 SmallTable("e", "\"${each.key}-${each.value.suffix}\"",
                            "  for_each = { b = { suffix = 1 }, a = { suffix = 2 } }\n") +
                 SmallTable("s", "each.value", "  for_each = toset([\"x\"])\n") + R"(
output "names" {
  value = concat(aws_dynamodb_table.n[*].name, [for t in aws_dynamodb_table.e : t.name])
}
output "arn" {
  value = aws_dynamodb_table.s["x"].arn
}
output "none" {
  value = one(aws_dynamodb_table.none[*].name)
}
output "stream" {
  sensitive = true
  value     = aws_dynamodb_table.s["x"].stream_arn
}
output "later" {
  value = "${aws_dynamodb_table.s["x"].unheard_of}!"
}
)") == SmallLine("aws_dynamodb_table.n[0]", "n-0") + SmallLine("aws_dynamodb_table.n[1]", "n-1") +
            SmallLine("aws_dynamodb_table.e[\"a\"]", "a-2") +
            SmallLine("aws_dynamodb_table.e[\"b\"]", "b-1") +
            SmallLine("aws_dynamodb_table.s[\"x\"]", "x") +
            "output names = [\"n-0\",\"n-1\",\"a-2\",\"b-1\"]\n"
            "output arn = arn:aws:dynamodb:us-east-1:000000000000:table/x\n"
            "output none = null\n"
            "output stream = (sensitive value)\n"
            "output later = (known after apply)\n");
}

TEST_CASE("Dynamic blocks are repeated", "[terraform]") {
  CHECK(Deployed(R"(
locals {
  indexes = { ByA = "a", ByB = "b" }
}
resource "aws_dynamodb_table" "t" {
  name         = "T"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  dynamic "attribute" {
    for_each = concat(["id"], values(local.indexes))
    content {
      name = attribute.value
      type = attribute.key == 0 ? "N" : "S"
    }
  }
  dynamic "global_secondary_index" {
    for_each = local.indexes
    iterator = index
    content {
      name            = index.key
      hash_key        = index.value
      projection_type = "ALL"
    }
  }
  dynamic "ttl" {
    for_each = []
    content {
      attribute_name = ttl.value
      enabled        = true
    }
  }
}
)") == R"(table aws_dynamodb_table.t {"TableName":"T",)"
       R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],)"
       R"("AttributeDefinitions":[{"AttributeName":"id","AttributeType":"N"},)"
       R"({"AttributeName":"a","AttributeType":"S"},)"
       R"({"AttributeName":"b","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST",)"
       R"("GlobalSecondaryIndexes":[{"IndexName":"ByA",)"
       R"("KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],)"
       R"("Projection":{"ProjectionType":"ALL"}},{"IndexName":"ByB",)"
       R"("KeySchema":[{"AttributeName":"b","KeyType":"HASH"}],)"
       R"("Projection":{"ProjectionType":"ALL"}}]})"
       "\n");
}

TEST_CASE("Variables have the value that counts most", "[terraform]") {
  const TemporaryDirectory directory;
  const std::string root = directory.string();
  Write(directory / "main.tf", R"(
variable "a" {}
variable "b" { default = "default" }
variable "c" { default = "default" }
variable "d" { default = "default" }
variable "e" { default = "default" }
variable "list" {
  type    = list(string)
  default = []
}
variable "shape" {
  type    = object({ name = string, size = optional(number, 3) })
  default = { name = "n" }
}
variable "none" {
  type     = string
  default  = "x"
  nullable = false
}
output "all" {
  value = [var.a, var.b, var.c, var.d, var.e, var.list, var.shape, var.none]
}
)");
  Write(directory / "terraform.tfvars", "a = \"file\"\nb = \"file\"\nc = \"file\"\nother = 1\n");
  Write(directory / "x.auto.tfvars", "b = \"auto\"\nnone = null\n");
  Write(directory / "y.auto.tfvars.json", R"({"d": "json"})");
  ReadOptions options;
  options.parameters = {{"c", "option"}, {"list", "[\"x\", \"y\"]"}, {"unheard", "1"}};
  options.environment = [](std::string_view name) -> std::optional<std::string> {
    if (name == "TF_VAR_a" || name == "TF_VAR_e") return "environment";
    return std::nullopt;
  };
  CHECK(DeployedFolder(root, options) ==
        "output all = [\"file\",\"auto\",\"option\",\"json\",\"environment\",[\"x\",\"y\"],"
        "{\"name\":\"n\",\"size\":3},\"x\"]\n"
        "note FOLDER: there is no variable \"unheard\"\n"
        "note terraform.tfvars:4:1: there is no variable \"other\"\n");
  options.is_one_form = true;
  CHECK(DeployedFolder(root, options) == "fault: FOLDER: there is no variable \"unheard\"");
}

TEST_CASE("A validation that fails is the error", "[terraform]") {
  const std::string variable = R"(variable "mode" {
  type = string
  validation {
    condition     = contains(["A", "B"], var.mode)
    error_message = "The mode must be A or B, not ${var.mode}."
  }
}
)";
  ReadOptions options;
  options.parameters = {{"mode", "C"}};
  CHECK(Deployed(variable, options) ==
        "fault: main.tf:4:21: var.mode: The mode must be A or B, not C.");
  CHECK(Deployed(variable) ==
        "fault: main.tf:1:1: var.mode: the variable has no value: give it with --var mode=…");
  options.parameters = {{"mode", "A"}};
  CHECK(Deployed(variable, options).empty());
}

TEST_CASE("Modules by local path are read", "[terraform]") {
  const TemporaryDirectory directory;
  Write(directory / "root" / "main.tf", R"(
provider "aws" {
  region = "us-east-1"
  default_tags {
    tags = { Owner = "me", Env = "none" }
  }
}
module "tables" {
  source   = "../tables"
  for_each = toset(["dev", "prod"])
  env      = each.key
  tags     = { Env = each.key }
}
module "single" {
  source = "./single"
  name   = module.tables["dev"].name
}
output "names" {
  value = { for k, m in module.tables : k => m.name }
}
output "echo" {
  value = module.single.echo
}
)");
  Write(directory / "tables" / "main.tf",
        "variable \"env\" {}\nvariable \"tags\" { type = map(string) }\n" +
            SmallTable("t", "\"${var.env}-things\"", "  tags = var.tags\n") +
            "output \"name\" { value = aws_dynamodb_table.t.name }\n");
  Write(directory / "root" / "single" / "main.tf",
        "variable \"name\" {}\noutput \"echo\" { value = \"${var.name} ${path.module} "
        "${trimspace(file(\"${path.module}/x.txt\"))}\" }\n");
  Write(directory / "root" / "single" / "x.txt", "text\n");
  const auto tags = [](const std::string& env) {
    return ",\"Tags\":[{\"Key\":\"Env\",\"Value\":\"" + env +
           "\"},{\"Key\":\"Owner\",\"Value\":\"me\"}]";
  };
  CHECK(DeployedFolder((directory / "root").string()) ==
        SmallLine("module.tables[\"dev\"].aws_dynamodb_table.t", "dev-things", tags("dev")) +
            SmallLine("module.tables[\"prod\"].aws_dynamodb_table.t", "prod-things", tags("prod")) +
            "output names = {\"dev\":\"dev-things\",\"prod\":\"prod-things\"}\n"
            "output echo = dev-things single text\n");
}

TEST_CASE("A module from elsewhere is read where terraform init put it", "[terraform]") {
  const TemporaryDirectory directory;
  Write(directory / "main.tf",
        "module \"t\" {\n  source = \"terraform-aws-modules/dynamodb-table/aws\"\n}\n");
  CHECK(DeployedFolder(directory.string()) ==
        "fault: main.tf:2:12: module.t: the source \"terraform-aws-modules/dynamodb-table/aws\" "
        "is no local path: run terraform init, or deploy what terraform show -json tells of a "
        "plan");
  Write(directory / ".terraform" / "modules" / "modules.json",
        R"({"Modules":[{"Key":"","Dir":"."},{"Key":"t","Dir":".terraform/modules/t"}]})");
  Write(directory / ".terraform" / "modules" / "t" / "main.tf", SmallTable("this", "\"T\""));
  CHECK(DeployedFolder(directory.string()) == SmallLine("module.t.aws_dynamodb_table.this", "T"));
}

TEST_CASE("Faults name file, line, column and member", "[terraform]") {
  CHECK(Deployed("resource \"aws_dynamodb_table\" \"t\" {\n  name = aws_x.y.z\n}\n") ==
        "fault: main.tf:2:10: aws_x.y: there is no such resource");
  CHECK(Deployed("resource \"random_pet\" \"p\" {}\n" + SmallTable("t", "random_pet.p.id")) ==
        "fault: main.tf:3:10: aws_dynamodb_table.t.name: random_pet.p.id is known only after "
        "terraform apply");
  CHECK(Deployed(SmallTable("t", "cidrsubnet(\"10.0.0.0/8\", 8, 1)")) ==
        "fault: main.tf:2:10: aws_dynamodb_table.t.name: cidrsubnet() is known only after "
        "terraform apply");
  CHECK(Deployed(SmallTable("t", "unheard(1)")) ==
        "fault: main.tf:2:10: aws_dynamodb_table.t.name: there is no function named \"unheard\"");
  CHECK(Deployed(SmallTable("t", "\"T\"", "  colour = 1\n")) ==
        "fault: main.tf:5:3: aws_dynamodb_table.t: there is no argument \"colour\" in "
        "aws_dynamodb_table");
  CHECK(Deployed(SmallTable("t", "\"T\"", "  read_capacity = \"many\"\n")) ==
        "fault: main.tf:5:19: aws_dynamodb_table.t.read_capacity: a number is needed, not a "
        "string (\"many\")");
  CHECK(Deployed("resource \"aws_dynamodb_table\" \"t\" {\n  name = \"T\"\n") ==
        "fault: main.tf:3:1: an argument or a block must begin here");
  CHECK(Deployed("resource \"aws_dynamodb_table\" \"t\" {\n  name = \"T\n}\n") ==
        "fault: main.tf:2:10: the string does not end");
  CHECK(Deployed(
            "resource \"aws_dynamodb_table\" \"t\" {\n  name = \"T\"\n  hash_key = \"id\"\n}\n") ==
        "fault: main.tf:1:1: aws_dynamodb_table.t: read_capacity is required: the billing mode is "
        "PROVISIONED");
  CHECK(Deployed(SmallTable("a", "\"T\"") + SmallTable("b", "\"T\"")) ==
        "fault: main.tf:10:1: aws_dynamodb_table.b: there is another table named T: "
        "aws_dynamodb_table.a");
  CHECK(Deployed("locals {\n  a = local.b\n  b = local.a\n}\n" + SmallTable("t", "local.a")) ==
        "fault: main.tf:3:7: local.a: this needs itself");
  CHECK(Deployed("output \"o\" {\n  value = regex(\"(?=a)\", \"a\")\n}\n") ==
        "fault: main.tf:2:11: output.o: the regular expression is not evaluated: invalid "
        "perl operator: (?=");
  CHECK(Deployed("unheard {}\n") == "fault: main.tf:1:1: there is no block named \"unheard\"");
}

TEST_CASE("A plan in JSON becomes tables", "[terraform]") {
  const std::string plan = R"({
  "format_version": "1.2", "terraform_version": "1.11.4",
  "planned_values": {
    "outputs": {"name": {"sensitive": false, "type": "string", "value": "T"},
                "arn": {"sensitive": false}},
    "root_module": {
      "resources": [
        {"address": "aws_lambda_function.f", "mode": "managed", "type": "aws_lambda_function",
         "name": "f", "values": {}},
        {"address": "aws_dynamodb_resource_policy.p", "mode": "managed",
         "type": "aws_dynamodb_resource_policy", "name": "p", "values": {"policy": "{}"}}
      ],
      "child_modules": [{"address": "module.m", "resources": [
        {"address": "module.m.aws_dynamodb_table.t[\"x\"]", "mode": "managed",
         "type": "aws_dynamodb_table", "name": "t", "index": "x",
         "values": {"name": "T", "billing_mode": "PAY_PER_REQUEST", "hash_key": "id",
           "range_key": null, "attribute": [{"name": "id", "type": "S"}],
           "global_secondary_index": [], "read_capacity": null, "stream_enabled": null,
           "ttl": [{"attribute_name": "", "enabled": false}], "tags": null,
           "tags_all": {"Env": "dev"}, "timeouts": null}},
        {"address": "module.m.aws_dynamodb_tag.g", "mode": "managed", "type": "aws_dynamodb_tag",
         "name": "g", "values": {"key": "k", "value": "v"}}
      ]}]
    }
  },
  "configuration": {"root_module": {"module_calls": {"m": {"module": {"resources": [
    {"address": "aws_dynamodb_tag.g", "expressions": {"resource_arn": {"references":
      ["aws_dynamodb_table.t[\"x\"].arn", "aws_dynamodb_table.t[\"x\"]", "aws_dynamodb_table.t"]}}}
  ]}}}}}
})";
  CHECK(DeployedJson(plan) ==
        SmallLine("module.m.aws_dynamodb_table.t[\"x\"]", "T",
                  R"(,"Tags":[{"Key":"Env","Value":"dev"},{"Key":"k","Value":"v"}])") +
            "output name = T\noutput arn = (known after apply)\n"
            "passed over aws_lambda_function: 1\n"
            "note plan.json:10:9: aws_dynamodb_resource_policy.p: which table this is of is known "
            "only after terraform apply; it is left out\n");
}

TEST_CASE("A state becomes tables", "[terraform]") {
  const std::string values =
      R"({"name": "T", "billing_mode": "PAY_PER_REQUEST", "hash_key": "id", "range_key": "",
          "attribute": [{"name": "id", "type": "S"}], "read_capacity": 0, "write_capacity": 0,
          "stream_enabled": false, "stream_view_type": "", "table_class": "STANDARD",
          "server_side_encryption": [], "deletion_protection_enabled": false,
          "warm_throughput": [{"read_units_per_second": 12000, "write_units_per_second": 4000}],
          "point_in_time_recovery": [{"enabled": false, "recovery_period_in_days": 0}],
          "arn": "arn:aws:dynamodb:us-east-1:000000000000:table/T", "id": "T"})";
  const std::string table = SmallLine(
      "aws_dynamodb_table.t", "T", R"(,"TableClass":"STANDARD","DeletionProtectionEnabled":false)");
  const std::string backups = "  backups {\"PointInTimeRecoveryEnabled\":false}\n";
  CHECK(DeployedJson(R"({"format_version": "1.0", "terraform_version": "1.9.0", "values":
    {"root_module": {"resources": [{"address": "aws_dynamodb_table.t", "mode": "managed",
    "type": "aws_dynamodb_table", "name": "t", "values": )" +
                     values + "}]}}}") == table + backups);
  CHECK(DeployedJson(R"({"version": 4, "terraform_version": "1.9.0", "serial": 1,
    "lineage": "x", "outputs": {"o": {"value": ["a"], "type": ["list", "string"]}}, "resources":
    [{"mode": "managed", "type": "aws_dynamodb_table", "name": "t", "provider": "p",
    "instances": [{"schema_version": 1, "attributes": )" +
                     values + "}]}]}") == table + backups + "output o = [\"a\"]\n");
  CHECK(DeployedJson(R"({"format_version": "2.0"})") ==
        "fault: plan.json:1:1: format_version: a plan or state in JSON has 1.x here");
}

}  // namespace
}  // namespace pumice::test
