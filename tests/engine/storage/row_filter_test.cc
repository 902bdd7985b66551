// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/row_filter.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "engine/storage/keyspace.h"

namespace pumice::test {
namespace {

// Ids 1 and 2, of which nothing but 1 is in use.
std::shared_ptr<LiveIds> OneOfTwo() {
  auto ids = std::make_shared<LiveIds>();
  ids->StartAt(1);
  for (int i = 0; i < 2; ++i) ids->New([](uint32_t) {});
  ids->Drop(2);
  ids->Start();
  return ids;
}

// Whether a compaction that starts now keeps a key.
bool IsKept(const std::shared_ptr<LiveIds>& ids, const std::string& key) {
  const auto filter = NewRowFilterFactory(ids)->CreateCompactionFilter({});
  std::string value;
  std::string skip_until;
  const auto decision = filter->FilterV2(0, key, rocksdb::CompactionFilter::ValueType::kValue, "",
                                         &value, &skip_until);
  if (decision == rocksdb::CompactionFilter::Decision::kKeep) return true;
  CHECK(skip_until > key);
  return false;
}

TEST_CASE("A compaction drops the history before the time that a table needs", "[row_filter]") {
  const auto ids = OneOfTwo();
  CHECK(IsKept(ids, keyspace::HistoryKey(1, 5, 1)));  // nothing was said of it
  ids->ForgetHistory(1, 10);
  CHECK_FALSE(IsKept(ids, keyspace::HistoryKey(1, 9, 7)));
  CHECK(IsKept(ids, keyspace::HistoryKey(1, 10, 0)));
  CHECK(IsKept(ids, keyspace::HistoryKey(1, 11, 3)));
  ids->ForgetHistory(1, 5);  // recovery was enabled again
  CHECK(IsKept(ids, keyspace::HistoryKey(1, 9, 7)));
}

TEST_CASE("A compaction drops the history of ids that are not in use", "[row_filter]") {
  const auto ids = OneOfTwo();
  ids->ForgetHistory(2, 0);
  CHECK_FALSE(IsKept(ids, keyspace::HistoryKey(2, 10, 1)));
  CHECK(IsKept(ids, keyspace::HistoryKey(3, 10, 1)));  // given later than the filter knows
}

TEST_CASE("Rows live as long as anybody holds their id", "[row_filter]") {
  const auto ids = OneOfTwo();
  const std::string row = keyspace::IdPrefix(keyspace::kRows, 1) + "row";
  ids->Keep(1);
  CHECK_FALSE(ids->Drop(1));
  CHECK(IsKept(ids, row));
  CHECK(ids->Drop(1));
  CHECK_FALSE(IsKept(ids, row));
}

TEST_CASE("A compaction drops the records of streams that are not in use", "[row_filter]") {
  const auto ids = OneOfTwo();
  CHECK(IsKept(ids, keyspace::StreamRecordKey(1, 0, 10)));
  CHECK_FALSE(IsKept(ids, keyspace::StreamRecordKey(2, 0, 10)));
}

TEST_CASE("A compaction drops what the undo log is not read for any more", "[row_filter]") {
  const auto ids = OneOfTwo();
  CHECK(IsKept(ids, keyspace::UndoKey(0)));  // nothing was said of it
  ids->ForgetUndo(300);
  CHECK_FALSE(IsKept(ids, keyspace::UndoKey(299)));
  CHECK(IsKept(ids, keyspace::UndoKey(300)));
}

TEST_CASE("While the undo log is kept, no history and no stream record is trimmed",
          "[row_filter]") {
  const auto ids = OneOfTwo();
  ids->ForgetHistory(1, 10);
  ids->ForgetStreamRecords(10);
  const std::string history = keyspace::HistoryKey(1, 9, 7);
  const std::string record = keyspace::StreamRecordKey(1, 0, 9);
  ids->KeepOld(true);
  CHECK(IsKept(ids, history));
  CHECK(IsKept(ids, record));
  CHECK_FALSE(IsKept(ids, keyspace::IdPrefix(keyspace::kRows, 2) + "row"));
  ids->KeepOld(false);
  CHECK_FALSE(IsKept(ids, history));
  CHECK_FALSE(IsKept(ids, record));
}

}  // namespace
}  // namespace pumice::test
