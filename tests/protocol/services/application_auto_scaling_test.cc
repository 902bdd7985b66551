// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <string>

#include "tests/protocol/services/service_client.h"

namespace pumice::test {
namespace {

// Asks for reads of table/Music, unless `more` says otherwise.
std::string Call(ServiceClient& client, const std::string& operation, const std::string& more,
                 const std::string& resource = "table/Music",
                 const std::string& dimension = "dynamodb:table:ReadCapacityUnits") {
  return client
      .Json("application-autoscaling", "AnyScaleFrontendService." + operation,
            R"({"ServiceNamespace":"dynamodb","ResourceId":")" + resource +
                R"(","ScalableDimension":")" + dimension + "\"" + more + "}")
      .body;
}

std::string Fault(const std::string& message, const std::string& code = "ValidationException") {
  return R"({"__type":")" + code + R"(","Message":")" + message + "\"}";
}

const std::string kReads = R"("PredefinedMetricSpecification":{"PredefinedMetricType":)"
                           R"("DynamoDBReadCapacityUtilization"})";
const std::string kPolicy = R"(,"PolicyName":"p","PolicyType":"TargetTrackingScaling",)"
                            R"("TargetTrackingScalingPolicyConfiguration":{"TargetValue":70.0,)" +
                            kReads + "}";

TEST_CASE("Targets and policies of Application Auto Scaling are kept and described",
          "[application_auto_scaling]") {
  ServiceClient client;
  client.MakeTable("Music");
  const auto call = [&](const std::string& operation, const std::string& more) {
    return Call(client, operation, more);
  };
  const std::string none =
      R"({"__type":"ObjectNotFoundException","Message":"No scalable target registered for service )"
      R"(namespace: dynamodb, resource ID: table/Music, scalable dimension: )"
      R"(dynamodb:table:ReadCapacityUnits"})";
  CHECK(call("PutScalingPolicy", kPolicy) == none);
  CHECK(
      call("RegisterScalableTarget", R"(,"MinCapacity":5)") ==
      R"({"__type":"ValidationException","Message":"MinCapacity and MaxCapacity must be specified )"
      R"(when registering a new scalable target"})");
  const std::string registered =
      call("RegisterScalableTarget", R"(,"MinCapacity":5,"MaxCapacity":10)");
  CHECK(registered.starts_with(
      R"({"ScalableTargetARN":"arn:aws:application-autoscaling:eu-west-1:000000000000:)"
      R"(scalable-target/)"));
  CHECK(call("RegisterScalableTarget", R"(,"MaxCapacity":20)") == registered);
  CHECK(call("PutScalingPolicy", kPolicy).starts_with(R"({"PolicyARN":"arn:aws:autosc)"));
  const std::string arn = registered.substr(22, registered.size() - 24);
  CHECK(call("DescribeScalableTargets", R"(,"ResourceIds":["table/Music"])") ==
        R"({"ScalableTargets":[{"ServiceNamespace":"dynamodb","ResourceId":"table/Music",)"
        R"("ScalableDimension":"dynamodb:table:ReadCapacityUnits","MinCapacity":5,)"
        R"("MaxCapacity":20,"RoleARN":"arn:aws:iam::000000000000:role/aws-service-role/)"
        R"(dynamodb.application-autoscaling.amazonaws.com/)"
        R"(AWSServiceRoleForApplicationAutoScaling_DynamoDBTable","CreationTime":1767225600,)"
        R"("SuspendedState":{"DynamicScalingInSuspended":false,)"
        R"("DynamicScalingOutSuspended":false,"ScheduledScalingSuspended":false},)"
        R"("ScalableTargetARN":")" +
            arn + "\"}]}");
  CHECK(call("DescribeScalingPolicies", R"(,"PolicyNames":["other"])") ==
        R"({"ScalingPolicies":[]})");
  CHECK(call("DescribeScalingPolicies", "").find(R"("TargetValue":70.0)") != std::string::npos);
  // A target's policies go with it.
  CHECK(call("DeregisterScalableTarget", "") == "{}");
  CHECK(call("DescribeScalingPolicies", "") == R"({"ScalingPolicies":[]})");
  CHECK(call("DeregisterScalableTarget", "") == none);
}

