// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/partition_blocks.h"

#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table_properties.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <string>

#include "engine/storage/keyspace.h"
#include "engine/storage/store.h"
#include "tests/support/item_builder.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

constexpr size_t kValueSize = 480;

std::string RowKey(int partition, int row) {
  const Value partition_key = S("PARTITION#" + std::to_string(partition));
  const ValueView partition_keys[] = {partition_key};
  std::string key;
  keyspace::AppendPartition(1, partition_keys, &key);
  return key + std::to_string(100'000 + row);
}

// How many data blocks a file of so many rows has.
uint64_t CountBlocks(int partitions, int rows_per_partition) {
  const TemporaryDirectory directory;
  {
    const auto store = Store::OpenDirectory(directory.string(), false);
    WriteBatch batch;
    for (int partition = 0; partition < partitions; ++partition) {
      for (int row = 0; row < rows_per_partition; ++row) {
        batch.Put(RowKey(partition, row), std::string(kValueSize, 'v'));
      }
    }
    store->Commit(&batch);
  }
  uint64_t blocks = 0;
  for (const auto& file : std::filesystem::directory_iterator(directory.path())) {
    if (file.path().extension() != ".sst") continue;
    rocksdb::SstFileReader reader((rocksdb::Options()));
    REQUIRE(reader.Open(file.path().string()).ok());
    blocks += reader.GetTableProperties()->num_data_blocks;
  }
  return blocks;
}

TEST_CASE("A partition of twenty items lies in one block", "[partition_blocks]") {
  CHECK(CountBlocks(250, 20) == 250);
}

TEST_CASE("Small partitions share a block, large ones have several", "[partition_blocks]") {
  // With its key a row has 520 to 523 bytes: 7 of them are less than 4 KiB, 31 less than 16 KiB.
  CHECK(CountBlocks(3500, 1) == 500);
  CHECK(CountBlocks(4, 31 * 30) == 4 * 30);
}

}  // namespace
}  // namespace pumice::test
