// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/streams.h"

#include <cassert>
#include <stdexcept>
#include <utility>

#include "engine/storage/keyspace.h"
#include "engine/stream/shard.h"

namespace pumice {
namespace {

// Records are kept a little longer than anybody sees them: an iterator that is still good tells by
// them that what it points to was trimmed.
constexpr int64_t kTrimDelayMillis = 20 * 60 * 1000;

}  // namespace

Streams::Streams(Store* store, std::string space, const Clock* clock, StreamOptions options)
    : store_(store), space_(std::move(space)), clock_(clock), options_(std::move(options)) {
  const auto cursor = store_->NewCursor(keyspace::SpaceStart(keyspace::kStreams, space_),
                                        keyspace::SpaceEnd(keyspace::kStreams, space_));
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    StreamDescription description = DecodeStream(cursor->value());
    if (description.lanes == 0) {
      throw std::runtime_error("the description of stream " + description.arn +
                               " is damaged: it has no shards");
    }
    store_->KeepId(description.id);
    std::string arn = description.arn;
    streams_.emplace(std::move(arn), Open(std::move(description)));
  }
  cursor->CheckStatus();
}

std::shared_ptr<Stream> Streams::Open(StreamDescription description) const {
  const auto& recorded = description.IsChangeLog() ? options_.logged : options_.recorded;
  return std::make_shared<Stream>(std::move(description), store_, clock_, options_.roll, recorded);
}

Streams::Prepared Streams::Create(const TableDescription& table, StreamView view, uint32_t id,
                                  int64_t created_millis, WriteBatch* batch) const {
  StreamDescription description;
  description.created_millis = created_millis;
  description.id = id;
  description.view = view;
  description.lanes = options_.lanes;
  return Prepare(table, std::move(description), batch);
}

Streams::Prepared Streams::CreateChangeLog(const TableDescription& table,
                                           const KinesisDestination& destination, uint32_t id,
                                           WriteBatch* batch) const {
  StreamDescription description;
  description.id = id;
  description.view = StreamView::kNewAndOldImages;
  description.created_millis = clock_->NowMillis();
  description.kinesis_arn = destination.stream_arn;
  description.precision = destination.precision.value_or(TimePrecision::kMillisecond);
  return Prepare(table, std::move(description), batch);
}

Streams::Prepared Streams::Prepare(const TableDescription& table, StreamDescription description,
                                   WriteBatch* batch) const {
  description.table_name = table.name;
  description.region = table.region;
  description.key = table.key;
  MoveHorizon();  // the clock may have been set back since the last time
  {
    const ReaderLock lock(mutex_);
    while (true) {
      description.label = StreamLabel(description.created_millis);
      description.arn = description.IsChangeLog() ? table.ChangeLogArn(description.label)
                                                  : table.StreamArn(description.label);
      if (!streams_.contains(description.arn)) break;
      ++description.created_millis;
    }
  }
  batch->Put(keyspace::StreamKey(space_, description.id), EncodeStream(description));
  ByArn prepared;
  std::string arn = description.arn;
  prepared.emplace(std::move(arn), Open(std::move(description)));
  return prepared.extract(prepared.begin());
}

void Streams::Add(Prepared stream) noexcept {
  assert(!stream.empty());
  const WriterLock lock(mutex_);
  [[maybe_unused]] const auto added = streams_.insert(std::move(stream));
  assert(added.inserted);
}

StreamEnd Streams::PutEnd(Stream* stream, WriteBatch* batch) const {
  StreamDescription description = stream->Describe();
  description.end = stream->EndNow();
  batch->Put(keyspace::StreamKey(space_, description.id), EncodeStream(description));
  return *description.end;
}

void Streams::SetPolicy(Stream* stream, ResourcePolicy policy) {
  StreamDescription description = stream->Describe();
  description.policy = policy;
  WriteBatch batch;
  batch.Put(keyspace::StreamKey(space_, description.id), EncodeStream(description));
  store_->Commit(&batch);
  stream->SetPolicy(std::move(policy));
}

std::vector<std::shared_ptr<Stream>> Streams::ChangeLogs() const {
  std::vector<std::shared_ptr<Stream>> logs;
  const ReaderLock lock(mutex_);
  for (const auto& [arn, stream] : streams_) {
    if (stream->origin().IsChangeLog()) logs.push_back(stream);
  }
  return logs;
}

std::shared_ptr<Stream> Streams::Find(std::string_view arn) const {
  const ReaderLock lock(mutex_);
  const auto stream = streams_.find(arn);
  if (stream == streams_.end()) return nullptr;
  if (IsStreamGone(stream->second->Describe(), clock_->NowMillis())) return nullptr;
  return stream->second;
}

