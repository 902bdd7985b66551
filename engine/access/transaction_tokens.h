#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

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

  // One request with a token at a time: constructed before the look-up, gone after the commit.
  // Borrows the token. Throws ApiError: TransactionInProgressException.
  class Hold {
   public:
    Hold(TransactionTokens* tokens, std::string_view token);

   private:
    std::optional<TransactionKeys::Registration> registration_;
    std::unique_lock<std::mutex> lock_;
  };

  // Whether the token was carried out already. Throws ApiError:
  // IdempotentParameterMismatchException if it was with another payload.
  bool IsRepeated(std::string_view token, uint64_t payload_hash) const;

  // Adds to the commit that carries it out.
  void Remember(std::string_view token, uint64_t payload_hash, WriteBatch* batch) const;

 private:
  void ForgetExpired(int64_t now, WriteBatch* batch) const;

  Store* store_;
  const Clock* clock_;
  const bool refuse_;
  TransactionKeys held_;  // where they are refused
  std::array<std::mutex, 64> mutexes_;
};

}  // namespace pumice
