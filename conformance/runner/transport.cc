// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/transport.h"

#include <algorithm>
#include <iterator>

#include "protocol/iso_time.h"
#include "protocol/json.h"

namespace pumice::conformance {

bool IsStreamsOperation(std::string_view operation) {
  constexpr std::string_view kOperations[] = {"DescribeStream", "GetRecords", "GetShardIterator",
                                              "ListStreams"};
  return std::find(std::begin(kOperations), std::end(kOperations), operation) !=
         std::end(kOperations);
}

std::optional<int64_t> ReadClockAnswer(const Answer& answer) {
  JsonDocument document;
  if (answer.status != 200 || !document.Parse(answer.body)) return std::nullopt;
  if (!document.root().IsObject()) return std::nullopt;
  const JsonValue* const now = FindMember(document.root(), "now");
  if (now == nullptr || !now->IsString()) return std::nullopt;
  return ParseInstant(JsonText(*now));
}

}  // namespace pumice::conformance
