// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/cloudformation.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/deploy/made_up_values.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"

namespace pumice::test {
namespace {

using deploy::DesiredCall;
using deploy::DesiredOutput;
using deploy::DesiredTable;
using deploy::EvaluateStack;
using deploy::ReadDocument;
using deploy::StackParameter;
using deploy::StackResource;
using deploy::StackResult;
using deploy::TemplateError;
using deploy::TemplateInputs;

TemplateInputs Inputs() {
  TemplateInputs inputs;
  inputs.stack_name = "app";
  return inputs;
}

// The whole of a result, a line for each thing.
std::string Describe(const StackResult& result) {
  std::string out;
  for (const StackParameter& each : result.parameters) {
    out += "parameter " + each.name + "=" + each.value + "\n";
  }
  for (const StackResource& each : result.resources) {
    out += each.made ? "made " : "passed ";
    out += each.logical_id + " " + each.type + " " + each.physical_id + "\n";
  }
  for (const DesiredTable& table : result.desired.tables) {
    out += "table " + table.logical_id + " " + table.name + (table.retain ? " retain" : "") + "\n";
    out += "  " + NodeJson(table.create) + "\n";
    if (!table.time_to_live.is_null()) out += "  ttl " + NodeJson(table.time_to_live) + "\n";
    if (!table.continuous_backups.is_null()) {
      out += "  backups " + NodeJson(table.continuous_backups) + "\n";
    }
    if (!table.kinesis_destination.is_null()) {
      out += "  kinesis " + NodeJson(table.kinesis_destination) + "\n";
    }
    for (const auto& each : table.contributor_insights)
      out += "  insights " + NodeJson(each) + "\n";
  }
  for (const DesiredCall& call : result.desired.calls) {
    out += "call " + call.logical_id + " " + call.service + " " + call.operation + " " +
           NodeJson(call.input) + "\n";
  }
  for (const DesiredOutput& each : result.desired.outputs) {
    out += "output " + each.name + "=" + each.value;
    if (!each.export_name.empty()) out += " export " + each.export_name;
    if (!each.description.empty()) out += " (" + each.description + ")";
    out += "\n";
  }
  for (const auto& [type, count] : result.desired.passed_over) {
    out += "passed over " + std::to_string(count) + " " + type + "\n";
  }
  for (const std::string& note : result.desired.notes) out += "note " + note + "\n";
  return out;
}

std::string Evaluate(std::string_view text, const TemplateInputs& inputs = Inputs()) {
  try {
    return Describe(EvaluateStack(ReadDocument(text, "t"), inputs));
  } catch (const TemplateError& error) {
    return error.what();
  }
}

// The properties of a table of YAML that has a key and no more, and what they become.
const std::string kTable =
    "{AttributeDefinitions: [{AttributeName: id, AttributeType: S}], "
    "KeySchema: [{AttributeName: id, KeyType: HASH}], BillingMode: PAY_PER_REQUEST, TableName: ";
const std::string kCreate =
    R"("AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
    R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"})";

// A resource of YAML: a table of that name, an expression.
std::string Table(const std::string& id, const std::string& name, const std::string& more = "") {
  return "  " + id + ": {Type: 'AWS::DynamoDB::Table', Properties: " + kTable + name + "}" + more +
         "}\n";
}

std::string Made(const std::string& id, const std::string& name) {
  return "made " + id + " AWS::DynamoDB::Table " + name + "\n";
}

std::string Created(const std::string& id, const std::string& name) {
  return "table " + id + " " + name + "\n  {\"TableName\":\"" + name + "\"," + kCreate + "\n";
}

TEST_CASE("A table becomes the inputs of its operations", "[cloudformation]") {
  CHECK(Evaluate(R"(
Resources:
  Music:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      TableName: Music
      BillingMode: PROVISIONED
      ProvisionedThroughput: {ReadCapacityUnits: "5", WriteCapacityUnits: 6}
      AttributeDefinitions:
      - {AttributeName: Artist, AttributeType: S}
      - {AttributeName: Year, AttributeType: N}
      KeySchema: [{AttributeName: Artist, KeyType: HASH}]
      GlobalSecondaryIndexes:
      - IndexName: ByYear
        KeySchema: [{AttributeName: Year, KeyType: HASH}]
        Projection: {ProjectionType: ALL}
        ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 1}
        ContributorInsightsSpecification: {Enabled: false}
      SSESpecification: {SSEEnabled: true, SSEType: KMS, KMSMasterKeyId: alias/k}
      StreamSpecification: {StreamViewType: NEW_IMAGE}
      TableClass: STANDARD
      DeletionProtectionEnabled: "true"
      Tags: [{Key: team, Value: 7}]
      TimeToLiveSpecification: {AttributeName: ttl, Enabled: true}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7}
      KinesisStreamSpecification:
        StreamArn: arn:aws:kinesis:us-east-1:1:stream/s
        ApproximateCreationDateTimePrecision: MICROSECOND
      ContributorInsightsSpecification: {Enabled: true, Mode: THROTTLED_KEYS}
      ResourcePolicy: {PolicyDocument: {Version: "2012-10-17", Statement: []}}
)") == "made Music AWS::DynamoDB::Table Music\n"
       "table Music Music retain\n"
       R"(  {"TableName":"Music","BillingMode":"PROVISIONED",)"
       R"("ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":6},)"
       R"("AttributeDefinitions":[{"AttributeName":"Artist","AttributeType":"S"},)"
       R"({"AttributeName":"Year","AttributeType":"N"}],)"
       R"("KeySchema":[{"AttributeName":"Artist","KeyType":"HASH"}],)"
       R"("GlobalSecondaryIndexes":[{"IndexName":"ByYear",)"
       R"("KeySchema":[{"AttributeName":"Year","KeyType":"HASH"}],)"
       R"("Projection":{"ProjectionType":"ALL"},)"
       R"("ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}}],)"
       R"("SSESpecification":{"Enabled":true,"SSEType":"KMS","KMSMasterKeyId":"alias/k"},)"
       R"("StreamSpecification":{"StreamViewType":"NEW_IMAGE","StreamEnabled":true},)"
       R"("TableClass":"STANDARD","DeletionProtectionEnabled":true,)"
       R"("Tags":[{"Key":"team","Value":"7"}],)"
       R"("ResourcePolicy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"})"
       "\n"
       R"(  ttl {"AttributeName":"ttl","Enabled":true})"
       "\n"
       R"(  backups {"PointInTimeRecoveryEnabled":true,"RecoveryPeriodInDays":7})"
       "\n"
       R"(  kinesis {"StreamArn":"arn:aws:kinesis:us-east-1:1:stream/s",)"
       R"("EnableKinesisStreamingConfiguration":)"
       R"({"ApproximateCreationDateTimePrecision":"MICROSECOND"}})"
       "\n"
       R"(  insights {"IndexName":"ByYear","ContributorInsightsAction":"DISABLE"})"
       "\n"
       R"(  insights {"ContributorInsightsAction":"ENABLE",)"
       R"("ContributorInsightsMode":"THROTTLED_KEYS"})"
       "\n");
}

