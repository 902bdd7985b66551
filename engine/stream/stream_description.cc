#include "engine/stream/stream_description.h"

#include <vector>

#include "engine/item/number.h"
#include "engine/item/value_writer.h"

namespace pumice {
namespace {

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

int64_t Integer(ValueView value) {
  int64_t integer = 0;
  Number::FromBytes(value.payload()).ToInt64(&integer);
  return integer;
}

std::vector<KeyAttribute> Key(ValueView value) {
  std::vector<KeyAttribute> attributes;
  const ListView list = value.AsList();
  for (auto element = list.begin(); element != list.end(); ++element) {
    std::string name((*element).payload());
    ++element;
    attributes.push_back({std::move(name), *ValueTypeFromName((*element).payload())});
  }
  return attributes;
}

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
  WriteText("label", stream.label, &writer);
  WriteInteger("lanes", stream.lanes, &writer);
  WriteKey("partition", stream.key.partition, &writer);
  WriteText("region", stream.region, &writer);
  WriteKey("sort", stream.key.sort, &writer);
  WriteText("table", stream.table_name, &writer);
  WriteInteger("view", static_cast<int64_t>(stream.view), &writer);
  return bytes;
}

StreamDescription DecodeStream(std::string_view bytes) {
  const MapView record(bytes);
  const auto integer = [&](std::string_view name) {
    const auto value = record.Find(name);
    return value ? Integer(*value) : 0;
  };
  const auto text = [&](std::string_view name) {
    const auto value = record.Find(name);
    return std::string(value ? value->payload() : std::string_view());
  };
  StreamDescription stream;
  stream.id = static_cast<uint32_t>(integer("id"));
  stream.arn = text("arn");
  stream.table_name = text("table");
  stream.region = text("region");
  stream.label = text("label");
  stream.view = static_cast<StreamView>(integer("view"));
  if (const auto key = record.Find("partition")) stream.key.partition = Key(*key);
  if (const auto key = record.Find("sort")) stream.key.sort = Key(*key);
  stream.created_millis = integer("created");
  stream.lanes = static_cast<uint16_t>(integer("lanes"));
  if (record.Find("disabled")) {
    const auto count = static_cast<SequenceNumber>(integer("end_count"));
    stream.end = {integer("disabled"), SequenceAt(integer("end_millis")) + count};
  }
  return stream;
}

}  // namespace pumice
