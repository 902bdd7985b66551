// SPDX-License-Identifier: Apache-2.0

#include "engine/access/key_bounds.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "engine/access/key.h"
#include "engine/storage/keyspace.h"
#include "tests/support/item_builder.h"
#include "tests/support/random.h"

namespace pumice::test {
namespace {

constexpr uint32_t kId = 12;

struct Row {
  Value partition;
  std::vector<Value> sort;

  std::string Key() const {
    KeyValues values;
    values.partition.push_back(partition);
    for (const Value& value : sort) values.sort.push_back(value);
    return TableRowKey(kId, values);
  }
};

// A sort key value out of few, so that equal ones and shared beginnings are common.
Value SortValue(ValueType type, Random& random) {
  static const std::vector<std::string> kBytes = {std::string(1, '\0'),
                                                  std::string(2, '\0'),
                                                  std::string("\0\1", 2),
                                                  "\x01",
                                                  "a",
                                                  std::string("a\0", 2),
                                                  std::string("a\0b", 3),
                                                  "a\xff",
                                                  "aa",
                                                  "a\xff\xff",
                                                  "ab",
                                                  "b",
                                                  "\xfe",
                                                  "\xff",
                                                  "\xff\xff"};
  switch (type) {
    case ValueType::kNumber:
      return random.OneIn(4) ? N(random.NumberText()) : N(random.Between(-12, 12));
    case ValueType::kString:
      return S(random.Pick(kBytes));
    default:
      return B(random.Pick(kBytes));
  }
}

bool Selects(KeyOperator op, const std::string& value, const std::string& operand,
             const std::string& upper) {
  switch (op) {
    case KeyOperator::kNone:
      return true;
    case KeyOperator::kLess:
      return value < operand;
    case KeyOperator::kLessOrEqual:
      return value <= operand;
    case KeyOperator::kGreater:
      return value > operand;
    case KeyOperator::kGreaterOrEqual:
      return value >= operand;
    case KeyOperator::kBetween:
      return value >= operand && value <= upper;
    case KeyOperator::kBeginsWith:
      return value.starts_with(operand);
  }
  return false;
}

TEST_CASE("Bounds select what the key condition says", "[key_bounds][property]") {
  Random random(GENERATE(1u, 2u, 3u));
  const std::vector<ValueType> all_types = {ValueType::kString, ValueType::kNumber,
                                            ValueType::kBinary};
  for (int round = 0; round < 1000; ++round) {
    std::vector<ValueType> types;  // of the sort attributes
    for (size_t count = 1 + random.Below(3); count > 0; --count) {
      types.push_back(random.Pick(all_types));
    }
    const std::vector<Value> partitions = {S("p"), S(std::string("p\0", 2)), S("q")};
    std::vector<Row> rows;
    for (int i = 0; i < 20; ++i) {
      Row row{random.Pick(partitions), {}};
      for (const ValueType type : types) row.sort.push_back(SortValue(type, random));
      rows.push_back(row);
    }

    const Value partition = random.Pick(partitions);
    std::vector<Value> equal;
    const Row& model = random.Pick(rows);
    for (size_t count = random.Below(types.size() + 1); equal.size() < count;) {
      equal.push_back(model.sort[equal.size()]);
    }
    const bool has_range = equal.size() < types.size();
    const ValueType ranged = has_range ? types[equal.size()] : ValueType::kString;
    KeyOperator op = KeyOperator::kNone;
    if (has_range) {
      op = static_cast<KeyOperator>(random.Below(ranged == ValueType::kNumber ? 6 : 7));
    }
    Value operand = SortValue(ranged, random);
    Value upper = SortValue(ranged, random);
    if (upper.scalar() < operand.scalar()) std::swap(upper, operand);

    KeyRange range;
    range.partition.push_back(partition);
    for (const Value& value : equal) range.sort_equal.push_back(value);
    range.op = op;
    range.operand = operand;
    range.upper = upper;
    const KeyBounds bounds = BoundsOfQuery(kId, range);

    for (const Row& row : rows) {
      bool expected = row.partition == partition;
      for (size_t i = 0; i < equal.size(); ++i) expected = expected && row.sort[i] == equal[i];
      if (has_range) {
        expected = expected &&
                   Selects(op, row.sort[equal.size()].scalar(), operand.scalar(), upper.scalar());
      }
      const std::string key = row.Key();
      CAPTURE(random.seed(), round, static_cast<int>(op), partition, equal, operand, upper,
              row.partition, row.sort);
      REQUIRE((key >= bounds.lower && key < bounds.upper) == expected);
    }
  }
}

TEST_CASE("Segments are disjoint and complete", "[key_bounds]") {
  const int64_t total = GENERATE(1, 2, 3, 7, 1000, 1000000);
  CAPTURE(total);
  std::string first;
  keyspace::AppendRowPrefix(kId, &first);
  std::string end = first;
  keyspace::MakeSuccessor(&end);

  CHECK(BoundsOfSegment(kId, 0, total).lower <= first + std::string(8, '\0'));
  CHECK(BoundsOfSegment(kId, total - 1, total).upper == end);
  const int64_t step = std::max<int64_t>(1, total / 1000);
  for (int64_t segment = 0; segment + 1 < total; segment += step) {
    const KeyBounds bounds = BoundsOfSegment(kId, segment, total);
    REQUIRE(bounds.lower < bounds.upper);
    REQUIRE(bounds.upper == BoundsOfSegment(kId, segment + 1, total).lower);
  }
}

}  // namespace
}  // namespace pumice::test
