// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "pumice/log.h"
#include "pumice/pumice.h"
#include "pumice/request_record.h"
#include "tools/pumice/options.h"

namespace pumice::c {

// Hands messages to a listener in C, those of --log-level and above. Null: nobody listens.
LogSink MakeLogSink(const Options& options, pumice_log_sink log, void* context);

// Hands requests to it as lines, if the options ask for that.
RequestSink MakeRequestSink(const Options& options, pumice_log_sink log, void* context);

}  // namespace pumice::c
