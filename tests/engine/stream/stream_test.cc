// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/stream.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <utility>

#include "engine/storage/keyspace.h"
#include "engine/stream/record_appender.h"
#include "tests/support/item_builder.h"

namespace pumice::test {
namespace {

constexpr int64_t kNow = 1431379293291;
constexpr auto kEnd = kNoSequenceEnd;

// A stream with two lanes over a store in memory.
class StreamFixture {
 public:
  StreamFixture() : store_(Store::OpenInMemory()) { Reopen(); }

  Stream* operator->() { return stream_.get(); }
  Stream* get() { return stream_.get(); }
  Store* store() { return store_.get(); }
  ManualClock& clock() { return clock_; }
  int rolled() const { return rolled_; }
  void FailRoll() { roll_fails_ = true; }

  void Reopen() {
    StreamDescription description;
    description.id = 3;
    description.created_millis = kNow;
    description.lanes = 2;
    description.key.partition = {{"pk", ValueType::kString}};
    stream_ = std::make_unique<Stream>(description, store_.get(), &clock_, [this] {
      if (std::exchange(roll_fails_, false)) throw std::runtime_error("no thread");
      ++rolled_;
    });
  }

  // Assigns, commits and finishes one record of lane 0.
  void Write() {
    const Item item({{"pk", S("a")}});
    WriteBatch batch;
    RecordAppender appender;
    appender.Append(stream_.get(), 0, {std::nullopt, item, false}, &batch);
    store_->Commit(&batch);
  }

 private:
  ManualClock clock_{kNow};
  std::unique_ptr<Store> store_;
  std::unique_ptr<Stream> stream_;
  int rolled_ = 0;
  bool roll_fails_ = false;
};

TEST_CASE("Numbers rise with the time and within a millisecond", "[stream]") {
  StreamFixture stream;
  CHECK(stream->Next(0) == SequenceAt(kNow));
  CHECK(stream->Assign(0) == SequenceAt(kNow));
  CHECK(stream->Assign(0) == SequenceAt(kNow) + 1);
  stream.clock().Advance(std::chrono::milliseconds(5));
  CHECK(stream->Assign(0) == SequenceAt(kNow + 5));
  // A clock that is set back makes no number smaller.
  stream.clock().Set(0);
  CHECK(stream->Assign(0) == SequenceAt(kNow + 5) + 1);
  CHECK(stream->Now(0) == kNow + 5);
  CHECK(stream->Now(1) == kNow - 1);
}

TEST_CASE("Readers stop at the first record that is not committed yet", "[stream]") {
  StreamFixture stream;
  const SequenceNumber first = stream->Assign(0);
  const SequenceNumber second = stream->Assign(0);
  const SequenceNumber third = stream->Assign(0);
  CHECK(stream->ReadableEnd(0, kEnd) == first);
  stream->Finish(0, second);
  CHECK(stream->ReadableEnd(0, kEnd) == first);
  stream->Finish(0, first);
  CHECK(stream->ReadableEnd(0, kEnd) == third);
  stream->Finish(0, third);
  CHECK(stream->ReadableEnd(0, kEnd) == third + 1);
  CHECK(stream->ReadableEnd(0, second) == second);
  CHECK(stream->ReadableEnd(1, kEnd) == SequenceAt(kNow));
}

TEST_CASE("A shard that was read to its end gets no more records", "[stream]") {
  StreamFixture stream;
  const SequenceNumber end = SequenceAt(kNow + 1000);
  CHECK(stream->ReadableEnd(0, end) == SequenceAt(kNow));
  const SequenceNumber pending = stream->Assign(0);
  stream.clock().Advance(std::chrono::milliseconds(1000));
  CHECK(stream->ReadableEnd(0, end) == pending);
  stream->Finish(0, pending);
  CHECK(stream->ReadableEnd(0, end) == end);
  stream.clock().Set(kNow);
  CHECK(stream->Assign(0) == end);
}

TEST_CASE("A stream that is opened again goes on behind its last records", "[stream]") {
  StreamFixture stream;
  stream.Write();
  stream.Write();
  stream.Reopen();
  stream.clock().Set(0);
  CHECK(stream->Next(0) == SequenceAt(kNow) + 2);
  CHECK(stream->Next(1) == SequenceAt(kNow));
}

TEST_CASE("The first record of a generation is told of", "[stream]") {
  StreamFixture stream;
  stream.Write();
  CHECK(stream.rolled() == 0);
  stream.clock().Advance(std::chrono::hours(4));
  stream.Write();
  stream.Write();
  CHECK(stream.rolled() == 1);
}

TEST_CASE("A roll that fails leaves no number pending, and comes again", "[stream]") {
  StreamFixture stream;
  stream.Write();
  stream.clock().Advance(std::chrono::hours(4));
  stream.FailRoll();
  CHECK_THROWS_AS(stream.Write(), std::runtime_error);
  CHECK(stream->ReadableEnd(0, kEnd) == SequenceAt(kNow) + 1);
  stream.Write();
  CHECK(stream.rolled() == 1);
  CHECK(stream->ReadableEnd(0, kEnd) == stream->Next(0));
}

TEST_CASE("A disabled stream ends behind all its records", "[stream]") {
  StreamFixture stream;
  stream.Write();
  stream.Write();
  stream->Disable(stream->EndNow());
  const SequenceNumber end = stream->Describe().end->sequence;
  CHECK(end == SequenceAt(kNow) + 2);
  CHECK(stream->ReadableEnd(0, end) == end);
  CHECK(stream->ReadableEnd(1, end) == end);
  stream.clock().Advance(std::chrono::hours(1));
  stream->Disable({kNow + 1, end + 1});
  CHECK(stream->EndNow().sequence == end);
  CHECK(stream->Describe().end->sequence == end);
  CHECK(stream->Describe().end->millis == kNow);
}

TEST_CASE("A number of a record that is not committed is given up", "[stream]") {
  StreamFixture stream;
  {
    const Item item({{"pk", S("a")}});
    WriteBatch batch;
    RecordAppender appender;
    appender.Append(stream.get(), 0, {std::nullopt, item, false}, &batch);
    CHECK(stream->ReadableEnd(0, kEnd) == SequenceAt(kNow));
  }
  CHECK(stream->ReadableEnd(0, kEnd) == SequenceAt(kNow) + 1);
}

}  // namespace
}  // namespace pumice::test
