// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/service_endpoint.h"

#include <catch2/catch.hpp>
#include <string>

#include "protocol/services/cbor.h"
#include "tests/protocol/services/service_client.h"

namespace pumice::test {
namespace {

constexpr std::string_view kAlarms = "GraniteServiceVersion20100801.";

TEST_CASE("A service is told by the scope of the credentials, and else by the version",
          "[service_endpoint]") {
  ServiceClient client;
  const std::string who =
      "<UserId>AKID</UserId><Account>000000000000</Account>"
      "<Arn>arn:aws:iam::000000000000:root</Arn>";
  CHECK(ResultOf(client.Query("sts", "Action=GetCallerIdentity&Version=2011-06-15")) == who);
  // The version names the service, and its credentials are another one's.
  CHECK(ResultOf(client.Query("s3", "Action=GetCallerIdentity&Version=2011-06-15"))
            .starts_with("SignatureDoesNotMatch: Credential should be scoped to correct "
                         "service: 'sts'.") == true);
  CHECK(ResultOf(client.Query("", "Action=GetCallerIdentity&Version=2011-06-15"))
            .starts_with("MissingAuthenticationToken: ") == true);
  CHECK(ResultOf(client.Query("sts", "Action=GetFederationToken&Version=2011-06-15")) ==
        "InvalidAction: Could not find operation GetFederationToken for version 2011-06-15");
}

TEST_CASE("The Query protocol's envelope has the request's id", "[service_endpoint]") {
  ServiceClient client;
  const HttpResponse response = client.Query("sts", "Action=GetCallerIdentity&Version=2011-06-15");
  CHECK(response.status == 200);
  CHECK(response.Header("Content-Type") == "text/xml");
  CHECK(
      response.body.starts_with("<GetCallerIdentityResponse "
                                "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n"
                                "<GetCallerIdentityResult><UserId>"));
  CHECK(TextsOf(response.body, "RequestId").size() == 36);
}

TEST_CASE("What is no service's request is refused as before", "[service_endpoint]") {
  ServiceClient client;
  CHECK(client.Query("iam", "Action=ListUsers&Version=2010-05-08").status == 400);
  CHECK(client.Cbor("iam", "/service/Nothing/operation/ListUsers", "").status == 400);
  CHECK(client.Cbor("iam", "/services", "").status == 404);
  CHECK(client.Json("iam", "Nothing_20200101.ListUsers", "{}").status == 400);
}

TEST_CASE("A role's keys carry its account", "[service_endpoint]") {
  ServiceClient client;
  const std::string result = ResultOf(client.Query(
      "sts",
      "Action=AssumeRole&RoleSessionName=me&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3A"
      "role%2Fdeep%2Fadmin&DurationSeconds=900"));
  CHECK(TextsOf(result, "AccessKeyId") == "123456789012");
  CHECK(TextsOf(result, "SecretAccessKey").size() == 40);
  CHECK(TextsOf(result, "Expiration") == "2026-01-01T00:15:00.000Z");
  CHECK(TextsOf(result, "Arn") == "arn:aws:sts::123456789012:assumed-role/admin/me");
  CHECK(ResultOf(client.Query("sts", "Action=AssumeRole&RoleSessionName=me")) ==
        "ValidationError: 1 validation error detected: Value null at 'roleArn' failed to satisfy "
        "constraint: Member must not be null");
  CHECK(TextsOf(ResultOf(client.Query("sts", "Action=GetSessionToken")), "Expiration") ==
        "2026-01-01T12:00:00.000Z");
}

const std::string kAlarm =
    R"({"AlarmName":"reads","MetricName":"ConsumedReadCapacityUnits","Namespace":"AWS/DynamoDB",)"
    R"("Statistic":"Sum","Period":60,"EvaluationPeriods":2,"Threshold":240,)"
    R"("ComparisonOperator":"GreaterThanThreshold","Dimensions":[{"Name":"TableName",)"
    R"("Value":"Music"}],"Tags":[{"Key":"team","Value":"shop"}]})";

const std::string kDescribedAlarm =
    R"({"CompositeAlarms":[],"MetricAlarms":[{"AlarmName":"reads",)"
    R"("AlarmArn":"arn:aws:cloudwatch:eu-west-1:000000000000:alarm:reads",)"
    R"("AlarmConfigurationUpdatedTimestamp":1767225600,"ActionsEnabled":true,"OKActions":[],)"
    R"("AlarmActions":[],"InsufficientDataActions":[],"Dimensions":[{"Name":"TableName",)"
    R"("Value":"Music"}],"StateValue":"INSUFFICIENT_DATA",)"
    R"("StateReason":"Unchecked: Initial alarm creation","StateUpdatedTimestamp":1767225600,)"
    R"("StateTransitionedTimestamp":1767225600,"MetricName":"ConsumedReadCapacityUnits",)"
    R"("Namespace":"AWS/DynamoDB","Statistic":"Sum","Period":60,"EvaluationPeriods":2,)"
    R"("ComparisonOperator":"GreaterThanThreshold","Threshold":240.0}]})";

TEST_CASE("An alarm is kept and described, in JSON, CBOR and XML alike", "[service_endpoint]") {
  ServiceClient client;
  const std::string service = "monitoring";
  CHECK(client.Json(service, std::string(kAlarms) + "PutMetricAlarm", kAlarm).body == "{}");
  CHECK(client.Json(service, std::string(kAlarms) + "DescribeAlarms", "{}").body ==
        kDescribedAlarm);
  const HttpResponse cbor =
      client.Cbor(service, "/service/GraniteServiceVersion20100801/operation/DescribeAlarms",
                  std::string("\xa1\x6f"
                              "AlarmNamePrefix"
                              "\x61r"));
  CHECK(cbor.Header("Content-Type") == "application/cbor");
  CHECK(cbor.Header("Smithy-Protocol") == "rpc-v2-cbor");
  std::string whole = kDescribedAlarm;
  whole.replace(whole.find("240.0"), 5, "240");
  CHECK(services::CborToJson(cbor.body) == whole);
  const std::string xml = ResultOf(client.Query(service, "Action=DescribeAlarms"));
  CHECK(
      xml.starts_with("<CompositeAlarms></CompositeAlarms><MetricAlarms><member>"
                      "<AlarmName>reads</AlarmName>"));
  CHECK(TextsOf(xml, "StateUpdatedTimestamp") == "2026-01-01T00:00:00.000Z");
  CHECK(TextsOf(xml, "Value") == "Music");
}

TEST_CASE("Alarms are found by what a request asks for, page by page", "[service_endpoint]") {
  ServiceClient client;
  const auto put = [&](const std::string& name) {
    return ResultOf(client.Query(
        "monitoring", "Action=PutMetricAlarm&AlarmName=" + name +
                          "&MetricName=m&Namespace=n&Statistic=Sum&Period=60&EvaluationPeriods=1&"
                          "Threshold=1&ComparisonOperator=LessThanThreshold"));
  };
  for (const std::string name : {"b", "a1", "a2", "c"}) CHECK(put(name).empty());
  const auto names = [&](const std::string& form) {
    return TextsOf(ResultOf(client.Query("monitoring", "Action=DescribeAlarms" + form)),
                   "AlarmName");
  };
  CHECK(names("") == "a1 a2 b c");
  CHECK(names("&AlarmNamePrefix=a") == "a1 a2");
  CHECK(names("&AlarmNames.member.1=c&AlarmNames.member.2=x") == "c");
  CHECK(names("&AlarmTypes.member.1=CompositeAlarm").empty());
  CHECK(names("&StateValue=ALARM").empty());
  CHECK(names("&MaxRecords=3") == "a1 a2 b");
  CHECK(names("&MaxRecords=3&NextToken=b") == "c");
  // None is deleted where one is not there.
  CHECK(ResultOf(client.Query(
            "monitoring", "Action=DeleteAlarms&AlarmNames.member.1=a1&AlarmNames.member.2=x")) ==
        "ResourceNotFound: Unknown alarm: x");
  CHECK(names("&AlarmNamePrefix=a") == "a1 a2");
  CHECK(ResultOf(client.Query("monitoring", "Action=DeleteAlarms&AlarmNames.member.1=a1")).empty());
  CHECK(names("") == "a2 b c");
}

TEST_CASE("An alarm's members exclude each other", "[service_endpoint]") {
  ServiceClient client;
  const std::string alarm =
      "Action=PutMetricAlarm&AlarmName=a&EvaluationPeriods=1&ComparisonOperator=LessThanThreshold";
  CHECK(ResultOf(client.Query("monitoring", alarm)) ==
        "ValidationError: Exactly one of MetricName and Metrics must be specified");
  CHECK(ResultOf(client.Query("monitoring", alarm + "&MetricName=m")) ==
        "ValidationError: Exactly one of Statistic and ExtendedStatistic must be specified");
}

TEST_CASE("Tags of an alarm change", "[service_endpoint]") {
  ServiceClient client;
  const std::string arn = "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:reads";
  const auto call = [&](const std::string& operation, const std::string& more) {
    return client
        .Json("monitoring", std::string(kAlarms) + operation,
              "{\"ResourceARN\":\"" + arn + "\"" + more + "}")
        .body;
  };
  client.Json("monitoring", std::string(kAlarms) + "PutMetricAlarm", kAlarm);
  CHECK(call("TagResource", R"(,"Tags":[{"Key":"a","Value":"1"}])") == "{}");
  CHECK(call("ListTagsForResource", "") ==
        R"({"Tags":[{"Key":"a","Value":"1"},{"Key":"team","Value":"shop"}]})");
  CHECK(call("UntagResource", R"(,"TagKeys":["team"])") == "{}");
  // "If you are using this operation to update an existing alarm, any tags … are ignored".
  client.Json("monitoring", std::string(kAlarms) + "PutMetricAlarm", kAlarm);
  CHECK(call("ListTagsForResource", "") == R"({"Tags":[{"Key":"a","Value":"1"}]})");
}

TEST_CASE("Targets and policies of Application Auto Scaling are kept and described",
          "[service_endpoint]") {
  ServiceClient client;
  const auto call = [&](const std::string& operation, const std::string& more) {
    return client
        .Json("application-autoscaling", "AnyScaleFrontendService." + operation,
              R"({"ServiceNamespace":"dynamodb","ResourceId":"table/Music",)"
              R"("ScalableDimension":"dynamodb:table:ReadCapacityUnits")" +
                  more + "}")
        .body;
  };
  const std::string none =
      R"({"__type":"ObjectNotFoundException","Message":"No scalable target registered for service )"
      R"(namespace: dynamodb, resource ID: table/Music, scalable dimension: )"
      R"(dynamodb:table:ReadCapacityUnits"})";
  const std::string policy = R"(,"PolicyName":"p","PolicyType":"TargetTrackingScaling",)"
                             R"("TargetTrackingScalingPolicyConfiguration":{"TargetValue":70.0})";
  CHECK(call("PutScalingPolicy", policy) == none);
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
  CHECK(call("PutScalingPolicy", policy).starts_with(R"({"PolicyARN":"arn:aws:autosc)"));
  const std::string arn = registered.substr(22, registered.size() - 24);
  CHECK(call("DescribeScalableTargets", "") ==
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

}  // namespace
}  // namespace pumice::test
