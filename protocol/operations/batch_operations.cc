// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "engine/error/items.h"
#include "engine/error/keys.h"
#include "engine/error/requests.h"
#include "engine/error/transactions.h"
#include "engine/schema/limits.h"
#include "protocol/item_json.h"
#include "protocol/json_writer.h"
#include "protocol/operations/capacity_json.h"
#include "protocol/operations/registry.h"
#include "protocol/operations/request_expressions.h"
#include "protocol/request_notes.h"
#include "protocol/table_arn.h"

// BatchGetItem and BatchWriteItem look for faults in this order: expressions of one table beside
// legacy parameters of another; of each table's part, the keys or items by their values, then
// placeholders and the projection; the number of requests; repeated keys; the tables; the keys by
// their tables' schemas.
namespace pumice {
namespace {

std::string Encoded(const JsonValue& attribute_map) {
  std::string item;
  EncodeItem(attribute_map, &item);
  return item;
}

// The numbers of a key as they are written, by the names of their attributes.
std::string NumberTexts(const JsonValue& key) {
  std::map<std::string_view, std::string_view> numbers;
  for (const auto& attribute : key.GetObject()) {
    const auto number = FindString(attribute.value, "N");
    if (number) numbers.emplace(JsonText(attribute.name), *number);
  }
  std::string texts;
  for (const auto& [name, number] : numbers) texts.append(number).push_back('\n');
  return texts;
}

// One table's part of a BatchGetItem.
class TableKeys {
 public:
  TableKeys(ExpressionCache* cache, std::string_view name_or_arn, const JsonValue& json)
      : name_or_arn_(name_or_arn),
        json_(json),
        expressions_(cache, json, {"ProjectionExpression"}, {"AttributesToGet"}) {
    for (const JsonValue& key : FindMember(json, "Keys")->GetArray()) {
      encoded_.push_back(Encoded(key));
    }
    for (const std::string& key : encoded_) keys_.emplace_back(key);
    taken_.resize(keys_.size());
    expressions_.ReadPlaceholders();
    projection_ = expressions_.Projection();
    expressions_.CheckAllUsed();
  }

  std::string_view name_or_arn() const { return name_or_arn_; }
  std::string_view table() const { return ParseTableName(name_or_arn_); }
  size_t size() const { return keys_.size(); }
  int64_t found() const { return found_; }
  bool consistent() const { return FindBool(json_, "ConsistentRead").value_or(false); }
  std::span<const ItemView> keys() const { return keys_; }
  const BoundProjection* projection() const { return projection_ ? &*projection_ : nullptr; }
  bool all_read() const {
    return std::ranges::all_of(taken_, [](const auto& bytes) { return bytes.has_value(); });
  }

  // The service compares keys as they are written: 1 and 1.0 are two, each with its answer.
  void CheckDuplicates() const {
    std::set<std::pair<std::string_view, std::string>> written;
    size_t i = 0;
    for (const JsonValue& key : FindMember(json_, "Keys")->GetArray()) {
      if (!written.emplace(encoded_[i++], NumberTexts(key)).second) {
        ThrowRepeatedItem(GroupOperation::kBatch);
      }
    }
  }

  // The bytes taken so far of the partition that a key lies in. `attribute` is the partition key's.
  size_t TakenOfPartition(size_t key, std::string_view attribute) const {
    size_t bytes = 0;
    for (size_t i = 0; i < key; ++i) {
      if (taken_[i] && keys_[i].Find(attribute) == keys_[key].Find(attribute)) bytes += *taken_[i];
    }
    return bytes;
  }

  // Writes the item of a key, if there is one, which counts so many bytes.
  void Take(size_t key, size_t size, const std::optional<ItemView>& item, JsonWriter* json) {
    taken_[key] = size;
    if (!item) return;
    ++found_;
    if (!projection_) {
      AppendItemJson(*item, json->Raw());
      return;
    }
    projected_.clear();
    projection_->Apply(*item, &projected_);
    AppendItemJson(ItemView(projected_), json->Raw());
  }