TEST_CASE("A table without a name gets one of stack and logical id", "[cloudformation]") {
  const std::string text =
      "Resources:\n  Music: {Type: 'AWS::DynamoDB::Table', Properties: "
      "{KeySchema: [{AttributeName: id, KeyType: HASH}]}}\n";
  const StackResult result = EvaluateStack(ReadDocument(text, "t"), Inputs());
  const std::string& name = result.desired.tables[0].name;
  CHECK(name.size() == std::string("app-Music-").size() + 13);
  CHECK(name.starts_with("app-Music-"));
  CHECK(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 10) == std::string::npos);
  CHECK(EvaluateStack(ReadDocument(text, "t"), Inputs()).desired.tables[0].name == name);
  TemplateInputs other = Inputs();
  other.stack_name = "other";
  CHECK(EvaluateStack(ReadDocument(text, "t"), other).desired.tables[0].name.substr(12) !=
        name.substr(10));
}

TEST_CASE("Parameters, mappings and conditions choose what is made", "[cloudformation]") {
  const std::string text = R"(
Description: Some tables
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
Mappings:
  Names: {dev: {suffix: -dev}, prod: {suffix: ""}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
)" + Table("Music", "!Sub ['music${s}', {s: !FindInMap [Names, !Ref Stage, suffix]}]") +
                           Table("Archive", "archive", ", Condition: IsProd") + R"(
Outputs:
  Name: {Value: !Ref Music, Description: of the table, Export: {Name: !Sub '${AWS::StackName}-n'}}
  Arn: {Value: !GetAtt Music.Arn}
  Archive: {Condition: IsProd, Value: !Ref Archive}
)";
  CHECK(Evaluate(text) ==
        "parameter Stage=dev\n" + Made("Music", "music-dev") + Created("Music", "music-dev") +
            "output Name=music-dev export app-n (of the table)\n"
            "output Arn=arn:aws:dynamodb:us-east-1:000000000000:table/music-dev\n");
  TemplateInputs prod = Inputs();
  prod.parameters = {{"Stage", "prod"}, {"NotDeclared", "x"}};
  CHECK(Evaluate(text, prod) ==
        "parameter Stage=prod\n" + Made("Music", "music") + Made("Archive", "archive") +
            Created("Music", "music") + Created("Archive", "archive") +
            "output Name=music export app-n (of the table)\n"
            "output Arn=arn:aws:dynamodb:us-east-1:000000000000:table/music\n"
            "output Archive=archive\n");
  prod.parameters = {{"Stage", "test"}};
  CHECK(Evaluate(text, prod) == "t:4:10: Parameter 'Stage' must be one of AllowedValues");
}

TEST_CASE("Resources are made in the order of what they need", "[cloudformation]") {
  CHECK(Evaluate("Resources:\n" + Table("A", "!Sub '${B}-a'") + Table("B", "b", ", DependsOn: C") +
                 Table("C", "c") +
                 Table("D",
                       "!Join ['-', [!Select [1, !Split ['/', !GetAtt A.Arn]]"
                       ", d]]")) == Made("C", "c") + Made("B", "b") + Made("A", "b-a") +
                                        Made("D", "b-a-d") + Created("C", "c") + Created("B", "b") +
                                        Created("A", "b-a") + Created("D", "b-a-d"));
}

