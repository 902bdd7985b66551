// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/rocksdb_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/sst_partitioner.h>
#include <rocksdb/table.h>

#include <algorithm>

#include "engine/storage/appended_prefix.h"
#include "engine/storage/counters.h"
#include "engine/storage/memtable.h"
#include "engine/storage/partition_blocks.h"
#include "engine/storage/partition_prefix.h"
#include "engine/storage/row_filter.h"

namespace pumice {
namespace {

constexpr size_t kWriteBufferSize = 32 << 20;
// What a start after kill -9 reads again is at most a write buffer's log: 10 MB take 30 to 40 ms.
constexpr size_t kWriteBufferSizeOnDisk = 12 << 20;
// A Query walks through each of these beside the others, over the older versions of its items.
constexpr int kOverlappingFiles = 2;
constexpr uint64_t kFirstLevelSizeOnDisk = 64 << 20;
// Single rows of a table whose blocks are many times what fits: a block is cached whole, for one
// row that is asked for.
constexpr size_t kRowCacheSize = 32 << 20;
constexpr int kRowCacheShardBits = 3;
constexpr int kOpenFiles = 1024;

// Most of a large table is not in memory: a lookup should pass by write buffers, and meet few
// files.
void TuneForDisk(rocksdb::Options* options) {
  options->memtable_whole_key_filtering = true;
  options->memtable_prefix_bloom_size_ratio = 0.1;
  options->max_bytes_for_level_base = kFirstLevelSizeOnDisk;
  options->level_compaction_dynamic_level_bytes = true;
  options->row_cache = rocksdb::NewLRUCache(kRowCacheSize, kRowCacheShardBits);
  // What was just written is soon compacted; packing it takes the processor from the writers.
  options->compression_per_level = {rocksdb::kNoCompression, rocksdb::kLZ4Compression};
}

// No part is so large that it could not be known in time that the whole is too large.
void TuneForLittleMemory(uint64_t limit, rocksdb::Options* options) {
  options->write_buffer_size = std::max<size_t>(limit / 16, 1 << 20);
  options->target_file_size_base = options->write_buffer_size;
  options->max_compaction_bytes = limit / 8;
}

// Says nothing: faults come back as a Status, and a log file in the data directory helps no user.
class SilentLogger : public rocksdb::Logger {
 public:
  SilentLogger() : Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}
  using Logger::Logv;
  void Logv(const char*, va_list) override {}
};

// What RocksDB does about a full device is decided by the store: RocksDB looks for room each five
// seconds only, and gives up for good where it could not make a new log.
class FullDeviceListener : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    using Severity = rocksdb::Status::Severity;
    if (!error->IsNoSpace()) return;
    // A compaction is tried again by itself.
    if (error->severity() < Severity::kHardError) *error = rocksdb::Status::OK();
    if (error->severity() == Severity::kFatalError)
      *error = rocksdb::Status(*error, Severity::kHardError);
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* recover) override {
    *recover = false;
  }
};

}  // namespace

rocksdb::Options MakeRocksdbOptions(const StoreSetting& setting) {
  rocksdb::BlockBasedTableOptions table_options;
  table_options.block_cache = setting.block_cache->cache();
  table_options.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  // Memory stays bounded by the cache; partitions of a block's size keep a lookup from reading a
  // whole file's filter when it has fallen out of it.
  table_options.cache_index_and_filter_blocks = setting.persistent;
  table_options.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table_options.partition_filters = true;
  table_options.flush_block_policy_factory = NewPartitionBlockPolicy();
  // Nothing damages what is in memory.
  table_options.checksum = setting.persistent ? rocksdb::kXXH3 : rocksdb::kNoChecksum;
  table_options.pin_l0_filter_and_index_blocks_in_cache = true;

  rocksdb::Options options;
  options.create_if_missing = true;
  options.env = setting.env;
  options.info_log = std::make_shared<SilentLogger>();
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options));
  options.prefix_extractor = NewPartitionPrefix();
  ChooseMemtable(&options);
  options.memtable_insert_with_hint_prefix_extractor = NewAppendedPrefix();
  options.merge_operator = NewCounterMergeOperator();
  options.compaction_filter_factory = NewRowFilterFactory(setting.live_ids);
  // No file spans two keyspaces, once it is compacted: else each border would keep what is dropped
  // beside it until a compaction comes by.
  options.sst_partitioner_factory = rocksdb::NewSstPartitionerFixedPrefixFactory(1);
  options.compression = setting.persistent ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  options.write_buffer_size = setting.persistent ? kWriteBufferSizeOnDisk : kWriteBufferSize;
  options.level0_file_num_compaction_trigger = kOverlappingFiles;
  if (setting.persistent) TuneForDisk(&options);
  if (setting.memory_limit / 16 < kWriteBufferSize) {
    TuneForLittleMemory(setting.memory_limit, &options);
  }
  options.listeners.push_back(setting.block_cache);
  options.listeners.push_back(setting.dropped_files);
  options.listeners.push_back(std::make_shared<FullDeviceListener>());
  options.max_open_files = kOpenFiles;
  options.max_file_opening_threads = 1;
  // Opening must not grow with the data, and a small database must stay small.
  options.skip_stats_update_on_db_open = true;
  options.skip_checking_sst_file_sizes_on_db_open = true;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.avoid_flush_during_recovery = true;
  options.avoid_flush_during_shutdown = true;
  options.manual_wal_flush = true;
  // Reads on behind the torn end of a log, if the next log goes on exactly there. What else could
  // end its reading early was refused before (data_check.h).
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  return options;
}

}  // namespace pumice
