// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/stack_answers.h"

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace pumice::services {
namespace {

// What an import would name resources by: those types that pumice makes. "ResourceIdentifiers" of
// GetTemplateSummary are the primary identifiers of their schemas.
struct Identified {
  std::string_view type;
  std::span<const std::string_view> identifiers;
};

constexpr std::string_view kTargetIdentifiers[] = {"ResourceId", "ScalableDimension",
                                                   "ServiceNamespace"};
constexpr std::string_view kAlarmIdentifiers[] = {"AlarmName"};
constexpr std::string_view kTableIdentifiers[] = {"TableName"};
constexpr Identified kIdentified[] = {
    {"AWS::ApplicationAutoScaling::ScalableTarget", kTargetIdentifiers},
    {"AWS::CloudWatch::Alarm", kAlarmIdentifiers},
    {"AWS::DynamoDB::GlobalTable", kTableIdentifiers},
    {"AWS::DynamoDB::Table", kTableIdentifiers},
};

constexpr std::string_view kHidden = "****";  // of a parameter with NoEcho

void WriteIfAny(std::string_view member, std::string_view text, AnswerWriter* answer) {
  if (!text.empty()) answer->StringMember(member, text);
}

void WriteIfAny(std::string_view member, int64_t millis, AnswerWriter* answer) {
  if (millis != 0) answer->TimeMember(member, millis);
}

std::string Joined(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined.append(joined.empty() ? "" : ", ").append(text);
  return joined;
}

template <typename Elements, typename Write>
void WriteList(std::string_view member, const Elements& elements, AnswerWriter* answer,
               Write write) {
  answer->Key(member);
  answer->BeginList();
  for (const auto& element : elements) {
    answer->BeginStruct();
    write(element);
    answer->EndStruct();
  }
  answer->EndList();
}

void WriteParameters(const std::vector<KeptParameter>& parameters, AnswerWriter* answer) {
  if (parameters.empty()) return;
  WriteList("Parameters", parameters, answer, [&](const KeptParameter& parameter) {
    answer->StringMember("ParameterKey", parameter.name);
    answer->StringMember("ParameterValue", parameter.no_echo ? kHidden : parameter.value);
  });
}

void WriteParameterDeclaration(const deploy::StackParameter& parameter, bool in_full,
                               AnswerWriter* answer) {
  answer->StringMember("ParameterKey", parameter.name);
  if (parameter.has_default) answer->StringMember("DefaultValue", parameter.default_value);
  if (in_full) answer->StringMember("ParameterType", parameter.type);
  answer->BoolMember("NoEcho", parameter.no_echo);
  WriteIfAny("Description", parameter.description, answer);
  if (!in_full) return;
  answer->Key("ParameterConstraints");
  answer->BeginStruct();
  if (!parameter.allowed_values.empty()) {
    WriteTexts("AllowedValues", parameter.allowed_values, answer);
  }
  answer->EndStruct();
}

// By type: the logical ids of a template's resources.
using TypedResources = std::map<std::string, std::vector<std::string>>;

void WriteIdentifiers(const TypedResources& resources, AnswerWriter* answer) {
  answer->Key("ResourceIdentifierSummaries");
  answer->BeginList();
  for (const Identified& identified : kIdentified) {
    const auto found = resources.find(std::string(identified.type));
    if (found == resources.end()) continue;
    answer->BeginStruct();
    answer->StringMember("ResourceType", found->first);
    WriteTexts("LogicalResourceIds", found->second, answer);
    WriteTexts("ResourceIdentifiers",
               {identified.identifiers.begin(), identified.identifiers.end()}, answer);
    answer->EndStruct();
  }
  answer->EndList();
}

void WriteStackTags(const TagMap& tags, AnswerWriter* answer) {
  answer->Key("Tags");
  WriteTags(tags, TagForm::kList, answer);
}

void WriteRollbackConfiguration(const StackInput& input, AnswerWriter* answer) {
  answer->Key("RollbackConfiguration");
  answer->BeginStruct();
  if (!input.rollback_triggers.empty()) {
    WriteList("RollbackTriggers", input.rollback_triggers, answer, [&](const KeptTrigger& trigger) {
      answer->StringMember("Arn", trigger.arn);
      answer->StringMember("Type", trigger.type);
    });
  }
  if (input.monitoring_minutes >= 0) {
    answer->IntegerMember("MonitoringTimeInMinutes", input.monitoring_minutes);
  }
  answer->EndStruct();
}

void WriteNoDrift(std::string_view status_member, AnswerWriter* answer) {
  answer->Key("DriftInformation");
  answer->BeginStruct();
  answer->StringMember(status_member, "NOT_CHECKED");
  answer->EndStruct();
}

}  // namespace

void WriteTexts(std::string_view member, const std::vector<std::string>& texts,
                AnswerWriter* answer) {
  answer->Key(member);
  answer->BeginList();
  for (const std::string& text : texts) answer->String(text);
  answer->EndList();
}

void WriteStack(const Stack& stack, AnswerWriter* answer) {
  answer->BeginStruct();
  answer->StringMember("StackId", stack.id);
  answer->StringMember("StackName", stack.name);
  WriteIfAny("ChangeSetId", stack.change_set_id, answer);
  WriteIfAny("Description", stack.description, answer);
  WriteParameters(stack.parameters, answer);
  answer->TimeMember("CreationTime", stack.created);
  WriteIfAny("DeletionTime", stack.deleted, answer);
  WriteIfAny("LastUpdatedTime", stack.updated, answer);
  WriteRollbackConfiguration(stack.input, answer);
  answer->StringMember("StackStatus", stack.status);
  WriteIfAny("StackStatusReason", stack.reason, answer);
  answer->BoolMember("DisableRollback", stack.on_failure == "DO_NOTHING");
  WriteTexts("NotificationARNs", stack.input.notification_arns, answer);
  if (stack.timeout_minutes != 0) {
    answer->IntegerMember("TimeoutInMinutes", stack.timeout_minutes);
  }
  if (!stack.input.capabilities.empty()) {
    WriteTexts("Capabilities", stack.input.capabilities, answer);
  }
  if (!stack.outputs.empty()) {
    WriteList("Outputs", stack.outputs, answer, [&](const KeptOutput& output) {
      answer->StringMember("OutputKey", output.name);
      answer->StringMember("OutputValue", output.value);
      WriteIfAny("Description", output.description, answer);
      WriteIfAny("ExportName", output.export_name, answer);
    });
  }
  WriteIfAny("RoleARN", stack.role_arn, answer);
  WriteStackTags(stack.input.tags, answer);
  answer->BoolMember("EnableTerminationProtection", stack.protected_from_end);
  if (stack.retain_except_on_create) answer->BoolMember("RetainExceptOnCreate", true);
  WriteNoDrift("StackDriftStatus", answer);
  answer->EndStruct();
}

void WriteSummary(const Stack& stack, AnswerWriter* answer) {
  answer->BeginStruct();
  answer->StringMember("StackId", stack.id);
  answer->StringMember("StackName", stack.name);
  WriteIfAny("TemplateDescription", stack.description, answer);
  answer->TimeMember("CreationTime", stack.created);
  WriteIfAny("LastUpdatedTime", stack.updated, answer);
  WriteIfAny("DeletionTime", stack.deleted, answer);
  answer->StringMember("StackStatus", stack.status);
  WriteIfAny("StackStatusReason", stack.reason, answer);
  WriteNoDrift("StackDriftStatus", answer);
  answer->EndStruct();
}

void WriteResource(const Stack& stack, const KeptResource& resource, ResourceForm form,
                   AnswerWriter* answer) {
  if (form != ResourceForm::kSummary) {
    answer->StringMember("StackName", stack.name);
    answer->StringMember("StackId", stack.id);
  }
  answer->StringMember("LogicalResourceId", resource.logical_id);
  WriteIfAny("PhysicalResourceId", resource.physical_id, answer);
  answer->StringMember("ResourceType", resource.type);
  answer->TimeMember(form == ResourceForm::kResource ? "Timestamp" : "LastUpdatedTimestamp",
                     resource.time);
  answer->StringMember("ResourceStatus", resource.status);
  WriteIfAny("ResourceStatusReason", resource.reason, answer);
  WriteNoDrift("StackResourceDriftStatus", answer);
}

void WriteEvent(const Stack& stack, const KeptEvent& event, AnswerWriter* answer) {
  answer->StringMember("StackId", stack.id);
  answer->StringMember("EventId", event.id);
  answer->StringMember("StackName", stack.name);
  answer->StringMember("LogicalResourceId", event.logical_id);
  answer->StringMember("PhysicalResourceId", event.physical_id);
  answer->StringMember("ResourceType", event.type);
  answer->TimeMember("Timestamp", event.time);
  answer->StringMember("ResourceStatus", event.status);
  WriteIfAny("ResourceStatusReason", event.reason, answer);
  WriteIfAny("ClientRequestToken", event.token, answer);
}

void WriteChangeSet(const Stack& stack, const KeptChangeSet& set, AnswerWriter* answer) {
  answer->StringMember("ChangeSetName", set.name);
  answer->StringMember("ChangeSetId", set.id);
  answer->StringMember("StackId", stack.id);
  answer->StringMember("StackName", stack.name);
  WriteIfAny("Description", set.description, answer);
  WriteParameters(set.parameters, answer);
  answer->TimeMember("CreationTime", set.created);
  answer->StringMember("ExecutionStatus", set.execution_status);
  answer->StringMember("Status", set.status);
  WriteIfAny("StatusReason", set.reason, answer);
  WriteTexts("NotificationARNs", set.input.notification_arns, answer);
  WriteRollbackConfiguration(set.input, answer);
  if (!set.input.capabilities.empty()) {
    WriteTexts("Capabilities", set.input.capabilities, answer);
  }
  WriteStackTags(set.input.tags, answer);
  WriteList("Changes", set.changes, answer, [&](const KeptChange& change) {
    answer->StringMember("Type", "Resource");
    answer->Key("ResourceChange");
    answer->BeginStruct();
    answer->StringMember("Action", change.action);
    answer->StringMember("LogicalResourceId", change.logical_id);
    WriteIfAny("PhysicalResourceId", change.physical_id, answer);
    answer->StringMember("ResourceType", change.type);
    WriteIfAny("Replacement", change.replacement, answer);
    std::vector<std::string> scope;
    if (change.action == "Modify") scope.emplace_back("Properties");
    WriteTexts("Scope", scope, answer);
    WriteTexts("Details", {}, answer);
    answer->EndStruct();
  });
  answer->BoolMember("IncludeNestedStacks", set.nested);
  WriteIfAny("OnStackFailure", set.on_failure, answer);
}

void WriteChangeSetSummary(const Stack& stack, const KeptChangeSet& set, AnswerWriter* answer) {
  answer->StringMember("StackId", stack.id);
  answer->StringMember("StackName", stack.name);
  answer->StringMember("ChangeSetId", set.id);
  answer->StringMember("ChangeSetName", set.name);
  answer->StringMember("ExecutionStatus", set.execution_status);
  answer->StringMember("Status", set.status);
  WriteIfAny("StatusReason", set.reason, answer);
  answer->TimeMember("CreationTime", set.created);
  WriteIfAny("Description", set.description, answer);
  answer->BoolMember("IncludeNestedStacks", set.nested);
}

void WriteTemplateSummary(const deploy::StackResult& described, bool in_full,
                          AnswerWriter* answer) {
  WriteList("Parameters", described.parameters, answer,
            [&](const deploy::StackParameter& parameter) {
              WriteParameterDeclaration(parameter, in_full, answer);
            });
  WriteIfAny("Description", described.description, answer);
  if (!described.capabilities.empty()) {
    WriteTexts("Capabilities", described.capabilities, answer);
    answer->StringMember("CapabilitiesReason", "The following resource(s) require capabilities: [" +
                                                   Joined(described.capability_reasons) + "]");
  }
  if (!described.transforms.empty()) {
    WriteTexts("DeclaredTransforms", described.transforms, answer);
  }
  if (!in_full) return;
  TypedResources resources;
  std::vector<std::string> types;
  for (const deploy::StackResource& resource : described.resources) {
    resources[resource.type].push_back(resource.logical_id);
  }
  for (const auto& [type, ids] : resources) types.push_back(type);
  WriteTexts("ResourceTypes", types, answer);
  answer->StringMember("Version", "2010-09-09");
  WriteIdentifiers(resources, answer);
}

}  // namespace pumice::services
