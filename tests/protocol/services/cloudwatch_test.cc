// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <string>

#include "protocol/services/alarm_rules.h"
#include "protocol/services/cbor.h"
#include "tests/protocol/services/service_client.h"

namespace pumice::test {
namespace {

constexpr std::string_view kAlarms = "GraniteServiceVersion20100801.";

// A token in a form: base64 has three characters that are none of a form's.
std::string Escaped(std::string_view token) {
  std::string escaped;
  for (const char c : token) {
    if (c == '+')
      escaped += "%2B";
    else if (c == '/')
      escaped += "%2F";
    else if (c == '=')
      escaped += "%3D";
    else
      escaped += c;
  }
  return escaped;
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

TEST_CASE("An alarm is kept and described, in JSON, CBOR and XML alike", "[cloudwatch]") {
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

TEST_CASE("Alarms are found by what a request asks for, page by page", "[cloudwatch]") {
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
  const std::string token = TextsOf(
      ResultOf(client.Query("monitoring", "Action=DescribeAlarms&MaxRecords=3")), "NextToken");
  CHECK(names("&MaxRecords=3&NextToken=" + Escaped(token)) == "c");
  // None is deleted where one is not there.
  CHECK(ResultOf(client.Query(
            "monitoring", "Action=DeleteAlarms&AlarmNames.member.1=a1&AlarmNames.member.2=x")) ==
        "ResourceNotFound: Unknown alarm: x");
  CHECK(names("&AlarmNamePrefix=a") == "a1 a2");
  CHECK(ResultOf(client.Query("monitoring", "Action=DeleteAlarms&AlarmNames.member.1=a1")).empty());
  CHECK(names("") == "a2 b c");
}

// A form without one of its parameters.
std::string Without(std::string form, const std::string& name) {
  const size_t at = form.find("&" + name + "=");
  return form.erase(at, form.find('&', at + 1) - at);
}

const std::string kMetric =
    "Action=PutMetricAlarm&AlarmName=a&MetricName=m&Namespace=n&Statistic=Sum&Period=60"
    "&EvaluationPeriods=2&Threshold=1&ComparisonOperator=LessThanThreshold&";
const std::string kMath =
    "Action=PutMetricAlarm&AlarmName=a&EvaluationPeriods=2&Threshold=1"
    "&ComparisonOperator=LessThanThreshold&Metrics.member.1.Id=m1&Metrics.member.1.ReturnData=false"
    "&Metrics.member.1.MetricStat.Metric.MetricName=m&Metrics.member.1.MetricStat.Metric.Namespace="
    "n"
    "&Metrics.member.1.MetricStat.Period=60&Metrics.member.1.MetricStat.Stat=p99"
    "&Metrics.member.2.Id=e1&Metrics.member.2.Expression=m1%2F2&";
const std::string kPromQl =
    "Action=PutMetricAlarm&AlarmName=a&EvaluationCriteria.PromQLCriteria.Query=up&"
    "EvaluationInterval=60&";

struct FormCase {
  std::string form;
  std::string answer;  // of an error, without its code, which is ValidationError
};

// PutMetricAlarm and MetricDataQuery, API reference. AWS's own sentences are those that users
// quote: of DatapointsToAlarm, of lists of Metrics, of both thresholds and of "must not be null".
TEST_CASE("Alarms that CloudWatch refuses are refused", "[cloudwatch]") {
  ServiceClient client;
  const std::string one =
      "Exactly one of MetricName, Metrics and EvaluationCriteria must be specified";
  const std::string too_long =
      "Period multiplied by EvaluationPeriods must be at most 604800 seconds, or 86400 for periods "
      "of less than 3600 seconds";
  const std::string constraint = "1 validation error detected: Value ";
  const std::string period = "Period must be 10, 20, 30 or a multiple of 60";
  const std::string statistic =
      "ExtendedStatistic must be a statistic such as p99, TM(10%:90%) or IQM";
  const std::string arns = "Actions must be Amazon Resource Names (ARNs)";
  const FormCase cases[] = {
      {Without(kMetric, "MetricName"), one},
      {kMetric + "Metrics.member.1.Id=a", one},
      {kMetric + "EvaluationCriteria.PromQLCriteria.Query=up", one},
      {Without(kMetric, "EvaluationPeriods"), "EvaluationPeriods must not be null"},
      {Without(kMetric, "ComparisonOperator"), "ComparisonOperator must not be null"},
      {Without(kMetric, "Period"), "Period must not be null"},
      {Without(kMetric, "Namespace"), "Namespace must not be null"},
      {Without(kMetric, "Statistic"),
       "Exactly one of Statistic and ExtendedStatistic must be specified"},
      {kMetric + "ExtendedStatistic=p99",
       "Exactly one of Statistic and ExtendedStatistic must be specified"},
      {Without(kMetric, "Threshold"),
       "Exactly one of Threshold and ThresholdMetricId must be specified"},
      {kMetric + "ThresholdMetricId=t1", "Threshold and ThresholdMetricId cannot both be set"},
      {Without(kMetric, "Threshold") + "ThresholdMetricId=t1",
       "ThresholdMetricId must be the Id of one of Metrics"},
      {Without(kMetric, "ComparisonOperator") + "ComparisonOperator=GreaterThanUpperThreshold",
       "ComparisonOperator is only valid with ThresholdMetricId"},
      {Without(kMetric, "Period") + "Period=7", period},
      {Without(kMetric, "Period") + "Period=61", period},
      {Without(kMetric, "EvaluationPeriods") + "EvaluationPeriods=1441", too_long},
      {Without(Without(kMetric, "Period"), "EvaluationPeriods") +
           "Period=86400&EvaluationPeriods=8",
       too_long},
      {kMetric + "DatapointsToAlarm=3",
       "DatapointsToAlarm must be less than or equal to EvaluationPeriods"},
      {kMetric + "TreatMissingData=nonsense",
       constraint + "'nonsense' at 'treatMissingData' failed to satisfy constraint: Member must "
                    "satisfy enum value set: [breaching, notBreaching, ignore, missing]"},
      {kMetric + "EvaluateLowSampleCountPercentile=x",
       constraint +
           "'x' at 'evaluateLowSampleCountPercentile' failed to satisfy constraint: Member "
           "must satisfy enum value set: [evaluate, ignore]"},
      {Without(kMetric, "Namespace") + "Namespace=:n",
       constraint + "':n' at 'namespace' failed to satisfy constraint: Member must satisfy regular "
                    "expression pattern: [^:].*"},
      {Without(kMetric, "Statistic") + "ExtendedStatistic=foo", statistic},
      {kMetric + "AlarmActions.member.1=foo", arns},
      {kMetric + "OKActions.member.1=arn:aws:sns:eu-west-1:000000000000:t&OKActions.member.2=arn:x",
       arns},
      {kMetric + "Tags.member.1.Key=aws%3Ax&Tags.member.1.Value=1",
       "Tag keys that begin with aws: are reserved: aws:x"},
      {kMetric + "EvaluationInterval=60",
       "EvaluationInterval should not be set if MetricName is set."},
      {kMath + "Namespace=n", "Namespace should not be set if list of Metrics is set."},
      {kMath + "Statistic=Sum", "Statistic should not be set if list of Metrics is set."},
      {kMath + "Unit=Count", "Unit should not be set if list of Metrics is set."},
      {kMath + "Metrics.member.1.ReturnData=true",
       "Exactly one element of the metrics list should return data."},
      {kMath + "Metrics.member.2.Id=m1", "Ids of Metrics must be unique"},
      {kMath + "Metrics.member.2.Id=E1",
       "Id of each of Metrics must be letters, digits and underscores after a lowercase letter"},
      {kMath + "Metrics.member.1.Expression=1",
       "Exactly one of MetricStat and Expression must be specified in each of Metrics"},
      {kMath + "Metrics.member.1.MetricStat.Period=7",
       "Period of each of Metrics must be 1, 5, 10, 20, 30 or a multiple of 60"},
      {kMath + "Metrics.member.1.MetricStat.Stat=Most",
       "Stat of each of Metrics must be a statistic such as Sum or p99"},
      {Without(kPromQl, "EvaluationInterval"), "EvaluationInterval must not be null"},
      {kPromQl + "Threshold=1", "Threshold should not be set if EvaluationCriteria is set."},
  };
  for (const FormCase& each : cases) {
    CAPTURE(each.form);
    CHECK(ResultOf(client.Query("monitoring", each.form)) == "ValidationError: " + each.answer);
  }
  CHECK(ResultOf(client.Query("monitoring", "Action=DescribeAlarms")) ==
        "<CompositeAlarms></CompositeAlarms><MetricAlarms></MetricAlarms>");
}

TEST_CASE("Alarms at their bounds, of bands and of PromQL are taken", "[cloudwatch]") {
  ServiceClient client;
  const std::string band = Without(Without(kMath, "Threshold"), "ComparisonOperator") +
                           "Metrics.member.1.ReturnData=true&ThresholdMetricId=e1&"
                           "ComparisonOperator=GreaterThanUpperThreshold";
  for (const std::string& form :
       {Without(kMetric, "EvaluationPeriods") + "EvaluationPeriods=1440&DatapointsToAlarm=1440",
        Without(Without(kMetric, "Period"), "EvaluationPeriods") +
            "Period=86400&EvaluationPeriods=7",
        kMetric + "AlarmActions.member.1=arn:aws:automate:eu-west-1:ec2:stop&AlarmActions.member.2="
                  "arn:aws:ssm-incidents::000000000000:responseplan/p&TreatMissingData=ignore",
        kMath, band}) {
    CAPTURE(form);
    CHECK(ResultOf(client.Query("monitoring", form)).empty());
  }
  // A PromQL alarm begins as OK.
  CHECK(ResultOf(client.Query("monitoring", kPromQl)).empty());
  const std::string described =
      ResultOf(client.Query("monitoring", "Action=DescribeAlarms&StateValue=OK"));
  CHECK(TextsOf(described, "StateValue") + " " + TextsOf(described, "Query") + " " +
            TextsOf(described, "EvaluationInterval") ==
        "OK up 60");
}

// CloudWatch statistics definitions.
TEST_CASE("Extended statistics are told from other texts", "[cloudwatch]") {
  for (const std::string name :
       {"p90", "p99.95", "p100", "tm90", "tc90", "ts90", "wm90", "IQM", "PR(100:2000)", "PR(:300)",
        "TM(10%:90%)", "TC(10%:)", "TS(80%:)", "WM(0.5:0.75)"}) {
    CAPTURE(name);
    CHECK(services::IsExtendedStatistic(name));
  }
  for (const std::string name : {"", "p", "p101", "px", "p9x", "Sum", "TM", "TM()", "TM(:)",
                                 "TM(1)", "TM(10%:101%)", "TM(1:2", "PR(1:2)x", "PR(-1:2)"}) {
    CAPTURE(name);
    CHECK_FALSE(services::IsExtendedStatistic(name));
  }
}

TEST_CASE("Filters of DescribeAlarms exclude each other, and tokens are its own", "[cloudwatch]") {
  ServiceClient client;
  const auto error = [&](const std::string& form) {
    return ResultOf(client.Query("monitoring", "Action=DescribeAlarms&" + form));
  };
  CHECK(error("AlarmNames.member.1=a&AlarmNamePrefix=a") ==
        "ValidationError: AlarmNamePrefix cannot be specified together with AlarmNames");
  CHECK(error("ChildrenOfAlarmName=a&StateValue=OK") ==
        "ValidationError: StateValue cannot be specified together with ChildrenOfAlarmName");
  CHECK(error("ParentsOfAlarmName=a&AlarmTypes.member.1=MetricAlarm") ==
        "ValidationError: AlarmTypes cannot be specified together with ParentsOfAlarmName");
  for (const std::string token : {"stale", "zzzz", "a"}) {
    CHECK(error("NextToken=" + token) == "InvalidNextToken: The specified token is not valid");
  }
}

TEST_CASE("Tags of an alarm change", "[cloudwatch]") {
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
  CHECK(call("TagResource", R"(,"Tags":[{"Key":"aws:a","Value":"1"}])") ==
        R"({"__type":"InvalidParameterValue","message":)"
        R"("Tag keys that begin with aws: are reserved: aws:a"})");
  std::string many;
  for (int i = 0; i < 51; ++i) {
    many += std::string(many.empty() ? "" : ",") + R"({"Key":"t)" + std::to_string(i) +
            R"(","Value":""})";
  }
  CHECK(call("TagResource", R"(,"Tags":[)" + many + "]") ==
        R"({"__type":"InvalidParameterValue","message":)"
        R"("A resource can have at most 50 tags"})");
  // "If you are using this operation to update an existing alarm, any tags … are ignored".
  client.Json("monitoring", std::string(kAlarms) + "PutMetricAlarm", kAlarm);
  CHECK(call("ListTagsForResource", "") == R"({"Tags":[{"Key":"a","Value":"1"}]})");
}

}  // namespace
}  // namespace pumice::test
