// SPDX-License-Identifier: Apache-2.0

#include "engine/access/transaction_tokens.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "engine/error/api_error.h"
#include "engine/storage/keyspace.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

using std::chrono::minutes;

class TokensFixture {
 public:
  explicit TokensFixture(int64_t start = 1767225600000)
      : clock_(start), store_(Store::OpenInMemory()), tokens_(store_.get(), &clock_, false) {}

  TransactionTokens* get() { return &tokens_; }
  Store& store() { return *store_; }
  void Advance(minutes by) { clock_.Advance(by); }

  void Use(std::string_view token) {
    TransactionTokens::Hold hold(&tokens_, "default", token);
    WriteBatch batch;
    hold.Remember(1, kSizes, &batch);
    store_->Commit(&batch);
  }
  bool IsRepeated(std::string_view token) {
    const TransactionTokens::Hold hold(&tokens_, "default", token);
    return IsRepeatedIn(hold);
  }
  static bool IsRepeatedIn(const TransactionTokens::Hold& hold) {
    std::vector<size_t> sizes;
    const bool repeated = hold.IsRepeated(1, &sizes);
    CHECK(sizes == (repeated ? kSizes : std::vector<size_t>()));
    return repeated;
  }

  static inline const std::vector<size_t> kSizes = {9000, 0, 409600};

 private:
  ManualClock clock_;
  std::unique_ptr<Store> store_;
  TransactionTokens tokens_;
};

TEST_CASE("A token is remembered for ten minutes, and its record goes with later ones",
          "[transaction_tokens]") {
  TokensFixture tokens;
  tokens.Use("first");
  tokens.Advance(minutes(9));
  CHECK(tokens.IsRepeated("first"));
  tokens.Advance(minutes(1));
  CHECK(!tokens.IsRepeated("first"));
  tokens.Advance(minutes(1));
  CHECK(tokens.store().Contains(keyspace::TokenKey("default", "first")));
  tokens.Use("second");
  CHECK(!tokens.store().Contains(keyspace::TokenKey("default", "first")));
  CHECK(tokens.IsRepeated("second"));
}

TEST_CASE("A token that is used again is not forgotten by a commit of the same time",
          "[transaction_tokens]") {
  TokensFixture tokens;
  tokens.Use("again");
  tokens.Advance(minutes(11));
  TransactionTokens::Hold again(tokens.get(), "default", "again");
  CHECK(!TokensFixture::IsRepeatedIn(again));
  WriteBatch batch;
  again.Remember(1, TokensFixture::kSizes, &batch);
  // Sees the old record, and is committed behind the new one.
  TransactionTokens::Hold other(tokens.get(), "default", "other");
  WriteBatch others_batch;
  other.Remember(1, TokensFixture::kSizes, &others_batch);
  tokens.store().Commit(&batch);
  tokens.store().Commit(&others_batch);
  CHECK(TokensFixture::IsRepeatedIn(again));
  CHECK(TokensFixture::IsRepeatedIn(other));
}

TEST_CASE("A token of one space is none of another's, and goes by itself", "[transaction_tokens]") {
  TokensFixture tokens;
  tokens.Use("token");
  CHECK(tokens.IsRepeated("token"));
  {
    TransactionTokens::Hold other(tokens.get(), "other-space", "token");
    CHECK_FALSE(TokensFixture::IsRepeatedIn(other));
  }
  tokens.Advance(minutes(11));
  TransactionTokens::Hold other(tokens.get(), "other-space", "another");
  WriteBatch batch;
  other.Remember(1, TokensFixture::kSizes, &batch);
  tokens.store().Commit(&batch);
  CHECK(tokens.store().Contains(keyspace::TokenKey("default", "token")));
}

TEST_CASE("Near the beginning of time no token has expired", "[transaction_tokens]") {
  TokensFixture tokens(0);
  tokens.Use("first");
  tokens.Advance(minutes(5));
  tokens.Use("second");
  CHECK(tokens.IsRepeated("first"));
}

TEST_CASE("A token's damaged record is a fault of the storage", "[transaction_tokens]") {
  TokensFixture tokens;
  for (const char* record : {"", "12", "x 1", "1 x", "1 2 x", "1 2  3", "99999999999999999999 1"}) {
    WriteBatch batch;
    batch.Put(keyspace::TokenKey("default", "token"), record);
    tokens.store().Commit(&batch);
    CHECK(
        ErrorOf([&] { tokens.IsRepeated("token"); }) ==
        ErrorText(ErrorCode::kInternal, "storage: the record of a transaction's token is damaged"));
  }
}

}  // namespace
}  // namespace pumice::test
