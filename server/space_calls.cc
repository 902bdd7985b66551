// SPDX-License-Identifier: Apache-2.0

#include "server/space_calls.h"

#include <exception>
#include <utility>
#include <vector>

#include "engine/error/api_error.h"
#include "engine/spaces.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"
#include "protocol/operations/stream_json.h"
#include "protocol/requested_operation.h"
#include "protocol/service_answer.h"

namespace pumice {
namespace {

constexpr std::string_view kAuthorization =
    "AWS4-HMAC-SHA256 Credential=embedded/20000101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=none";

// Of one page: what is in memory at a time.
constexpr size_t kPageRecords = 100;

// An object of strings.
std::string ObjectOf(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  for (const auto& [name, value] : members) json.StringMember(name, value);
  json.EndObject();
  return text;
}

// A member of an answer that must be there.
std::string StringIn(const JsonValue& object, std::string_view name) {
  const auto text = FindString(object, name);
  return std::string(text.value_or(""));
}

}  // namespace

HttpResponse SpaceCalls::Answer(std::string_view space, std::string_view operation,
                                std::string_view input) {
  const std::string target = TargetOf(operation);
  HttpRequest request;
  request.method = "POST";
  request.target = "/";
  request.headers = {{"Content-Type", "application/x-amz-json-1.0"},
                     {"X-Amz-Target", target},
                     {"Authorization", kAuthorization},
                     {"X-Amz-Date", "20000101T000000Z"},
                     {"X-Pumice-Space", space}};
  request.body = input;
  return endpoint_->Handle(request);
}

std::string SpaceCalls::Call(std::string_view space, std::string_view operation,
                             std::string_view input) {
  HttpResponse response = Answer(space, operation, input);
  if (response.status != 200) throw ReadServiceError(response.body);
  return std::move(response.body);
}

std::shared_ptr<void> SpaceCalls::OnRecord(std::string_view space, std::string_view table,
                                           Space::RecordCallback on_record) {
  const std::string described = Call(space, "DescribeTable", ObjectOf({{"TableName", table}}));
  JsonDocument document;
  const bool parsed = document.Parse(described);
  const JsonValue* const description = parsed ? FindMember(document.root(), "Table") : nullptr;
  auto feed = std::make_shared<Feed>();
  feed->space = space;
  if (description != nullptr && FindMember(*description, "StreamSpecification") != nullptr) {
    feed->stream_arn = StringIn(*description, "LatestStreamArn");
  }
  if (feed->stream_arn.empty()) {
    throw ServiceError("ResourceNotFoundException",
                       "Table " + std::string(table) + " has no stream: enable one first");
  }
  feed->on_record = std::move(on_record);
  try {
    AddShards(feed.get(), IteratorType::kLatest);
  } catch (const ApiError& error) {
    throw ServiceError("ResourceNotFoundException", error.message());
  }
  {
    const MutexLock lock(mutex_);
    if (!thread_.joinable()) {
      thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
    }
    feeds_.push_back(feed);
    ++feed_count_;
  }
  return {feed.get(), [this, feed](void*) { End(feed); }};
}

void SpaceCalls::End(const std::shared_ptr<Feed>& feed) {
  const MutexLock lock(mutex_);
  if (!feed->ended) --feed_count_;
  feed->ended = true;
  feeds_.remove(feed);
  // One that ends itself, from its callback, does not wait for that.
  if (thread_.get_id() == std::this_thread::get_id()) return;
  changed_.wait(mutex_, [&] { return !feed->running; });
}

void SpaceCalls::Stop() {
  std::jthread thread;  // waited for without the mutex, which it wants
  const MutexLock lock(mutex_);
  for (const std::shared_ptr<Feed>& feed : feeds_) feed->ended = true;
  feeds_.clear();
  feed_count_ = 0;
  thread = std::move(thread_);
}

void SpaceCalls::Wake() noexcept {
  if (feed_count_.load(std::memory_order_relaxed) == 0) return;
  const MutexLock lock(mutex_);
  woken_ = true;
  changed_.notify_all();
}

void SpaceCalls::Run(const std::stop_token& stop) {
  while (true) {
    Feeds feeds;
    {
      const MutexLock lock(mutex_);
      changed_.wait(mutex_, stop, [this]() REQUIRES(mutex_) { return woken_; });
      if (stop.stop_requested()) return;
      woken_ = false;
      feeds = feeds_;
    }
    for (const std::shared_ptr<Feed>& feed : feeds) PumpGuarded(feed);
  }
}

void SpaceCalls::PumpGuarded(const std::shared_ptr<Feed>& feed) {
  {
    const MutexLock lock(mutex_);
    if (feed->ended) return;
    feed->running = true;
  }
  std::string fault;
  try {
    Pump(feed.get());
  } catch (const std::exception& error) {
    fault = error.what();
  }
  const MutexLock lock(mutex_);
  feed->running = false;
  changed_.notify_all();
  if (fault.empty()) return;
  feeds_.remove(feed);
  if (log_) {
    log_(LogLevel::kWarning,
         "records of " + feed->stream_arn + " are not handed out any more: " + fault);
  }
}

void SpaceCalls::AddShards(Feed* feed, IteratorType type) {
  const RequestGate::Pass pass(&spaces_->gate());
  const Database& database = spaces_->Use(feed->space);
  DescribeStreamRequest request;
  request.arn = feed->stream_arn;
  StreamInfo info;
  std::string last;
  do {
    request.start_shard = last;
    info = database.DescribeStream(request);
    for (const ShardInfo& shard : info.shards) {
      last = shard.id;
      if (feed->shards.contains(shard.id)) continue;
      feed->shards.emplace(
          shard.id, database.GetShardIterator(feed->stream_arn, shard.id, type, std::nullopt));
    }
  } while (info.more);
}

void SpaceCalls::Pump(Feed* feed) {
  while (true) {
    bool ended = false;
    for (auto& [id, iterator] : feed->shards) {
      while (iterator && PumpShard(feed, &iterator)) {
      }
      ended = ended || !iterator;
    }
    if (!ended) return;
    // Others follow a shard that ended; it stays known.
    const size_t known = feed->shards.size();
    AddShards(feed, IteratorType::kTrimHorizon);
    if (feed->shards.size() == known) return;
  }
}

bool SpaceCalls::PumpShard(Feed* feed, std::optional<ShardIterator>* iterator) {
  std::vector<std::string> records;
  {
    const RequestGate::Pass pass(&spaces_->gate());
    // However long nothing came, and whatever was trimmed meanwhile.
    (*iterator)->created_millis = spaces_->clock().NowMillis();
    (*iterator)->from_horizon = true;
    const auto take = [&](const StreamRecord& record) {
      AppendRecordJson(record, &records.emplace_back());
    };
    try {
      *iterator = spaces_->Use(feed->space).GetRecords(**iterator, kPageRecords, take);
    } catch (const ApiError& error) {
      // A clock that was moved since: once more, by the time that is now.
      if (error.code() == ErrorCode::kExpiredIterator) return true;
      if (error.code() != ErrorCode::kResourceNotFound) throw;
      // A shard that was trimmed, or the stream is gone: AddShards tells that.
      iterator->reset();
    }
  }
  for (const std::string& record : records) {
    {
      const MutexLock lock(mutex_);
      if (feed->ended) return false;
    }
    feed->on_record(record);
  }
  return !records.empty();
}

}  // namespace pumice
