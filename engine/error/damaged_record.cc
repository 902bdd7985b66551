// SPDX-License-Identifier: Apache-2.0

#include "engine/error/damaged_record.h"

#include <stdexcept>
#include <string>

namespace pumice {

void ThrowDamagedRecord(std::string_view record, std::string_view part) {
  std::string what = "the data is damaged: of ";
  throw std::runtime_error(what.append(record).append(", ").append(part).append(" cannot be read"));
}

}  // namespace pumice
