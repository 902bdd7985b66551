// SPDX-License-Identifier: Apache-2.0

// Application Auto Scaling: scalable targets and scaling policies, kept and described. Nothing
// scales.

#include <algorithm>
#include <functional>
#include <optional>
#include <string>

#include "engine/database.h"
#include "protocol/services/identifiers.h"
#include "protocol/services/paging.h"
#include "protocol/services/scaling_rules.h"
#include "protocol/services/service.h"
#include "protocol/services/service_fault.h"
#include "protocol/services/tags.h"
#include "protocol/wire_errors.h"
#include "pumice/service_error.h"

namespace pumice::services {
namespace {

constexpr std::string_view kTargets = "scalable-target";
constexpr std::string_view kPolicies = "scaling-policy";
// Between the parts of a record's name: in none of them.
constexpr char kJoint = '\n';
constexpr size_t kRead = 100;
// "The default value is 50", and 10 of policies: what there is at most, too.
constexpr size_t kPage = 50;
constexpr size_t kPolicyPage = 10;
constexpr std::string_view kValidation = "ValidationException";
constexpr std::string_view kInvalidToken = "InvalidNextTokenException";
constexpr RecordList kTargetList = {
    kTargets, "DescribeScalableTargets", "ScalableTargets", "MaxResults", kPage, kInvalidToken};
constexpr RecordList kPolicyList = {kPolicies,         "DescribeScalingPolicies",
                                    "ScalingPolicies", "MaxResults",
                                    kPolicyPage,       kInvalidToken};

Records& RecordsOf(const ServiceCall& call) { return call.caller.database.records(); }

std::string Text(const JsonValue& value, std::string_view member) {
  return std::string(FindString(value, member).value_or(""));
}

// A target's record, and what those of its policies begin with.
std::string TargetName(const JsonValue& input) {
  return Text(input, "ServiceNamespace") + kJoint + Text(input, "ResourceId") + kJoint +
         Text(input, "ScalableDimension");
}

std::string TargetArn(const ServiceCall& call, std::string_view target) {
  return "arn:aws:application-autoscaling:" + std::string(call.caller.region) + ':' +
         std::string(call.caller.account) + ":scalable-target/" + HashDigits(target, 36);
}

std::string PolicyArn(const ServiceCall& call, const std::string& name) {
  const JsonValue& input = call.input;
  return "arn:aws:autoscaling:" + std::string(call.caller.region) + ':' +
         std::string(call.caller.account) + ":scalingPolicy:" + HashUuid(name) + ":resource/" +
         Text(input, "ServiceNamespace") + '/' + Text(input, "ResourceId") + ":policyName/" +
         Text(input, "PolicyName");
}

void ThrowNoTarget(const JsonValue& input) {
  ThrowNoScalableTarget(Text(input, "ServiceNamespace"), Text(input, "ResourceId"),
                        Text(input, "ScalableDimension"));
}

// The members of `newer`, and those of `older` that it lacks; tags are kept elsewhere. `older` may
// be null.
std::string Merged(const JsonValue* older, const JsonValue& newer) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  for (const auto& [name, value] : newer.GetObject()) {
    if (JsonText(name) == "Tags") continue;
    json.UserKey(JsonText(name));
    AppendJson(value, json.Raw());
  }
  if (older != nullptr) {
    for (const auto& [name, value] : older->GetObject()) {
      if (FindMember(newer, JsonText(name)) != nullptr) continue;
      json.UserKey(JsonText(name));
      AppendJson(value, json.Raw());
    }
  }
  json.EndObject();
  return text;
}

// Merges as above, and holds the result to the rules of what it is.
std::string Checked(const JsonValue* older, const JsonValue& newer,
                    void (*check)(const JsonValue& whole)) {
  std::string text = Merged(older, newer);
  JsonDocument whole;
  if (!whole.Parse(text)) ThrowMalformedBody();
  check(whole.root());
  return text;
}

// What is stored: {"created":…,"arn":…,"tags":{…},"input":{…}}.
std::string Stored(int64_t created, std::string_view arn, const TagMap& tags,
                   std::string_view input) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  json.IntegerMember("created", created);
  json.StringMember("arn", arn);
  json.Key("tags");
  JsonAnswer answer(json.Raw());
  WriteTags(tags, TagForm::kMap, &answer);
  json.Key("input");
  json.Raw()->append(input);
  json.EndObject();
  return text;
}

