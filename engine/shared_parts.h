// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "engine/access/reader.h"
#include "engine/access/table_walk.h"
#include "engine/access/token_seal.h"
#include "engine/access/transaction_keys.h"
#include "engine/access/transaction_tokens.h"
#include "engine/access/writer.h"
#include "engine/base/background_worker.h"
#include "engine/base/memory_budget.h"
#include "engine/base/progress.h"
#include "engine/base/request_gate.h"
#include "engine/delivery/change_delivery.h"
#include "engine/expiry/sweeper.h"
#include "engine/storage/store.h"
#include "pumice/clock.h"
#include "pumice/log.h"
#include "pumice/options.h"

namespace pumice {

// An emulator's options, and what only the engine has. What concerns requests alone is not looked
// at.
struct DatabaseOptions : EmulatorOptions {
  rocksdb::Env* env =
      nullptr;  // what lies below a store in data_dir (Store::OpenDirectory); null: the machine's
  // What rows in memory are counted in, and refused by; null: they are not. Must outlive the
  // database.
  MemoryBudget* memory = nullptr;
  // Where the changes of tables with a Kinesis destination go; null: such destinations fail. Must
  // outlive the database.
  ChangeSink* change_sink = nullptr;
  // Called when a record of a stream was committed; must not block, nor use the database.
  std::function<void()> on_record;
  // How work in the background goes through tables.
  WalkOptions walk;
  // For tests: see Store::CallBeforeCommits.
  std::function<void()> before_commit;
};

// What all spaces share. Thread-safe, part by part.
struct SharedParts {
  explicit SharedParts(const DatabaseOptions& wanted)
      : options(wanted), log(wanted.log), progress(wanted.log), worker(wanted.log) {}

  RequestGate gate;
  const DatabaseOptions options;  // within bounds
  const LogSink log;
  std::unique_ptr<Clock> own_clock;
  const Clock* clock = nullptr;
  std::unique_ptr<Store> store;
  std::optional<TokenSeal> token_seal;
  std::unique_ptr<TransactionKeys> transactions;  // row keys; null: conflicts are not told of
  std::unique_ptr<Writer> writer;
  std::unique_ptr<Reader> reader;
  std::unique_ptr<TransactionTokens> tokens;

  // Work in the background, of all spaces.
  Progress progress;
  BackgroundWorker worker;
  size_t fill_job = 0;  // numbers of the worker's jobs
  size_t trim_job = 0;
  size_t copy_job = 0;
  size_t trim_backups_job = 0;
  std::unique_ptr<ChangeDelivery> delivery;  // null: changes are delivered nowhere
  std::unique_ptr<Sweeper> sweeper;
};

}  // namespace pumice
