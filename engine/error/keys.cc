// SPDX-License-Identifier: Apache-2.0

#include "engine/error/keys.h"

#include <cstdlib>

#include "engine/error/validation.h"

namespace pumice {
namespace {

constexpr std::string_view kMismatch = "The provided key element does not match the schema";
constexpr std::string_view kInvalidStartKey = "The provided starting key is invalid";
constexpr std::string_view kNotValid = "One or more parameter values are not valid. ";

std::string EmptyValue(bool is_binary) {
  return Text("The AttributeValue for a key attribute cannot contain an empty ",
              is_binary ? "binary" : "string", " value.");
}

std::string TooLong(KeyTooLong part) {
  return Text(kInvalidParameters,
              part == KeyTooLong::kPartition
                  // The service leaves out the blank.
                  ? "Size of hashkey has exceeded the maximum size limit of2048 bytes"
                  : "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
}

}  // namespace

void ThrowKeyMismatch() { ThrowValidation(std::string(kMismatch)); }

void ThrowEmptyKeyValue(bool is_binary, std::string_view attribute) {
  ThrowValidationOfAnyTransaction(Text(kNotValid, EmptyValue(is_binary), " Key: ", attribute));
}

void ThrowMissingKey(std::string_view attribute) {
  ThrowInvalidParameters("Missing the key ", attribute, " in the item");
}

void ThrowKeyType(std::string_view attribute, std::string_view expected, std::string_view actual) {
  ThrowInvalidParameters("Type mismatch for key ", attribute, " expected: ", expected,
                         " actual: ", actual);
}

void ThrowIndexKeyType(std::string_view index, std::string_view attribute,
                       std::string_view expected, std::string_view actual) {
  ThrowInvalidParameters("Type mismatch for Index Key ", attribute, " Expected: ", expected,
                         " Actual: ", actual, " IndexName: ", index);
}

void ThrowUpdatedIndexKeyType() {
  ThrowValidation(
      "The update expression attempted to update the secondary index key to unsupported type");
}

void ThrowEmptyIndexKeyValue(std::string_view index, std::string_view attribute, bool is_binary) {
  ThrowValidationOfAnyTransaction(
      Text(kNotValid, "A value specified for a secondary index key is not supported. ",
           EmptyValue(is_binary), " IndexName: ", index, ", IndexKey: ", attribute));
}

void ThrowEmptyUpdatedIndexKeyValue(bool is_binary) {
  ThrowValidationOfAnyTransaction(
      Text(kNotValid,
           "The update expression attempted to update a secondary index key to a value that is not "
           "supported. ",
           EmptyValue(is_binary)));
}

void ThrowKeyNotScalar(bool of_index, std::string_view attribute) {
  ThrowValidation(
      Text("Key attributes must be scalars; list random access '[]' and map lookup '.' "
           "are not allowed: ",
           of_index ? "IndexKey: " : "Key: ", attribute));
}

void ThrowKeyTooLong(KeyTooLong part) { ThrowValidation(TooLong(part)); }

void ThrowUpdateOfKey(std::string_view attribute) {
  ThrowInvalidParameters("Cannot update attribute ", attribute,
                         ". This attribute is part of the key");
}

void ThrowStartKeyMismatch(PagedOperation operation) {
  switch (operation) {
    case PagedOperation::kQuery:
      ThrowValidation(std::string(kInvalidStartKey));
    case PagedOperation::kQueryWithoutSortKey:
      ThrowValidation(Text("The provided exclusive start key is invalid: ", kMismatch));
    case PagedOperation::kScan:
      ThrowStartKeyValue(kMismatch);
  }
  std::abort();
}

void ThrowStartKeyTooLong(KeyTooLong part) { ThrowStartKeyValue(TooLong(part)); }

void ThrowStartKeyValue(std::string_view fault) {
  ThrowValidation(Text(kInvalidStartKey, ": ", fault));
}

void ThrowStartKeyOutsideSegment(int64_t total_segments, int64_t segment) {
  ThrowStartKeyValue(
      Text("Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "
           "TotalSegments: ",
           std::to_string(total_segments), " Segment: ", std::to_string(segment)));
}

void ThrowStartKeyOfOneRow() {
  ThrowValidation("The query can return at most one row and cannot be restarted");
}

void ThrowStartKeyOutsidePartition() {
  ThrowValidation(
      "The provided starting key is outside query boundaries based on provided conditions");
}

void ThrowStartKeyOutsideRange() {
  ThrowValidation("The provided starting key does not match the range key predicate");
}

}  // namespace pumice
