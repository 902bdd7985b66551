// SPDX-License-Identifier: Apache-2.0

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <deque>
#include <string>
#include <vector>

#include "engine/database.h"
#include "engine/error/expressions.h"
#include "engine/error/items.h"
#include "engine/error/transactions.h"
#include "engine/schema/limits.h"
#include "protocol/canonical_bytes.h"
#include "protocol/item_json.h"
#include "protocol/json_writer.h"
#include "protocol/operations/capacity_json.h"
#include "protocol/operations/registry.h"
#include "protocol/operations/request_expressions.h"
#include "protocol/request_notes.h"
#include "protocol/table_arn.h"

// TransactWriteItems and TransactGetItems. Both look for faults of each action, in the order of the
// request, as the operation on one item does (item_operations.cc); then for the tables, the size of
// the request, the token, and the actions by their tables' schemas. Where a fault surfaces:
// engine/error/transactions.h.
namespace pumice {
namespace {

// Names and values without an expression are let be in a transaction.
constexpr ExpressionRules kTransactionRules = {.placeholders_need_expression = false};

// The service does not look at how deep a ConditionCheck's values nest, and tells an Update's as
// the action's reason.
ExpressionRules RulesOf(ItemWrite::Kind kind) {
  ExpressionRules rules = kTransactionRules;
  if (kind == ItemWrite::Kind::kConditionCheck || kind == ItemWrite::Kind::kUpdate) {
    rules.max_nesting = kMaxJsonDepth;
  }
  return rules;
}

// The fault of an action whose values nest deeper than they may, or nothing.
std::optional<ApiError> FindDeepValue(const JsonValue& json) {
  const JsonValue* const values = FindMember(json, kExpressionValues);
  if (values == nullptr) return std::nullopt;
  for (const auto& [placeholder, value] : values->GetObject()) {
    if (NestingOf(value) > kMaxNesting) return ValueNestingTooDeep(JsonText(placeholder));
  }
  return std::nullopt;
}

// One action of a TransactWriteItems and what it borrows.
class Action {
 public:
  Action(ExpressionCache* cache, ItemWrite::Kind kind, const JsonValue& json)
      : expressions_(
            cache, json,
            kind == ItemWrite::Kind::kUpdate
                ? std::initializer_list<std::string_view>{"UpdateExpression", "ConditionExpression"}
                : std::initializer_list<std::string_view>{"ConditionExpression"},
            {}, RulesOf(kind)) {
    const bool is_put = kind == ItemWrite::Kind::kPut;
    EncodeItem(*FindMember(json, is_put ? "Item" : "Key"), &item_);
    if (is_put && ItemSize(ItemView(item_)) > limits::kItemSize) {
      ThrowItemTooLarge();
    }
    expressions_.ReadPlaceholders();
    if (kind == ItemWrite::Kind::kUpdate) update_ = expressions_.Update();
    condition_ = expressions_.Condition();
    expressions_.CheckAllUsed();

    write_.table = ParseTableName(*FindString(json, "TableName"));
    write_.write = {.kind = kind,
                    .table = nullptr,
                    .item = ItemView(item_),
                    .condition = condition_ ? &*condition_ : nullptr,
                    .update = update_ ? &*update_ : nullptr};
    write_.old_item_on_failure =
        FindString(json, "ReturnValuesOnConditionCheckFailure") == "ALL_OLD";
    write_.value_bytes = expressions_.value_bytes();
    if (kind == ItemWrite::Kind::kUpdate) write_.fault = FindDeepValue(json);
  }

  const TableWrite& write() const { return write_; }

