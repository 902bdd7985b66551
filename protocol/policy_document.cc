// SPDX-License-Identifier: Apache-2.0

#include "protocol/policy_document.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <vector>

#include "engine/error/policies.h"
#include "engine/schema/limits.h"
#include "protocol/ascii.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"
#include "protocol/table_arn.h"

namespace pumice {
namespace {

constexpr std::array<std::string_view, 2> kVersions = {"2008-10-17", "2012-10-17"};
constexpr std::string_view kActionPrefix = "dynamodb:";
constexpr size_t kAccountDigits = 12;

// Actions that a policy of a table, or of a stream, can name ("DynamoDB API operations supported by
// resource-based policies", Developer Guide; PartiQL's by "IAM security policies with PartiQL").
constexpr std::string_view kTableActions[] = {
    "BatchGetItem",
    "BatchWriteItem",
    "ConditionCheckItem",
    "CreateBackup",
    "CreateTableReplica",
    "DeleteItem",
    "DeleteResourcePolicy",
    "DeleteTable",
    "DeleteTableReplica",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "DescribeKinesisStreamingDestination",
    "DescribeTable",
    "DescribeTableReplicaAutoScaling",
    "DescribeTimeToLive",
    "DisableKinesisStreamingDestination",
    "EnableKinesisStreamingDestination",
    "ExportTableToPointInTime",
    "GetItem",
    "GetResourcePolicy",
    "ListTagsOfResource",
    "PartiQLDelete",
    "PartiQLInsert",
    "PartiQLSelect",
    "PartiQLUpdate",
    "PutItem",
    "PutResourcePolicy",
    "Query",
    "ReadDataForReplication",
    "ReplicateSettings",
    "RestoreTableToPointInTime",
    "Scan",
    "TagResource",
    "TransactGetItems",
    "TransactWriteItems",
    "UntagResource",
    "UpdateContinuousBackups",
    "UpdateContributorInsights",
    "UpdateItem",
    "UpdateKinesisStreamingDestination",
    "UpdateTable",
    "UpdateTableReplicaAutoScaling",
    "UpdateTimeToLive",
    "WriteDataForReplication",
};
constexpr std::string_view kStreamActions[] = {
    "DeleteResourcePolicy", "DescribeStream",   "GetRecords",
    "GetResourcePolicy",    "GetShardIterator", "PutResourcePolicy",
};

bool HasWildcard(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

// The strings of a member that may be one or a list of them.
std::vector<std::string_view> Texts(const JsonValue& value, std::string_view member) {
  std::vector<std::string_view> texts;
  if (value.IsString()) return {JsonText(value)};
  if (!value.IsArray() || value.Empty()) ThrowPolicySyntax(member);
  for (const JsonValue& element : value.GetArray()) {
    if (!element.IsString()) ThrowPolicySyntax(member);
    texts.push_back(JsonText(element));
  }
  return texts;
}

void WriteTexts(std::string_view member, std::span<const std::string_view> texts,
                JsonWriter* json) {
  json->UserKey(member);
  if (texts.size() == 1) return json->String(texts[0]);
  json->BeginArray();
  for (const std::string_view text : texts) json->String(text);
  json->EndArray();
}

void CheckMembers(const JsonValue& object, std::span<const std::string_view> known) {
  for (auto member = object.MemberBegin(); member != object.MemberEnd(); ++member) {
    const std::string_view name = JsonText(member->name);
    if (std::find(known.begin(), known.end(), name) == known.end()) ThrowPolicySyntax(name);
  }
}

bool IsAction(std::string_view action, PolicyResource resource) {
  if (HasWildcard(action)) return action == "*" || StartsWithIgnoringCase(action, kActionPrefix);
  if (!StartsWithIgnoringCase(action, kActionPrefix)) return false;
  const std::string_view name = action.substr(kActionPrefix.size());
  const std::span<const std::string_view> actions =
      resource == PolicyResource::kTable ? std::span<const std::string_view>(kTableActions)
                                         : std::span<const std::string_view>(kStreamActions);
  return std::any_of(actions.begin(), actions.end(),
                     [&](std::string_view known) { return EqualIgnoringCase(known, name); });
}

// Any table's ARN, or its indexes', in a table's policy; any stream's in a stream's.
void CheckResource(std::string_view arn, PolicyResource resource) {
  if (arn == "*") return;
  size_t start = 0;
  for (int colon = 0; colon < 5; ++colon) {
    start = arn.find(':', start);
    if (start == std::string_view::npos) ThrowPolicySyntax("Resource");
    ++start;
  }
  const std::string_view relative_id = arn.substr(start);
  const bool is_stream = relative_id.find("/stream/") != std::string_view::npos;
  if (relative_id != "*" &&
      (!relative_id.starts_with("table/") || is_stream != (resource == PolicyResource::kStream))) {
    ThrowInvalidRelativeId(relative_id, arn);
  }
}

// One statement, from JSON to its canonical text.
class StatementWriter {
 public:
  StatementWriter(const JsonValue& statement, PolicyResource resource, JsonWriter* json)
      : statement_(statement), resource_(resource), json_(json) {}

  void Write() {
    static constexpr std::string_view kMembers[] = {"Sid",          "Effect",      "Principal",
                                                    "NotPrincipal", "Action",      "NotAction",
                                                    "Resource",     "NotResource", "Condition"};
    if (!statement_.IsObject()) ThrowPolicySyntax("Statement");
    CheckMembers(statement_, kMembers);
    json_->BeginObject();
    WriteText("Sid", /*required=*/false);
    WriteEffect();
    WritePrincipal();
    WriteActions();
    WriteResources();
    if (const JsonValue* const condition = FindMember(statement_, "Condition")) {
      if (!condition->IsObject()) ThrowPolicySyntax("Condition");
      json_->Key("Condition");
      AppendJson(*condition, json_->Raw());
    }
    json_->EndObject();
  }

 private:
  // The member of that name, or of that name behind Not.
  const JsonValue& FindEither(std::string_view name, std::string_view negated,
                              std::string_view* found) const {
    const JsonValue* const value = FindMember(statement_, name);
    const JsonValue* const not_value = FindMember(statement_, negated);
    if (value == nullptr && not_value == nullptr) ThrowNoPolicyField(name);
    if (value != nullptr && not_value != nullptr) ThrowPolicySyntax(negated);
    *found = value != nullptr ? name : negated;
    return value != nullptr ? *value : *not_value;
  }

  std::string_view WriteText(std::string_view member, bool required) {
    const JsonValue* const value = FindMember(statement_, member);
    if (value == nullptr && required) ThrowNoPolicyField(member);
    if (value == nullptr) return {};
    if (!value->IsString()) ThrowPolicySyntax(member);
    json_->StringMember(member, JsonText(*value));
    return JsonText(*value);
  }

  void WriteEffect() {
    const std::string_view effect = WriteText("Effect", /*required=*/true);
    if (effect != "Allow" && effect != "Deny") ThrowPolicySyntax("Effect");
    allows_ = effect == "Allow";
  }

  void WritePrincipal() {
    std::string_view member;
    const JsonValue& principal = FindEither("Principal", "NotPrincipal", &member);
    if (principal.IsString()) {
      if (JsonText(principal) != "*") ThrowPolicySyntax(member);
      CheckBounded();
      json_->StringMember(member, "*");
      return;
    }
    static constexpr std::string_view kKinds[] = {"AWS", "Service", "Federated", "CanonicalUser"};
    if (!principal.IsObject() || principal.ObjectEmpty()) ThrowPolicySyntax(member);
    CheckMembers(principal, kKinds);
    json_->Key(member);
    json_->BeginObject();
    for (const std::string_view kind : kKinds) {
      if (const JsonValue* const value = FindMember(principal, kind)) WritePrincipals(kind, *value);
    }
    json_->EndObject();
  }

  void WritePrincipals(std::string_view kind, const JsonValue& value) {
    std::vector<std::string> principals;
    for (const std::string_view text : Texts(value, kind)) {
      if (text == "*") CheckBounded();
      const bool is_account = text.size() == kAccountDigits &&
                              text.find_first_not_of("0123456789") == std::string_view::npos;
      principals.push_back(is_account && kind == "AWS"
                               ? "arn:aws:iam::" + std::string(text) + ":root"
                               : std::string(text));
    }
    WriteTexts(kind, std::vector<std::string_view>(principals.begin(), principals.end()), json_);
  }

  // What everybody is allowed must depend on something.
  void CheckBounded() const {
    if (allows_ && FindMember(statement_, "Condition") == nullptr) ThrowUnboundedPolicy();
  }

  void WriteActions() {
    std::string_view member;
    const std::vector<std::string_view> actions =
        Texts(FindEither("Action", "NotAction", &member), "Action");
    std::string invalid;
    for (const std::string_view action : actions) {
      if (IsAction(action, resource_)) continue;
      invalid.append(invalid.empty() ? "\"" : ", \"").append(action).append("\"");
    }
    if (!invalid.empty()) ThrowInvalidActions(invalid);
    WriteTexts(member, actions, json_);
  }

  void WriteResources() {
    std::string_view member;
    const std::vector<std::string_view> resources =
        Texts(FindEither("Resource", "NotResource", &member), "Resource");
    for (const std::string_view arn : resources) CheckResource(arn, resource_);
    WriteTexts(member, resources, json_);
  }

  const JsonValue& statement_;
  const PolicyResource resource_;
  JsonWriter* json_;
  bool allows_ = false;
};

void CheckIds(std::span<const JsonValue* const> statements) {
  std::set<std::string_view> ids;
  for (const JsonValue* const statement : statements) {
    const JsonValue* const id = FindMember(*statement, "Sid");
    if (id != nullptr && !ids.insert(JsonText(*id)).second) ThrowRepeatedStatementId();
  }
}

std::vector<const JsonValue*> FindStatements(const JsonValue& policy) {
  std::vector<const JsonValue*> statements;
  const JsonValue* const value = FindMember(policy, "Statement");
  if (value == nullptr) ThrowNoPolicyStatement();
  if (!value->IsArray()) return {value};
  for (const JsonValue& statement : value->GetArray()) statements.push_back(&statement);
  if (statements.empty()) ThrowNoPolicyStatement();
  return statements;
}

void WriteHead(const JsonValue& policy, JsonWriter* json) {
  if (const JsonValue* const version = FindMember(policy, "Version")) {
    if (!version->IsString() ||
        std::find(kVersions.begin(), kVersions.end(), JsonText(*version)) == kVersions.end()) {
      ThrowPolicySyntax("Version");
    }
    json->StringMember("Version", JsonText(*version));
  }
  if (const JsonValue* const id = FindMember(policy, "Id")) {
    if (!id->IsString()) ThrowPolicySyntax("Id");
    json->StringMember("Id", JsonText(*id));
  }
}

}  // namespace

std::string CanonicalPolicy(std::string_view text, PolicyResource resource) {
  static constexpr std::string_view kMembers[] = {"Version", "Id", "Statement"};
  if (text.size() > limits::kPolicySize) ThrowPolicyTooLarge(limits::kPolicySize);
  JsonDocument document;
  if (!document.Parse(text) || !document.root().IsObject()) ThrowPolicyNotJson();
  const JsonValue& policy = document.root();
  CheckMembers(policy, kMembers);
  const std::vector<const JsonValue*> statements = FindStatements(policy);
  std::string canonical;
  JsonWriter json(&canonical);
  json.BeginObject();
  WriteHead(policy, &json);
  json.Key("Statement");
  json.BeginArray();
  for (const JsonValue* const statement : statements) {
    StatementWriter(*statement, resource, &json).Write();
  }
  CheckIds(statements);
  json.EndArray();
  json.EndObject();
  return canonical;
}

// The service tells the version that IAM takes a document without one for, and still takes the two
// for different documents.
std::string PolicyToTell(std::string_view document) {
  constexpr std::string_view kVersioned = "{\"Version\":";
  if (document.starts_with(kVersioned)) return std::string(document);
  return std::string(kVersioned)
      .append("\"")
      .append(kVersions[0])
      .append("\",")
      .append(document.substr(1));
}

}  // namespace pumice
