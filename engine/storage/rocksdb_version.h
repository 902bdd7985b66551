// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/version.h>

// What pumice assumes of RocksDB beyond its documented interface was checked against one version:
//  - the memtable's entries, sequence numbers and types, and that rocksdb::Arena begins with
//  rocksdb::Allocator
//    (skip_list.h, skip_list_memtable.cc; only with PUMICE_OWN_MEMTABLE);
//  - what rocksdb::GetLengthPrefixedSlice reads (skip_list_memtable.cc);
//  - the name and the signature of rocksdb::crc32c::Extend (log_reader.cc; with PUMICE_OWN_CRC32C
//  also crc32c.cc and the
//    linker's --wrap);
//  - the formats of write-ahead log and MANIFEST (log_reader.cc, manifest.cc, data_check.cc);
//  - the order in which a directory's files are written, synced and deleted, and how errors of a
//  full device are rated
//    (data_file_system.cc, rocksdb_options.cc);
//  - that the latest sequence number moves on only when a write is in the log's buffer
//  (Store::FlushLog).
static_assert(ROCKSDB_MAJOR == 7 && ROCKSDB_MINOR == 8,
              "pumice was checked against RocksDB 7.8 only: go through the list in "
              "engine/storage/rocksdb_version.h "
              "with this version, run all tests, then change the version there");
