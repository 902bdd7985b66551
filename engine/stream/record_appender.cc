// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/record_appender.h"

#include <cassert>
#include <string>

#include "engine/storage/keyspace.h"

namespace pumice {

RecordAppender::~RecordAppender() {
  for (const Pending& pending : pending_) pending.stream->Finish(pending.lane, pending.number);
}

void RecordAppender::Append(Stream* stream, uint64_t partition_hash, const ItemImages& images,
                            WriteBatch* batch) {
  assert(images.old_item || images.new_item);
  const StreamDescription& description = stream->origin();
  std::string record;
  AppendChange(description.key, description.view, images, &record);
  const uint16_t lane = stream->LaneOf(partition_hash);
  pending_.push_back({stream, lane, 0});
  Pending& pending = pending_.back();
  try {
    pending.number = stream->Assign(lane);
  } catch (...) {
    pending_.pop_back();
    throw;
  }
  batch->Put(keyspace::StreamRecordKey(description.id, lane, pending.number), record);
}

}  // namespace pumice
