// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "protocol/deploy/cloudformation.h"
#include "protocol/services/answer_writer.h"
#include "protocol/services/stack.h"

// How CloudFormation's answers tell of stacks. Each writes members of the structure that is open,
// but WriteStack and WriteSummary, which write a structure.
namespace pumice::services {

void WriteStack(const Stack& stack, AnswerWriter* answer);
void WriteSummary(const Stack& stack, AnswerWriter* answer);
// As StackResource has it, as StackResourceDetail, or as StackResourceSummary.
enum class ResourceForm { kResource, kDetail, kSummary };
void WriteResource(const Stack& stack, const KeptResource& resource, ResourceForm form,
                   AnswerWriter* answer);
void WriteEvent(const Stack& stack, const KeptEvent& event, AnswerWriter* answer);
void WriteChangeSet(const Stack& stack, const KeptChangeSet& set, AnswerWriter* answer);
void WriteChangeSetSummary(const Stack& stack, const KeptChangeSet& set, AnswerWriter* answer);
void WriteTexts(std::string_view member, const std::vector<std::string>& texts,
                AnswerWriter* answer);
// What a template declares: as ValidateTemplate has it, or with GetTemplateSummary's members.
void WriteTemplateSummary(const deploy::StackResult& described, bool in_full, AnswerWriter* answer);

}  // namespace pumice::services
