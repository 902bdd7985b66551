// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "pumice/log.h"
#include "pumice/request_record.h"

// The lines of the log: as text, and as one JSON object each.
namespace pumice {

// Whether a request is a health check (GET /) or a GET below /_pumice/, and succeeded. Tools send
// these every second: they are logged at debug, so that they do not hide the others.
bool IsRoutine(const RequestRecord& record);

// What follows time and level in a line of text: space, operation, table and index; status and
// error; why; what was read and its capacity; the time it took. Where bodies are recorded two lines
// more, indented. Control characters are escaped, so that each is one line.
//
//   Query Orders/ByKind | 200 | read 100, returned 3, 12.5 units | 312 us
//   PutItem Orders | 400 ConditionalCheckFailedException: The conditional request failed |
//     attribute_not_exists(pk): pk is there | 85 us        (one line)
std::string RequestText(const RequestRecord& record);

// The same as a JSON object: time, level, space, operation, table, index, status, error,
// error_message, explanation, read, returned, units, microseconds, request, answer; what there is
// not is left out.
std::string RequestJson(const RequestRecord& record);

// {"time":"2026-01-31T12:00:00.000Z","level":"warning","message":"…"}
std::string MessageJson(LogLevel level, std::string_view message,
                        std::chrono::system_clock::time_point time);

}  // namespace pumice