TEST_CASE("Cycles are told by name", "[cloudformation]") {
  CHECK(Evaluate("Resources:\n" + Table("A", "!Ref B") + Table("B", "!Ref C") +
                 Table("C", "c", ", DependsOn: [B]") + Table("D", "!Ref A")) ==
        "t:3:6: Circular dependency between resources: [B, C]");
  CHECK(Evaluate("Resources:\n" + Table("A", "!Ref A")) ==
        "t:2:6: Circular dependency between resources: [A]");
  CHECK(Evaluate("Conditions: {A: !Condition B, B: !Not [!Condition A]}\nResources:\n" +
                 Table("A", "a")) ==
        "t:1:40: Template error: circular dependency between conditions: [A, B]");
  // A branch that is not taken needs nothing.
  CHECK(Evaluate("Conditions: {No: !Equals [a, b]}\nResources:\n" +
                 Table("A", "!If [No, !Ref A, a]")) == Made("A", "a") + Created("A", "a"));
}

TEST_CASE("A dependency whose condition does not hold is none", "[cloudformation]") {
  const std::string no = "Conditions: {No: !Equals [a, b]}\nResources:\n";
  CHECK(Evaluate(no + Table("A", "a", ", DependsOn: B") + Table("B", "b", ", Condition: No")) ==
        Made("A", "a") + Created("A", "a"));
  CHECK(
      Evaluate(no + Table("A", "!Ref B") + Table("B", "b", ", Condition: No")).starts_with("t:3:"));
  CHECK(Evaluate("Resources:\n" + Table("A", "a", ", DependsOn: Nowhere"))
            .find("A.DependsOn: Template format error: Unresolved resource dependencies [Nowhere] "
                  "in the "
                  "Resources block of the template") != std::string::npos);
}

TEST_CASE("Other resources are counted, and what they give is made up", "[cloudformation]") {
  CHECK(Evaluate(R"(
Resources:
  Bucket: {Type: 'AWS::S3::Bucket', Properties: {BucketName: !Sub 'b-${Music}'}}
  Role: {Type: 'AWS::IAM::Role', Properties: {RoleName: r}}
  Queue: {Type: 'AWS::SQS::Queue', Properties: {QueueName: q}}
  Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: t}}
  Function: {Type: 'AWS::Lambda::Function', Properties: {FunctionName: f}}
)" + Table("Music", "music") +
                 R"(
Outputs:
  Bucket: {Value: !Ref Bucket}
  BucketArn: {Value: !GetAtt Bucket.Arn}
  RoleArn: {Value: !GetAtt Role.Arn}
  Queue: {Value: !Ref Queue}
  QueueArn: {Value: !GetAtt Queue.Arn}
  Topic: {Value: !Ref Topic}
  FunctionArn: {Value: !GetAtt Function.Arn}
  Part: {Value: !Select [9, !Split [':', !Ref Topic]]}
)") == "passed Role AWS::IAM::Role r\n"
       "passed Queue AWS::SQS::Queue https://sqs.us-east-1.amazonaws.com/000000000000/q\n"
       "passed Topic AWS::SNS::Topic arn:aws:sns:us-east-1:000000000000:t\n"
       "passed Function AWS::Lambda::Function f\n" +
            Made("Music", "music") + "passed Bucket AWS::S3::Bucket b-music\n" +
            Created("Music", "music") +
            "output Bucket=b-music\n"
            "output BucketArn=arn:aws:s3:::b-music\n"
            "output RoleArn=arn:aws:iam::000000000000:role/r\n"
            "output Queue=https://sqs.us-east-1.amazonaws.com/000000000000/q\n"
            "output QueueArn=arn:aws:sqs:us-east-1:000000000000:q\n"
            "output Topic=arn:aws:sns:us-east-1:000000000000:t\n"
            "output FunctionArn=arn:aws:lambda:us-east-1:000000000000:function:f\n"
            "passed over 1 AWS::IAM::Role\n"
            "passed over 1 AWS::Lambda::Function\n"
            "passed over 1 AWS::S3::Bucket\n"
            "passed over 1 AWS::SNS::Topic\n"
            "passed over 1 AWS::SQS::Queue\n"
            "note t:18:9: Outputs.Part: is left out: it tells of what is not made here\n");
}

TEST_CASE("A stream's ARN is the table's own, if it exists", "[cloudformation]") {
  const std::string text =
      "Resources:\n  M: {Type: 'AWS::DynamoDB::Table', Properties: {TableName: m, KeySchema: "
      "[{AttributeName: id, KeyType: HASH}], StreamSpecification: {StreamViewType: KEYS_ONLY}}}\n"
      "Outputs: {Stream: {Value: !GetAtt M.StreamArn}}\n";
  const auto stream = [&](const TemplateInputs& inputs) {
    return EvaluateStack(ReadDocument(text, "t"), inputs).desired.outputs[0].value;
  };
  const std::string table = "arn:aws:dynamodb:us-east-1:000000000000:table/m/stream/";
  TemplateInputs inputs = Inputs();
  CHECK(stream(inputs) == table + "1970-01-01T00:00:00.000");
  inputs.stream_arn = [&](std::string_view name) -> std::optional<std::string> {
    if (name == "m") return table + "2026-01-01T00:00:00.000";
    return std::nullopt;
  };
  CHECK(stream(inputs) == table + "2026-01-01T00:00:00.000");
}

TEST_CASE("What a table cannot honour is told", "[cloudformation]") {
  CHECK(
      Evaluate(R"(
Resources:
  Music:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: music
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      StreamSpecification: {StreamViewType: KEYS_ONLY, ResourcePolicy: {PolicyDocument: {}}}
      ImportSourceSpecification: {InputFormat: CSV, S3BucketSource: {S3Bucket: b}}
Rules:
  Needed: {Assertions: []}
Transform: [MyMacro]
)") == Made("Music", "music") +
           "table Music music\n"
           R"(  {"TableName":"music","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],)"
           R"("StreamSpecification":{"StreamViewType":"KEYS_ONLY","StreamEnabled":true}})"
           "\n"
           "note t:11:11: Rules.Needed: is not checked\n"
           "note t:2:1: Transform: MyMacro is not run\n"
           "note t:8:72: Music.Properties.StreamSpecification.ResourcePolicy: the stream is made "
           "without its resource policy\n"
           "note t:9:34: Music.Properties.ImportSourceSpecification: the table is made without the "
           "items of the import\n");
}

