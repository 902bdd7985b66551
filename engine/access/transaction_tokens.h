// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/access/transaction_keys.h"
#include "engine/storage/store.h"
#include "pumice/clock.h"

namespace pumice {

// Remembers for ten minutes which ClientRequestTokens were carried out with which payload, in the
// store itself and in the transaction's own commit, so that a repeated request changes nothing
// after a restart either. Thread-safe.
class TransactionTokens {
 public:
  // `refuse`: whether a request whose token is held by another one is refused; otherwise it waits.
  // Store and clock must outlive this object.
  TransactionTokens(Store* store, const Clock* clock, bool refuse)
      : store_(store), clock_(clock), refuse_(refuse) {}

  // One request with a token of a space at a time: constructed before the look-up, gone after the
  // commit. Borrows both. Throws ApiError: TransactionInProgressException.
  class Hold {
   public:
    Hold(TransactionTokens* tokens, std::string_view space, std::string_view token);
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

    // Whether the token was carried out already; then `sizes` are those that were remembered.
    // Throws ApiError: IdempotentParameterMismatchException if it was with another payload.
    bool IsRepeated(uint64_t payload_hash, std::vector<size_t>* sizes) const;

    // Adds to the commit that carries it out. `sizes`: in bytes, what each action's item counted,
    // which a repeated request is charged for.
    void Remember(uint64_t payload_hash, std::span<const size_t> sizes, WriteBatch* batch);

   private:
    // Removes some of the tokens that are older than they are remembered.
    void ForgetExpired(int64_t now, WriteBatch* batch);
    // Holds another token too, if nobody does. Never waits: whoever does may wait for this one.
    bool TryHoldToo(std::string_view key);

    TransactionTokens* tokens_;
    const std::string_view space_;
    const std::string_view token_;
    const std::string key_;  // of the token's record, and what others know it by
    std::optional<TransactionKeys::Registration> registration_;
    // The token's stripe first, then those of tokens that are forgotten.
    boost::container::small_vector<std::unique_lock<std::mutex>, 2> stripes_;
  };

 private:
  std::mutex* StripeOf(std::string_view key);

  Store* store_;
  const Clock* clock_;
  const bool refuse_;
  TransactionKeys held_;  // where they are refused
  std::array<std::mutex, 64> stripes_;
};

}  // namespace pumice
