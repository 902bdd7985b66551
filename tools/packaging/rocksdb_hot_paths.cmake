# SPDX-License-Identifier: Apache-2.0
# RocksDB in packages is compiled for size, but for what requests pass through. Included by its own
# CMakeLists.txt (CMAKE_PROJECT_INCLUDE in dependencies.sh).
file(GLOB hot_sources
  cache/*cache.cc memory/*arena.cc memtable/inlineskiplist.cc
  table/get_context.cc table/iterator.cc table/merging_iterator.cc table/two_level_iterator.cc
  table/block_based/*iterator.cc table/block_based/*reader.cc table/block_based/block.cc
  table/block_based/block_prefetcher.cc table/block_based/filter_policy.cc
  util/coding.cc util/comparator.cc util/dynamic_bloom.cc util/hash.cc util/slice.cc util/xxhash.cc
  db/arena_wrapped_db_iter.cc db/db_impl/db_impl.cc db/db_impl/db_impl_write.cc db/db_iter.cc
  db/dbformat.cc db/log_writer.cc db/lookup_key.cc db/memtable.cc db/memtable_list.cc
  db/merge_helper.cc db/range_del_aggregator.cc db/range_tombstone_fragmenter.cc db/snapshot_impl.cc
  db/table_cache.cc db/version_set.cc db/write_batch.cc db/write_batch_base.cc db/write_thread.cc
  file/writable_file_writer.cc file/random_access_file_reader.cc)
set_source_files_properties(${hot_sources} PROPERTIES COMPILE_OPTIONS -O2)
