// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json.h"
#include "protocol/shapes/shape.h"
#include "protocol/unsupported_members.h"
#include "pumice/request_record.h"

namespace pumice {

class Database;
class ExpressionCache;
namespace partiql {
class StatementCache;
}

// One call of an operation.
struct OperationContext {
  Database& database;
  const JsonValue& input;    // an object that ValidateInput has passed
  std::string_view region;   // of the caller's credentials; goes into ARNs
  std::string_view account;  // likewise
  std::string* output;       // empty; the handler appends the answer's JSON
  std::string_view host;     // the Host header: where the client reached the endpoint
  ExpressionCache& expressions;
  partiql::StatementCache& statements;
  RequestRecord* record = nullptr;  // what is told of the call (request_notes.h); null: nothing
};

// Carries out one call. Throws ApiError. Must be safe to call from any thread.
using OperationHandler = void (*)(OperationContext& context);

// An operation that is built. Its input's shape is found by its name.
struct Operation {
  std::string_view name;  // "PutItem"
  OperationHandler handler;
};

// Finds the handler of a request's X-Amz-Target.
class OperationRegistry {
 public:
  struct Entry {
    const OperationShape* shape = nullptr;  // null: the service has no such operation
    OperationHandler handler = nullptr;     // null: the service has it, but it is not implemented
    UnsupportedMemberList unsupported;      // of its input
  };

  // Each of `operations` must be one of OperationShapes().
  explicit OperationRegistry(std::span<const Operation> operations);

  // `target`: "DynamoDB_20120810.PutItem".
  Entry Find(std::string_view target) const;

 private:
  std::vector<Entry> entries_;  // parallel to OperationShapes()
};

}  // namespace pumice