struct Refused {
  std::string more;
  std::string message;
  std::string resource = "table/Music";
  std::string dimension = "dynamodb:table:ReadCapacityUnits";
};

// RegisterScalableTarget, API reference; of resources that fit nothing, and of a table that is not
// there, the sentences that users quote.
TEST_CASE("Targets that cannot be are refused", "[application_auto_scaling]") {
  ServiceClient client;
  client.MakeTable("Music");
  const std::string unsupported =
      "Unsupported service namespace, resource type or scalable dimension";
  const std::string capacities = R"(,"MinCapacity":1,"MaxCapacity":2)";
  const std::string index = "dynamodb:index:WriteCapacityUnits";
  const auto at_least = [](const std::string& value) {
    return "1 validation error detected: Value '" + value +
           "' at 'minCapacity' failed to satisfy constraint: Member must have value greater than "
           "or "
           "equal to 1";
  };
  const Refused cases[] = {
      {capacities, unsupported, "foo"},
      {capacities, unsupported, "table/"},
      {capacities, unsupported, "table/Music/index/"},
      {capacities, unsupported, "table/Music/index/ByKind"},
      {capacities, unsupported, "table/Music", index},
      {capacities, unsupported, "table/Music", "ecs:service:DesiredCount"},
      {capacities, "DynamoDB table does not exist: table/none-such", "table/none-such"},
      {capacities, "DynamoDB table does not exist: table/!", "table/!"},
      {capacities, "DynamoDB index does not exist: table/Music/index/None",
       "table/Music/index/None", index},
      {R"(,"MinCapacity":-5,"MaxCapacity":2)", at_least("-5")},
      {R"(,"MinCapacity":0,"MaxCapacity":2)", at_least("0")},
      {R"(,"MinCapacity":3,"MaxCapacity":2)",
       "Maximum capacity cannot be less than minimum capacity"},
      {R"(,"MinCapacity":1)",
       "MinCapacity and MaxCapacity must be specified when registering a new scalable target"},
      {capacities + R"(,"Tags":{"aws:x":"1"})",
       "Tag keys that begin with aws: are reserved: aws:x"},
  };
  for (const Refused& each : cases) {
    CAPTURE(each.more, each.resource, each.dimension);
    CHECK(Call(client, "RegisterScalableTarget", each.more, each.resource, each.dimension) ==
          Fault(each.message));
  }
  CHECK(Call(client, "DescribeScalableTargets", R"(,"ResourceIds":["table/Music"])") ==
        R"({"ScalableTargets":[]})");
  CHECK(Call(client, "RegisterScalableTarget", capacities, "table/Music/index/ByKind", index)
            .starts_with(R"({"ScalableTargetARN":)"));
}

