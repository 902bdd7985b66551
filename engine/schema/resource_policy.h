// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pumice {

// The policy of a table or stream, which is kept and described: nothing is permitted or denied by
// it.
struct ResourcePolicy {
  // In canonical form (protocol/policy_document.h); empty: there is none.
  std::string document;
  // When it was put or, where there is none, deleted, in milliseconds; zero: there never was one.
  int64_t revision = 0;
};

// What a policy belongs to: a table, or one of its streams.
struct PolicyTarget {
  std::string_view arn;
  std::string_view table;
  std::string_view stream_label;  // empty: the table itself
};

// An ExpectedRevisionId; nothing: any revision, or none.
using ExpectedRevision = std::optional<std::string_view>;

// Puts the document, and returns its RevisionId. A document that is there already keeps its id; ids
// ascend otherwise. Throws ApiError: PolicyNotFoundException where the revision is not the expected
// one.
std::string PutPolicy(const PolicyTarget& target, std::string document,
                      const ExpectedRevision& expected, int64_t now_millis, ResourcePolicy* policy);

// Removes the document and returns its RevisionId; where there is none, that of its removal, or
// nothing where there never was one. Throws as PutPolicy.
std::string DeletePolicy(const PolicyTarget& target, const ExpectedRevision& expected,
                         int64_t now_millis, ResourcePolicy* policy);

}  // namespace pumice
