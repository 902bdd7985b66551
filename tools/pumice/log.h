// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "pumice/log.h"
#include "pumice/request_record.h"
#include "tools/pumice/options.h"

// The program's log, on stderr: everything that it says once it is set up goes through here.
namespace pumice {

// To be called once, before the others.
void SetUpLog(const Options& options);

void LogMessage(LogLevel level, std::string_view message);
void LogRequest(const RequestRecord& record);

}  // namespace pumice
