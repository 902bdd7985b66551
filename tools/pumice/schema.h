// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "pumice/emulator.h"
#include "pumice/log.h"
#include "tools/pumice/options.h"

namespace pumice {

// --schema: what `pumice deploy` would do with those templates, before the first request of anybody
// else. They are made in the space of --schema-space, whatever tells callers apart, and where
// callers do not share one the log says so. The plan goes to `log`, if there is one. Throws
// std::runtime_error, in one line, for a fault of a template and for a table that would have to be
// replaced.
void DeploySchema(const Options& options, Emulator* emulator, const LogSink& log);

}  // namespace pumice