TEST_CASE("Faults of a table have file, line, logical id and member", "[cloudformation]") {
  const auto table = [](const std::string& properties) {
    return Evaluate(
        "Resources:\n  Music:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      " +
        properties + "\n");
  };
  CHECK(table("TableName: m") == "t:3:5: Music.Properties.KeySchema: is missing");
  CHECK(table("KeySchema: [{AttributeName: id}]") ==
        "t:5:19: Music.Properties.KeySchema[0].KeyType: is missing");
  CHECK(table("KeySchema: []\n      Billing: x") ==
        "t:6:16: Music.Properties.Billing: there is no such member");
  CHECK(
      table("KeySchema: [{AttributeName: id, KeyType: HASHED}]") ==
      "t:5:48: Music.Properties.KeySchema[0].KeyType: must be one of HASH, RANGE, not \"HASHED\"");
  CHECK(table("TableName: {a: b}") ==
        "t:5:18: Music.Properties.TableName: must be a string, not a map");
  CHECK(table("KeySchema: ~") ==
        "t:5:18: Music.Properties.KeySchema: 'null' values are not allowed in templates");
  CHECK(table("TableName: '{{resolve:ssm:/name}}'\n      KeySchema: []") ==
        "t:5:18: Music.Properties.TableName: nothing resolves the dynamic reference "
        "{{resolve:ssm:/name}}");
  CHECK(table("TableName: !Ref Nowhere") ==
        "t:5:18: Music.Properties.TableName.Ref: Template format error: Unresolved resource "
        "dependencies [Nowhere] in the Resources block of the template");
}

TEST_CASE("What is no template is refused in CloudFormation's words", "[cloudformation]") {
  const std::string table = "Resources:\n" + Table("A", "a");
  CHECK(Evaluate("[]") == "t:1:1: Template format error: unsupported structure.");
  CHECK(Evaluate("Resources: {}") ==
        "t:1:1: Template format error: At least one Resources member must be defined.");
  CHECK(Evaluate("Resource: {}") == "t:1:11: Invalid template property or properties [Resource]");
  CHECK(Evaluate("AWSTemplateFormatVersion: 2011-01-01\n" + table) ==
        "t:1:27: Template format error: unsupported value for AWSTemplateFormatVersion.");
  CHECK(Evaluate("Resources: []") == "t:1:12: Resources: must be a map, not a list");
  CHECK(Evaluate("Resources: {A: {Properties: {}}}") ==
        "t:1:16: Template format error: [/Resources/A] Every Resources object must contain a Type "
        "member.");
  CHECK(Evaluate("Resources: {my-table: {Type: 'AWS::S3::Bucket'}}") ==
        "t:1:23: Template format error: Resource name my-table is non alphanumeric.");
  CHECK(Evaluate("Resources: {A: {Type: 'AWS::S3::Bucket', Propertys: {}}}") ==
        "t:1:53: A: Invalid template resource property 'Propertys'");
  CHECK(Evaluate("Resources: {A: {Type: 'AWS::S3::Bucket', DeletionPolicy: Keep}}") ==
        "t:1:58: A.DeletionPolicy: Template error: Unrecognized DeletionPolicy Keep");
  CHECK(Evaluate("Parameters: {P: {Type: Text}}\n" + table) ==
        "t:1:24: Parameters.P: Template format error: Unrecognized parameter type: Text");
  CHECK(Evaluate("Parameters: {P: {Type: String}, Q: {Type: String}}\n" + table) ==
        "t:1:13: Parameters: [P, Q] must have values");
  CHECK(Evaluate("Outputs: {O: {}}\n" + table) ==
        "t:1:14: Outputs.O: Template format error: Every Outputs member must contain a Value "
        "object");
  CHECK(Evaluate("Outputs: {O: {Value: [a]}}\n" + table) ==
        "t:1:22: Outputs.O.Value: must be a string, not a list");
}

TEST_CASE("Beyond CloudFormation's quotas is refused at once", "[cloudformation]") {
  std::string text = "{\"Resources\": {\"R0\": {\"Type\": \"AWS::S3::Bucket\"}";
  for (int i = 1; i < 120'000; ++i) {
    text += ",\"R" + std::to_string(i) + "\": {\"Type\": \"AWS::S3::Bucket\"}";
  }
  CHECK(Evaluate(text + "}}") ==
        "t:1:15: Template format error: Number of resources, 120000, is greater than maximum "
        "allowed, 500");
  std::string parameters = "{\"Resources\": {\"A\": {\"Type\": \"a\"}}, \"Parameters\": {\"P\": {}";
  for (int i = 0; i < 200; ++i) parameters += ",\"P" + std::to_string(i) + "\": {}";
  CHECK(
      Evaluate(parameters + "}}") ==
      "t:1:51: Template format error: Number of parameters, 201, is greater than maximum allowed, "
      "200");
}

