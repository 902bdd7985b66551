// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string_view>

// The service's errors about resource policies, as measured by ack-api-quirks (services/dynamodb,
// October 2026, findings DDB-TABLE-205 to 214 and 356).
namespace pumice {

// GetResourcePolicy where there is none.
[[noreturn]] void ThrowPolicyNotFound(std::string_view arn);
// ExpectedRevisionId NO_POLICY where there is one. Of the table where `stream` is empty, here and
// below.
[[noreturn]] void ThrowPolicyExists(std::string_view table, std::string_view stream,
                                    std::string_view revision);
// An ExpectedRevisionId of another revision.
[[noreturn]] void ThrowOtherRevision(std::string_view expected, std::string_view table,
                                     std::string_view stream, std::string_view revision);
// An ExpectedRevisionId where there never was a policy.
[[noreturn]] void ThrowNoRevision(std::string_view expected, std::string_view table,
                                  std::string_view stream);

// ResourceArn is no ARN.
[[noreturn]] void ThrowNoArnPrefix(std::string_view arn);
// ResourceArn is an index's.
[[noreturn]] void ThrowPolicyOfIndex(std::string_view arn);
// ResourceArn is of neither table, index nor stream.
[[noreturn]] void ThrowPolicyOfOther(std::string_view arn);
// The table has no such stream.
[[noreturn]] void ThrowTableStreamNotFound(std::string_view table, std::string_view stream);

// What a document must be.

[[noreturn]] void ThrowPolicyTooLarge(size_t most);
// Of IAM, and so of STS too.
inline constexpr std::string_view kPolicyNotJson = "This policy contains invalid Json";
[[noreturn]] void ThrowPolicyNotJson();
// No Statement, or an empty one.
[[noreturn]] void ThrowNoPolicyStatement();
// A statement without a field that it must have.
[[noreturn]] void ThrowNoPolicyField(std::string_view field);
// A member that has no place there, or another form than it must have. The service names the
// position in the text; pumice the member.
[[noreturn]] void ThrowPolicySyntax(std::string_view member);
// Two statements of one Sid.
[[noreturn]] void ThrowRepeatedStatementId();
// Actions that no policy of such a resource can name; a list: "\"dynamodb:a\", \"dynamodb:b\"".
[[noreturn]] void ThrowInvalidActions(std::string_view actions);
// A statement's Resource of another kind than what the policy belongs to.
[[noreturn]] void ThrowInvalidRelativeId(std::string_view relative_id, std::string_view arn);
// A statement that allows something to everybody.
[[noreturn]] void ThrowUnboundedPolicy();

}  // namespace pumice
