// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string_view>

// The service's errors about keys of items and about start keys of pages.
namespace pumice {

// Which part of a key is longer than it may be.
enum class KeyTooLong : uint8_t { kNone, kPartition, kSort };

// Which operation an ExclusiveStartKey belongs to.
enum class PagedOperation : uint8_t {
  kQuery,
  kQueryWithoutSortKey,  // of a table that has none
  kScan,
};

// A request's key has not exactly the attributes of the key schema, or one of another type.
[[noreturn]] void ThrowKeyMismatch();
// A value of the table's key, or of a key condition, is empty. Numbers never are.
[[noreturn]] void ThrowEmptyKeyValue(bool is_binary, std::string_view attribute);
// An item that is to be put lacks an attribute of the table's key.
[[noreturn]] void ThrowMissingKey(std::string_view attribute);
// An item that is to be put has an attribute of the table's key of another type.
[[noreturn]] void ThrowKeyType(std::string_view attribute, std::string_view expected,
                               std::string_view actual);
// An item that is to be stored has an attribute of an index's key of another type.
[[noreturn]] void ThrowIndexKeyType(std::string_view index, std::string_view attribute,
                                    std::string_view expected, std::string_view actual);
// The same where an UpdateExpression gave the attribute its type.
[[noreturn]] void ThrowUpdatedIndexKeyType();
// An item that is to be stored has an empty value for an index's key.
[[noreturn]] void ThrowEmptyIndexKeyValue(std::string_view index, std::string_view attribute,
                                          bool is_binary);
// The same where an UpdateExpression gave the attribute its value.
[[noreturn]] void ThrowEmptyUpdatedIndexKeyValue(bool is_binary);
// An expression's path leads into an attribute of the table's key or an index's.
[[noreturn]] void ThrowKeyNotScalar(bool of_index, std::string_view attribute);
// A key's values are too long together; not for kNone.
[[noreturn]] void ThrowKeyTooLong(KeyTooLong part);
// An update changes an attribute of the table's key.
[[noreturn]] void ThrowUpdateOfKey(std::string_view attribute);

// An ExclusiveStartKey has other attributes, or of other types, than a key of what is read.
[[noreturn]] void ThrowStartKeyMismatch(PagedOperation operation);
// An ExclusiveStartKey's values are too long; not for kNone.
[[noreturn]] void ThrowStartKeyTooLong(KeyTooLong part);
// A value of an ExclusiveStartKey is faulty in itself, as `fault` tells.
[[noreturn]] void ThrowStartKeyValue(std::string_view fault);
// A Scan's ExclusiveStartKey lies in another segment.
[[noreturn]] void ThrowStartKeyOutsideSegment(int64_t total_segments, int64_t segment);
// A Query's ExclusiveStartKey where its key condition names one whole key of the table.
[[noreturn]] void ThrowStartKeyOfOneRow();
// A Query's ExclusiveStartKey lies in another partition.
[[noreturn]] void ThrowStartKeyOutsidePartition();
// A Query's ExclusiveStartKey lies where its sort key condition does not reach.
[[noreturn]] void ThrowStartKeyOutsideRange();

}  // namespace pumice
