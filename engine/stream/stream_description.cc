// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/stream_description.h"

#include <limits>
#include <vector>

#include "engine/error/damaged_record.h"
#include "engine/item/item_check.h"
#include "engine/item/number.h"
#include "engine/item/value_writer.h"

namespace pumice {
namespace {

constexpr int64_t kLastMillis = MillisOfSequence(kNoSequenceEnd);

void WriteInteger(std::string_view name, int64_t value, ValueWriter* writer) {
  writer->Name(name);
  writer->Number(Number::FromInt(value));
}

void WriteText(std::string_view name, std::string_view text, ValueWriter* writer) {
  writer->Name(name);
  writer->String(text);
}

// Names and types, one behind the other.
void WriteKey(std::string_view name, const std::vector<KeyAttribute>& attributes,
              ValueWriter* writer) {
  writer->Name(name);
  const size_t list = writer->BeginList();
  for (const KeyAttribute& attribute : attributes) {
    writer->String(attribute.name);
    writer->String(ValueTypeName(attribute.type));
  }
  writer->End(list);
}

[[noreturn]] void ThrowDamaged(std::string_view what) {
  ThrowDamagedRecord("a stream's description", what);
}

// Reads what WriteInteger, WriteText and WriteKey wrote; what is missing is 0, or empty.
class RecordReader {
 public:
  explicit RecordReader(MapView record) : record_(record) {}

  bool Has(std::string_view name) const { return record_.Find(name).has_value(); }

  int64_t Integer(std::string_view name, int64_t last) const {
    const auto value = Find(name, ValueType::kNumber);
    int64_t integer = 0;
    if (!value) return integer;
    const bool whole = Number::FromBytes(value->payload()).ToInt64(&integer);
    if (!whole || integer < 0 || integer > last) ThrowDamaged(name);
    return integer;
  }

  std::string Text(std::string_view name) const {
    const auto value = Find(name, ValueType::kString);
    return std::string(value ? value->payload() : std::string_view());
  }

  std::vector<KeyAttribute> Key(std::string_view name) const {
    std::vector<KeyAttribute> attributes;
    const auto value = Find(name, ValueType::kList);
    if (!value) return attributes;
    const ListView list = value->AsList();
    for (auto element = list.begin(); element != list.end(); ++element) {
      std::string attribute((*element).payload());
      if (++element == list.end()) ThrowDamaged(name);
      const auto type = ValueTypeFromName((*element).payload());
      if (!type) ThrowDamaged(name);
      attributes.push_back({std::move(attribute), *type});
    }
    return attributes;
  }

 private:
  std::optional<ValueView> Find(std::string_view name, ValueType type) const {
    const auto value = record_.Find(name);
    if (value && value->type() != type) ThrowDamaged(name);
    return value;
  }

  MapView record_;
};

}  // namespace

// The names ascend, as an item's must. A sequence number is stored as the time and the count it is
// made of, each of which fits a signed integer.
std::string EncodeStream(const StreamDescription& stream) {
  std::string bytes;
  ValueWriter writer(&bytes);
  WriteText("arn", stream.arn, &writer);
  WriteInteger("created", stream.created_millis, &writer);
  if (stream.end) {
    constexpr SequenceNumber kCountMask = (SequenceNumber{1} << kSequenceCountBits) - 1;
    WriteInteger("disabled", stream.end->millis, &writer);
    WriteInteger("end_count", static_cast<int64_t>(stream.end->sequence & kCountMask), &writer);
    WriteInteger("end_millis", MillisOfSequence(stream.end->sequence), &writer);
  }
  WriteInteger("id", stream.id, &writer);
  if (stream.IsChangeLog()) WriteText("kinesis", stream.kinesis_arn, &writer);
  WriteText("label", stream.label, &writer);
  WriteInteger("lanes", stream.lanes, &writer);
  WriteKey("partition", stream.key.partition, &writer);
  if (stream.policy.revision != 0) {
    WriteText("policy", stream.policy.document, &writer);
    WriteInteger("policy_revision", stream.policy.revision, &writer);
  }
  if (stream.IsChangeLog()) {
    WriteInteger("precision", static_cast<int64_t>(stream.precision), &writer);
  }
  WriteText("region", stream.region, &writer);
  WriteKey("sort", stream.key.sort, &writer);
  WriteText("table", stream.table_name, &writer);
  WriteInteger("view", static_cast<int64_t>(stream.view), &writer);
  return bytes;
}

StreamDescription DecodeStream(std::string_view bytes) {
  if (!IsWalkableItem(bytes)) ThrowDamaged("all of it");
  const RecordReader record{MapView(bytes)};
  StreamDescription stream;
  stream.id = static_cast<uint32_t>(record.Integer("id", std::numeric_limits<uint32_t>::max()));
  stream.arn = record.Text("arn");
  stream.table_name = record.Text("table");
  stream.region = record.Text("region");
  stream.label = record.Text("label");
  stream.view = static_cast<StreamView>(
      record.Integer("view", static_cast<int64_t>(StreamView::kNewAndOldImages)));
  stream.key.partition = record.Key("partition");
  stream.key.sort = record.Key("sort");
  stream.created_millis = record.Integer("created", kLastMillis);
  stream.lanes =
      static_cast<uint16_t>(record.Integer("lanes", std::numeric_limits<uint16_t>::max()));
  if (stream.lanes == 0 || stream.key.partition.empty()) ThrowDamaged("lanes or key");
  stream.policy = {record.Text("policy"), record.Integer("policy_revision", kLastMillis)};
  stream.kinesis_arn = record.Text("kinesis");
  stream.precision = static_cast<TimePrecision>(
      record.Integer("precision", static_cast<int64_t>(TimePrecision::kMicrosecond)));
  if (record.Has("disabled")) {
    constexpr int64_t kMaxCount = (int64_t{1} << kSequenceCountBits) - 1;
    const int64_t end = record.Integer("end_millis", kLastMillis);
    const auto count = static_cast<SequenceNumber>(record.Integer("end_count", kMaxCount));
    stream.end = {record.Integer("disabled", kLastMillis), SequenceAt(end) + count};
  }
  return stream;
}

}  // namespace pumice
