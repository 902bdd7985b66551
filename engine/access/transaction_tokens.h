#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/storage/store.h"
#include "pumice/clock.h"

namespace pumice {

// Remembers for ten minutes which ClientRequestTokens were carried out with which payload, in the store itself and in the
// transaction's own commit, so that a repeated request changes nothing after a restart either. Thread-safe.
class TransactionTokens {
 public:
  // Both must outlive this object.
  TransactionTokens(Store* store, const Clock* clock) : store_(store), clock_(clock) {}

  // One request with a token at a time: held from the look-up to the commit.
  std::unique_lock<std::mutex> Lock(std::string_view token);

  // Whether the token was carried out already. Throws ApiError: IdempotentParameterMismatchException if it was with
  // another payload.
  bool IsRepeated(std::string_view token, uint64_t payload_hash) const;

  // Adds to the commit that carries it out.
  void Remember(std::string_view token, uint64_t payload_hash, WriteBatch* batch) const;

 private:
  void ForgetExpired(int64_t now, WriteBatch* batch) const;

  Store* store_;
  const Clock* clock_;
  std::array<std::mutex, 64> mutexes_;
};

}  // namespace pumice
