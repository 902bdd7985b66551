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

// A token's record: when it was carried out, a hash of what was asked for, and how large the item
// of each action was.
struct Record {
  int64_t millis = 0;
  uint64_t payload_hash = 0;
  std::vector<size_t> sizes;
};

// Decimal numbers with blanks between them.
std::string Encode(int64_t millis, uint64_t payload_hash, std::span<const size_t> sizes) {
  std::string text = std::to_string(millis) + ' ' + std::to_string(payload_hash);
  for (const size_t size : sizes) text.append(1, ' ').append(std::to_string(size));
  return text;
}

// Takes the next number from the front.
template <typename Integer>
Integer TakeInteger(std::string_view* text) {
  const std::string_view digits = text->substr(0, text->find(' '));
  Integer value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) ThrowDamagedToken();
  text->remove_prefix(std::min(digits.size() + 1, text->size()));
  return value;
}

Record Decode(std::string_view bytes) {
  Record record;
  record.millis = TakeInteger<int64_t>(&bytes);
  record.payload_hash = TakeInteger<uint64_t>(&bytes);
  while (!bytes.empty()) record.sizes.push_back(TakeInteger<size_t>(&bytes));
  return record;
}

// When tokens that are not remembered any more were carried out, at the latest.
int64_t ExpiredUntil(int64_t now) { return std::max<int64_t>(0, now - kKeptMillis); }

}  // namespace

TransactionTokens::Hold::Hold(TransactionTokens* tokens, std::string_view space,
                              std::string_view token)
    : tokens_(tokens), space_(space), token_(token), key_(keyspace::TokenKey(space, token)) {
  if (tokens_->refuse_) {
    registration_.emplace(&tokens_->held_, std::vector<std::string_view>{key_});
    if (!registration_->taken().empty()) {
      ThrowTransactionInProgress();
    }
  }
  stripes_.emplace_back(*tokens_->StripeOf(key_));
}

bool TransactionTokens::Hold::IsRepeated(uint64_t payload_hash, std::vector<size_t>* sizes) const {
  PinnedValue value;
  if (!tokens_->store_->Get(key_, &value)) return false;
  Record record = Decode(value.view());
  if (record.millis + kKeptMillis <= tokens_->clock_->NowMillis()) return false;
  if (record.payload_hash != payload_hash) {
    ThrowIdempotentParameterMismatch();
  }
  *sizes = std::move(record.sizes);
  return true;
}

void TransactionTokens::Hold::Remember(uint64_t payload_hash, std::span<const size_t> sizes,
                                       WriteBatch* batch) {
  const int64_t now = tokens_->clock_->NowMillis();
  ForgetExpired(now, batch);
  batch->Put(key_, Encode(now, payload_hash, sizes));
  batch->Put(keyspace::TokenTimeKey(space_, now, token_), "");
}

void TransactionTokens::Hold::ForgetExpired(int64_t now, WriteBatch* batch) {
  const auto cursor = tokens_->store_->NewCursor(
      keyspace::TokenTimeKey(space_, 0, ""), keyspace::TokenTimeKey(space_, ExpiredUntil(now), ""));
  cursor->SeekToFirst();
  for (int i = 0; i < kForgottenPerCommit && cursor->Valid(); ++i, cursor->Next()) {
    const std::string key = keyspace::TokenKey(space_, keyspace::TokenOfTimeKey(cursor->key()));
    // Whoever holds it may be about to use it again; it is forgotten another time.
    if (!TryHoldToo(key)) continue;
    PinnedValue value;
    // The token may have been used again since.
    if (tokens_->store_->Get(key, &value) && Decode(value.view()).millis + kKeptMillis <= now) {
      batch->Delete(key);
    }
    batch->Delete(cursor->key());
  }
}

bool TransactionTokens::Hold::TryHoldToo(std::string_view key) {
  std::mutex* const stripe = tokens_->StripeOf(key);
  for (const std::unique_lock<std::mutex>& held : stripes_) {
    if (held.mutex() == stripe) return true;
  }
  std::unique_lock lock(*stripe, std::try_to_lock);
  if (!lock) return false;
  stripes_.push_back(std::move(lock));
  return true;
}

std::mutex* TransactionTokens::StripeOf(std::string_view key) {
  return &stripes_[std::hash<std::string_view>()(key) % stripes_.size()];
}

}  // namespace pumice
