// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/cells.h"

#include <algorithm>

#include "tools/hardening/support/random.h"

namespace pumice::hardening::crash {
namespace {

constexpr uint32_t kFarExpiry = 4000000000;

std::string Text(std::string_view text) { return R"({"S":")" + std::string(text) + R"("})"; }
std::string Number(uint64_t number) { return R"({"N":")" + std::to_string(number) + R"("})"; }

std::string HexText(uint64_t seed, size_t size) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text(size, '0');
  uint64_t bits = 0;
  for (size_t i = 0; i < size; ++i) {
    if (i % 16 == 0) bits = Mix(seed + i);
    text[i] = kHex[bits >> (i % 16 * 4) & 15];
  }
  return text;
}

size_t PayloadSize(int cell, uint64_t seed) {
  const CellPlace place = PlaceOf(cell);
  if (place.table == kPlain && place.slot >= kSlots - kLargeSlots) return 60000 + seed % 90000;
  return seed % 16 == 0 ? seed % 6000 : seed % 300;
}

}  // namespace

JsonAttributes KeyOfCell(int cell) {
  const CellPlace place = PlaceOf(cell);
  const std::string writer = "w" + std::to_string(place.writer) + '-';
  if (place.table == kExpiring) return {{"pk", Text(writer + std::to_string(place.slot))}};
  const std::string partition = writer + std::to_string(place.slot / kSlotsOfPartition);
  if (place.table == kPlain) {
    return {{"pk", Text(partition)}, {"sk", Number(static_cast<uint64_t>(place.slot))}};
  }
  return {{"pk", Text(partition)}, {"sk", Text("s" + std::to_string(place.slot))}};
}

JsonAttributes RestOfCell(int cell, const ItemValue& item) {
  const uint64_t seed = Mix(uint64_t{item.version} << 20 | static_cast<uint64_t>(cell));
  JsonAttributes rest;
  rest.emplace_back("v", Number(item.version));
  if (seed % 4 != 0) rest.emplace_back("ga", Text("g" + std::to_string(seed / 4 % 8)));
  if (seed / 32 % 4 != 0) rest.emplace_back("gb", Number(seed / 128 % 100));
  if (seed / 16384 % 2 != 0) rest.emplace_back("lb", Number(seed / 32768 % 10));
  if (item.expiry != 0) rest.emplace_back("exp", Number(item.expiry));
  rest.emplace_back("p", Text(HexText(seed, PayloadSize(cell, seed >> 8))));
  if (seed / 7 % 3 == 0) {
    rest.emplace_back("set", R"({"SS":["a","b)" + std::to_string(seed % 50) + R"("]})");
    rest.emplace_back("map", R"({"M":{"list":{"L":[{"NULL":true},)" + Number(seed % 1000) +
                                 R"(]},"yes":{"BOOL":true}}})");
  }
  return rest;
}

JsonAttributes ChurnItem(int table, uint32_t generation, int number) {
  const uint64_t seed = Mix(uint64_t{generation} << 20 | static_cast<uint64_t>(number * 4 + table));
  return {{ChurnKeyName(generation), Text("i" + std::to_string(number))},
          {"ga", Text("g" + std::to_string(seed % 5))},
          {"exp", Number(kFarExpiry + static_cast<uint64_t>(number))},
          {"p", Text(HexText(seed, 100 + seed % 400))}};
}

std::string ChurnTableName(int table) { return "churn-" + std::to_string(table); }
std::string ChurnKeyName(uint32_t generation) { return "pk" + std::to_string(generation); }

std::string RecordName(int cell) { return "record-" + std::to_string(cell - kFirstRecord); }
std::string RecordText(int cell, uint32_t version) {
  const uint64_t seed = Mix(uint64_t{version} << 20 | static_cast<uint64_t>(cell));
  return HexText(seed, seed % 1000);
}

std::string ToJson(const JsonAttributes& attributes) {
  std::string json = "{";
  for (const auto& [name, value] : attributes) {
    json += (json.size() > 1 ? ",\"" : "\"") + name + "\":" + value;
  }
  return json + '}';
}

JsonAttributes Join(JsonAttributes first, const JsonAttributes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

std::string FixedTableInput(int table) {
  static constexpr std::string_view kStream =
      R"(,"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"},)"
      R"("BillingMode":"PAY_PER_REQUEST"})";
  static constexpr std::string_view kInputs[kFixedTables] = {
      R"({"TableName":"plain",
          "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
                                  {"AttributeName":"sk","AttributeType":"N"}],
          "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
                       {"AttributeName":"sk","KeyType":"RANGE"}])",
      R"({"TableName":"indexed",
          "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
                                  {"AttributeName":"sk","AttributeType":"S"},
                                  {"AttributeName":"ga","AttributeType":"S"},
                                  {"AttributeName":"gb","AttributeType":"N"},
                                  {"AttributeName":"lb","AttributeType":"N"}],
          "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
                       {"AttributeName":"sk","KeyType":"RANGE"}],
          "LocalSecondaryIndexes":[{"IndexName":"local",
              "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
                           {"AttributeName":"lb","KeyType":"RANGE"}],
              "Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["map","v"]}}],
          "GlobalSecondaryIndexes":[{"IndexName":"all",
              "KeySchema":[{"AttributeName":"ga","KeyType":"HASH"},
                           {"AttributeName":"gb","KeyType":"RANGE"}],
              "Projection":{"ProjectionType":"ALL"}},
             {"IndexName":"keys",
              "KeySchema":[{"AttributeName":"ga","KeyType":"HASH"}],
              "Projection":{"ProjectionType":"KEYS_ONLY"}}])",
      R"({"TableName":"expiring",
          "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
                                  {"AttributeName":"ga","AttributeType":"S"}],
          "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
          "GlobalSecondaryIndexes":[{"IndexName":"all",
              "KeySchema":[{"AttributeName":"ga","KeyType":"HASH"}],
              "Projection":{"ProjectionType":"ALL"}}])"};
  return std::string(kInputs[table]).append(kStream);
}

}  // namespace pumice::hardening::crash