// PutScalingPolicy, API reference: "StepScaling—Not supported for DynamoDB", "required if you are
// creating a policy", "either a predefined metric or a customized metric".
TEST_CASE("Policies that cannot be are refused", "[application_auto_scaling]") {
  ServiceClient client;
  client.MakeTable("Music");
  Call(client, "RegisterScalableTarget", R"(,"MinCapacity":1,"MaxCapacity":2)");
  const std::string type = R"(,"PolicyType":"TargetTrackingScaling")";
  const std::string step = R"(,"PolicyType":"StepScaling")";
  const auto tracking = [](const std::string& members) {
    return R"(,"TargetTrackingScalingPolicyConfiguration":{"TargetValue":7)" + members + "}";
  };
  const std::string own = "The policy must have the configuration of its PolicyType, and no other";
  const std::string either =
      "Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be "
      "specified";
  const std::string whole =
      "CustomizedMetricSpecification must have either MetricName, Namespace and Statistic, or "
      "Metrics";
  const std::string dimension = "PredefinedMetricType is not supported for the scalable dimension";
  const std::string not_supported = "PolicyType is not supported for the service namespace";
  const auto predefined = [&](const std::string& metric, const std::string& more) {
    return tracking(R"(,"PredefinedMetricSpecification":{"PredefinedMetricType":")" + metric +
                    "\"" + more + "}");
  };
  const Refused cases[] = {
      {"", "PolicyType must not be null"},
      {tracking("," + kReads), "PolicyType must not be null"},
      {type, own},
      {step + R"(,"StepScalingPolicyConfiguration":{"AdjustmentType":"ExactCapacity"})",
       not_supported},
      {step + tracking("," + kReads), not_supported},
      {R"(,"PolicyType":"PredictiveScaling")", not_supported},
      {type + tracking("," + kReads) + R"(,"StepScalingPolicyConfiguration":{"Cooldown":1})", own},
      {type + tracking(""), either},
      {type + tracking("," + kReads + R"(,"CustomizedMetricSpecification":{"MetricName":"m"})"),
       either},
      {type + tracking(R"(,"CustomizedMetricSpecification":{"MetricName":"m","Namespace":"n"})"),
       whole},
      {type + predefined("ECSServiceAverageCPUUtilization", ""), dimension},
      {type + predefined("DynamoDBWriteCapacityUtilization", ""), dimension},
      {type + predefined("ALBRequestCountPerTarget", ""), dimension},
      {type + predefined("DynamoDBReadCapacityUtilization", R"(,"ResourceLabel":"l")"),
       "ResourceLabel is only valid with ALBRequestCountPerTarget"},
      {type + R"(,"TargetTrackingScalingPolicyConfiguration":{"TargetValue":1e109,)" + kReads + "}",
       "TargetValue must be between -2^360 and 2^360"},
      {type + tracking(R"(,"ScaleInCooldown":-1,)" + kReads),
       "1 validation error detected: Value '-1' at "
       "'targetTrackingScalingPolicyConfiguration.scaleInCooldown' failed to satisfy constraint: "
       "Member must have value greater than or equal to 0"},
  };
  for (const Refused& each : cases) {
    CAPTURE(each.more);
    CHECK(Call(client, "PutScalingPolicy", R"(,"PolicyName":"p")" + each.more) ==
          Fault(each.message));
  }
  CHECK(Call(client, "DescribeScalingPolicies", "") == R"({"ScalingPolicies":[]})");
}

TEST_CASE("What the model does not know is not kept", "[application_auto_scaling]") {
  ServiceClient client;
  client.MakeTable("Music");
  Call(client, "RegisterScalableTarget", R"(,"MinCapacity":1.5,"MaxCapacity":2)");
  const std::string unknown = R"("Foo":{"x":1},"TargetValue":70.0)";
  std::string policy = kPolicy;
  policy.replace(policy.find(R"("TargetValue":70.0)"), 18, unknown);
  const std::string arn =
      Between(Call(client, "PutScalingPolicy", policy + R"(,"Foo":[1])"), R"("PolicyARN":")", "\"");
  CHECK(Call(client, "DescribeScalingPolicies", "") ==
        R"({"ScalingPolicies":[{"PolicyARN":")" + arn +
            R"(","PolicyName":"p","ServiceNamespace":"dynamodb","ResourceId":"table/Music",)"
            R"("ScalableDimension":"dynamodb:table:ReadCapacityUnits",)"
            R"("PolicyType":"TargetTrackingScaling",)"
            R"("TargetTrackingScalingPolicyConfiguration":{"TargetValue":70.0,)" +
            kReads + R"(},"Alarms":[],"CreationTime":1767225600}]})");
  // An integer's fraction is dropped as it comes in.
  CHECK(Between(Call(client, "DescribeScalableTargets", R"(,"ResourceIds":["table/Music"])"),
                R"("MinCapacity":)", ",") == "1");
}

