// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>

#include "engine/storage/store.h"
#include "engine/stream/change_record.h"
#include "engine/stream/stream.h"

namespace pumice {

// Adds stream records to the batch that commits the changes they tell of. Must outlive the commit:
// only when it goes may readers pass the records.
class RecordAppender {
 public:
  RecordAppender() = default;
  RecordAppender(const RecordAppender&) = delete;
  RecordAppender& operator=(const RecordAppender&) = delete;
  ~RecordAppender();

  // The item must be locked against other writers, and must be changed: `images` differ.
  void Append(Stream* stream, uint64_t partition_hash, const ItemImages& images, WriteBatch* batch);

 private:
  struct Pending {
    Stream* stream;
    uint16_t lane;
    SequenceNumber number;
  };

  boost::container::small_vector<Pending, 2> pending_;
};

}  // namespace pumice
