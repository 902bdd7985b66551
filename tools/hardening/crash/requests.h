// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "tools/hardening/crash/shared_state.h"

namespace pumice::hardening::crash {

struct Request {
  std::string_view operation;
  std::string body;
};

// The request that an operation is. Of the same operation always the same, so that its token can be
// used again.
Request RequestOf(const Operation& operation);

}  // namespace pumice::hardening::crash
