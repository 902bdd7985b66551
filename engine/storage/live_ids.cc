#include "engine/storage/live_ids.h"

#include <algorithm>

namespace pumice {
namespace {

// Ids are reserved on disk in blocks, so that a new one seldom costs a write of its own.
constexpr uint32_t kIdBlock = 64;

}  // namespace

void LiveIds::Keep(uint32_t id) {
  const std::lock_guard lock(mutex_);
  view_.live.insert(id);
}

void LiveIds::Drop(uint32_t id) {
  const std::lock_guard lock(mutex_);
  view_.live.erase(id);
}

void LiveIds::Start() {
  const std::lock_guard lock(mutex_);
  started_ = true;
}

void LiveIds::ForgetStreamRecords(uint64_t below) {
  const std::lock_guard lock(mutex_);
  view_.first_stream_record = below;
}

LiveIds::View LiveIds::Now() const {
  const std::lock_guard lock(mutex_);
  return started_ ? view_ : View();
}

uint32_t LiveIds::New(const std::function<void(uint32_t)>& reserve) {
  const std::lock_guard giving(giving_mutex_);
  if (next_ == reserved_) {
    reserve(reserved_ + kIdBlock);
    reserved_ += kIdBlock;
  }
  const std::lock_guard lock(mutex_);
  view_.live.insert(next_);
  view_.next = next_ + 1;
  return next_++;
}

uint32_t LiveIds::SkipTo(uint32_t next) {
  const std::lock_guard giving(giving_mutex_);
  const std::lock_guard lock(mutex_);
  view_.next = next_ = reserved_ = std::max(reserved_, next);
  return reserved_;
}

void LiveIds::StartAt(uint32_t next) {
  const std::lock_guard giving(giving_mutex_);
  const std::lock_guard lock(mutex_);
  view_.next = next_ = reserved_ = next;
}

}  // namespace pumice
