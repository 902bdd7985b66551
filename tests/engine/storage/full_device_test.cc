// SPDX-License-Identifier: Apache-2.0

// Writes on a device that becomes full and has room again.

#include "tests/support/full_device.h"

#include <sys/mount.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "engine/error/api_error.h"
#include "engine/error/service.h"
#include "engine/storage/data_file_system.h"
#include "engine/storage/store.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kDeadline{1};

// What a store told its log.
class Lines {
 public:
  LogSink sink() {
    return [this](LogLevel, std::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_.emplace_back(line);
    };
  }
  std::vector<std::string> all() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

using Model = std::map<std::string, std::string>;

// Whether it was acknowledged.
bool Put(Store* store, const std::string& key, const std::string& value) {
  try {
    WriteBatch batch;
    batch.Put(key, value);
    store->Commit(&batch);
    store->FlushLog();
    return true;
  } catch (const ApiError& error) {
    REQUIRE(error.code() == ErrorCode::kInternal);
    REQUIRE(error.message() == kInternalErrorMessage);
    return false;
  }
}

void CheckHolds(const Store& store, const Model& acknowledged) {
  for (const auto& [key, bytes] : acknowledged) {
    CAPTURE(key, acknowledged.size());
    PinnedValue value;
    REQUIRE(store.Get(key, &value));
    REQUIRE(value.view() == bytes);
  }
}

// Writes until one is refused, at most `most` bytes; false if none was.
bool Fill(Store* store, size_t size, size_t most, const std::string& prefix, Model* acknowledged) {
  for (size_t written = 0; written < most; written += size) {
    const std::string key = prefix + std::to_string(written / size);
    const std::string value(size, static_cast<char>('a' + written / size % 26));
    if (!Put(store, key, value)) return true;
    (*acknowledged)[key] = value;
  }
  return false;
}

void CheckResumes(Store* store, Model* acknowledged) {
  const auto deadline = std::chrono::steady_clock::now() + kDeadline;
  while (!Put(store, "resumed", "yes")) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  (*acknowledged)["resumed"] = "yes";
}

Model Sizes(const fs::path& directory) {
  Model sizes;
  for (const auto& file : fs::directory_iterator(directory)) {
    std::error_code gone;
    sizes[file.path().filename().string()] = std::to_string(file.file_size(gone));
  }
  return sizes;
}

// What a killed process would leave of the directory. Until background work leaves it alone while
// it is copied.
std::unique_ptr<Store> OpenCopy(const fs::path& directory, const TemporaryDirectory& parent,
                                const std::string& name) {
  Model before;
  std::error_code error;
  do {
    fs::remove_all(parent / name);
    before = Sizes(directory);
    fs::copy(directory, parent / name, error);
  } while (error || Sizes(directory) != before);
  return Store::OpenDirectory((parent / name).string(), false);
}

// A file system of its own in memory, while this object lives.
class SmallDevice {
 public:
  explicit SmallDevice(const std::string& size)
      : mounted_(mount("tmpfs", directory_.string().c_str(), "tmpfs", 0,
                       ("size=" + size).c_str()) == 0) {}
  ~SmallDevice() {
    if (mounted_) umount(directory_.string().c_str());
  }

  bool mounted() const { return mounted_; }
  fs::path operator/(const std::string& name) const { return directory_ / name; }

