// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pumice/http.h"

namespace pumice::fuzzing {

// Ends the process with what is wrong, as a sanitizer would: libFuzzer keeps the input.
[[noreturn]] void Fail(std::string_view what, std::string_view detail = {});

// Fails unless `condition` holds.
inline void Check(bool condition, std::string_view what, std::string_view detail = {}) {
  if (!condition) Fail(what, detail);
}

// Whether the text is valid UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF (RFC
// 3629).
bool IsUtf8(std::string_view text);

// Whether the text is exactly one JSON value in valid UTF-8 (RFC 8259). Shares no code with what it
// judges.
bool IsStrictJson(std::string_view text);

// What must hold of every answer: no 5xx, a body that is strict JSON or empty, the checksum of the
// body in x-amz-crc32.
void CheckAnswer(const HttpResponse& response, std::string_view request);

// The processor time that this thread has used, in seconds: what a machine busy with other work
// does not lengthen.
double ThreadSeconds();

// An answer may take no longer. Sanitizers and coverage slow the code down about four times, which
// is in the bound.
inline constexpr double kMaxAnswerSeconds = 2;

}  // namespace pumice::fuzzing