 private:
  RequestExpressions expressions_;
  std::string item_;
  std::optional<BoundUpdate> update_;
  std::optional<BoundCondition> condition_;
  TableWrite write_;
};

struct ActionKind {
  std::string_view member;
  ItemWrite::Kind kind;
};
constexpr ActionKind kActionKinds[] = {
    {"ConditionCheck", ItemWrite::Kind::kConditionCheck},
    {"Put", ItemWrite::Kind::kPut},
    {"Delete", ItemWrite::Kind::kDelete},
    {"Update", ItemWrite::Kind::kUpdate},
};

void ReadAction(ExpressionCache* cache, const JsonValue& json, std::deque<Action>* actions) {
  const ActionKind* found = nullptr;
  for (const ActionKind& kind : kActionKinds) {
    if (FindMember(json, kind.member) == nullptr) continue;
    if (found != nullptr) {
      ThrowSeveralTransactActions();
    }
    found = &kind;
  }
  if (found == nullptr) {
    ThrowNoTransactAction();
  }
  actions->emplace_back(cache, found->kind, *FindMember(json, found->member));
}

// What is asked for, without how much is to be told of it. It only has to tell requests under one
// token apart. The same in every process, as it is stored.
uint64_t PayloadHash(const JsonValue& items) {
  static const Shape& shape = *FindInputMember("TransactWriteItems", "TransactItems");
  std::string bytes;
  AppendCanonicalBytes(shape, items, &bytes);
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::optional<TransactionToken> ReadToken(const JsonValue& input) {
  const auto token = FindString(input, "ClientRequestToken");
  if (!token) return std::nullopt;
  return TransactionToken{*token, PayloadHash(*FindMember(input, "TransactItems"))};
}

}  // namespace

void TransactWriteItems(OperationContext& context) {
  const JsonValue& input = context.input;
  std::deque<Action> actions;
  for (const JsonValue& json : FindMember(input, "TransactItems")->GetArray()) {
    ReadAction(&context.expressions, json, &actions);
  }
  std::vector<TableWrite> writes;
  writes.reserve(actions.size());
  for (const Action& action : actions) writes.push_back(action.write());

  const CapacityDetail detail = ReadCapacityDetail(input);
  const WriteOptions options = {
      .capacity = CountsCapacity(context, detail),
      .collection = FindString(input, "ReturnItemCollectionMetrics") == "SIZE",
      .explanation = ExplanationOf(context)};
  const auto token = ReadToken(input);
  BatchWriteResult result;
  context.database.TransactWrite(writes, token ? &*token : nullptr, options, &result);
  NoteCapacity(context, result.capacities);

  JsonWriter json(context.output);
  json.BeginObject();
  WriteCapacities(detail,
                  result.repeated ? CapacityKind::kTransactRead : CapacityKind::kTransactWrite,
                  result.capacities, &json);
  WriteCollections(result.collections, &json);
  json.EndObject();
}

void TransactGetItems(OperationContext& context) {
  const JsonValue& input = context.input;
  std::deque<RequestExpressions> expressions;
  std::deque<std::optional<BoundProjection>> projections;
  std::deque<std::string> keys;
  std::vector<TableRead> reads;
  for (const JsonValue& item : FindMember(input, "TransactItems")->GetArray()) {
    const JsonValue& get = *FindMember(item, "Get");
    expressions.emplace_back(&context.expressions, get,
                             std::initializer_list<std::string_view>{"ProjectionExpression"},
                             std::initializer_list<std::string_view>{}, kTransactionRules);
    keys.emplace_back();
    EncodeItem(*FindMember(get, "Key"), &keys.back());
    expressions.back().ReadPlaceholders();
    const auto& projection = projections.emplace_back(expressions.back().Projection());
    expressions.back().CheckAllUsed();
    reads.push_back({ParseTableName(*FindString(get, "TableName")), ItemView(keys.back()),
                     projection ? &*projection : nullptr});
  }

  const CapacityDetail detail = ReadCapacityDetail(input);
  std::vector<ConsumedCapacity> capacities;
  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("Responses");
  json.BeginArray();
  size_t next = 0;
  int64_t found = 0;
  std::string projected;
  context.database.TransactGet(
      reads,
      [&](const std::optional<ItemView>& item) {
        const auto& projection = projections[next++];
        if (item) ++found;
        json.BeginObject();
        projected.clear();
        if (item && projection) projection->Apply(*item, &projected);
        // Unlike GetItem, what projects to nothing is no Item here.
        if (item && (!projection || !projected.empty())) {
          json.Key("Item");
          AppendItemJson(projection ? ItemView(projected) : *item, json.Raw());
        }
        json.EndObject();
      },
      CountsCapacity(context, detail), &capacities);
  NoteItems(context, found, found);
  NoteCapacity(context, capacities);
  json.EndArray();
  WriteCapacities(detail, CapacityKind::kTransactRead, capacities, &json);
  json.EndObject();
}

}  // namespace pumice
