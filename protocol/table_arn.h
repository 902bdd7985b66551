// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string_view>

namespace pumice {

// What a TableName, TableArn or ResourceArn member refers to. Borrows from the text that was
// parsed.
struct TableReference {
  std::string_view name;
  std::string_view index;         // of …/index/NAME; empty without
  std::string_view stream_label;  // of …/stream/LABEL; empty without
  std::string_view region;        // empty unless an ARN was given
  std::string_view account;       // empty unless an ARN was given
};

// Takes a table's name, or an ARN: arn:aws:dynamodb:us-east-1:000000000000:table/NAME, with
// /index/NAME or /stream/LABEL behind it. Throws ApiError (ValidationException) if it is neither.
TableReference ParseTableReference(std::string_view name_or_arn);

// What an ARN refers to; nothing if it is of neither table, index nor stream.
std::optional<TableReference> FindTableReference(std::string_view arn);

// The table that a TableName member means: as above, but the ARN must be a table's own. Throws
// likewise.
std::string_view ParseTableName(std::string_view name_or_arn);

// Throws ApiError (ValidationException) if it is not a stream's ARN; whether there is such a stream
// is another question.
void CheckStreamArn(std::string_view arn);

}  // namespace pumice