 private:
  TemporaryDirectory directory_;
  bool mounted_;
};

TEST_CASE("A full device refuses writes until it has room, and loses nothing", "[full_device]") {
  constexpr int64_t kKiB = 1 << 10;
  constexpr int64_t kMiB = 1 << 20;
  struct Row {
    int64_t room;
    size_t size;
  };
  // In the log's buffer, in the log, at a change of logs, in the file of a buffer or in
  // compactions.
  const auto row = GENERATE(values<Row>({{0, 10},
                                         {5 * kKiB, 100},
                                         {5 * kKiB, 2 * kMiB},
                                         {3 * kMiB, 300'000},
                                         {12 * kMiB, 100'000},
                                         {14 * kMiB, 100'000},
                                         {20 * kMiB, 100'000},
                                         {26 * kMiB, 100'000},
                                         {40 * kMiB, 100'000}}));
  const bool fsync = GENERATE(false, true);
  CAPTURE(row.room, row.size, fsync);
  const TemporaryDirectory directory;
  const TemporaryDirectory copies;
  FullDevice device;
  Lines lines;
  auto store = Store::OpenDirectory(directory.string(), fsync, device.env(), lines.sink());
  Model acknowledged;
  REQUIRE(Put(store.get(), "before", "here"));
  acknowledged["before"] = "here";
  CHECK(store->suspension() == 0);

  uint64_t last_suspension = 0;
  for (const std::string round : {"first-", "second-"}) {
    const size_t lines_before = lines.all().size();
    device.SetRoom(row.room);
    REQUIRE(Fill(store.get(), row.size, size_t{64} << 20, round, &acknowledged));
    device.SetRoom(0);
    for (int i = 0; i < 20; ++i) REQUIRE_FALSE(Put(store.get(), "refused", "never"));
    // Whoever finds what he would write is told nothing that may not last.
    WriteBatch nothing;
    CHECK_THROWS_AS(store->Commit(&nothing), ApiError);
    CHECK(store->suspension() > last_suspension);
    last_suspension = store->suspension();
    REQUIRE(lines.all().size() == lines_before + 1);
    CHECK(lines.all().back().starts_with("writes are refused: IO error: No space left on device"));
    CheckHolds(*store, acknowledged);
    CheckHolds(*OpenCopy(directory.path(), copies, round + "full"), acknowledged);

    device.SetRoom(FullDevice::kUnlimited);
    CheckResumes(store.get(), &acknowledged);
    CHECK(store->suspension() == 0);
    REQUIRE(lines.all().size() == lines_before + 2);
    CHECK(lines.all().back() == "writes are accepted again");
    CheckHolds(*store, acknowledged);
    CheckHolds(*OpenCopy(directory.path(), copies, round + "resumed"), acknowledged);
  }
  store.reset();
  CheckHolds(*Store::OpenDirectory(directory.string(), fsync), acknowledged);
}

TEST_CASE("A store that is closed while its device is full keeps what was acknowledged",
          "[full_device]") {
  const int64_t room = GENERATE(0, 5'000, 14 << 20);
  const TemporaryDirectory directory;
  FullDevice device;
  Model acknowledged;
  {
    const auto store = Store::OpenDirectory(directory.string(), false, device.env());
    device.SetRoom(room);
    REQUIRE(Fill(store.get(), 1'000 + static_cast<size_t>(room) / 200, size_t{64} << 20, "key",
                 &acknowledged));
  }
  CheckHolds(*Store::OpenDirectory(directory.string(), false), acknowledged);
}

TEST_CASE("Writers and readers go on together when a full device has room",
          "[full_device][threads]") {
  const TemporaryDirectory directory;
  FullDevice device;
  Lines lines;
  auto store = Store::OpenDirectory(directory.string(), false, device.env(), lines.sink());
  constexpr int kThreads = 4;
  std::vector<Model> acknowledged(kThreads);
  std::vector<std::thread> threads;
  std::atomic<int> refused = 0;
  std::atomic<bool> has_room = false;
  device.SetRoom(1 << 20);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      Model* const model = &acknowledged[static_cast<size_t>(thread)];
      for (int i = 0; !has_room || i % 100 != 0; ++i) {
        const std::string key = std::to_string(thread) + "-" + std::to_string(i);
        try {
          WriteBatch batch;
          batch.Put(key, std::string(5'000, 'v'));
          store->Commit(&batch);
          store->FlushLog();
          (*model)[key] = std::string(5'000, 'v');
        } catch (const ApiError&) {
          ++refused;
          std::this_thread::yield();
        }
      }
    });
  }
  while (refused < 1'000) std::this_thread::yield();
  device.SetRoom(FullDevice::kUnlimited);
  has_room = true;
  for (auto& thread : threads) thread.join();
  CheckResumes(store.get(), &acknowledged[0]);
  CHECK(lines.all().size() == 2);
  for (const auto& model : acknowledged) CheckHolds(*store, model);
  store.reset();
  store = Store::OpenDirectory(directory.string(), false);
  for (const auto& model : acknowledged) CheckHolds(*store, model);
}

TEST_CASE("A store on a real device that is full keeps what was acknowledged", "[full_device]") {
  const SmallDevice device("80m");
  if (!device.mounted()) {
    WARN("skipped: mounting a small file system needs root");
    return;
  }
  const std::string directory = (device / "data").string();
  // With room for the log and no file, for some files, and for less than the first log.
  const size_t filler = GENERATE(size_t{60} << 20, size_t{40} << 20, size_t{75} << 20);
  Lines lines;
  Model acknowledged;
  auto store = Store::OpenDirectory(directory, false, nullptr, lines.sink());
  std::ofstream(device / "filler") << std::string(filler, 'f');
  REQUIRE(Fill(store.get(), 50'000, size_t{100} << 20, "key", &acknowledged));
  CHECK(lines.all().size() == 1);
  CheckHolds(*store, acknowledged);
  fs::remove(device / "filler");
  CheckResumes(store.get(), &acknowledged);
  CHECK(lines.all().size() == 2);
  store.reset();
  INFO("after it was opened again");
  CheckHolds(*Store::OpenDirectory(directory, false), acknowledged);
}

// RocksDB reserves room for a log ahead, and cuts what it did not need when the log is closed.
TEST_CASE("A log that a real device took in part is whole once it is closed", "[full_device]") {
  const SmallDevice device("1m");
  if (!device.mounted()) {
    WARN("skipped: mounting a small file system needs root");
    return;
  }
  const rocksdb::IOOptions options;
  DataFileSystem files(rocksdb::FileSystem::Default());
  const std::string path = (device / "000001.log").string();
  std::unique_ptr<rocksdb::FSWritableFile> log;
  REQUIRE(files.NewWritableFile(path, rocksdb::FileOptions(), &log, nullptr).ok());
  log->SetPreallocationBlockSize(100'000);
  std::ofstream(device / "filler") << std::string(500'000, 'f');

  // No piece ends where a page of the device does.
  std::string wanted;
  const auto append = [&](char letter) {
    const std::string piece(70'001, letter);
    log->PrepareWrite(wanted.size(), piece.size(), options, nullptr);
    REQUIRE(log->Append(piece, options, nullptr).ok());
    wanted += piece;
  };
  for (char letter = 'a'; letter < 'z' && !files.HasPending(); ++letter) append(letter);
  REQUIRE(files.HasPending());
  append('y');
  REQUIRE(files.WritePending().IsNoSpace());
  fs::remove(device / "filler");
  REQUIRE(files.WritePending().ok());
  append('z');
  REQUIRE_FALSE(files.HasPending());
  REQUIRE(log->Close(options, nullptr).ok());

  std::string found;
  REQUIRE(rocksdb::ReadFileToString(rocksdb::Env::Default(), path, &found).ok());
  CHECK(found.size() == wanted.size());
  CHECK((found == wanted));
}

}  // namespace
}  // namespace pumice::test
