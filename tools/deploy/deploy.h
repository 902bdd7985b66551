// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "protocol/deploy/desired_tables.h"
#include "protocol/deploy/plan.h"
#include "tools/deploy/read_options.h"
#include "tools/deploy/service_client.h"

namespace pumice::deploy {

struct DeployOptions {
  std::vector<std::string> paths;
  ReadOptions read;
  bool replace = false;  // see PlanOptions
  bool dry_run = false;  // print the plan, change nothing
};

// Where lines go that people read. They come without a newline.
struct DeployReport {
  std::function<void(const std::string& line)> say;   // plan, outputs, what was done
  std::function<void(const std::string& line)> warn;  // what the templates ask for in vain
};

// Reads the templates, compares them with what `client` tells, says the plan, and carries it out.
// Returns when every table is ACTIVE. False: a table would have to be replaced, and nothing was
// done.
//
// Throws TemplateError; PlannedCallError and ServiceError for what the service refuses;
// std::runtime_error where it does not answer, or tables do not become ACTIVE in ten minutes.
bool Deploy(const DeployOptions& options, const ServiceClient& client, const DeployReport& report);

}  // namespace pumice::deploy
