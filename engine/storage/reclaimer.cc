// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/reclaimer.h"

#include <utility>

namespace pumice {

Reclaimer::Reclaimer(rocksdb::DB* db, std::function<void()> done)
    : db_(db), done_(std::move(done)) {}

Reclaimer::~Reclaimer() {
  db_->DisableManualCompaction();
  if (thread_.joinable()) thread_.join();
}

void Reclaimer::Start() {
  const MutexLock lock(mutex_);
  const uint64_t latest = db_->GetLatestSequenceNumber();
  if (running_ || latest == started_at_) return;
  if (thread_.joinable()) thread_.join();
  started_at_ = latest;
  running_ = true;
  thread_ = std::thread([this] {
    // If it fails, the store stays as full as it is.
    (void)db_->CompactRange(rocksdb::CompactRangeOptions(), nullptr, nullptr);
    done_();
    running_ = false;
  });
}

}  // namespace pumice