bool HasIndex(std::string_view description, std::string_view name) {
  JsonDocument document;
  if (!document.Parse(description)) return false;
  const JsonValue* const table = FindMember(document.root(), "Table");
  if (table == nullptr) return false;
  const JsonValue* const indexes = FindMember(*table, "GlobalSecondaryIndexes");
  if (indexes == nullptr) return false;
  const auto& all = indexes->GetArray();
  return std::any_of(all.Begin(), all.End(), [&](const JsonValue& index) {
    return FindString(index, "IndexName") == name;
  });
}

// Users quote "DynamoDB table does not exist: table/MyTable" of a table made at the same time.
void CheckTableExists(const ServiceCall& call) {
  if (FindString(call.input, "ServiceNamespace") != "dynamodb") return;
  const std::string resource = Text(call.input, "ResourceId");
  const ScaledTable scaled = TableOfResource(resource);
  std::string input;
  JsonWriter json(&input);
  json.BeginObject();
  json.StringMember("TableName", scaled.table);
  json.EndObject();
  std::string description;
  try {
    description = call.caller.dynamodb("DescribeTable", input);
  } catch (const ServiceError& error) {
    // A text that can name no table names none that exists.
    if (error.name() != "ResourceNotFoundException" && error.name() != "ValidationException") throw;
    ThrowNoScalableTable(resource, /*is_index=*/false);
  }
  if (!scaled.index.empty() && !HasIndex(description, scaled.index)) {
    ThrowNoScalableTable(resource, /*is_index=*/true);
  }
}

void RegisterScalableTarget(ServiceCall& call) {
  CheckScaledResource(call.input);
  const std::string name = TargetName(call.input);
  const std::optional<std::string> record = RecordsOf(call).Find(kTargets, name);
  JsonDocument stored;
  const bool is_new = !record || !stored.Parse(*record);
  const JsonValue* const before = is_new ? nullptr : FindMember(stored.root(), "input");
  const std::string target = Checked(before, call.input, CheckScalableTarget);
  CheckTableExists(call);
  TagMap tags;
  if (!is_new) AddTags(FindMember(stored.root(), "tags"), TagForm::kMap, &tags);
  AddTags(FindMember(call.input, "Tags"), TagForm::kMap, &tags);
  // Not TooManyTagsException: that is none of this operation's errors.
  CheckTags(tags, kValidation, kValidation);
  const int64_t created = is_new ? call.caller.database.clock().NowMillis()
                                 : FindInteger(stored.root(), "created").value_or(0);
  const std::string arn = TargetArn(call, name);
  RecordsOf(call).Put(kTargets, name, Stored(created, arn, tags, target));
  call.answer.StringMember("ScalableTargetARN", arn);
}

bool HasText(const JsonValue& list, std::string_view text) {
  const auto& elements = list.GetArray();
  return std::any_of(elements.Begin(), elements.End(),
                     [&](const JsonValue& element) { return JsonText(element) == text; });
}

// Whether what a request filters by is so of a target or policy.
bool IsWanted(const JsonValue& wanted, const JsonValue& input) {
  for (const std::string_view member : {"ServiceNamespace", "ResourceId", "ScalableDimension"}) {
    const auto value = FindString(wanted, member);
    if (value && value != FindString(input, member)) return false;
  }
  const JsonValue* const resources = FindMember(wanted, "ResourceIds");
  if (resources != nullptr && !HasText(*resources, Text(input, "ResourceId"))) return false;
  const JsonValue* const names = FindMember(wanted, "PolicyNames");
  return names == nullptr || HasText(*names, Text(input, "PolicyName"));
}

