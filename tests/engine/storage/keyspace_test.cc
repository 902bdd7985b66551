// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/keyspace.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "engine/storage/partition_prefix.h"
#include "tests/support/item_builder.h"
#include "tests/support/random.h"

namespace pumice::test {
namespace {

// In a keyspace, as every key is.
std::string KeyBytes(const std::vector<Value>& values) {
  std::string key(1, keyspace::kRows);
  for (const Value& value : values) keyspace::AppendKeyValue(value, &key);
  return key;
}

std::string Prefix(const Value& value) {
  std::string key(1, keyspace::kRows);
  keyspace::AppendKeyPrefix(value, &key);
  return key;
}

std::string Successor(std::string key) {
  keyspace::MakeSuccessor(&key);
  return key;
}

// A key value of a type. Strings and binaries come from few bytes, so that many share beginnings.
Value RandomKeyValue(ValueType type, Random& random) {
  if (type == ValueType::kNumber) {
    return random.OneIn(2) ? N(random.NumberText()) : N(random.Between(-300, 300));
  }
  std::string bytes;
  const std::string alphabet(
      "\x00\x01\xfe\xff"
      "a",
      5);
  for (size_t size = 1 + random.Below(4); size > 0; --size) {
    bytes.push_back(alphabet[random.Below(alphabet.size())]);
  }
  return type == ValueType::kString ? S(bytes) : B(bytes);
}

int Sign(int order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

// Numbers order by their bytes as by their values (number_test.cc); strings and binaries by
// unsigned bytes.
int Compare(const std::vector<Value>& a, const std::vector<Value>& b) {
  for (size_t i = 0; i < a.size(); ++i) {
    const int order = a[i].scalar().compare(b[i].scalar());
    if (order != 0) return Sign(order);
  }
  return 0;
}

TEST_CASE("Encoded key values order as the values do", "[keyspace][property]") {
  const ValueType type = GENERATE(ValueType::kString, ValueType::kNumber, ValueType::kBinary);
  Random random(static_cast<uint32_t>(type));
  for (int round = 0; round < 3000; ++round) {
    const Value a = RandomKeyValue(type, random);
    const Value b = RandomKeyValue(type, random);
    CAPTURE(random.seed(), round, a, b);
    const std::string a_key = KeyBytes({a});
    const std::string b_key = KeyBytes({b});
    REQUIRE(Sign(a_key.compare(b_key)) == Compare({a}, {b}));
    // No key is the beginning of another one, so that more values can follow.
    if (a_key != b_key) {
      REQUIRE_FALSE(a_key.starts_with(b_key));
      REQUIRE_FALSE(b_key.starts_with(a_key));
    }
  }
}

TEST_CASE("Encoded composite keys order component by component", "[keyspace][property]") {
  Random random(GENERATE(1u, 2u, 3u));
  const std::vector<ValueType> types = {ValueType::kString, ValueType::kNumber, ValueType::kBinary};
  for (int round = 0; round < 3000; ++round) {
    std::vector<Value> a;
    std::vector<Value> b;
    for (size_t components = 2 + random.Below(3); components > 0; --components) {
      const ValueType type = random.Pick(types);
      a.push_back(RandomKeyValue(type, random));
      b.push_back(random.OneIn(2) ? a.back() : RandomKeyValue(type, random));
    }
    CAPTURE(random.seed(), round, a, b);
    REQUIRE(Sign(KeyBytes(a).compare(KeyBytes(b))) == Compare(a, b));
  }
}

TEST_CASE("A key prefix selects the values that begin with it", "[keyspace][property]") {
  const ValueType type = GENERATE(ValueType::kString, ValueType::kBinary);
  Random random(static_cast<uint32_t>(type));
  for (int round = 0; round < 3000; ++round) {
    const Value prefix = RandomKeyValue(type, random);
    const Value value = random.OneIn(2)
                            ? RandomKeyValue(type, random)
                            : S(prefix.scalar() + RandomKeyValue(type, random).scalar());
    CAPTURE(random.seed(), round, prefix, value);
    const std::string lower = Prefix(prefix);
    const std::string key = KeyBytes({value});
    const bool selected = key >= lower && key < Successor(lower);
    REQUIRE(selected == value.scalar().starts_with(prefix.scalar()));
  }
}

TEST_CASE("A successor is above everything that begins with the key", "[keyspace]") {
  CHECK(Successor("a") == "b");
  CHECK(Successor("a\xff\xff") == "b");
  CHECK(Successor(std::string("a\0", 2)) == "a\x01");
  CHECK(Successor("a\x7f") == "a\x80");
}

TEST_CASE("A partition's rows lie together, in the order of its hash", "[keyspace]") {
  const Value values[] = {S("user#1"), N("42")};
  const ValueView partition[] = {values[0], values[1]};
  std::string key;
  keyspace::AppendPartition(0x01020304, partition, &key);

  std::string expected;
  keyspace::AppendHashStart(0x01020304, keyspace::PartitionHash(partition), &expected);
  CHECK(key == expected + KeyBytes({values[0], values[1]}).substr(1));
  CHECK(expected.substr(0, 5) == "r\x01\x02\x03\x04");
  CHECK(expected.size() == keyspace::kRowPrefixSize + 8);
  CHECK(keyspace::RowId(key) == 0x01020304);
  CHECK(keyspace::RowPartition(key) == expected);
  CHECK(keyspace::RowPartition(keyspace::ExpiryKey(1, key)).empty());
  CHECK(keyspace::RowPartition("r").empty());

  std::string successor = key;
  keyspace::MakeSuccessor(&successor);
  CHECK(InOnePartition(key, successor));
  CHECK_FALSE(InOnePartition(key, Successor(expected)));
  CHECK_FALSE(InOnePartition(keyspace::ExpiryKey(1, key), keyspace::ExpiryKey(1, successor)));
}

TEST_CASE("Hashes spread partitions evenly", "[keyspace]") {
  constexpr int kBuckets = 16;
  constexpr int kPartitions = 16000;
  std::vector<int> counts(kBuckets);
  for (int i = 0; i < kPartitions; ++i) {
    const Value value = S("user#" + std::to_string(i));
    const ValueView partition[] = {value};
    ++counts[keyspace::PartitionHash(partition) >> 60];
  }
  for (const int count : counts) {
    CHECK(count > kPartitions / kBuckets * 8 / 10);
    CHECK(count < kPartitions / kBuckets * 12 / 10);
  }
}

TEST_CASE("Spaces do not mix in a keyspace", "[keyspace]") {
  const auto is_in = [](const std::string& key, char keyspace, std::string_view space) {
    return key >= keyspace::SpaceStart(keyspace, space) &&
           key < keyspace::SpaceEnd(keyspace, space);
  };
  for (const std::string space : {"a", "a+", "ab", "b"}) {
    for (const std::string other : {"a", "a+", "ab", "b"}) {
      CAPTURE(space, other);
      const bool same = space == other;
      CHECK(is_in(keyspace::CatalogKey(space, "T"), keyspace::kCatalog, other) == same);
      CHECK(is_in(keyspace::StreamKey(space, 0), keyspace::kStreams, other) == same);
      CHECK(is_in(keyspace::StreamKey(space, ~0U), keyspace::kStreams, other) == same);
      CHECK(is_in(keyspace::TokenTimeKey(space, 1, "t"), keyspace::kTokenTimes, other) == same);
    }
  }
  const std::string key = keyspace::StreamKey("a+b", 258);
  CHECK(keyspace::LeadsWithSpace(key));
  CHECK(keyspace::SpaceOf(key) == "a+b");
  CHECK(keyspace::NameInSpace(key) == std::string_view("\0\0\1\2", 4));
  CHECK(keyspace::IdOfStreamKey(key) == 258);
  CHECK(keyspace::TokenOfTimeKey(keyspace::TokenTimeKey("a+b", 7, "token")) == "token");
  CHECK_FALSE(keyspace::LeadsWithSpace(keyspace::CounterKey(1)));
}

TEST_CASE("Keyspaces do not mix", "[keyspace]") {
  CHECK(keyspace::MetaKey("x") == "mx");
  CHECK(keyspace::CatalogKey("ci", "Music") == std::string("cci\0Music", 9));
  CHECK(keyspace::CounterKey(258) == std::string("n\0\0\1\2", 5));
  std::string first;
  std::string last;
  keyspace::AppendHashStart(7, 0, &first);
  keyspace::AppendHashStart(7, ~uint64_t{0}, &last);
  std::string row;
  keyspace::AppendRowPrefix(7, &row);
  CHECK(row <= first);
  CHECK(last < Successor(row));
}

}  // namespace
}  // namespace pumice::test
