// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "pumice/service_error.h"

namespace pumice {

// The error that the body of an answer in one of AWS's JSON protocols tells.
ServiceError ReadServiceError(const std::string& body);

}  // namespace pumice
