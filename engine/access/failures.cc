// SPDX-License-Identifier: Apache-2.0

#include "engine/access/failures.h"

#include "engine/expression/explanation.h"
#include "engine/item/short_text.h"

namespace pumice {

std::string ExplainFailures(std::span<const ItemWrite> writes,
                            std::span<const WriteOutcome> outcomes) {
  ShortText text(kMaxExplanationBytes);
  bool any = false;
  for (size_t i = 0; i < writes.size() && !text.full(); ++i) {
    if (!outcomes[i].condition_failed || writes[i].condition == nullptr) continue;
    if (any) text.Append("; ");
    any = true;
    if (writes.size() > 1) text.Append("[" + std::to_string(i) + "] ");
    text.Append(Explain(*writes[i].condition, outcomes[i].old_item.value_or(ItemView())));
  }
  return text.Take();
}

}  // namespace pumice
