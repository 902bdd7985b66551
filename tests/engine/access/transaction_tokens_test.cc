#include "engine/access/transaction_tokens.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "engine/storage/keyspace.h"
#include "engine/storage/store.h"

namespace pumice::test {
namespace {

class Tokens {
 public:
  void Remember(const std::string& token) {
    WriteBatch batch;
    tokens_.Remember(token, 1, &batch);
    store_->Commit(&batch);
  }
  bool IsRepeated(const std::string& token) const { return tokens_.IsRepeated(token, 1); }

  ManualClock& clock() { return clock_; }

  // The tokens that wait for their end, in the order of their times.
  std::vector<std::string> Waiting() const {
    std::vector<std::string> tokens;
    const auto cursor = store_->NewCursor(std::string(1, keyspace::kTokenTimes),
                                          std::string(1, keyspace::kTokenTimes + 1));
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
      tokens.emplace_back(keyspace::TokenOfTimeKey(cursor->key()));
    }
    return tokens;
  }

 private:
  ManualClock clock_{kFirstClockMillis};
  std::unique_ptr<Store> store_ = Store::OpenInMemory();
  TransactionTokens tokens_{store_.get(), &clock_, /*refuse=*/false};
};

}  // namespace

TEST_CASE("tokens are kept for ten minutes, in 1970 too", "[token]") {
  Tokens tokens;
  tokens.Remember("a");
  tokens.clock().Advance(std::chrono::minutes(5));
  tokens.Remember("b");
  CHECK(tokens.IsRepeated("a"));
  // Ten minutes ago was before 1970: nothing is that old.
  CHECK(tokens.Waiting() == std::vector<std::string>{"a", "b"});
  tokens.clock().Advance(std::chrono::minutes(6));
  CHECK_FALSE(tokens.IsRepeated("a"));
  CHECK(tokens.IsRepeated("b"));
  tokens.Remember("c");
  CHECK(tokens.Waiting() == std::vector<std::string>{"b", "c"});
}

}  // namespace pumice::test
