// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "engine/schema/table_schema.h"

namespace pumice::test {

// Every field of a description, one a line, so that two can be compared whole and a difference
// shows.
std::string DescriptionText(const TableDescription& table);

}  // namespace pumice::test
