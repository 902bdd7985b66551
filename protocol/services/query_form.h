// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "protocol/shapes/shape.h"

namespace pumice::services {

// What bounds a form: its parameters, and how deep their names nest.
inline constexpr size_t kMaxFormParameters = 20'000;
inline constexpr size_t kMaxFormDepth = 32;

// A parameter of a form, decoded; empty: it is not there.
std::string FormParameter(std::string_view form, std::string_view name);

// The input that a request of the Query protocol has ("Alarms.member.1.Name=a&…"), as JSON of the
// types that the shape says. Parameters that the shape does not know are ignored. Throws
// ServiceFault: MalformedInput.
std::string FormToJson(std::string_view form, const Shape& shape);

}  // namespace pumice::services