std::vector<std::shared_ptr<Stream>> Streams::List(std::string_view table_name,
                                                   std::string_view start, size_t limit) const {
  std::vector<std::shared_ptr<Stream>> streams;
  const ReaderLock lock(mutex_);
  for (auto it = streams_.upper_bound(start); it != streams_.end() && streams.size() < limit;
       ++it) {
    const Stream& stream = *it->second;
    if (stream.origin().IsChangeLog()) continue;
    if (!table_name.empty() && stream.origin().table_name != table_name) continue;
    if (IsStreamGone(stream.Describe(), clock_->NowMillis())) continue;
    streams.push_back(it->second);
  }
  return streams;
}

SequenceNumber Streams::MoveHorizon() const {
  // The last one to read the clock is the last one to tell of it.
  const MutexLock lock(horizon_mutex_);
  const SequenceNumber horizon = TrimHorizon(clock_->NowMillis() - kTrimDelayMillis);
  store_->ForgetStreamRecords(horizon);
  return horizon;
}

void Streams::Trim() {
  const SequenceNumber horizon = MoveHorizon();
  if (store_->keeps_undo()) return;
  std::vector<std::shared_ptr<Stream>> streams;
  {
    const ReaderLock lock(mutex_);
    for (const auto& [arn, stream] : streams_) streams.push_back(stream);
  }
  std::vector<std::shared_ptr<Stream>> gone;
  for (const std::shared_ptr<Stream>& stream : streams) {
    const StreamDescription description = stream->Describe();
    if (description.end && description.end->sequence <= horizon) gone.push_back(stream);
  }
  if (!gone.empty()) Forget(gone);
  for (const std::shared_ptr<Stream>& stream : streams) {
    const StreamDescription& origin = stream->origin();
    // With the records of streams before it that are gone.
    uint32_t first_id = store_->FirstUnusedIdBefore(origin.id);
    for (uint16_t lane = 0; lane < origin.lanes; ++lane) {
      store_->DropFiles(keyspace::StreamRecordKey(first_id, lane, 0),
                        keyspace::StreamRecordKey(origin.id, lane, horizon));
      first_id = origin.id;
    }
  }
}

Streams::LastNumbers Streams::FindLastNumbers() const {
  LastNumbers numbers;
  const ReaderLock lock(mutex_);
  for (const auto& [arn, stream] : streams_) {
    numbers.emplace(stream->origin().id, stream->LastNumbers());
  }
  return numbers;
}

std::vector<uint32_t> Streams::Reload(const std::vector<Restored>& streams) noexcept {
  std::vector<uint32_t> gone;
  const WriterLock lock(mutex_);
  std::map<uint32_t, ByArn::iterator> by_id;
  for (auto it = streams_.begin(); it != streams_.end(); ++it) {
    by_id.emplace(it->second->origin().id, it);
  }
  // First what goes: another stream may have had its ARN.
  for (const Restored& restored : streams) {
    const auto found = by_id.find(restored.id);
    if (restored.description || found == by_id.end()) continue;
    streams_.erase(found->second);
    gone.push_back(restored.id);
  }
  for (const Restored& restored : streams) {
    if (!restored.description) continue;
    const auto found = by_id.find(restored.id);
    if (found != by_id.end()) {
      found->second->second->GoBackTo(*restored.description);
    } else {
      store_->KeepId(restored.id);
      streams_.emplace(restored.description->arn, Open(*restored.description));
    }
  }
  return gone;
}

void Streams::GoBackTo(const LastNumbers& numbers) noexcept {
  const ReaderLock lock(mutex_);
  for (const auto& [arn, stream] : streams_) {
    const auto found = numbers.find(stream->origin().id);
    if (found != numbers.end()) stream->GoBackTo(found->second);
  }
}

std::vector<uint32_t> Streams::Clear() {
  std::vector<uint32_t> ids;
  const WriterLock lock(mutex_);
  for (const auto& [arn, stream] : streams_) ids.push_back(stream->origin().id);
  streams_.clear();
  return ids;
}

void Streams::Forget(const std::vector<std::shared_ptr<Stream>>& streams) {
  WriteBatch batch;
  for (const std::shared_ptr<Stream>& stream : streams) {
    batch.Delete(keyspace::StreamKey(space_, stream->origin().id));
  }
  store_->Commit(&batch);
  for (const std::shared_ptr<Stream>& stream : streams) {
    // Before it is forgotten: if this fails, the next Trim tries again.
    store_->DropId(stream->origin().id);
    const WriterLock lock(mutex_);
    // Another Trim may have been faster.
    const auto found = streams_.find(stream->origin().arn);
    if (found != streams_.end() && found->second == stream) streams_.erase(found);
  }
}

}  // namespace pumice
