// SPDX-License-Identifier: Apache-2.0

// Bodies as they come: the first byte says how they are compressed.
//
//   g     the rest is given to Inflate as it is
//   p     the rest is compressed first, and must come out as it was
//   j     the rest is given to the JSON parser

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/compression.h"
#include "protocol/json.h"
#include "tools/fuzzing/support/oracle.h"

namespace pumice::fuzzing {
namespace {

constexpr size_t kMaxInflated = size_t{1} << 20;

void Inflating(std::string_view bytes) {
  std::string out;
  const Inflated result = Inflate(bytes, kMaxInflated, &out);
  if (result == Inflated::kDone) Check(out.size() <= kMaxInflated, "more than was allowed", bytes);
}

void ThereAndBack(std::string_view bytes) {
  const std::string gzip = Gzip(bytes);
  std::string out;
  Check(Inflate(gzip, bytes.size(), &out) == Inflated::kDone && out == bytes,
        "bytes that gzip changes", bytes);
  if (bytes.empty()) return;
  Check(Inflate(gzip, bytes.size() - 1, &out) == Inflated::kTooLarge, "a bound that does not hold",
        bytes);
}

// Whether a value holds a number that is no integer.
bool HoldsFraction(const JsonValue& value) {
  if (value.IsArray()) return std::any_of(value.Begin(), value.End(), HoldsFraction);
  if (!value.IsObject()) return value.IsDouble();
  return std::any_of(value.MemberBegin(), value.MemberEnd(),
                     [](const JsonValue::Member& member) { return HoldsFraction(member.value); });
}

void Json(std::string_view text) {
  JsonDocument document;
  if (!document.Parse(text)) return;
  Check(IsStrictJson(text), "JSON that is none was taken", text);
  std::string once;
  AppendJson(document.root(), &once);
  Check(IsStrictJson(once), "JSON that is none was written: " + once, text);
  JsonDocument again;
  Check(again.Parse(once), "what was written does not parse: " + once, text);
  // RapidJSON reads fractions to within their last digit only. None that is written comes from a
  // request.
  if (HoldsFraction(document.root())) return;
  std::string twice;
  AppendJson(again.root(), &twice);
  Check(once == twice, "JSON that changes: " + twice, once);
}

}  // namespace
}  // namespace pumice::fuzzing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pumice::fuzzing;
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
  const double start = ThreadSeconds();
  switch (data[0]) {
    case 'g':
      Inflating(rest);
      break;
    case 'p':
      ThereAndBack(rest);
      break;
    case 'j':
      Json(rest);
      break;
    default:
      break;
  }
  Check(ThreadSeconds() - start <= kMaxAnswerSeconds, "it took too long", rest);
  return 0;
}