TEST_CASE("A global table of too many parts is refused", "[cloudformation]") {
  std::string indexes;
  for (int i = 0; i < 101; ++i) {
    indexes += (i == 0 ? "{IndexName: i" : ", {IndexName: i") + std::to_string(i) + "}";
  }
  const auto table = [](const std::string& whole, const std::string& replica) {
    return Evaluate(
        "Resources:\n  G: {Type: 'AWS::DynamoDB::GlobalTable', Properties: {KeySchema: "
        "[], GlobalSecondaryIndexes: [" +
        whole + "], Replicas: [{Region: us-east-1, GlobalSecondaryIndexes: [" + replica +
        "]}]}}\n");
  };
  CHECK(table(indexes, "")
            .ends_with("G.Properties.GlobalSecondaryIndexes: has more than 100 members"));
  CHECK(table("", indexes)
            .ends_with("G.Properties.Replicas.GlobalSecondaryIndexes: has more than 100 members"));
}

TEST_CASE("A chain of conditions that is too long is refused", "[cloudformation]") {
  std::string text = "Conditions:\n  C0: !Equals [a, a]\n";
  for (int i = 1; i < 5'000; ++i) {
    text.insert(12, "  C" + std::to_string(i) + ": !Condition C" + std::to_string(i - 1) + "\n");
  }
  CHECK(Evaluate(text + "Resources:\n" + Table("A", "a"))
            .ends_with("evaluates more than 400 levels deep"));
}

TEST_CASE("A global table becomes its replica of the region", "[cloudformation]") {
  const std::string text = R"(
Resources:
  Music:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      TableName: music
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      BillingMode: PROVISIONED
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
      SSESpecification: {SSEEnabled: true, SSEType: KMS}
      TimeToLiveSpecification: {AttributeName: ttl, Enabled: true}
      WriteProvisionedThroughputSettings:
        WriteCapacityAutoScalingSettings:
          MinCapacity: 2
          MaxCapacity: 10
          SeedCapacity: 3
          TargetTrackingScalingPolicyConfiguration: {TargetValue: 70}
      GlobalSecondaryIndexes:
      - IndexName: ById
        KeySchema: [{AttributeName: id, KeyType: HASH}]
        Projection: {ProjectionType: KEYS_ONLY}
        WriteProvisionedThroughputSettings:
          WriteCapacityAutoScalingSettings: {MinCapacity: 1, MaxCapacity: 4}
      Replicas:
      - Region: eu-west-1
        Tags: [{Key: where, Value: there}]
      - Region: us-east-1
        Tags: [{Key: where, Value: here}]
        DeletionProtectionEnabled: true
        TableClass: STANDARD_INFREQUENT_ACCESS
        SSESpecification: {KMSMasterKeyId: alias/k}
        PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
        ContributorInsightsSpecification: {Enabled: true}
        ReadProvisionedThroughputSettings: {ReadCapacityUnits: 9}
        GlobalSecondaryIndexes:
        - IndexName: ById
          ContributorInsightsSpecification: {Enabled: true}
          ReadProvisionedThroughputSettings: {ReadCapacityUnits: 8}
)";
  const std::string target = R"({"ServiceNamespace":"dynamodb","ResourceId":"table/music)";
  CHECK(Evaluate(text) ==
        "made Music AWS::DynamoDB::GlobalTable music\n"
        "table Music music\n"
        R"(  {"TableName":"music",)"
        R"("AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
        R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"BillingMode":"PROVISIONED",)"
        R"("StreamSpecification":{"StreamViewType":"NEW_AND_OLD_IMAGES","StreamEnabled":true},)"
        R"("SSESpecification":{"Enabled":true,"SSEType":"KMS","KMSMasterKeyId":"alias/k"},)"
        R"("Tags":[{"Key":"where","Value":"here"}],"DeletionProtectionEnabled":true,)"
        R"("TableClass":"STANDARD_INFREQUENT_ACCESS",)"
        R"("ProvisionedThroughput":{"WriteCapacityUnits":3,"ReadCapacityUnits":9},)"
        R"("GlobalSecondaryIndexes":[{"IndexName":"ById",)"
        R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],)"
        R"("Projection":{"ProjectionType":"KEYS_ONLY"},)"
        R"("ProvisionedThroughput":{"WriteCapacityUnits":1,"ReadCapacityUnits":8}}]})"
        "\n"
        R"(  ttl {"AttributeName":"ttl","Enabled":true})"
        "\n"
        R"(  backups {"PointInTimeRecoveryEnabled":true})"
        "\n"
        R"(  insights {"ContributorInsightsAction":"ENABLE"})"
        "\n"
        R"(  insights {"IndexName":"ById","ContributorInsightsAction":"ENABLE"})"
        "\n"
        "call Music application-autoscaling RegisterScalableTarget " +
            target +
            R"(","ScalableDimension":"dynamodb:table:WriteCapacityUnits",)"
            R"("MinCapacity":2,"MaxCapacity":10})"
            "\n"
            "call Music application-autoscaling PutScalingPolicy " +
            target +
            R"(","ScalableDimension":"dynamodb:table:WriteCapacityUnits",)"
            R"("PolicyName":"DynamoDBWriteCapacityUtilization:table/music",)"
            R"("PolicyType":"TargetTrackingScaling",)"
            R"("TargetTrackingScalingPolicyConfiguration":{"TargetValue":70,)"
            R"("PredefinedMetricSpecification":)"
            R"({"PredefinedMetricType":"DynamoDBWriteCapacityUtilization"}}})"
            "\n"
            "call Music application-autoscaling RegisterScalableTarget " +
            target +
            R"(/index/ById","ScalableDimension":"dynamodb:index:WriteCapacityUnits",)"
            R"("MinCapacity":1,"MaxCapacity":4})"
            "\n"
            "note t:26:9: Music.Properties.Replicas: the replica in eu-west-1 is not made\n");
}

