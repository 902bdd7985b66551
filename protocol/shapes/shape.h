// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace pumice {

enum class ShapeKind : uint8_t {
  kString,
  kBlob,
  kBoolean,
  kInteger,
  kLong,
  kDouble,
  kTimestamp,
  kList,
  kMap,
  kStructure,
  kAttributeValue,  // the only recursive shape, and therefore a kind of its own
};

// The service's regular expressions. protocol/patterns.h matches them, without std::regex.
enum class Pattern : uint8_t {
  kNone,
  kName,             // [a-zA-Z0-9_.-]+
  kTableArn,         // a table's name, by its own bounds, or an ARN
  kClientToken,      // ^[^\$]+$
  kCsvDelimiter,     // [,;:|\t ]
  kCsvHeader,        // [\x20-\x21\x23-\x2B\x2D-\x7E]*
  kImportNextToken,  // ([0-9a-f]{16})+
  kS3Bucket,         // ^[a-z0-9A-Z]+[\.\-\w]*[a-z0-9A-Z]+$
  kAccountId,        // [0-9]{12}
  kPrintable,        // \p{Print}+
  kText,             // anything but control characters other than tab, CR and LF
  // Of the services beside DynamoDB.
  kSessionName,       // [\w+=,.@-]*
  kSerialNumber,      // [\w+=/:,.@-]*
  kExternalId,        // [\w+=,.@:\/-]*
  kDigits,            // [\d]*
  kMetricNamespace,   // [^:].*
  kScalableTargetArn  // ^arn:.+:application-autoscaling:.+:[0-9]+:scalable-target\/[a-zA-Z0-9-]+$
};

struct Shape;

// A member of a structure.
struct Member {
  std::string_view name;       // "TableName", as on the wire
  std::string_view path_name;  // "tableName", as messages spell it
  const Shape* shape;
};

// What the service's model says of one type of input. Instances are constants in
// shapes/dynamodb_shapes.cc.
struct Shape {
  static constexpr int64_t kNoMinimum = std::numeric_limits<int64_t>::min();
  static constexpr int64_t kNoMaximum = std::numeric_limits<int64_t>::max();

  ShapeKind kind;
  std::string_view name;  // as messages name the type: "KeySchemaElement"

  // Bounds on a number's value, a string's length in UTF-16 units (as Java counts), a blob's bytes,
  // or a collection's size.
  int64_t min = kNoMinimum;
  int64_t max = kNoMaximum;
  Pattern pattern = Pattern::kNone;
  std::span<const std::string_view> values =
      {};  // of an enum, in the order in which messages list them

  const Shape* key = nullptr;            // of a map
  const Shape* element = nullptr;        // of a list or map
  std::span<const Member> members = {};  // of a structure; at most 64
  uint64_t required = 0;                 // bit i: members[i] must be there
};

// One operation of the service.
struct OperationShape {
  std::string_view name;           // "PutItem"
  std::string_view target_prefix;  // "DynamoDB_20120810"
  const Shape* input;
};

// Every operation of today's SDKs (DynamoDB and DynamoDB Streams), ascending by name.
std::span<const OperationShape> OperationShapes();

// The operation of that name, or null.
const OperationShape* FindOperationShape(std::string_view name);

// The shape of a member of an operation's input, or null.
const Shape* FindInputMember(std::string_view operation, std::string_view member);

}  // namespace pumice
