// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string>

#include "engine/access/writer.h"

namespace pumice {

// Why the conditions of writes failed, as Explain says it; of several writes, each with its index:
// "[0] attribute_not_exists(pk): pk is there; [2] n > :x: 5 > 9 is false". At most
// kMaxExplanationBytes. Empty: no condition failed.
std::string ExplainFailures(std::span<const ItemWrite> writes,
                            std::span<const WriteOutcome> outcomes);

}  // namespace pumice