TEST_CASE("The first replica stands for one of a region that has none", "[cloudformation]") {
  const std::string text = R"(
Resources:
  Music:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      TableName: music
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      Replicas:
      - {Region: eu-west-1, Tags: [{Key: where, Value: there}]}
      - {Region: eu-west-2}
)";
  CHECK(
      Evaluate(text) ==
      "made Music AWS::DynamoDB::GlobalTable music\n"
      "table Music music\n"
      R"(  {"TableName":"music","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],)"
      R"("Tags":[{"Key":"where","Value":"there"}]})"
      "\n"
      "note t:9:7: Music.Properties.Replicas: there is none in us-east-1: the first stands for it\n"
      "note t:10:9: Music.Properties.Replicas: the replica in eu-west-2 is not made\n");
}

TEST_CASE("Scaling and alarms become calls", "[cloudformation]") {
  CHECK(
      Evaluate("Resources:\n" + Table("Music", "music") + R"(
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: dynamodb
      ResourceId: !Sub table/${Music}
      ScalableDimension: dynamodb:table:ReadCapacityUnits
      MinCapacity: "5"
      MaxCapacity: 15
      ScheduledActions: []
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: reads
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref Target
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: "50.5"
        ScaleInCooldown: 60
        DisableScaleIn: "false"
        PredefinedMetricSpecification: {PredefinedMetricType: DynamoDBReadCapacityUtilization}
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: throttled
      Namespace: AWS/DynamoDB
      MetricName: ThrottledRequests
      Dimensions: [{Name: TableName, Value: !Ref Music}]
      Statistic: Sum
      Period: "60"
      EvaluationPeriods: 1
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [!Ref Topic]
  Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: t}}
  Service:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {ServiceNamespace: ecs, ResourceId: service/a/b}
Outputs:
  Target: {Value: !Ref Target}
  Alarm: {Value: !GetAtt Alarm.Arn}
)")
          .substr(Made("Music", "music").size()) ==
      "made Target AWS::ApplicationAutoScaling::ScalableTarget "
      "table/music|dynamodb:table:ReadCapacityUnits|dynamodb\n"
      "made Policy AWS::ApplicationAutoScaling::ScalingPolicy arn:aws:autoscaling:us-east-1:"
      "000000000000:scalingPolicy:" +
          deploy::MadeUpUuid("readsPolicy") +
          ":resource/dynamodb/table/music:policyName/reads\n"
          "passed Topic AWS::SNS::Topic arn:aws:sns:us-east-1:000000000000:t\n"
          "made Alarm AWS::CloudWatch::Alarm throttled\n"
          "passed Service AWS::ApplicationAutoScaling::ScalableTarget " +
          deploy::MadeUpName("app", "Service") + "\n" + Created("Music", "music") +
          "call Target application-autoscaling RegisterScalableTarget "
          R"({"ServiceNamespace":"dynamodb","ResourceId":"table/music",)"
          R"("ScalableDimension":"dynamodb:table:ReadCapacityUnits",)"
          R"("MinCapacity":5,"MaxCapacity":15})"
          "\n"
          "call Policy application-autoscaling PutScalingPolicy "
          R"({"PolicyName":"reads","PolicyType":"TargetTrackingScaling",)"
          R"("TargetTrackingScalingPolicyConfiguration":{"TargetValue":50.5,)"
          R"("ScaleInCooldown":60,"DisableScaleIn":false,"PredefinedMetricSpecification":)"
          R"({"PredefinedMetricType":"DynamoDBReadCapacityUtilization"}},)"
          R"("ResourceId":"table/music",)"
          R"("ScalableDimension":"dynamodb:table:ReadCapacityUnits",)"
          R"("ServiceNamespace":"dynamodb"})"
          "\n"
          "call Alarm monitoring PutMetricAlarm "
          R"({"AlarmName":"throttled","Namespace":"AWS/DynamoDB",)"
          R"("MetricName":"ThrottledRequests","Dimensions":[{"Name":"TableName",)"
          R"("Value":"music"}],"Statistic":"Sum","Period":60,"EvaluationPeriods":1,)"
          R"("Threshold":0,"ComparisonOperator":"GreaterThanThreshold",)"
          R"("AlarmActions":["arn:aws:sns:us-east-1:000000000000:t"]})"
          "\n"
          "output Target=table/music|dynamodb:table:ReadCapacityUnits|dynamodb\n"
          "output Alarm=arn:aws:cloudwatch:us-east-1:000000000000:alarm:throttled\n"
          "passed over 1 AWS::ApplicationAutoScaling::ScalableTarget\n"
          "passed over 1 AWS::SNS::Topic\n"
          "note t:12:25: Target.Properties.ScheduledActions: the target is registered without its "
          "scheduled actions\n");
}

TEST_CASE("A nested stack's tables are its parent's", "[cloudformation]") {
  const std::string parent = R"(
Resources:
  Tables:
    Type: AWS::CloudFormation::Stack
    DeletionPolicy: Retain
    Properties:
      TemplateURL: ./tables.yaml
      Parameters: {Prefix: !Ref AWS::StackName, Names: [a, b]}
)" + Table("After", "!Sub 'after-${Tables.Outputs.Name}'") +
                             Table("Exported", "!ImportValue exported", ", DependsOn: Tables") + R"(
