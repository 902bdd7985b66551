#include "engine/access/transaction_tokens.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "engine/item/api_error.h"
#include "engine/item/number.h"
#include "engine/item/value_writer.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

// "Idempotency: … for 10 minutes" (TransactWriteItems, API reference).
constexpr int64_t kKeptMillis = 10 * 60 * 1000;
// How many expired tokens a commit forgets, at most: more than it adds.
constexpr int kForgottenPerCommit = 4;

// A token's record: when it was carried out, and a hash of what was asked for.
struct Record {
  int64_t millis = 0;
  uint64_t payload_hash = 0;
};

std::string Encode(const Record& record) {
  return std::to_string(record.millis) + ' ' + std::to_string(record.payload_hash);
}

Record Decode(std::string_view bytes) {
  const std::string text(bytes);
  const size_t blank = text.find(' ');
  return {std::stoll(text.substr(0, blank)), std::stoull(text.substr(blank + 1))};
}

}  // namespace

TransactionTokens::Hold::Hold(TransactionTokens* tokens, std::string_view token) {
  if (tokens->refuse_) {
    registration_.emplace(&tokens->held_, std::vector{token});
    if (!registration_->taken().empty()) {
      throw ApiError(ErrorCode::kTransactionInProgress,
                     "The transaction with the given request token is already in progress.");
    }
  }
  const size_t stripe = std::hash<std::string_view>()(token) % tokens->mutexes_.size();
  lock_ = std::unique_lock(tokens->mutexes_[stripe]);
}

bool TransactionTokens::IsRepeated(std::string_view token, uint64_t payload_hash) const {
  PinnedValue value;
  if (!store_->Get(keyspace::TokenKey(token), &value)) return false;
  const Record record = Decode(value.view());
  if (record.millis + kKeptMillis <= clock_->NowMillis()) return false;
  if (record.payload_hash != payload_hash) {
    throw ApiError(ErrorCode::kIdempotentParameterMismatch,
                   "The request uses the same client token as a previous, but non-identical "
                   "request. Do not reuse a client token with different requests, unless the "
                   "requests are identical");
  }
  return true;
}

void TransactionTokens::Remember(std::string_view token, uint64_t payload_hash,
                                 WriteBatch* batch) const {
  const int64_t now = clock_->NowMillis();
  ForgetExpired(now, batch);
  batch->Put(keyspace::TokenKey(token), Encode({now, payload_hash}));
  batch->Put(keyspace::TokenTimeKey(now, token), "");
}

void TransactionTokens::ForgetExpired(int64_t now, WriteBatch* batch) const {
  // A clock near 1970 would make a time before it, and the key of one sorts above all others.
  const int64_t forgotten = std::max<int64_t>(now - kKeptMillis, 0);
  const auto cursor = store_->NewCursor(keyspace::TokenTimeKey(0, ""),
                                        keyspace::TokenTimeKey(forgotten, ""));
  cursor->SeekToFirst();
  for (int i = 0; i < kForgottenPerCommit && cursor->Valid(); ++i, cursor->Next()) {
    const std::string_view token = keyspace::TokenOfTimeKey(cursor->key());
    PinnedValue value;
    // The token may have been used again since.
    if (store_->Get(keyspace::TokenKey(token), &value) &&
        Decode(value.view()).millis + kKeptMillis <= now) {
      batch->Delete(keyspace::TokenKey(token));
    }
    batch->Delete(cursor->key());
  }
}

}  // namespace pumice
