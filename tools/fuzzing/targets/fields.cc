// SPDX-License-Identifier: Apache-2.0

// The small grammars that stand in requests, each on the same text: instants, durations, names and
// ARNs of tables, base64, patterns, sequence numbers, JSON strings.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/error/api_error.h"
#include "engine/stream/sequence_number.h"
#include "protocol/base64.h"
#include "protocol/errors.h"
#include "protocol/iso_time.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"
#include "protocol/patterns.h"
#include "protocol/table_arn.h"
#include "tools/fuzzing/support/oracle.h"

namespace pumice::fuzzing {
namespace {

constexpr int64_t kEndOfTime = 253402300799999;  // of the year 9999
constexpr int64_t kMaxDuration = int64_t{1000} * 366 * 86400000;

// Runs what may be refused; the refusal must be a sound answer.
template <typename Action>
void Guard(std::string_view text, Action action) {
  try {
    action();
  } catch (const ApiError& error) {
    std::string answer;
    AppendErrorJson(error, &answer);
    Check(IsStrictJson(answer), "an error that is no JSON: " + answer, text);
  }
}

void Times(std::string_view text) {
  if (const auto instant = ParseInstant(text)) {
    Check(*instant >= 0 && *instant <= kEndOfTime, "an instant out of range", text);
    Check(ParseInstant(FormatInstant(*instant)) == instant, "an instant that its text is not",
          text);
  }
  const auto duration = ParseDuration(text);
  if (duration) Check(*duration >= 0 && *duration <= kMaxDuration, "a duration out of range", text);
}

// Members of a request, which is UTF-8.
void Arns(std::string_view text) {
  if (!IsUtf8(text)) return;
  Guard(text, [&] {
    const TableReference table = ParseTableReference(text);
    Check(!table.name.empty(), "a reference without a table", text);
  });
  Guard(text, [&] { Check(!ParseTableName(text).empty(), "a table without a name", text); });
}

void Base64(std::string_view text) {
  std::string encoded;
  AppendBase64(text, &encoded);
  std::string decoded;
  AppendDecodedBase64(encoded, &decoded);
  Check(decoded == text, "bytes that base64 changes", text);
  Guard(text, [&] {
    CheckBase64(text);
    std::string bytes;
    AppendCheckedBase64(text, &bytes);
    Check(bytes.size() == DecodedBase64Size(text), "a size that is another", text);
    std::string again;
    AppendBase64(bytes, &again);
    Check(again == text, "base64 that is not canonical was taken", text);
  });
}

void Streams(std::string_view text) {
  if (const auto number = ParseSequence(text))
    Check(SequenceText(*number) == text, "a number that its text is not", text);
}

void Strings(std::string_view text) {
  for (int pattern = 0; pattern <= static_cast<int>(Pattern::kText); ++pattern) {
    (void)MatchesPattern(static_cast<Pattern>(pattern), text);
  }
  if (!IsUtf8(text)) return;
  std::string json;
  AppendJsonString(text, &json);
  Check(IsStrictJson(json), "a string that is no JSON", text);
  JsonDocument document;
  Check(document.Parse(json), "a string that does not parse", text);
  Check(JsonText(document.root()) == text, "a string that its JSON is not", text);
}

}  // namespace
}  // namespace pumice::fuzzing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pumice::fuzzing;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Times(text);
  Arns(text);
  Base64(text);
  Streams(text);
  Strings(text);
  return 0;
}
