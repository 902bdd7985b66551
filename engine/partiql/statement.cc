// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/statement.h"

namespace pumice::partiql {

std::string DescribeSpot(const Spot& spot) {
  return std::to_string(spot.line) + ":" + std::to_string(spot.column) + ":" +
         std::to_string(spot.length);
}

}  // namespace pumice::partiql
