// SPDX-License-Identifier: Apache-2.0

#include "protocol/table_arn.h"

#include <optional>

#include "engine/error/streams.h"
#include "engine/error/tables.h"
#include "protocol/patterns.h"

namespace pumice {
namespace {

bool IsName(std::string_view text) {
  return text.size() >= 3 && text.size() <= 255 && MatchesPattern(Pattern::kName, text);
}

// Cuts the text before the first `separator` off the front of `rest`, and the separator. What has
// no separator is all taken.
std::string_view TakeUntil(char separator, std::string_view* rest) {
  const size_t end = rest->find(separator);
  const std::string_view taken = rest->substr(0, end);
  rest->remove_prefix(end == std::string_view::npos ? rest->size() : end + 1);
  return taken;
}

// What an ARN refers to; nothing if it is none.
std::optional<TableReference> ParseArn(std::string_view arn) {
  TableReference reference;
  std::string_view rest = arn;
  if (TakeUntil(':', &rest) != "arn") return std::nullopt;
  const std::string_view partition = TakeUntil(':', &rest);
  const std::string_view service = TakeUntil(':', &rest);
  reference.region = TakeUntil(':', &rest);
  reference.account = TakeUntil(':', &rest);
  const std::string_view resource_type = TakeUntil('/', &rest);
  reference.name = TakeUntil('/', &rest);
  if (!partition.starts_with("aws") || service != "dynamodb" || reference.region.empty() ||
      reference.account.empty() || resource_type != "table" || !IsName(reference.name)) {
    return std::nullopt;
  }
  if (rest.empty() && !arn.ends_with('/')) return reference;
  const std::string_view part = TakeUntil('/', &rest);
  if (part == "index" && IsName(rest)) {
    reference.index = rest;
  } else if (part == "stream" && !rest.empty()) {
    reference.stream_label = rest;
  } else {
    return std::nullopt;
  }
  return reference;
}

}  // namespace

TableReference ParseTableReference(std::string_view name_or_arn) {
  if (!name_or_arn.starts_with("arn:")) {
    if (!IsName(name_or_arn)) ThrowInvalidArn(name_or_arn);
    TableReference reference;
    reference.name = name_or_arn;
    return reference;
  }
  const std::optional<TableReference> reference = ParseArn(name_or_arn);
  if (!reference) ThrowInvalidArn(name_or_arn);
  return *reference;
}

std::optional<TableReference> FindTableReference(std::string_view arn) { return ParseArn(arn); }

void CheckStreamArn(std::string_view arn) {
  const std::optional<TableReference> reference = ParseArn(arn);
  if (!reference || reference->stream_label.empty()) ThrowInvalidStreamArn();
}

std::string_view ParseTableName(std::string_view name_or_arn) {
  const TableReference reference = ParseTableReference(name_or_arn);
  if (!reference.index.empty() || !reference.stream_label.empty()) ThrowInvalidArn(name_or_arn);
  return reference.name;
}

}  // namespace pumice
