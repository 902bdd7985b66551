// SPDX-License-Identifier: Apache-2.0

#include "engine/error/service.h"

#include "engine/error/validation.h"

namespace pumice {
namespace {

[[noreturn]] void ThrowInternal(std::string message) {
  throw ApiError(ErrorCode::kInternal, std::move(message));
}

}  // namespace

ApiError InternalError() {
  return ApiError(ErrorCode::kInternal, std::string(kInternalErrorMessage));
}

void ThrowInternalError() { throw InternalError(); }

void ThrowDamagedItem() { ThrowInternal("a stored item lacks its key"); }

void ThrowDamagedToken() {
  ThrowInternal("storage: the record of a transaction's token is damaged");
}

void ThrowDamagedRecord() { ThrowInternal("a stream's record is damaged"); }

void ThrowMemoryLimit(uint64_t limit_mib) {
  throw ApiError(ErrorCode::kServiceUnavailable,
                 Text("Out of memory: the limit of ", std::to_string(limit_mib),
                      " MiB is reached (--max-memory). Delete items or tables, or send less at a "
                      "time"));
}

ApiError OutOfMemory() { return ApiError(ErrorCode::kServiceUnavailable, "Out of memory"); }

}  // namespace pumice
