// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>

#include "engine/database.h"
#include "engine/error/policies.h"
#include "protocol/json_writer.h"
#include "protocol/operations/registry.h"
#include "protocol/policy_document.h"
#include "protocol/table_arn.h"

// The operations on resource policies look for faults in this order: the ARN by itself; the
// document; the table; its state, where it is changed; the stream; the revision.
namespace pumice {
namespace {

// An index has no policy of its own: the table's may name it.
PolicyTarget ReadTarget(const JsonValue& input) {
  const std::string_view arn = *FindString(input, "ResourceArn");
  if (!arn.starts_with("arn:")) ThrowNoArnPrefix(arn);
  const std::optional<TableReference> reference = FindTableReference(arn);
  if (!reference) ThrowPolicyOfOther(arn);
  if (!reference->index.empty()) ThrowPolicyOfIndex(arn);
  return {arn, reference->name, reference->stream_label};
}

void WriteRevision(std::string_view revision, std::string* output) {
  JsonWriter json(output);
  json.BeginObject();
  if (!revision.empty()) json.StringMember("RevisionId", revision);
  json.EndObject();
}

}  // namespace

// ConfirmRemoveSelfResourceAccess confirms what cannot happen here: that the caller may not change
// the policy any more.
void PutResourcePolicy(OperationContext& context) {
  const PolicyTarget target = ReadTarget(context.input);
  std::string document = CanonicalPolicy(
      *FindString(context.input, "Policy"),
      target.stream_label.empty() ? PolicyResource::kTable : PolicyResource::kStream);
  WriteRevision(context.database.PutResourcePolicy(target, std::move(document),
                                                   FindString(context.input, "ExpectedRevisionId")),
                context.output);
}

void GetResourcePolicy(OperationContext& context) {
  const ResourcePolicy policy = context.database.GetResourcePolicy(ReadTarget(context.input));
  JsonWriter json(context.output);
  json.BeginObject();
  json.StringMember("Policy", PolicyToTell(policy.document));
  json.StringMember("RevisionId", std::to_string(policy.revision));
  json.EndObject();
}

void DeleteResourcePolicy(OperationContext& context) {
  WriteRevision(context.database.DeleteResourcePolicy(
                    ReadTarget(context.input), FindString(context.input, "ExpectedRevisionId")),
                context.output);
}

}  // namespace pumice
