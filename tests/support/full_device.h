// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace pumice::test {

// The machine's file system with as much room as a test gives it. A write that does not fit is done
// in part, as on a real device; without any room no file is made. Room that is given back by
// deletions is not counted.
class FullDevice : public rocksdb::FileSystemWrapper {
 public:
  static constexpr int64_t kUnlimited = int64_t{1} << 40;

  FullDevice();

  rocksdb::Env* env() const { return env_.get(); }
  void SetRoom(int64_t bytes) { room_ = bytes; }

  const char* Name() const override { return "test.full_device"; }
  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options,
                                 uint64_t* free, rocksdb::IODebugContext* debug) override;

 private:
  std::atomic<int64_t> room_ = kUnlimited;
  std::unique_ptr<rocksdb::Env> env_;  // of this, without owning it
};

}  // namespace pumice::test
