// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/stack_answers.h"

#include <set>
#include <string>

namespace pumice::services {
namespace {

constexpr std::string_view kHidden = "****";  // of a parameter with NoEcho

void WriteIfAny(std::string_view member, std::string_view text, AnswerWriter* answer) {
  if (!text.empty()) answer->StringMember(member, text);
}

void WriteIfAny(std::string_view member, int64_t millis, AnswerWriter* answer) {
  if (millis != 0) answer->TimeMember(member, millis);
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

void WriteStackTags(const TagMap& tags, AnswerWriter* answer) {
  answer->Key("Tags");
  WriteTags(tags, TagForm::kList, answer);
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
  answer->Key("RollbackConfiguration");
  answer->BeginStruct();
  answer->EndStruct();
  answer->StringMember("StackStatus", stack.status);
  WriteIfAny("StackStatusReason", stack.reason, answer);
  answer->BoolMember("DisableRollback", stack.on_failure == "DO_NOTHING");
  WriteTexts("NotificationARNs", {}, answer);
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
  WriteTexts("NotificationARNs", {}, answer);
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
  answer->BoolMember("IncludeNestedStacks", false);
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
}

void WriteTemplateSummary(const deploy::StackResult& described, bool in_full,
                          AnswerWriter* answer) {
  WriteList("Parameters", described.parameters, answer,
            [&](const deploy::StackParameter& parameter) {
              answer->StringMember("ParameterKey", parameter.name);
              if (parameter.has_default) {
                answer->StringMember("DefaultValue", parameter.default_value);
              }
              if (in_full) answer->StringMember("ParameterType", parameter.type);
              answer->BoolMember("NoEcho", parameter.no_echo);
              WriteIfAny("Description", parameter.description, answer);
              if (!in_full) return;
              answer->Key("ParameterConstraints");
              answer->BeginStruct();
              answer->EndStruct();
            });
  WriteIfAny("Description", described.description, answer);
  if (!described.capabilities.empty()) {
    WriteTexts("Capabilities", described.capabilities, answer);
    answer->StringMember("CapabilitiesReason", "The following resource(s) require capabilities");
  }
  if (!described.transforms.empty()) {
    WriteTexts("DeclaredTransforms", described.transforms, answer);
  }
  if (!in_full) return;
  std::set<std::string> types;
  for (const deploy::StackResource& resource : described.resources) types.insert(resource.type);
  WriteTexts("ResourceTypes", {types.begin(), types.end()}, answer);
  answer->StringMember("Version", "2010-09-09");
}

}  // namespace pumice::services
