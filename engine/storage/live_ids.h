#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <unordered_set>

namespace pumice {

// Which row ids are in use. Ids from `next` on are not given yet, or are so new that a filter has not heard of them.
// Thread-safe.
class LiveIds {
 public:
  struct View {
    std::unordered_set<uint32_t> live;
    uint32_t next = 0;
    uint64_t first_stream_record = 0;

    bool IsDropped(uint32_t id) const { return id < next && !live.contains(id); }
  };

  void Keep(uint32_t id);
  void Drop(uint32_t id);
  // From now on Now tells what may go.
  void Start();
  void ForgetStreamRecords(uint64_t below);
  // What a compaction that starts now may drop.
  View Now() const;

  // Gives an id; `reserve` commits that ids below a number may be given. A commit may wait for a flush, and that for Now:
  // `mutex_` must be free meanwhile.
  uint32_t New(const std::function<void(uint32_t)>& reserve);
  // The next id is at least this; the one below which ids are reserved.
  uint32_t SkipTo(uint32_t next);
  void StartAt(uint32_t next);

 private:
  std::mutex giving_mutex_;  // before mutex_
  uint32_t next_ = 0;
  uint32_t reserved_ = 0;
  mutable std::mutex mutex_;
  View view_;
  bool started_ = false;
};

}  // namespace pumice
