// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "engine/base/mutex.h"

namespace pumice {

// TransactionConflictException's message, and that of a TransactionConflict among
// CancellationReasons.

// Keys of transactions in flight (their items, or their tokens), so that whoever meets one can
// answer that instead of waiting for its end ("Transaction conflict handling in DynamoDB",
// Developer Guide). Thread-safe.
class TransactionKeys {
 public:
  // One transaction's keys, from its beginning to its end.
  class Registration {
   public:
    // Registers all keys or, where another transaction has one of them, none. Borrows what the keys
    // point to. The keys must differ from each other; `all` must outlive this object.
    Registration(TransactionKeys* all, std::vector<std::string_view> keys);
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;
    ~Registration();

    // The places, among the keys, of those that another transaction has. Empty: all keys are
    // registered.
    const std::vector<size_t>& taken() const { return taken_; }

   private:
    TransactionKeys* all_;
    std::vector<std::string_view> keys_;
    std::vector<size_t> taken_;
  };

  bool Contains(std::string_view key) const;

 private:
  mutable Mutex mutex_;
  // Borrowed by their registrations.
  std::unordered_set<std::string_view> keys_ GUARDED_BY(mutex_);
};

}  // namespace pumice
