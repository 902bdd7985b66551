// SPDX-License-Identifier: Apache-2.0

#include "engine/access/transaction_keys.h"

#include <utility>

namespace pumice {

TransactionKeys::Registration::Registration(TransactionKeys* all,
                                            std::vector<std::string_view> keys)
    : all_(all), keys_(std::move(keys)) {
  const MutexLock lock(all_->mutex_);
  for (size_t i = 0; i < keys_.size(); ++i) {
    if (all_->keys_.contains(keys_[i])) taken_.push_back(i);
  }
  if (taken_.empty()) all_->keys_.insert(keys_.begin(), keys_.end());
}

TransactionKeys::Registration::~Registration() {
  if (!taken_.empty()) return;
  const MutexLock lock(all_->mutex_);
  for (const std::string_view key : keys_) all_->keys_.erase(key);
}

bool TransactionKeys::Contains(std::string_view key) const {
  const MutexLock lock(mutex_);
  return keys_.contains(key);
}

}  // namespace pumice
