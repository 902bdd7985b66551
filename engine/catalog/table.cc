// SPDX-License-Identifier: Apache-2.0

#include "engine/catalog/table.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace pumice {

Table::Table(TableDescription description, const Store& store, History* history)
    : history_(history),
      description_(std::make_shared<const TableDescription>(std::move(description))),
      counters_(store.ReadCounters(description_->id)),
      keeps_history_(description_->recovery.enabled) {
  for (const IndexSchema& index : description_->indexes) {
    index_counters_.push_back(std::make_shared<LiveCounters>(store.ReadCounters(index.id)));
  }
  insights_ = MakeInsights(*description_, nullptr, nullptr);
}

Table::Change Table::Prepare(TableDescription description) const {
  assert(description.id == description_->id && description.name == description_->name);
  Change change;
  for (const IndexSchema& index : description.indexes) {
    std::shared_ptr<LiveCounters> kept;
    for (size_t i = 0; i < description_->indexes.size(); ++i) {
      if (description_->indexes[i].id == index.id) kept = index_counters_[i];
    }
    change.index_counters.push_back(kept != nullptr ? kept : std::make_shared<LiveCounters>());
  }
  change.insights = MakeInsights(description, description_.get(), insights_.get());
  change.description = std::make_shared<const TableDescription>(std::move(description));
  return change;
}

void Table::Apply(Change change) noexcept {
  assert(change.description->id == description_->id);
  description_ = std::move(change.description);
  index_counters_ = std::move(change.index_counters);
  insights_ = std::move(change.insights);
  keeps_history_ = description_->recovery.enabled || !copies_.empty();
}

std::optional<int64_t> Table::FirstCopied() const {
  if (copies_.empty()) return std::nullopt;
  return *std::min_element(copies_.begin(), copies_.end());
}

void Table::BeginCopy(int64_t from_millis) {
  copies_.push_back(from_millis);
  keeps_history_ = true;
}

void Table::EndCopy(int64_t from_millis) noexcept {
  const auto copy = std::find(copies_.begin(), copies_.end(), from_millis);
  if (copy != copies_.end()) copies_.erase(copy);
  keeps_history_ = description_->recovery.enabled || !copies_.empty();
}

void Table::EndAllCopies() noexcept {
  copies_.clear();
  keeps_history_ = description_->recovery.enabled;
}

}  // namespace pumice
