// SPDX-License-Identifier: Apache-2.0

#include "engine/access/key_bounds.h"

#include <cassert>
#include <utility>

#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

std::string WithValue(std::string key, ValueView value) {
  keyspace::AppendKeyValue(value, &key);
  return key;
}

std::string WithPrefix(std::string key, ValueView value) {
  keyspace::AppendKeyPrefix(value, &key);
  return key;
}

std::string After(std::string key) {
  keyspace::MakeSuccessor(&key);
  return key;
}

std::string SegmentStart(uint32_t id, int64_t segment, int64_t total) {
  std::string key;
  if (segment == total) {
    keyspace::AppendRowPrefix(id, &key);
    keyspace::MakeSuccessor(&key);
    return key;
  }
  __extension__ using Wide = unsigned __int128;
  const Wide start =
      (static_cast<Wide>(1) << 64) * static_cast<Wide>(segment) / static_cast<Wide>(total);
  keyspace::AppendHashStart(id, static_cast<uint64_t>(start), &key);
  return key;
}

}  // namespace

KeyBounds BoundsOfQuery(uint32_t id, const KeyRange& range) {
  assert(!range.partition.empty());
  std::string prefix;
  keyspace::AppendPartition(id, {range.partition.data(), range.partition.size()}, &prefix);
  for (const ValueView value : range.sort_equal) keyspace::AppendKeyValue(value, &prefix);

  KeyBounds bounds = {prefix, After(prefix)};
  switch (range.op) {
    case KeyOperator::kNone:
      break;
    case KeyOperator::kLess:
      bounds.upper = WithValue(prefix, range.operand);
      break;
    case KeyOperator::kLessOrEqual:
      bounds.upper = After(WithValue(prefix, range.operand));
      break;
    case KeyOperator::kGreater:
      bounds.lower = After(WithValue(prefix, range.operand));
      break;
    case KeyOperator::kGreaterOrEqual:
      bounds.lower = WithValue(prefix, range.operand);
      break;
    case KeyOperator::kBetween:
      bounds.lower = WithValue(prefix, range.operand);
      bounds.upper = After(WithValue(prefix, range.upper));
      break;
    case KeyOperator::kBeginsWith:
      bounds.lower = WithPrefix(prefix, range.operand);
      bounds.upper = After(bounds.lower);
      break;
  }
  return bounds;
}

KeyBounds BoundsOfSegment(uint32_t id, int64_t segment, int64_t total) {
  assert(segment >= 0 && segment < total);
  return {SegmentStart(id, segment, total), SegmentStart(id, segment + 1, total)};
}

}  // namespace pumice
