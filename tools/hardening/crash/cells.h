// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the crash harness writes. The world is a row of cells: an item of one of three fixed tables
// each, behind them the tables that come and go, and the records of a service. A cell's whole
// content follows from one number, its value, so that what is found after a crash can be told from
// what was written, to the byte.
namespace pumice::hardening::crash {

inline constexpr int kFixedTables = 3;
inline constexpr int kItemWriters = 4;
inline constexpr int kSlots = 48;  // items of one writer in one table
inline constexpr int kSlotsOfPartition = 4;
inline constexpr int kLargeSlots = 4;  // the last ones of the plain table: large items
inline constexpr int kItemCells = kFixedTables * kItemWriters * kSlots;
inline constexpr int kChurnTables = 3;
inline constexpr int kRecords = 32;  // alarms of CloudWatch
inline constexpr int kFirstRecord = kItemCells + kChurnTables;
inline constexpr int kCells = kFirstRecord + kRecords;
// Two writers more: one creates, changes and drops the churn tables, one writes the records.
inline constexpr int kChurnWriter = kItemWriters;
inline constexpr int kRecordWriter = kItemWriters + 1;
inline constexpr int kWriters = kItemWriters + 2;

// The fixed tables: without indexes; with two global and a local one; with a global one and TTL.
// All with streams.
enum FixedTable : int { kPlain, kIndexed, kExpiring };
inline constexpr std::string_view kTableNames[kFixedTables] = {"plain", "indexed", "expiring"};

struct CellPlace {
  int table = 0;  // a FixedTable
  int writer = 0;
  int slot = 0;
};

constexpr int CellOf(const CellPlace& place) {
  return (place.table * kItemWriters + place.writer) * kSlots + place.slot;
}
constexpr CellPlace PlaceOf(int cell) {
  return {cell / (kItemWriters * kSlots), cell / kSlots % kItemWriters, cell % kSlots};
}
constexpr bool IsItem(int cell) { return cell < kItemCells; }
constexpr bool IsRecord(int cell) { return cell >= kFirstRecord; }
constexpr int WriterOf(int cell) {
  if (IsRecord(cell)) return kRecordWriter;
  return IsItem(cell) ? PlaceOf(cell).writer : kChurnWriter;
}

// The value of an item's cell, and of a record's, which never expires: zero where there is none.
struct ItemValue {
  uint32_t version = 0;  // of this cell, never used twice; below 2^31
  uint32_t expiry = 0;   // seconds; zero: none
};
constexpr uint64_t Pack(const ItemValue& item) {
  return uint64_t{1} << 63 | uint64_t{item.version} << 32 | item.expiry;
}
constexpr ItemValue UnpackItem(uint64_t value) {
  return {static_cast<uint32_t>(value >> 32) & 0x7fffffff, static_cast<uint32_t>(value)};
}

// The value of a churn table's cell: zero where there is no table.
struct ChurnValue {
  uint32_t generation = 0;  // how often it was created; below 2^24
  bool index = false;       // a global index that was added later
  bool stream = false;
  bool ttl = false;
  uint16_t items = 0;                // numbers 0 … items-1
  uint16_t items_before_stream = 0;  // what was there when the stream was enabled; below 2^12
};
constexpr uint64_t Pack(const ChurnValue& table) {
  return uint64_t{1} << 63 | uint64_t{table.generation} << 32 | uint64_t{table.index} << 31 |
         uint64_t{table.stream} << 30 | uint64_t{table.ttl} << 29 |
         uint64_t{table.items_before_stream} << 16 | table.items;
}
constexpr ChurnValue UnpackChurn(uint64_t value) {
  return {static_cast<uint32_t>(value >> 32) & 0xffffff,
          (value >> 31 & 1) != 0,
          (value >> 30 & 1) != 0,
          (value >> 29 & 1) != 0,
          static_cast<uint16_t>(value),
          static_cast<uint16_t>(value >> 16 & 0xfff)};
}

// Attributes as JSON: their names, and values such as {"S":"text"}.
using JsonAttributes = std::vector<std::pair<std::string, std::string>>;

// The key and the rest of the item that a cell holds.
JsonAttributes KeyOfCell(int cell);
JsonAttributes RestOfCell(int cell, const ItemValue& item);
// Item number `number` of a churn table. Its key's name has the generation.
JsonAttributes ChurnItem(int table, uint32_t generation, int number);
std::string ChurnTableName(int table);
std::string ChurnKeyName(uint32_t generation);

std::string RecordName(int cell);
// What a record holds beside its name and version.
std::string RecordText(int cell, uint32_t version);

// {"a":{"S":"…"},…}
std::string ToJson(const JsonAttributes& attributes);
JsonAttributes Join(JsonAttributes first, const JsonAttributes& second);

// CreateTable's input.
std::string FixedTableInput(int table);

}  // namespace pumice::hardening::crash
