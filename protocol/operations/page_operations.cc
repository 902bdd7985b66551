// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "engine/error/key_conditions.h"
#include "engine/error/keys.h"
#include "engine/error/reads.h"
#include "protocol/item_json.h"
#include "protocol/json_writer.h"
#include "protocol/operations/capacity_json.h"
#include "protocol/operations/registry.h"
#include "protocol/operations/request_expressions.h"
#include "protocol/request_notes.h"
#include "protocol/table_arn.h"

// Query and Scan: operations that answer a page of items. Both look for faults in this order:
//   legacy parameters beside expressions, placeholders without any; the start key by its values; of
//   Scan, the segments; ExpressionAttributeNames, ExpressionAttributeValues; the expressions in the
//   order key condition, filter, projection; Select; of Query, what is wrong with the key condition
//   whatever the key; of Scan, unused placeholders; the table; the index; the start key by its
//   schema; of Query, the key condition against the key, then unused placeholders; the filter's
//   attributes; whether the start key lies in the range.
namespace pumice {
namespace {

Select ReadSelect(const JsonValue& input) {
  const std::string_view select = FindString(input, "Select").value_or("");
  if (select == "ALL_ATTRIBUTES") return Select::kAllAttributes;
  if (select == "ALL_PROJECTED_ATTRIBUTES") return Select::kAllProjectedAttributes;
  if (select == "SPECIFIC_ATTRIBUTES") return Select::kSpecificAttributes;
  if (select == "COUNT") return Select::kCount;
  return Select::kDefault;
}

void CheckSelect(const JsonValue& input, Select select) {
  const bool has_expression = FindMember(input, "ProjectionExpression") != nullptr;
  const bool has_projection = has_expression || FindMember(input, "AttributesToGet") != nullptr;
  if (select == Select::kSpecificAttributes && !has_projection) {
    ThrowNoSpecificAttributes();
  }
  if (select == Select::kDefault || select == Select::kSpecificAttributes || !has_projection) {
    return;
  }
  ThrowProjectionBesideSelect(has_expression ? "ProjectionExpression" : "AttributesToGet",
                              *FindString(input, "Select"));
}

// The start key's bytes, or nothing; faults in its values name it.
std::optional<std::string> ReadStartKey(const JsonValue& input) {
  const JsonValue* const json = FindMember(input, "ExclusiveStartKey");
  if (json == nullptr) return std::nullopt;
  std::string key;
  try {
    EncodeItem(*json, &key);
  } catch (const ApiError& error) {
    if (error.code() != ErrorCode::kValidation) throw;
    ThrowStartKeyValue(error.message());
  }
  return key;
}

// An answer up to this size is never moved while it grows.
constexpr size_t kUsualPage = 16 * 1024;

// Writes the page's answer while the engine reads it.
class PageWriter {
 public:
  PageWriter(const OperationContext& context, const PageRequest& request)
      : json_(context.output),
        with_items_(request.select != Select::kCount),
        name_or_arn_(*FindString(context.input, "TableName")),
        detail_(ReadCapacityDetail(context.input)),
        context_(context) {
    json_.BeginObject();
    if (!with_items_) return;
    context.output->reserve(kUsualPage);
    json_.Key("Items");
    json_.BeginArray();
  }

  ItemSink Sink() {
    return [this](ItemView item) { AppendItemJson(item, json_.Raw()); };
  }

  // Where the engine puts what the page cost; null if nobody asks.
  ConsumedCapacity* capacity() { return CountsCapacity(context_, detail_) ? &capacity_ : nullptr; }

  void Finish(const PageResult& result) {
    if (with_items_) json_.EndArray();
    json_.IntegerMember("Count", result.count);
    json_.IntegerMember("ScannedCount", result.scanned);
    if (!result.last_evaluated_key.empty()) {
      json_.Key("LastEvaluatedKey");
      AppendItemJson(ItemView(result.last_evaluated_key), json_.Raw());
    }
    NotePage(context_, result.scanned, result.count, !result.last_evaluated_key.empty());
    NoteCapacity(context_, capacity_);
    NameAsRequested(name_or_arn_, &capacity_);
    WriteConsumedCapacity(detail_, capacity_, &json_);
    json_.EndObject();
  }

