#pragma once

#include <string>
#include <string_view>

#include "engine/schema/table_schema.h"

namespace pumice {

// A table's description as the catalog stores it: an item, so that fields may come and go between versions. Fields that
// are missing decode to their defaults.
std::string EncodeDescription(const TableDescription& table);
TableDescription DecodeDescription(std::string_view bytes);

}  // namespace pumice
