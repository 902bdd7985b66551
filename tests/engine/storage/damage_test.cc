// SPDX-License-Identifier: Apache-2.0

// Files of a data directory that are damaged, cut off or missing: all that was acknowledged is
// there, or the directory is refused, or, of tables, a read fails.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/error/api_error.h"
#include "engine/storage/keyspace.h"
#include "engine/storage/repair.h"
#include "engine/storage/store.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

namespace fs = std::filesystem;

constexpr int kRowsOfTable = 10;
constexpr int kRowsOfLog = 12;
constexpr int kLogs = 3;

std::string Row(int number) { return "row " + std::to_string(1000 + number); }
std::string Bytes(int number) {
  return std::string(static_cast<size_t>(40 + number * 7), static_cast<char>('a' + number % 26));
}

void PutRows(Store* store, int from, int to) {
  for (int row = from; row < to; ++row) {
    WriteBatch batch;
    batch.Put(Row(row), Bytes(row));
    batch.AddToCounters(7, {1, row});
    store->Commit(&batch);
    store->FlushLog();
  }
}

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteFile(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// A directory as after three kills: a table and the logs of three runs. Rows are in the order in
// which they were written.
class Killed {
 public:
  static constexpr int kRows = kRowsOfTable + kLogs * kRowsOfLog;

  Killed() {
    {
      const auto store = Store::OpenDirectory((directory_ / "0").string(), false);
      PutRows(store.get(), 0, kRowsOfTable);
      // Enough for the end to make a table, of which one version stays.
      for (int i = 0; i < 12; ++i) {
        WriteBatch batch;
        batch.Put("large", std::string(100'000, 'l'));
        store->Commit(&batch);
      }
    }
    for (int log = 0; log < kLogs; ++log) {
      const auto store = Store::OpenDirectory((directory_ / std::to_string(log)).string(), false);
      PutRows(store.get(), kRowsOfTable + log * kRowsOfLog, kRowsOfTable + (log + 1) * kRowsOfLog);
      fs::copy(directory_ / std::to_string(log), directory_ / std::to_string(log + 1));
    }
  }

  fs::path path() const { return directory_ / std::to_string(kLogs); }

  // Names of the files, all or those that hold data.
  std::vector<std::string> Files(bool all) const {
    std::vector<std::string> names;
    for (const auto& file : fs::directory_iterator(path())) {
      const std::string name = file.path().filename().string();
      const bool data = name == "CURRENT" || name.starts_with("MANIFEST") ||
                        name.ends_with(".log") || name.ends_with(".sst");
      if (all || data) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  std::string LastLog() const {
    std::string last;
    for (const std::string& name : Files(false)) {
      if (name.ends_with(".log")) last = name;
    }
    return last;
  }

 private:
  TemporaryDirectory directory_;
};

// What became of opening a directory.
struct Outcome {
  std::string refusal;  // empty: it was opened
  int rows = 0;         // that were read right, from the first on
  int later = 0;        // behind one that is missing
  int wrong = 0;
  int failed = 0;      // reads that are errors
  bool large = false;  // the table's large row is right

  bool Whole() const {
    return refusal.empty() && rows == Killed::kRows && large && wrong + failed + later == 0;
  }
};

Outcome Open(const fs::path& directory) {
  Outcome outcome;
  std::unique_ptr<Store> store;
  try {
    store = Store::OpenDirectory(directory.string(), false);
  } catch (const std::runtime_error& error) {
    outcome.refusal = error.what();
    return outcome;
  }
  try {
    PinnedValue value;
    outcome.large = store->Get("large", &value) && value.view() == std::string(100'000, 'l');
  } catch (const ApiError&) {
    ++outcome.failed;
  }
  for (int row = 0; row < Killed::kRows; ++row) {
    try {
      PinnedValue value;
      if (!store->Get(Row(row), &value)) continue;
      if (value.view() != Bytes(row)) ++outcome.wrong;
      ++(row == outcome.rows ? outcome.rows : outcome.later);
    } catch (const ApiError&) {
      ++outcome.failed;
    }
  }
  return outcome;
}

// Offsets of a file: its first and last bytes, and some between.
std::set<size_t> Offsets(size_t size, size_t step) {
  std::set<size_t> offsets;
  for (size_t offset = 0; offset < size; offset += step) offsets.insert(offset);
  for (size_t i = 0; i < std::min<size_t>(size, 20); ++i) {
    offsets.insert(i);
    offsets.insert(size - 1 - i);
  }
  return offsets;
}

// A copy of a directory that is made anew for each damage.
class Copy {
 public:
  explicit Copy(const fs::path& original) : original_(original) {}

  fs::path Renew() {
    fs::remove_all(path());
    fs::copy(original_, path());
    return path();
  }
  fs::path path() const { return parent_ / "copy"; }

 private:
  fs::path original_;
  TemporaryDirectory parent_;
};

void CheckRefusal(const Outcome& outcome, const std::string& name) {
  CAPTURE(outcome.refusal);
  CHECK(outcome.refusal.find('\n') == std::string::npos);
  CHECK(outcome.refusal.find(name) != std::string::npos);
  CHECK(outcome.refusal.ends_with(": restore the directory from a copy"));
}

// Repairs what was refused: what is there afterwards is right, and a beginning of what was written
// if no table is lost.
void CheckRepair(const fs::path& directory, bool table_lost) {
  const std::vector<std::string> lines = RepairDirectory(directory.string());
  REQUIRE(lines.size() >= 2);
  CHECK(lines[0] == "data directory " + directory.string() +
                        " is repaired; what was damaged is kept in " + directory.string() +
                        "/PUMICE.damaged-1");
  const Outcome outcome = Open(directory);
  CAPTURE(outcome.refusal, outcome.rows, lines);
  CHECK(outcome.refusal.empty());
  CHECK(outcome.wrong + outcome.failed == 0);
  if (!table_lost) CHECK((outcome.rows >= kRowsOfTable && outcome.later == 0));
  CHECK(Open(directory).refusal.empty());
  CHECK(RepairDirectory(directory.string()) ==
        std::vector<std::string>{"data directory " + directory.string() + ": nothing is damaged"});
}

TEST_CASE("A directory as a kill leaves it is opened again and again", "[damage]") {
  const Killed killed;
  CHECK(killed.Files(false).size() >= 6);
  for (int i = 0; i < 5; ++i) CHECK(Open(killed.path()).Whole());
  CHECK(RepairDirectory(killed.path().string()).size() == 1);
}

TEST_CASE("A missing file is noticed", "[damage]") {
  const Killed killed;
  Copy copy(killed.path());
  int logs = 0;
  for (const std::string& name : killed.Files(true)) {
    CAPTURE(name);
    fs::remove(copy.Renew() / name);
    const Outcome outcome = Open(copy.path());
    if (outcome.Whole()) {
      // A log of which a table was made is not needed any more.
      CHECK((name.starts_with("OPTIONS") || name == "IDENTITY" || name == "LOCK" ||
             name == "PUMICE.files" || name.ends_with(".log")));
    } else if (name == "PUMICE") {
      CHECK(outcome.refusal.ends_with(
          "holds files that are not pumice's: choose an empty or a new one"));
    } else {
      CheckRefusal(outcome, name);
      CheckRepair(copy.path(), name.ends_with(".sst"));
      if (name.ends_with(".log")) ++logs;
    }
  }
  CHECK(logs == kLogs);
}

TEST_CASE("A directory that held data is never opened as an empty one", "[damage]") {
  const Killed killed;
  Copy copy(killed.path());
  copy.Renew();
  for (const std::string& name : killed.Files(true)) {
    if (name != "PUMICE") fs::remove(copy.path() / name);
  }
  CheckRefusal(Open(copy.path()), "CURRENT");
}

TEST_CASE("A file that was cut off is noticed, but for the end of the last log", "[damage]") {
  const Killed killed;
  Copy copy(killed.path());
  int refused = 0;
  for (const std::string& name : killed.Files(false)) {
    const std::string bytes = ReadFile(killed.path() / name);
    for (const size_t size : Offsets(bytes.size(), bytes.size() / 12 + 1)) {
      CAPTURE(name, size);
      WriteFile(copy.Renew() / name, bytes.substr(0, size));
      const Outcome outcome = Open(copy.path());
      CHECK(outcome.wrong == 0);
      if (outcome.Whole()) continue;
      if (name == killed.LastLog()) {
        CHECK(outcome.refusal.empty());
        CHECK(outcome.rows >= Killed::kRows - kRowsOfLog);
        CHECK(outcome.large);
        CHECK(outcome.later == 0);
      } else if (name.ends_with(".sst")) {
        CHECK((!outcome.refusal.empty() || outcome.failed > 0));
      } else {
        CheckRefusal(outcome, name);
        if (++refused % 8 == 0) CheckRepair(copy.path(), false);
      }
    }
  }
  CHECK(refused > 50);
}

TEST_CASE("A flipped bit is noticed wherever it is", "[damage]") {
  const Killed killed;
  Copy copy(killed.path());
  int refused = 0;
  int failed = 0;
  for (const std::string& name : killed.Files(false)) {
    const std::string bytes = ReadFile(killed.path() / name);
    for (const size_t offset : Offsets(bytes.size(), bytes.size() / 50 + 1)) {
      const int bit = static_cast<int>(offset % 8);
      CAPTURE(name, offset, bit);
      std::string damaged = bytes;
      damaged[offset] = static_cast<char>(damaged[offset] ^ 1 << bit);
      WriteFile(copy.Renew() / name, damaged);
      const Outcome outcome = Open(copy.path());
      CHECK(outcome.wrong == 0);
      if (outcome.Whole()) {
        // In what nothing is read of: the table's properties.
        CHECK(name.ends_with(".sst"));
        continue;
      }
      if (name.ends_with(".sst") && outcome.refusal.empty()) {
        CHECK(outcome.failed > 0);
        ++failed;
      } else {
        CheckRefusal(outcome, name);
        ++refused;
      }
      if ((refused + failed) % 10 == 0) CheckRepair(copy.path(), name.ends_with(".sst"));
    }
  }
  CHECK(refused > 100);
  CHECK(failed > 10);
}

TEST_CASE("Space that was never written is no damage", "[damage]") {
  const Killed killed;
  Copy copy(killed.path());
  const size_t zeros = GENERATE(size_t{5}, size_t{64}, size_t{4'096}, size_t{100'000});
  copy.Renew();
  WriteFile(copy.path() / killed.LastLog(),
            ReadFile(killed.path() / killed.LastLog()) + std::string(zeros, '\0'));
  CHECK(Open(copy.path()).Whole());
  // Nor when it is no more the last log.
  CHECK(Open(copy.path()).Whole());
}

// The only table of a directory that was closed.
fs::path OnlyTable(const fs::path& directory) {
  fs::path table;
  for (const auto& file : fs::directory_iterator(directory)) {
    if (file.path().extension() == ".sst") table = file.path();
  }
  REQUIRE_FALSE(table.empty());
  return table;
}

void FlipBitInTheMiddle(const fs::path& file) {
  std::string bytes = ReadFile(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  WriteFile(file, bytes);
}

TEST_CASE("A repair removes snapshots, and says so", "[damage]") {
  const TemporaryDirectory directory;
  const std::string snapshot = keyspace::SnapshotKey("default", "fixture");
  {
    const auto store = Store::OpenDirectory(directory.string(), false);
    for (int i = 0; i < 1'000; ++i) {
      WriteBatch batch;
      batch.Put(keyspace::kRows + std::to_string(10'000 + i), Bytes(i));
      if (i == 0) batch.Put(snapshot, "what leads back to it");
      store->Commit(&batch);
    }
  }
  FlipBitInTheMiddle(OnlyTable(directory.path()));
  const std::vector<std::string> lines = RepairDirectory(directory.string());
  CHECK(std::find(lines.begin(), lines.end(),
                  "the snapshots are removed, as what leads back to them may be incomplete") !=
        lines.end());
  const auto store = Store::OpenDirectory(directory.string(), false);
  CHECK_FALSE(store->Contains(snapshot));
  CHECK(store->Contains(keyspace::kRows + std::to_string(10'000)));
}

TEST_CASE("Of a damaged table the rows before and behind the damage are kept", "[damage]") {
  const TemporaryDirectory directory;
  constexpr int kWritten = 1'000;
  // Of what tables are described by, or of rows.
  const char space = GENERATE(keyspace::kCatalog, keyspace::kRows);
  const auto name = [&](int i) { return space + std::to_string(10'000 + i); };
  {
    const auto store = Store::OpenDirectory(directory.string(), false);
    for (int i = 0; i < kWritten; ++i) {
      WriteBatch batch;
      batch.Put(name(i), Bytes(i));
      store->Commit(&batch);
    }
  }
  const std::string table = OnlyTable(directory.path()).string();
  FlipBitInTheMiddle(table);

  const std::vector<std::string> lines = RepairDirectory(directory.string());
  const auto store = Store::OpenDirectory(directory.string(), false);
  int kept = 0;
  int first_lost = kWritten;
  int last_lost = 0;
  for (int i = 0; i < kWritten; ++i) {
    PinnedValue value;
    if (store->Get(name(i), &value)) {
      ++kept;
      CHECK(value.view() == Bytes(i));
    } else {
      first_lost = std::min(first_lost, i);
      last_lost = i;
    }
  }
  // One block is lost.
  CHECK(kept > kWritten - 100);
  CHECK(kept < kWritten);
  CHECK(last_lost - first_lost == kWritten - kept - 1);
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].starts_with(fs::path(table).filename().string() + " is damaged: "));
  const std::string kept_rows = " of its rows are kept, what stood between two of them is lost";
  const std::string lost_tables = "; tables whose descriptions stood there are gone";
  CHECK(lines[1].ends_with(space == keyspace::kCatalog ? kept_rows + lost_tables : kept_rows));
}

TEST_CASE("After a repair ids that are in use are not given again", "[damage]") {
  const TemporaryDirectory directory;
  uint32_t last = 0;
  {
    const auto store = Store::OpenDirectory(directory.string(), false);
    for (int i = 0; i < 70; ++i) {
      last = store->NewId();
      WriteBatch batch;
      batch.AddToCounters(last, {1, 1});
      store->Commit(&batch);
    }
  }
  fs::remove(directory / "CURRENT");
  CheckRefusal(Open(directory.path()), "CURRENT");
  RepairDirectory(directory.string());
  const auto store = Store::OpenDirectory(directory.string(), false);
  CHECK(store->ReadCounters(last).items == 1);
  CHECK(store->NewId() > last);
}

}  // namespace
}  // namespace pumice::test