 private:
  JsonWriter json_;
  bool with_items_;
  std::string_view name_or_arn_;
  CapacityDetail detail_;
  const OperationContext& context_;
  ConsumedCapacity capacity_;
};

// The members that Query and Scan share, and what the request borrows.
struct PageMembers {
  explicit PageMembers(const JsonValue& input) : start_key(ReadStartKey(input)) {}

  // What the service looks at after the start key's values.
  void ReadExpressions(RequestExpressions* expressions) {
    filter = expressions->Filter();
    projection = expressions->Projection();
  }

  void Fill(const JsonValue& input, PageRequest* request) const {
    request->index = FindString(input, "IndexName").value_or("");
    request->select = ReadSelect(input);
    request->filter = filter ? &*filter : nullptr;
    request->projection = projection ? &*projection : nullptr;
    request->limit = FindInteger(input, "Limit");
    if (start_key) request->exclusive_start_key = ItemView(*start_key);
    request->consistent = FindBool(input, "ConsistentRead").value_or(false);
  }

  std::optional<std::string> start_key;
  std::optional<BoundCondition> filter;
  std::optional<BoundProjection> projection;
};

void ReadSegment(const JsonValue& input, ScanRequest* request) {
  const auto segment = FindInteger(input, "Segment");
  const auto total = FindInteger(input, "TotalSegments");
  if (segment && !total) {
    ThrowNoTotalSegments();
  }
  if (total && !segment) {
    ThrowNoSegment();
  }
  if (!segment) return;
  if (*segment >= *total) {
    ThrowSegmentTooLarge(*segment, *total);
  }
  request->segment = *segment;
  request->total_segments = *total;
}

}  // namespace

void Query(OperationContext& context) {
  const JsonValue& input = context.input;
  const std::string_view table = ParseTableName(*FindString(input, "TableName"));
  RequestExpressions expressions(
      &context.expressions, input,
      {"ProjectionExpression", "FilterExpression", "KeyConditionExpression"},
      {"AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"});
  PageMembers members(input);
  expressions.ReadPlaceholders();
  const auto key_condition = expressions.KeyCondition();
  members.ReadExpressions(&expressions);
  if (key_condition == nullptr) {
    ThrowNoKeyCondition();
  }
  CheckSelect(input, ReadSelect(input));

  QueryRequest request;
  members.Fill(input, &request);
  const BoundKeyCondition bound_key_condition(*key_condition, expressions.placeholders());
  // Only an index may have more attributes in its key.
  if (request.index.empty() && bound_key_condition.attribute_count() > 2) ThrowKeyConditionCount();
  request.key_condition = &bound_key_condition;
  request.forward = FindBool(input, "ScanIndexForward").value_or(true);
  PageWriter page(context, request);
  page.Finish(context.database.Query(table, request, page.Sink(), page.capacity()));
}

void Scan(OperationContext& context) {
  const JsonValue& input = context.input;
  const std::string_view table = ParseTableName(*FindString(input, "TableName"));
  RequestExpressions expressions(&context.expressions, input,
                                 {"ProjectionExpression", "FilterExpression"},
                                 {"AttributesToGet", "ScanFilter", "ConditionalOperator"});
  PageMembers members(input);
  ScanRequest request;
  ReadSegment(input, &request);
  expressions.ReadPlaceholders();
  members.ReadExpressions(&expressions);
  CheckSelect(input, ReadSelect(input));
  expressions.CheckAllUsed();

  members.Fill(input, &request);
  PageWriter page(context, request);
  page.Finish(context.database.Scan(table, request, page.Sink(), page.capacity()));
}

}  // namespace pumice