bool IsWantedRecord(const ServiceCall& call, const JsonValue& stored) {
  return IsWanted(call.input, *FindMember(stored, "input"));
}

void WriteSuspension(const JsonValue* given, AnswerWriter* answer) {
  answer->Key("SuspendedState");
  answer->BeginStruct();
  for (const std::string_view member :
       {"DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended"}) {
    answer->BoolMember(member, given != nullptr && FindBool(*given, member).value_or(false));
  }
  answer->EndStruct();
}

// The role that Application Auto Scaling makes where none is given.
std::string LinkedRole(std::string_view account) {
  return "arn:aws:iam::" + std::string(account) +
         ":role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/"
         "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable";
}

void WriteTarget(const ServiceCall& call, const JsonValue& stored) {
  const JsonValue& input = *FindMember(stored, "input");
  AnswerWriter& answer = call.answer;
  answer.BeginStruct();
  for (const auto member : {"ServiceNamespace", "ResourceId", "ScalableDimension"}) {
    answer.StringMember(member, Text(input, member));
  }
  answer.IntegerMember("MinCapacity", FindInteger(input, "MinCapacity").value_or(0));
  answer.IntegerMember("MaxCapacity", FindInteger(input, "MaxCapacity").value_or(0));
  const auto role = FindString(input, "RoleARN");
  answer.StringMember("RoleARN", role ? std::string(*role) : LinkedRole(call.caller.account));
  answer.TimeMember("CreationTime", FindInteger(stored, "created").value_or(0));
  WriteSuspension(FindMember(input, "SuspendedState"), &answer);
  answer.StringMember("ScalableTargetARN", Text(stored, "arn"));
  answer.EndStruct();
}

void DescribeScalableTargets(ServiceCall& call) {
  CheckScalingQuery(call.input, kPage);
  WriteRecordPage(
      call, kTargetList, [&](const JsonValue& stored) { return IsWantedRecord(call, stored); },
      [&](const JsonValue& stored) { WriteTarget(call, stored); });
}

// Deletes the target's policies too (DeregisterScalableTarget, API reference).
void DeregisterScalableTarget(ServiceCall& call) {
  const std::string name = TargetName(call.input);
  if (!RecordsOf(call).Delete(kTargets, name)) ThrowNoTarget(call.input);
  const std::string prefix = name + kJoint;
  std::string after = prefix;
  while (true) {
    const std::vector<Record> policies = RecordsOf(call).List(kPolicies, after, kRead);
    for (const Record& policy : policies) {
      if (!policy.name.starts_with(prefix)) return;
      RecordsOf(call).Delete(kPolicies, policy.name);
    }
    if (policies.size() < kRead) return;
    after = policies.back().name;
  }
}

std::string PolicyName(const JsonValue& input) {
  return TargetName(input) + kJoint + Text(input, "PolicyName");
}

void PutScalingPolicy(ServiceCall& call) {
  if (!RecordsOf(call).Find(kTargets, TargetName(call.input))) ThrowNoTarget(call.input);
  const std::string name = PolicyName(call.input);
  const std::optional<std::string> record = RecordsOf(call).Find(kPolicies, name);
  JsonDocument stored;
  const bool is_new = !record || !stored.Parse(*record);
  const JsonValue* const before = is_new ? nullptr : FindMember(stored.root(), "input");
  const std::string policy = Checked(before, call.input, CheckScalingPolicy);
  const int64_t created = is_new ? call.caller.database.clock().NowMillis()
                                 : FindInteger(stored.root(), "created").value_or(0);
  const std::string arn = PolicyArn(call, name);
  RecordsOf(call).Put(kPolicies, name, Stored(created, arn, {}, policy));
  call.answer.StringMember("PolicyARN", arn);
  call.answer.Key("Alarms");
  call.answer.BeginList();
  call.answer.EndList();
}