  // The keys that were not read, as they are written, with what else the request says of the table.
  void WriteUnprocessed(JsonWriter* json) const {
    json->UserKey(name_or_arn_);
    json->BeginObject();
    for (const auto& member : json_.GetObject()) {
      if (JsonText(member.name) == "Keys" || member.value.IsNull()) continue;
      json->UserKey(JsonText(member.name));
      AppendJson(member.value, json->Raw());
    }
    json->Key("Keys");
    json->BeginArray();
    const auto keys = FindMember(json_, "Keys")->GetArray();
    for (rapidjson::SizeType i = 0; i < keys.Size(); ++i) {
      if (!taken_[i]) AppendJson(keys[i], json->Raw());
    }
    json->EndArray();
    json->EndObject();
  }

 private:
  std::string_view name_or_arn_;
  const JsonValue& json_;
  RequestExpressions expressions_;
  std::optional<BoundProjection> projection_;
  std::deque<std::string> encoded_;
  std::vector<ItemView> keys_;
  std::string projected_;
  int64_t found_ = 0;                         // items that were written
  std::vector<std::optional<size_t>> taken_;  // the bytes of the keys that were read
};

// Expressions and legacy parameters do not stand beside each other in two tables either.
void CheckNotMixed(const JsonValue& request_items) {
  const auto any_has = [&](std::string_view member) {
    return std::any_of(
        request_items.MemberBegin(), request_items.MemberEnd(),
        [&](const auto& table) { return FindMember(table.value, member) != nullptr; });
  };
  constexpr std::string_view kLegacy = "AttributesToGet";
  constexpr std::string_view kExpression = "ProjectionExpression";
  if (any_has(kLegacy) && any_has(kExpression)) ThrowMixedParameters(kLegacy, kExpression);
}

std::deque<TableKeys> ReadTableKeys(ExpressionCache* cache, const JsonValue& request_items) {
  CheckNotMixed(request_items);
  std::deque<TableKeys> tables;
  size_t count = 0;
  for (const auto& member : request_items.GetObject()) {
    tables.emplace_back(cache, JsonText(member.name), member.value);
    count += tables.back().size();
  }
  if (count > limits::kBatchGetKeys) {
    ThrowTooManyBatchGets();
  }
  for (const TableKeys& table : tables) table.CheckDuplicates();
  return tables;
}

// Writes a table's items until the next one exceeds `room`, in bytes, and without those that are
// more than the service reads of one partition: "UnprocessedKeys … if … more than 1 MB per
// partition is requested" (BatchGetItem, API Reference).
void WriteItemsOf(Database& database, TableKeys& table, size_t* room, JsonWriter* json,
                  ConsumedCapacity* capacity) {
  size_t next = 0;
  size_t total = 0;
  const auto take = [&](const KeySchema& schema, const std::optional<ItemView>& item) {
    const size_t key = next++;
    const size_t size = item ? ItemSize(*item) : 0;
    if (size > *room) {
      *room = 0;
      return Taken::kNoMore;
    }
    if (total + size > limits::kPageSize) {
      const size_t taken = table.TakenOfPartition(key, schema.partition.front().name);
      if (taken > 0 && taken + size > limits::kPageSize) return Taken::kNo;
    }
    total += size;
    *room -= size;
    table.Take(key, size, item, json);
    return Taken::kYes;
  };
  database.GetItems(table.table(), table.keys(), table.consistent(), take, capacity,
                    table.projection());
}

// One request of a BatchWriteItem.
TableWrite ReadWrite(std::string_view table, const JsonValue& request,
                     std::deque<std::string>* items) {
  const JsonValue* const put = FindMember(request, "PutRequest");
  const JsonValue* const remove = FindMember(request, "DeleteRequest");
  if ((put == nullptr) == (remove == nullptr)) {
    if (put == nullptr) ThrowNoWriteRequest();
    ThrowSeveralWriteRequests();
  }
  TableWrite write;
  write.table = table;
  if (put != nullptr) {
    items->push_back(Encoded(*FindMember(*put, "Item")));
    write.write.kind = ItemWrite::Kind::kPut;
    if (ItemSize(ItemView(items->back())) > limits::kItemSize) {
      ThrowItemTooLarge();
    }
  } else {
    items->push_back(Encoded(*FindMember(*remove, "Key")));
    write.write.kind = ItemWrite::Kind::kDelete;
  }
  write.write.item = ItemView(items->back());
  return write;
}

std::vector<TableWrite> ReadWrites(const JsonValue& request_items, std::deque<std::string>* items) {
  std::vector<TableWrite> writes;
  for (const auto& member : request_items.GetObject()) {
    const std::string_view table = ParseTableName(JsonText(member.name));
    for (const JsonValue& request : member.value.GetArray()) {
      writes.push_back(ReadWrite(table, request, items));
    }
  }
  if (writes.size() > limits::kBatchWriteRequests) {
    ThrowTooManyBatchWrites();
  }
  return writes;
}

// Here, the service words what is wrong with a put's key as it does for a delete's. Looked at only
// once a write has failed, as the engine checks keys itself.
void CheckPutKeys(Database& database, const std::vector<TableWrite>& writes) {
  for (const TableWrite& write : writes) {
    if (write.write.kind != ItemWrite::Kind::kPut) continue;
    const KeySchema key = database.DescribeTable(write.table).description.key;
    const auto check = [&](const KeyAttribute& attribute) {
      const auto value = write.write.item.Find(attribute.name);
      if (value && value->type() == attribute.type) return;
      ThrowKeyMismatch();
    };
    std::for_each(key.partition.begin(), key.partition.end(), check);
    std::for_each(key.sort.begin(), key.sort.end(), check);
  }
}

}  // namespace

void BatchGetItem(OperationContext& context) {
  std::deque<TableKeys> tables =
      ReadTableKeys(&context.expressions, *FindMember(context.input, "RequestItems"));
  const CapacityDetail detail = ReadCapacityDetail(context.input);
  std::vector<ConsumedCapacity> capacities;
  size_t room = limits::kBatchGetSize;
  int64_t found = 0;

  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("Responses");
  json.BeginObject();
  for (TableKeys& table : tables) {
    json.UserKey(table.name_or_arn());
    json.BeginArray();
    ConsumedCapacity capacity;
    WriteItemsOf(context.database, table, &room, &json,
                 CountsCapacity(context, detail) ? &capacity : nullptr);
    json.EndArray();
    found += table.found();
    NameAsRequested(table.name_or_arn(), &capacity);
    capacities.push_back(std::move(capacity));
  }
  json.EndObject();

  json.Key("UnprocessedKeys");
  json.BeginObject();
  for (const TableKeys& table : tables) {
    if (!table.all_read()) table.WriteUnprocessed(&json);
  }
  json.EndObject();
  NoteItems(context, found, found);
  NoteCapacity(context, capacities);
  WriteCapacities(detail, CapacityKind::kPlain, capacities, &json);
  json.EndObject();
}

void BatchWriteItem(OperationContext& context) {
  std::deque<std::string> items;
  std::vector<TableWrite> writes = ReadWrites(*FindMember(context.input, "RequestItems"), &items);
  const CapacityDetail detail = ReadCapacityDetail(context.input);
  const WriteOptions options = {
      .capacity = CountsCapacity(context, detail),
      .collection = FindString(context.input, "ReturnItemCollectionMetrics") == "SIZE"};
  BatchWriteResult result;
  try {
    context.database.WriteItems(writes, options, &result);
  } catch (const ApiError& error) {
    if (error.code() == ErrorCode::kValidation) CheckPutKeys(context.database, writes);
    throw;
  }
  NoteCapacity(context, result.capacities);
  for (const auto& member : FindMember(context.input, "RequestItems")->GetObject()) {
    NameAsRequested(JsonText(member.name), &result.capacities);
  }

  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("UnprocessedItems");
  json.BeginObject();
  json.EndObject();
  WriteCollections(result.collections, &json);
  WriteCapacities(detail, CapacityKind::kPlain, result.capacities, &json);
  json.EndObject();
}

}  // namespace pumice
