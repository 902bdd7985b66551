// SPDX-License-Identifier: Apache-2.0

#include "engine/backup/saved_state.h"

#include <algorithm>
#include <cstring>

#include "engine/error/damaged_record.h"
#include "engine/item/item_check.h"
#include "engine/item/number.h"
#include "engine/item/value_writer.h"

namespace pumice {
namespace {

[[noreturn]] void ThrowDamaged(std::string_view what) { ThrowDamagedRecord("a snapshot", what); }

template <typename Integer>
void Append(Integer value, std::string* bytes) {
  bytes->append(reinterpret_cast<const char*>(&value), sizeof(value));
}

// Takes little-endian integers from the front of what Append made.
class Packed {
 public:
  Packed(std::string_view name, std::string_view bytes) : name_(name), bytes_(bytes) {}

  bool empty() const { return bytes_.empty(); }
  template <typename Integer>
  Integer Take() {
    Integer value = 0;
    if (bytes_.size() < sizeof(value)) ThrowDamaged(name_);
    std::memcpy(&value, bytes_.data(), sizeof(value));
    bytes_.remove_prefix(sizeof(value));
    return value;
  }

 private:
  std::string_view name_;
  std::string_view bytes_;
};

class Record {
 public:
  explicit Record(std::string_view bytes) : record_(bytes) {}

  std::string_view Bytes(std::string_view name, ValueType type) const {
    const auto value = record_.Find(name);
    if (!value || value->type() != type) ThrowDamaged(name);
    return value->payload();
  }
  int64_t Integer(std::string_view name) const {
    int64_t integer = 0;
    if (!Number::FromBytes(Bytes(name, ValueType::kNumber)).ToInt64(&integer)) ThrowDamaged(name);
    return integer;
  }
  Packed Integers(std::string_view name) const { return {name, Bytes(name, ValueType::kBinary)}; }

 private:
  MapView record_;
};

std::string PackIds(const std::vector<uint32_t>& ids) {
  std::string bytes;
  for (const uint32_t id : ids) Append(id, &bytes);
  return bytes;
}

std::string PackCounters(const Catalog::CountersById& counters) {
  std::string bytes;
  for (const auto& [id, counted] : counters) {
    Append(id, &bytes);
    Append(counted.items, &bytes);
    Append(counted.bytes, &bytes);
  }
  return bytes;
}

std::string PackNumbers(const Streams::LastNumbers& streams) {
  std::string bytes;
  for (const auto& [id, numbers] : streams) {
    Append(id, &bytes);
    Append(static_cast<uint32_t>(numbers.size()), &bytes);
    for (const SequenceNumber number : numbers) Append(number, &bytes);
  }
  return bytes;
}

}  // namespace

bool SavedState::Has(uint32_t id) const { return std::binary_search(ids.begin(), ids.end(), id); }

// The names ascend, as an item's must.
std::string EncodeSavedState(const SavedState& state) {
  std::string bytes;
  ValueWriter writer(&bytes);
  const auto integer = [&](std::string_view name, int64_t value) {
    writer.Name(name);
    writer.Number(Number::FromInt(value));
  };
  const auto binary = [&](std::string_view name, std::string_view packed) {
    writer.Name(name);
    writer.Binary(packed);
  };
  integer("clock", state.clock_millis);
  binary("counters", PackCounters(state.counters));
  integer("history_millis", state.last_point.millis);
  integer("history_sequence", static_cast<int64_t>(state.last_point.sequence));
  binary("ids", PackIds(state.ids));
  writer.Name("name");
  writer.String(state.name);
  integer("order", state.order);
  binary("stream_numbers", PackNumbers(state.stream_numbers));
  integer("undo_from", static_cast<int64_t>(state.undo_from));
  return bytes;
}

SavedState DecodeSavedState(std::string_view bytes) {
  if (!IsWalkableItem(bytes)) ThrowDamaged("all of it");
  const Record record(bytes);
  SavedState state;
  state.name = record.Bytes("name", ValueType::kString);
  state.clock_millis = record.Integer("clock");
  state.order = record.Integer("order");
  state.undo_from = static_cast<uint64_t>(record.Integer("undo_from"));
  state.last_point = {record.Integer("history_millis"),
                      static_cast<uint64_t>(record.Integer("history_sequence"))};
  for (Packed ids = record.Integers("ids"); !ids.empty();) {
    state.ids.push_back(ids.Take<uint32_t>());
  }
  for (Packed counters = record.Integers("counters"); !counters.empty();) {
    const auto id = counters.Take<uint32_t>();
    const auto items = counters.Take<int64_t>();
    state.counters[id] = {items, counters.Take<int64_t>()};
  }
  for (Packed streams = record.Integers("stream_numbers"); !streams.empty();) {
    std::vector<SequenceNumber>& numbers = state.stream_numbers[streams.Take<uint32_t>()];
    for (auto left = streams.Take<uint32_t>(); left > 0; --left) {
      numbers.push_back(streams.Take<SequenceNumber>());
    }
  }
  return state;
}

}  // namespace pumice
