#include "engine/stream/streams.h"

#include <mutex>
#include <utility>

#include "engine/storage/keyspace.h"
#include "engine/stream/shard.h"

namespace pumice {
namespace {

// Records are kept a little longer than anybody sees them: an iterator that is still good tells by
// them that what it points to was trimmed.
constexpr int64_t kTrimDelayMillis = 20 * 60 * 1000;

}  // namespace

Streams::Streams(Store* store, const Clock* clock, StreamOptions options)
    : store_(store), clock_(clock), options_(std::move(options)) {
  const auto cursor =
      store_->NewCursor(std::string(1, keyspace::kStreams), std::string(1, keyspace::kStreams + 1));
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    Add(Open(DecodeStream(cursor->value())));
  }
  cursor->CheckStatus();
}

std::shared_ptr<Stream> Streams::Open(StreamDescription description) const {
  return std::make_shared<Stream>(std::move(description), store_, clock_, options_.roll);
}

std::shared_ptr<Stream> Streams::Create(const TableDescription& table, StreamView view,
                                        WriteBatch* batch) const {
  StreamDescription description;
  description.id = store_->NewId();
  description.table_name = table.name;
  description.region = table.region;
  description.view = view;
  description.key = table.key;
  description.lanes = options_.lanes;
  description.created_millis = clock_->NowMillis();
  // The clock may have been set back since the last time.
  store_->ForgetStreamRecords(TrimHorizon(description.created_millis - kTrimDelayMillis));
  {
    const std::shared_lock lock(mutex_);
    while (true) {
      description.label = StreamLabel(description.created_millis);
      description.arn = table.StreamArn(description.label);
      if (!streams_.contains(description.arn)) break;
      ++description.created_millis;
    }
  }
  batch->Put(keyspace::StreamKey(description.id), EncodeStream(description));
  return Open(std::move(description));
}

void Streams::Add(std::shared_ptr<Stream> stream) {
  const std::unique_lock lock(mutex_);
  const std::string& arn = stream->origin().arn;
  streams_.emplace(arn, std::move(stream));
}

void Streams::Disable(Stream* stream, WriteBatch* batch) {
  stream->Disable();
  const StreamDescription description = stream->Describe();
  batch->Put(keyspace::StreamKey(description.id), EncodeStream(description));
}

std::shared_ptr<Stream> Streams::Find(std::string_view arn) const {
  const std::shared_lock lock(mutex_);
  const auto stream = streams_.find(arn);
  if (stream == streams_.end()) return nullptr;
  if (IsStreamGone(stream->second->Describe(), clock_->NowMillis())) return nullptr;
  return stream->second;
}

std::vector<std::shared_ptr<Stream>> Streams::List(std::string_view table_name,
                                                   std::string_view start, size_t limit) const {
  std::vector<std::shared_ptr<Stream>> streams;
  const std::shared_lock lock(mutex_);
  for (auto it = streams_.upper_bound(start); it != streams_.end() && streams.size() < limit;
       ++it) {
    const Stream& stream = *it->second;
    if (!table_name.empty() && stream.origin().table_name != table_name) continue;
    if (IsStreamGone(stream.Describe(), clock_->NowMillis())) continue;
    streams.push_back(it->second);
  }
  return streams;
}

void Streams::Trim() {
  const int64_t now = clock_->NowMillis();
  const SequenceNumber horizon = TrimHorizon(now - kTrimDelayMillis);
  store_->ForgetStreamRecords(horizon);
  WriteBatch batch;
  std::vector<StreamDescription> streams;
  {
    const std::unique_lock lock(mutex_);
    for (auto it = streams_.begin(); it != streams_.end();) {
      streams.push_back(it->second->Describe());
      const bool gone = IsStreamGone(streams.back(), now - kTrimDelayMillis);
      if (gone) batch.Delete(keyspace::StreamKey(streams.back().id));
      it = gone ? streams_.erase(it) : std::next(it);
    }
  }
  if (!batch.empty()) store_->Commit(&batch);
  for (const StreamDescription& stream : streams) {
    for (uint16_t lane = 0; lane < stream.lanes; ++lane) {
      store_->DropFiles(keyspace::StreamRecordKey(stream.id, lane, 0),
                        keyspace::StreamRecordKey(stream.id, lane, horizon));
    }
  }
}

}  // namespace pumice