Outputs:
  Name: {Value: !GetAtt Tables.Outputs.Name}
)";
  const std::string child = R"(
Parameters: {Prefix: {Type: String}, Names: {Type: CommaDelimitedList}}
Resources:
)" + Table("Music", "!Join ['-', [!Ref Prefix, !Select [1, !Ref Names]]]") +
                            R"(
  Bucket: {Type: 'AWS::S3::Bucket'}
Outputs:
  Name: {Value: !Ref Music, Export: {Name: exported}}
)";
  TemplateInputs inputs = Inputs();
  inputs.nested = [&](const std::string& url) -> std::optional<std::string> {
    if (url == "./tables.yaml") return child;
    return std::nullopt;
  };
  const std::string stack = deploy::MadeUpName("app", "Tables");
  const std::string nested_id = MadeUpStackId(inputs, stack);
  CHECK(Evaluate(parent, inputs) ==
        "made Tables.Music AWS::DynamoDB::Table app-b\n"
        "passed Tables.Bucket AWS::S3::Bucket " +
            deploy::MadeUpName(stack, "Bucket") + "\nmade Tables AWS::CloudFormation::Stack " +
            nested_id + "\n" + Made("After", "after-app-b") + Made("Exported", "app-b") +
            "table Tables.Music app-b retain\n" + Created("", "app-b").substr(13) +
            Created("After", "after-app-b") + Created("Exported", "app-b") +
            "output Tables.Name=app-b export exported\n"
            "output Name=app-b\n"
            "passed over 1 AWS::S3::Bucket\n");
  // Nobody gives its text: it is passed over, and what it would put out is made up.
  CHECK(Evaluate("Resources:\n  N: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: "
                 "x}}\n" +
                 Table("T", "!GetAtt N.Outputs.Name"))
            .ends_with("passed over 1 AWS::CloudFormation::Stack\n"));
}

TEST_CASE("Stacks that nest in themselves end", "[cloudformation]") {
  std::string text = "Resources:\n";
  for (int i = 0; i < 20; ++i) {
    text += "  N" + std::to_string(i) +
            ": {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: self}}\n";
  }
  TemplateInputs inputs = Inputs();
  inputs.nested = [&](const std::string&) -> std::optional<std::string> { return text; };
  CHECK(Evaluate(text, inputs) == "self:2:7: N0: stacks nest more than 10 deep");
}

TEST_CASE("SAM's simple tables become tables", "[cloudformation]") {
  CHECK(Evaluate(R"(
Transform: AWS::Serverless-2016-10-31
Globals: {SimpleTable: {SSESpecification: {SSEEnabled: true}}, Function: {Runtime: nodejs22.x}}
Resources:
  Plain: {Type: AWS::Serverless::SimpleTable}
  Own:
    Type: AWS::Serverless::SimpleTable
    Properties:
      TableName: own
      PrimaryKey: {Name: n, Type: Number}
      ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 2}
      SSESpecification: {SSEEnabled: false}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
      Tags: {team: blue}
  Hello: {Type: AWS::Serverless::Function, Properties: {FunctionName: f, Role: !GetAtt HelloRole.Arn}}
Outputs:
  Url: {Value: !Sub 'https://${ServerlessRestApi}.execute-api.${AWS::Region}.amazonaws.com/Prod/'}
  Function: {Value: !GetAtt Hello.Arn}
)") == "made Plain AWS::DynamoDB::Table " + deploy::MadeUpName("app", "Plain") + "\n" +
            Made("Own", "own") + "passed Hello AWS::Serverless::Function f\n" + "table Plain " +
            deploy::MadeUpName("app", "Plain") + "\n  {\"TableName\":\"" +
            deploy::MadeUpName("app", "Plain") +
            R"(","AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
            R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],)"
            R"("SSESpecification":{"Enabled":true},"BillingMode":"PAY_PER_REQUEST"})"
            "\n"
            "table Own own\n"
            R"(  {"TableName":"own","AttributeDefinitions":)"
            R"([{"AttributeName":"n","AttributeType":"N"}],)"
            R"("KeySchema":[{"AttributeName":"n","KeyType":"HASH"}],)"
            R"("SSESpecification":{"Enabled":false},)"
            R"("ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2},)"
            R"("Tags":[{"Key":"team","Value":"blue"}]})"
            "\n"
            R"(  backups {"PointInTimeRecoveryEnabled":true})"
            "\n"
            "output Url=https://" +
            deploy::MadeUpName("app", "ServerlessRestApi") +
            ".execute-api.us-east-1.amazonaws.com/Prod/\n"
            "output Function=arn:aws:lambda:us-east-1:000000000000:function:f\n"
            "passed over 1 AWS::Serverless::Function\n");
}

TEST_CASE("Loops are written out", "[cloudformation]") {
  const std::string text = R"(
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: "Points,Score"}}
Conditions:
  Fn::ForEach::C: [X, [A, B], {"Is${X}": !Equals [!Ref X, A]}]
