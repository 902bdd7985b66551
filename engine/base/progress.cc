// SPDX-License-Identifier: Apache-2.0

#include "engine/base/progress.h"

#include <cassert>
#include <utility>

#include "pumice/clock.h"

namespace pumice {
namespace {

// "3.2 s"
std::string Seconds(int64_t millis) {
  const int64_t tenths = millis / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace

Progress::Work::Work(Work&& other) noexcept
    : progress_(std::exchange(other.progress_, nullptr)), entry_(other.entry_) {}

Progress::Work& Progress::Work::operator=(Work&& other) noexcept {
  std::swap(progress_, other.progress_);
  std::swap(entry_, other.entry_);
  return *this;
}

Progress::Work::~Work() {
  if (progress_ != nullptr) progress_->End(entry_);
}

void Progress::Work::Add(int64_t done) {
  if (progress_ != nullptr) progress_->Add(&*entry_, done);
}

Progress::Progress(LogSink log)
    : Progress(std::move(log), [] { return RealClock().NowMillis(); }) {}

Progress::Progress(LogSink log, Now now) : log_(std::move(log)), now_(std::move(now)) {}

Progress::~Progress() { assert(List().empty()); }

Progress::Work Progress::Begin(std::string name, int64_t total) {
  const int64_t now = now_();
  const MutexLock lock(mutex_);
  if (entries_.size() >= kMaxWork) return {};
  Entry& entry = entries_.emplace_back();
  entry.name = std::move(name);
  entry.total = total;
  entry.started_millis = now;
  entry.told_millis = now;
  return Work(this, std::prev(entries_.end()));
}

std::vector<Progress::State> Progress::List() const {
  const MutexLock lock(mutex_);
  std::vector<State> states;
  for (const Entry& entry : entries_) {
    states.push_back({entry.name, entry.done.load(std::memory_order_relaxed), entry.total,
                      entry.started_millis});
  }
  return states;
}

void Progress::Add(Entry* entry, int64_t added) {
  const int64_t done = entry->done.fetch_add(added, std::memory_order_relaxed) + added;
  const bool looks = done / kLookEvery != (done - added) / kLookEvery;
  if (!log_ || !looks) return;
  const int64_t now = now_();
  if (now - entry->told_millis < kTellMillis) return;
  entry->told_millis = now;
  entry->was_told = true;
  const std::string of = entry->total > 0 ? " of " + std::to_string(entry->total) : "";
  log_(LogLevel::kInfo, entry->name + ": " + std::to_string(done) + of + " items");
}

void Progress::End(std::list<Entry>::iterator entry) {
  std::list<Entry> ended;
  {
    const MutexLock lock(mutex_);
    ended.splice(ended.begin(), entries_, entry);
  }
  if (!entry->was_told) return;
  const int64_t done = entry->done.load(std::memory_order_relaxed);
  log_(LogLevel::kInfo, entry->name + ": ended after " + std::to_string(done) + " items and " +
                            Seconds(now_() - entry->started_millis));
}

}  // namespace pumice
