#include "engine/catalog/table.h"

#include <utility>

namespace pumice {

Table::Table(TableDescription description, const Store& store)
    : description_(std::move(description)), counters_(store.ReadCounters(description_.id)) {
  for (const IndexSchema& index : description_.indexes) {
    index_counters_.push_back(std::make_shared<LiveCounters>(store.ReadCounters(index.id)));
  }
}

void Table::SetDescription(TableDescription description) {
  std::vector<std::shared_ptr<LiveCounters>> counters;
  for (const IndexSchema& index : description.indexes) {
    std::shared_ptr<LiveCounters> kept;
    for (size_t i = 0; i < description_.indexes.size(); ++i) {
      if (description_.indexes[i].id == index.id) kept = index_counters_[i];
    }
    counters.push_back(kept != nullptr ? kept : std::make_shared<LiveCounters>());
  }
  index_counters_ = std::move(counters);
  description_ = std::move(description);
}

}  // namespace pumice