TEST_CASE("Pages are bounded, and their tokens are a list's own", "[application_auto_scaling]") {
  ServiceClient client;
  client.MakeTable("Music");
  const auto ask = [&](const std::string& operation, const std::string& more) {
    return client
        .Json("application-autoscaling", "AnyScaleFrontendService." + operation,
              R"({"ServiceNamespace":"dynamodb")" + more + "}")
        .body;
  };
  const std::string capacities = R"(,"MinCapacity":1,"MaxCapacity":2)";
  Call(client, "RegisterScalableTarget", capacities);
  Call(client, "RegisterScalableTarget", capacities, "table/Music",
       "dynamodb:table:WriteCapacityUnits");
  const std::string page = ask("DescribeScalableTargets", R"(,"MaxResults":1)");
  const std::string token = Between(page, R"("NextToken":")", "\"");
  CHECK(Between(page, R"("ScalableDimension":")", "\"") == "dynamodb:table:ReadCapacityUnits");
  const std::string next = ask("DescribeScalableTargets", R"(,"NextToken":")" + token + "\"");
  CHECK(Between(next, R"("ScalableDimension":")", "\"") == "dynamodb:table:WriteCapacityUnits");
  CHECK(next.find("NextToken") == std::string::npos);
  const std::string invalid =
      Fault("The specified token is not valid", "InvalidNextTokenException");
  for (const std::string operation : {"DescribeScalableTargets", "DescribeScalingPolicies",
                                      "DescribeScalingActivities", "DescribeScheduledActions"}) {
    CAPTURE(operation);
    CHECK(ask(operation, R"(,"NextToken":"stale")") == invalid);
    if (operation != "DescribeScalableTargets") {
      CHECK(ask(operation, R"(,"NextToken":")" + token + "\"") == invalid);
    }
    const std::string most = operation == "DescribeScalingPolicies" ? "10" : "50";
    const std::string bound =
        " at 'maxResults' failed to satisfy constraint: Member must have value ";
    for (const std::string max : {"0", "-1"}) {
      CHECK(ask(operation, ",\"MaxResults\":" + max) ==
            Fault("1 validation error detected: Value '" + max + "'" + bound +
                  "greater than or equal to 1"));
    }
    CHECK(ask(operation, ",\"MaxResults\":500") ==
          Fault("1 validation error detected: Value '500'" + bound + "less than or equal to " +
                most));
    CHECK(ask(operation, R"(,"ScalableDimension":"dynamodb:table:ReadCapacityUnits")") ==
          Fault("A resource ID must be specified with ScalableDimension"));
  }
}

// The model has no 404 here, unlike CloudWatch's.
TEST_CASE("Tags are of targets that are there, and of 50 keys at most",
          "[application_auto_scaling]") {
  ServiceClient client;
  client.MakeTable("Music");
  const auto tag = [&](const std::string& arn, const std::string& tags) {
    const HttpResponse response =
        client.Json("application-autoscaling", "AnyScaleFrontendService.TagResource",
                    R"({"ResourceARN":")" + arn + R"(","Tags":{)" + tags + "}}");
    return std::to_string(response.status) + " " + response.body;
  };
  const std::string unknown =
      "arn:aws:application-autoscaling:eu-west-1:000000000000:scalable-target/1234";
  CHECK(tag(unknown, "") ==
        "400 " + Fault("Unknown resource: " + unknown, "ResourceNotFoundException"));
  CHECK(tag("arn:aws:sns:eu-west-1:0:x", "") ==
        "400 " + Fault("1 validation error detected: Value 'arn:aws:sns:eu-west-1:0:x' at "
                       "'resourceARN' failed to satisfy constraint: Member must satisfy regular "
                       R"(expression pattern: ^arn:.+:application-autoscaling:.+:[0-9]+:)"
                       R"(scalable-target\\/[a-zA-Z0-9-]+$)"));
  const std::string arn =
      Between(Call(client, "RegisterScalableTarget", R"(,"MinCapacity":1,"MaxCapacity":2)"),
              R"("ScalableTargetARN":")", "\"");
  std::string many;
  for (int i = 0; i < 50; ++i) many += "\"t" + std::to_string(i) + "\":\"\",";
  CHECK(tag(arn, many + "\"last\":\"\"") ==
        "400 " + Fault("A resource can have at most 50 tags", "TooManyTagsException"));
  many.pop_back();
  CHECK(tag(arn, many) == "200 {}");
}

}  // namespace
}  // namespace pumice::test
