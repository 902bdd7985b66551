// SPDX-License-Identifier: Apache-2.0

#include "tests/support/full_device.h"

#include <algorithm>
#include <utility>

namespace pumice::test {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class LimitedFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  LimitedFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path,
              std::atomic<int64_t>* room)
      : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), room_(room) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    const auto size = static_cast<int64_t>(data.size());
    const int64_t room = room_->fetch_sub(size);
    if (room >= size) return target()->Append(data, options, debug);
    const int64_t fits = std::max<int64_t>(room, 0);
    *room_ += size - fits;
    const IOStatus status =
        target()->Append(Slice(data.data(), static_cast<size_t>(fits)), options, debug);
    return status.ok() ? IOStatus::NoSpace("While appending to file: " + path_) : status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  // Room that is not there cannot be reserved.
  void PrepareWrite(size_t, size_t, const IOOptions&, IODebugContext*) override {}

 private:
  const std::string path_;
  std::atomic<int64_t>* const room_;
};

}  // namespace

FullDevice::FullDevice()
    : FileSystemWrapper(rocksdb::FileSystem::Default()),
      env_(rocksdb::NewCompositeEnv(std::shared_ptr<FileSystem>(std::shared_ptr<void>(), this))) {}

IOStatus FullDevice::NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                     std::unique_ptr<rocksdb::FSWritableFile>* file,
                                     IODebugContext* debug) {
  if (room_ <= 0) return IOStatus::NoSpace("While open a file for appending: " + path);
  const IOStatus status = FileSystemWrapper::NewWritableFile(path, options, file, debug);
  if (status.ok()) *file = std::make_unique<LimitedFile>(std::move(*file), path, &room_);
  return status;
}

IOStatus FullDevice::GetFreeSpace(const std::string&, const IOOptions&, uint64_t* free,
                                  IODebugContext*) {
  *free = static_cast<uint64_t>(std::max<int64_t>(room_, 0));
  return IOStatus::OK();
}

}  // namespace pumice::test
