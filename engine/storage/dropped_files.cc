// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/dropped_files.h"

#include <rocksdb/convenience.h>
#include <rocksdb/metadata.h>

#include <string>
#include <vector>

#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

bool HoldsOnlyDropped(const rocksdb::LiveFileMetaData& file, const LiveIds& live_ids) {
  if (!keyspace::LeadsWithId(file.smallestkey) || !keyspace::LeadsWithId(file.largestkey)) {
    return false;
  }
  if (file.smallestkey[0] != file.largestkey[0]) return false;
  return live_ids.AllDropped(keyspace::RowId(file.smallestkey), keyspace::RowId(file.largestkey));
}

}  // namespace

void DroppedFiles::Delete(rocksdb::DB* db) const {
  std::vector<rocksdb::LiveFileMetaData> files;
  db->GetLiveFilesMetaData(&files);
  std::vector<rocksdb::RangePtr> ranges;
  std::vector<rocksdb::Slice> bounds;
  bounds.reserve(2 * files.size());  // `ranges` points into it
  for (const rocksdb::LiveFileMetaData& file : files) {
    if (file.level == 0 || file.being_compacted || !HoldsOnlyDropped(file, *live_ids_)) continue;
    bounds.emplace_back(file.smallestkey);
    bounds.emplace_back(file.largestkey);
    ranges.emplace_back(&bounds[bounds.size() - 2], &bounds[bounds.size() - 1]);
  }
  if (ranges.empty()) return;
  (void)rocksdb::DeleteFilesInRanges(db, db->DefaultColumnFamily(), ranges.data(), ranges.size());
}

}  // namespace pumice