Resources:
  Fn::ForEach::Tables:
  - Name
  - !Ref Names
  - "Game${Name}":
      Type: AWS::DynamoDB::Table
      DeletionPolicy: !If [IsA, Retain, Delete]
      Properties:
        TableName: !Sub game-${Name}
        KeySchema: [{AttributeName: id, KeyType: HASH}]
        BillingMode: !If [IsB, PROVISIONED, PAY_PER_REQUEST]
  Fn::ForEach::Made: [V, ["10.0", "2"], {"T&{V}": {Type: "AWS::S3::Bucket"}}]
Outputs:
  Fn::ForEach::Outs: [Name, !Ref Names, {"Out${Name}": {Value: !GetAtt "Game${Name}.Arn"}}]
)";
  const auto created = [](const std::string& name) {
    return "table Game" + name + " game-" + name + " retain\n  {\"TableName\":\"game-" + name +
           R"(","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],)"
           R"("BillingMode":"PAY_PER_REQUEST"})"
           "\n";
  };
  CHECK(Evaluate(text) ==
        "parameter Names=Points,Score\n" + Made("GamePoints", "game-Points") +
            Made("GameScore", "game-Score") + "passed T100 AWS::S3::Bucket " +
            deploy::MadeUpName("app", "T100") + "\npassed T2 AWS::S3::Bucket " +
            deploy::MadeUpName("app", "T2") + "\n" + created("Points") + created("Score") +
            "output OutPoints=arn:aws:dynamodb:us-east-1:000000000000:table/game-Points\n"
            "output OutScore=arn:aws:dynamodb:us-east-1:000000000000:table/game-Score\n"
            "passed over 2 AWS::S3::Bucket\n");
}

TEST_CASE("Loops that never end are refused", "[cloudformation]") {
  std::string names;
  for (int i = 0; i < 100; ++i) names += (i == 0 ? "n" : ", n") + std::to_string(i);
  std::string body = "{'R${A}${B}${C}${D}': {Type: x}}";
  for (const char* const name : {"A", "B", "C", "D"}) {
    body =
        "{'Fn::ForEach::" + std::string(name) + "': [" + name + ", [" + names + "], " + body + "]}";
  }
  CHECK(Evaluate("Transform: AWS::LanguageExtensions\nResources: " + body)
            .ends_with("the template comes to more than 500000 values"));
  CHECK(Evaluate("Transform: AWS::LanguageExtensions\nResources: {'Fn::ForEach::L': [A, [x, x], "
                 "{'R${A}': {Type: x}}]}")
            .ends_with("Rx stands twice"));
  CHECK(Evaluate("Transform: AWS::LanguageExtensions\nResources: {'Fn::ForEach::L': [A, x, {}]}") ==
        "t:2:35: Fn::ForEach::L: the collection must be a list of strings");
}

TEST_CASE("References are checked without values", "[cloudformation]") {
  const auto check = [](const std::string& body) -> std::string {
    try {
      CheckTemplate(ReadDocument(body, "t"));
      return "valid";
    } catch (const TemplateError& error) {
      return error.what();
    }
  };
  const std::string unresolved =
      "Template format error: Unresolved resource dependencies [Zed] in "
      "the Resources block of the template";
  CHECK(check("Resources: {Q: {Type: x, Properties: {A: [!Ref Zed]}}}") ==
        "t:1:43: Q.A[0].Ref: " + unresolved);
  // Whatever a condition comes to: there are no values.
  const std::string either =
      "Conditions: {C: !Equals [a, a]}\nResources: {Q: {Type: x, Properties: "
      "{A: !If [C, !Ref Q, !Ref Zed]}}}";
  CHECK(check(either) == "t:2:58: Q.A.Fn::If[2].Ref: " + unresolved);
  CHECK(check("Parameters: {P: {Type: String}}\nResources: {Q: {Type: x, Properties: {A: !Ref P, "
              "B: !Sub '${R.Arn}${!Zed}'}}, R: {Type: x, DependsOn: [Q]}}") == "valid");
  CHECK(check("Transform: Own\nResources: {Q: {Type: x, DependsOn: Zed}}") == "valid");
}

TEST_CASE("A template is described without values", "[cloudformation]") {
  const StackResult result = DescribeTemplate(ReadDocument(R"(
Description: What it is
Transform: [AWS::Serverless-2016-10-31]
Parameters:
  Stage: {Type: String, Description: which, NoEcho: true}
  Size: {Type: Number, Default: 3, AllowedValues: [3, 5]}
Resources:
  Music: {Type: AWS::Serverless::SimpleTable}
  Role: {Type: 'AWS::IAM::Role', Properties: {RoleName: x}}
)",
                                                           "t"));
  CHECK(Describe(result) ==
        "parameter Stage=\nparameter Size=\nmade Music AWS::Serverless::SimpleTable \n"
        "passed Role AWS::IAM::Role \n");
  CHECK(result.description == "What it is");
  CHECK(result.transforms == std::vector<std::string>{"AWS::Serverless-2016-10-31"});
  CHECK(result.capability_reasons ==
        std::vector<std::string>{"AWS::IAM::Role", "AWS::Serverless-2016-10-31"});
  CHECK(result.parameters.at(0).allowed_values.empty());
  CHECK(result.parameters.at(1).allowed_values == std::vector<std::string>{"3", "5"});
  CHECK(result.capabilities ==
        std::vector<std::string>{"CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"});
  CHECK(result.parameters[0].no_echo);
  CHECK(result.parameters[0].description == "which");
  CHECK_FALSE(result.parameters[0].has_default);
  CHECK(result.parameters[1].default_value == "3");
  CHECK(result.parameters[1].type == "Number");
}

}  // namespace
}  // namespace pumice::test
