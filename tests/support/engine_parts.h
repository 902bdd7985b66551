// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/access/backfill.h"
#include "engine/access/transaction_tokens.h"
#include "engine/access/writer.h"
#include "engine/base/stop_token.h"
#include "engine/catalog/catalog.h"
#include "engine/error/api_error.h"
#include "engine/expiry/sweeper.h"
#include "engine/storage/store.h"
#include "engine/stream/streams.h"
#include "tests/support/item_builder.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {

// What a Database is made of, without its threads: on a clock that stands still, and nothing runs
// unless it is called.
class EngineParts {
 public:
  static constexpr int64_t kStart = 1767225600000;

  struct Options {
    bool on_disk = false;
    int64_t transition_millis = 0;
    WalkOptions walk{};
  };

  explicit EngineParts(Options options) : options_(std::move(options)) { Reopen(); }

  void Reopen() {
    sweeper_.reset();
    tokens_.reset();
    writer_.reset();
    catalog_.reset();
    history_.reset();
    streams_.reset();
    store_.reset();
    store_ =
        options_.on_disk ? Store::OpenDirectory(directory_.string(), false) : Store::OpenInMemory();
    store_->CallBeforeCommits([this] {
      if (commits_left_ && (*commits_left_)-- == 0) {
        commits_left_.reset();
        throw ApiError(ErrorCode::kInternal, "no space");
      }
    });
    streams_ = std::make_unique<Streams>(store_.get(), "default", &clock_, StreamOptions());
    history_ = std::make_unique<History>(&clock_, FindLastPoint(*store_));
    catalog_ = std::make_unique<Catalog>(
        Catalog::Parts{store_.get(), streams_.get(), history_.get(), &clock_, {}}, "default",
        options_.transition_millis);
    store_->StartDroppingRows();
    writer_ = std::make_unique<Writer>(store_.get());
    tokens_ = std::make_unique<TransactionTokens>(store_.get(), &clock_, false);
    sweeper_ = std::make_unique<Sweeper>(
        store_.get(), [this](const std::function<void(Catalog*)>& visit) { visit(catalog_.get()); },
        writer_.get(), &clock_, LogSink(), std::chrono::hours(1), options_.walk);
  }

  // One commit fails, after so many others.
  void FailCommitAfter(int64_t others) { commits_left_ = others; }
  void FailNoCommit() { commits_left_.reset(); }

  ManualClock& clock() { return clock_; }
  Store& store() { return *store_; }
  Streams& streams() { return *streams_; }
  Catalog& catalog() { return *catalog_; }
  Writer& writer() { return *writer_; }
  History& history() { return *history_; }
  TransactionTokens& tokens() { return *tokens_; }

  void Advance(std::chrono::milliseconds by) { clock_.Advance(by); }

  void Write(const std::string& table_name, ItemWrite::Kind kind, const std::vector<Item>& items,
             const WriteGroup& group = {}) {
    const TableHandle table = catalog_->Open(table_name);
    std::vector<ItemWrite> writes;
    for (const Item& item : items) writes.push_back({kind, &*table, item.view()});
    std::vector<WriteOutcome> outcomes(writes.size());
    writer_->Write(writes, outcomes, group);
  }
  void Put(const std::string& table_name, const std::vector<Item>& items) {
    Write(table_name, ItemWrite::Kind::kPut, items);
  }

  void Fill() {
    FillUnfilled({store_.get(), catalog_.get(), writer_.get(), nullptr, options_.walk},
                 StopToken());
  }
  SweepResult Sweep() { return sweeper_->Sweep(); }

  using Rows = std::map<std::string, std::string>;
  // The keys from `lower` up to but not including `upper`, with their values.
  Rows Read(std::string lower, std::string upper) const {
    Rows rows;
    const auto cursor = store_->NewCursor(std::move(lower), std::move(upper));
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
      rows.emplace(cursor->key(), cursor->value());
    }
    cursor->CheckStatus();
    return rows;
  }

 private:
  Options options_;
  TemporaryDirectory directory_;
  ManualClock clock_{kStart};
  std::optional<int64_t> commits_left_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Streams> streams_;
  std::unique_ptr<History> history_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<TransactionTokens> tokens_;
  std::unique_ptr<Sweeper> sweeper_;
};

}  // namespace pumice::test