void WritePolicy(const ServiceCall& call, const JsonValue& stored) {
  AnswerWriter& answer = call.answer;
  answer.BeginStruct();
  answer.StringMember("PolicyARN", Text(stored, "arn"));
  for (const auto& [name, value] : FindMember(stored, "input")->GetObject()) {
    answer.JsonMember(JsonText(name), value);
  }
  answer.Key("Alarms");
  answer.BeginList();
  answer.EndList();
  answer.TimeMember("CreationTime", FindInteger(stored, "created").value_or(0));
  answer.EndStruct();
}

void DescribeScalingPolicies(ServiceCall& call) {
  CheckScalingQuery(call.input, kPolicyPage);
  WriteRecordPage(
      call, kPolicyList, [&](const JsonValue& stored) { return IsWantedRecord(call, stored); },
      [&](const JsonValue& stored) { WritePolicy(call, stored); });
}

void DeleteScalingPolicy(ServiceCall& call) {
  const JsonValue& input = call.input;
  if (!RecordsOf(call).Delete(kPolicies, PolicyName(input))) {
    ThrowNoScalingPolicy(Text(input, "PolicyName"), Text(input, "ServiceNamespace"),
                         Text(input, "ResourceId"), Text(input, "ScalableDimension"));
  }
}

// Nothing scales, and nothing is scheduled: no page has another one behind it.
void WriteNone(const ServiceCall& call, std::string_view operation, std::string_view member) {
  CheckScalingQuery(call.input, kPage);
  PageStart(call, operation, kInvalidToken);
  call.answer.Key(member);
  call.answer.BeginList();
  call.answer.EndList();
}

void DescribeScalingActivities(ServiceCall& call) {
  WriteNone(call, "DescribeScalingActivities", "ScalingActivities");
}

void DescribeScheduledActions(ServiceCall& call) {
  WriteNone(call, "DescribeScheduledActions", "ScheduledActions");
}

// Calls with the tags of the target that a request names by its ARN; puts them afterwards if that
// says so.
void ChangeTags(const ServiceCall& call, const std::function<bool(TagMap*)>& change) {
  const std::string arn = Text(call.input, "ResourceARN");
  std::string after;
  while (true) {
    const std::vector<Record> records = RecordsOf(call).List(kTargets, after, kRead);
    for (const Record& record : records) {
      JsonDocument stored;
      if (!stored.Parse(record.value) || Text(stored.root(), "arn") != arn) continue;
      TagMap tags;
      AddTags(FindMember(stored.root(), "tags"), TagForm::kMap, &tags);
      if (!change(&tags)) return;
      CheckTags(tags, "TooManyTagsException", kValidation);
      const int64_t created = FindInteger(stored.root(), "created").value_or(0);
      std::string input;
      AppendJson(*FindMember(stored.root(), "input"), &input);
      RecordsOf(call).Put(kTargets, record.name, Stored(created, arn, tags, input));
      return;
    }
    if (records.size() < kRead) ThrowTaggedNotFound(arn, 400);
    after = records.back().name;
  }
}

constexpr ServiceOperation kOperations[] = {
    {"DeleteScalingPolicy", DeleteScalingPolicy},
    {"DeregisterScalableTarget", DeregisterScalableTarget},
    {"DescribeScalableTargets", DescribeScalableTargets},
    {"DescribeScalingActivities", DescribeScalingActivities},
    {"DescribeScalingPolicies", DescribeScalingPolicies},
    {"DescribeScheduledActions", DescribeScheduledActions},
    {"ListTagsForResource", ListTagsForResource<TagForm::kMap, ChangeTags>},
    {"PutScalingPolicy", PutScalingPolicy},
    {"RegisterScalableTarget", RegisterScalableTarget},
    {"TagResource", TagResource<TagForm::kMap, ChangeTags>},
    {"UntagResource", UntagResource<ChangeTags>},
};

}  // namespace

const Service& ApplicationAutoScaling() {
  static const Service kService = {
      .signing_name = "application-autoscaling",
      .target_prefix = "AnyScaleFrontendService",
      .version = "",
      .xml_namespace = "",
      .validation_code = kValidation,
      .message_key = "Message",
      .shapes = ApplicationAutoScalingShapes(),
      .operations = kOperations,
  };
  return kService;
}

}  // namespace pumice::services
