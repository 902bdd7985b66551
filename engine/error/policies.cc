// SPDX-License-Identifier: Apache-2.0

#include "engine/error/policies.h"

#include <string>

#include "engine/error/validation.h"

namespace pumice {
namespace {

template <typename... Parts>
[[noreturn]] void ThrowNotFound(const Parts&... what) {
  throw ApiError(ErrorCode::kPolicyNotFound,
                 Text("Resource-based policy not found for the provided ResourceArn: ", what...));
}

template <typename... Parts>
[[noreturn]] void ThrowInvalidDocument(const Parts&... what) {
  ThrowInvalidParameters("Invalid policy document: ", what...);
}

std::string Subject(std::string_view table, std::string_view stream) {
  return stream.empty() ? Text("table ", table) : Text("stream ", stream);
}

constexpr std::string_view kRequestedRevision = "Requested update for policy with revision id ";

}  // namespace

void ThrowPolicyNotFound(std::string_view arn) { ThrowNotFound(arn); }

void ThrowPolicyExists(std::string_view table, std::string_view stream, std::string_view revision) {
  ThrowNotFound("Requested policy update expecting none to be present for ", Subject(table, stream),
                ", but a policy exists with revision id ", revision, ".");
}

void ThrowOtherRevision(std::string_view expected, std::string_view table, std::string_view stream,
                        std::string_view revision) {
  ThrowNotFound(kRequestedRevision, expected, ", but the policy associated to target ",
                Subject(table, stream), " has revision id ", revision, ".");
}

void ThrowNoRevision(std::string_view expected, std::string_view table, std::string_view stream) {
  ThrowNotFound(kRequestedRevision, expected, ", but ", Subject(table, stream),
                " has no associated policy.");
}

void ThrowNoArnPrefix(std::string_view arn) {
  ThrowInvalidParameters("ARNs must start with 'arn:': ", arn);
}

void ThrowPolicyOfIndex(std::string_view arn) {
  ThrowInvalidParameters(
      "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ",
      arn);
}

void ThrowPolicyOfOther(std::string_view arn) {
  ThrowInvalidParameters("Provided Arn is not a DynamoDB resource arn: ", arn);
}

void ThrowTableStreamNotFound(std::string_view table, std::string_view stream) {
  throw ApiError(ErrorCode::kResourceNotFound,
                 Text(kResourceNotFound, ": Stream: ", stream, " not found for Table: ", table));
}

void ThrowPolicyTooLarge(size_t most) {
  ThrowInvalidParameters("Maximum policy size of ", std::to_string(most), " bytes exceeded");
}

void ThrowPolicyNotJson() { ThrowInvalidDocument(kPolicyNotJson); }

void ThrowNoPolicyStatement() {
  ThrowInvalidDocument("Could not parse the policy: Statement is empty!");
}

void ThrowNoPolicyField(std::string_view field) {
  ThrowInvalidDocument("Missing required field ", field);
}

void ThrowPolicySyntax(std::string_view member) {
  ThrowInvalidDocument("Syntax error at member ", member);
}

void ThrowRepeatedStatementId() {
  ThrowInvalidDocument("The Statement Ids in the policy are not unique");
}

void ThrowInvalidActions(std::string_view actions) {
  ThrowInvalidDocument("The following action names are invalid: ", actions);
}

void ThrowInvalidRelativeId(std::string_view relative_id, std::string_view arn) {
  ThrowInvalidDocument("The relative-id \"", relative_id, "\" is invalid for ARN \"", arn, "\"");
}

void ThrowUnboundedPolicy() {
  ThrowValidation(
      "Resource-based policy grants unbounded access in one or more elements. Please revise the "
      "policy to ensure least-privilege form of access");
}

}  // namespace pumice
