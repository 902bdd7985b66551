// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/db.h>
#include <rocksdb/listener.h>

#include <memory>
#include <utility>

#include "engine/storage/live_ids.h"

namespace pumice {

// Deletes the files that hold nothing but keys of ids which nobody reads any more, without a
// compaction; what shares a file with keys in use is left out when that file is compacted next
// (RowFilter). Thread-safe.
class DroppedFiles : public rocksdb::EventListener {
 public:
  explicit DroppedFiles(std::shared_ptr<const LiveIds> live_ids) : live_ids_(std::move(live_ids)) {}

  // Leaves files alone that are being compacted, or overlap others (level 0). Takes as long as
  // looking at each file's first and last key. Faults leave the files for the next time.
  void Delete(rocksdb::DB* db) const;

  // A table may have been dropped while a compaction wrote its rows, or moved its file.
  void OnCompactionCompleted(rocksdb::DB* db, const rocksdb::CompactionJobInfo&) override {
    Delete(db);
  }

 private:
  const std::shared_ptr<const LiveIds> live_ids_;
};

}  // namespace pumice
