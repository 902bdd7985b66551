// SPDX-License-Identifier: Apache-2.0

#include "engine/access/transaction_tokens.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/error/service.h"
#include "engine/error/transactions.h"
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

template <typename Integer>
bool ParseInteger(std::string_view text, Integer* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size();
}

Record Decode(std::string_view bytes) {
  Record record;
  const size_t blank = bytes.find(' ');
  if (blank == std::string_view::npos || !ParseInteger(bytes.substr(0, blank), &record.millis) ||
      !ParseInteger(bytes.substr(blank + 1), &record.payload_hash)) {
    ThrowDamagedToken();
  }
  return record;
}

// When tokens that are not remembered any more were carried out, at the latest.
int64_t ExpiredUntil(int64_t now) { return std::max<int64_t>(0, now - kKeptMillis); }

}  // namespace

TransactionTokens::Hold::Hold(TransactionTokens* tokens, std::string_view token)
    : tokens_(tokens), token_(token) {
  if (tokens_->refuse_) {
    registration_.emplace(&tokens_->held_, std::vector{token_});
    if (!registration_->taken().empty()) {
      ThrowTransactionInProgress();
    }
  }
  stripes_.emplace_back(*tokens_->StripeOf(token_));
}

bool TransactionTokens::Hold::IsRepeated(uint64_t payload_hash) const {
  PinnedValue value;
  if (!tokens_->store_->Get(keyspace::TokenKey(token_), &value)) return false;
  const Record record = Decode(value.view());
  if (record.millis + kKeptMillis <= tokens_->clock_->NowMillis()) return false;
  if (record.payload_hash != payload_hash) {
    ThrowIdempotentParameterMismatch();
  }
  return true;
}

void TransactionTokens::Hold::Remember(uint64_t payload_hash, WriteBatch* batch) {
  const int64_t now = tokens_->clock_->NowMillis();
  ForgetExpired(now, batch);
  batch->Put(keyspace::TokenKey(token_), Encode({now, payload_hash}));
  batch->Put(keyspace::TokenTimeKey(now, token_), "");
}

void TransactionTokens::Hold::ForgetExpired(int64_t now, WriteBatch* batch) {
  const auto cursor = tokens_->store_->NewCursor(keyspace::TokenTimeKey(0, ""),
                                                 keyspace::TokenTimeKey(ExpiredUntil(now), ""));
  cursor->SeekToFirst();
  for (int i = 0; i < kForgottenPerCommit && cursor->Valid(); ++i, cursor->Next()) {
    const std::string_view token = keyspace::TokenOfTimeKey(cursor->key());
    // Whoever holds it may be about to use it again; it is forgotten another time.
    if (!TryHoldToo(token)) continue;
    PinnedValue value;
    // The token may have been used again since.
    if (tokens_->store_->Get(keyspace::TokenKey(token), &value) &&
        Decode(value.view()).millis + kKeptMillis <= now) {
      batch->Delete(keyspace::TokenKey(token));
    }
    batch->Delete(cursor->key());
  }
}

bool TransactionTokens::Hold::TryHoldToo(std::string_view token) {
  std::mutex* const stripe = tokens_->StripeOf(token);
  for (const std::unique_lock<std::mutex>& held : stripes_) {
    if (held.mutex() == stripe) return true;
  }
  std::unique_lock lock(*stripe, std::try_to_lock);
  if (!lock) return false;
  stripes_.push_back(std::move(lock));
  return true;
}

std::mutex* TransactionTokens::StripeOf(std::string_view token) {
  return &stripes_[std::hash<std::string_view>()(token) % stripes_.size()];
}

}  // namespace pumice
