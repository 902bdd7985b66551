// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/observation.h"

#include <charconv>
#include <functional>
#include <map>
#include <stdexcept>

#include "engine/item/number.h"
#include "engine/item/value.h"
#include "protocol/item_json.h"
#include "protocol/json.h"

namespace pumice::hardening::crash {
namespace {

[[noreturn]] void Fail(const std::string& what) { throw std::runtime_error(what); }

std::string ItemText(const std::string& encoded) {
  std::string text;
  AppendItemJson(ItemView(encoded), &text);
  return text.size() < 600 ? text : text.substr(0, 600) + "…";
}

// All pages of a Scan; `more` are further members of the request.
void ScanAll(Instance* instance, const std::string& table, const std::string& more,
             const std::function<void(std::string encoded_item)>& visit) {
  std::string start;
  do {
    const std::string body =
        Get(instance, "Scan", R"({"TableName":")" + table + '"' + more + start + '}');
    JsonDocument document;
    if (!document.Parse(body)) Fail("Scan of " + table + " was answered " + body.substr(0, 500));
    for (const JsonValue& item : FindMember(document.root(), "Items")->GetArray()) {
      std::string encoded;
      EncodeItem(item, &encoded);
      visit(std::move(encoded));
    }
    const JsonValue* const last = FindMember(document.root(), "LastEvaluatedKey");
    start.clear();
    if (last == nullptr) continue;
    start = R"(,"ExclusiveStartKey":)";
    AppendJson(*last, &start);
  } while (!start.empty());
}

std::string TextOf(ItemView item, std::string_view name) {
  const auto value = item.Find(name);
  return value && value->type() == ValueType::kString ? std::string(value->payload()) : "";
}

int64_t NumberOf(ItemView item, std::string_view name) {
  const auto value = item.Find(name);
  int64_t number = -1;
  if (value && value->type() == ValueType::kNumber) {
    (void)Number::FromBytes(value->payload()).ToInt64Floor(&number);
  }
  return number;
}

// DescribeTable's ItemCount and TableSizeBytes, and those of indexes, against what a Scan counts.
class Counts {
 public:
  void Add(const std::string& encoded) {
    ++items_;
    bytes_ += static_cast<int64_t>(ItemSize(ItemView(encoded)));
  }
  void Compare(const std::string& what, const JsonValue& described,
               std::string_view size_member) const {
    const int64_t items = *FindInteger(described, "ItemCount");
    const int64_t bytes = *FindInteger(described, size_member);
    if (items == items_ && bytes == bytes_) return;
    Fail("DescribeTable says " + std::to_string(items) + " items of " + std::to_string(bytes) +
         " bytes in " + what + ", a Scan finds " + std::to_string(items_) + " of " +
         std::to_string(bytes_));
  }

 private:
  int64_t items_ = 0;
  int64_t bytes_ = 0;
};

// Scans a table, and compares its counters and its indexes with what it holds.
void ReadTable(Instance* instance, const std::string& name, const JsonValue& described,
               const std::function<void(const std::string&)>& visit) {
  Counts counts;
  ScanAll(instance, name, R"(,"ConsistentRead":true)", [&](const std::string& item) {
    counts.Add(item);
    visit(item);
  });
  counts.Compare("table " + name, described, "TableSizeBytes");
  for (const char* const kind : {"GlobalSecondaryIndexes", "LocalSecondaryIndexes"}) {
    const JsonValue* const indexes = FindMember(described, kind);
    if (indexes == nullptr) continue;
    for (const JsonValue& index : indexes->GetArray()) {
      const std::string index_name(*FindString(index, "IndexName"));
      Counts in_index;
      ScanAll(instance, name, R"(,"IndexName":")" + index_name + '"',
              [&](const std::string& item) { in_index.Add(item); });
      in_index.Compare("index " + index_name + " of " + name, index, "IndexSizeBytes");
    }
  }
}

// The described table, or null if there is none of that name.
const JsonValue* Describe(Instance* instance, const std::string& name, JsonDocument* document) {
  const Answer answer = instance->Call("DescribeTable", R"({"TableName":")" + name + R"("})");
  if (answer.Is("ResourceNotFoundException")) return nullptr;
  if (answer.status >= 500) throw Unreadable("DescribeTable was answered " + answer.Text());
  if (!answer.ok() || !document->Parse(answer.body))
    Fail("DescribeTable was answered " + answer.Text());
  return FindMember(document->root(), "Table");
}

bool TtlOf(Instance* instance, const std::string& name) {
  return Get(instance, "DescribeTimeToLive", R"({"TableName":")" + name + R"("})")
             .find("\"ENABLED\"") != std::string::npos;
}

// The generation is in the key's name.
uint32_t GenerationOf(const JsonValue& described) {
  const std::string_view name =
      *FindString((*FindMember(described, "KeySchema"))[0], "AttributeName");
  uint32_t generation = 0;
  std::from_chars(name.data() + 2, name.data() + name.size(), generation);
  return generation;
}

uint64_t ObserveChurn(Instance* instance, int table) {
  const std::string name = ChurnTableName(table);
  JsonDocument document;
  const JsonValue* const described = Describe(instance, name, &document);
  if (described == nullptr) return 0;
  ChurnValue value;
  value.generation = GenerationOf(*described);
  value.stream = FindMember(*described, "StreamSpecification") != nullptr;
  value.index = FindMember(*described, "GlobalSecondaryIndexes") != nullptr;
  value.ttl = TtlOf(instance, name);
  std::map<std::string, std::string> items;
  ReadTable(instance, name, *described, [&](const std::string& item) {
    items[TextOf(ItemView(item), ChurnKeyName(value.generation))] = item;
  });
  value.items = static_cast<uint16_t>(items.size());
  for (int number = 0; number < value.items; ++number) {
    const std::string wanted = Encode(ChurnItem(table, value.generation, number));
    const auto found = items.find("i" + std::to_string(number));
    if (found == items.end())
      Fail("table " + name + " lacks item " + std::to_string(number) + " of " +
           std::to_string(value.items));
    if (found->second != wanted)
      Fail("table " + name + " holds " + ItemText(found->second) + ", not " + ItemText(wanted));
  }
  return Pack(value);
}

void ObserveRecords(Instance* instance, Cells* cells) {
  const std::string body = Get(instance, "GraniteServiceVersion20100801.DescribeAlarms",
                               R"({"AlarmNamePrefix":"record-","MaxRecords":100})");
  JsonDocument document;
  if (!document.Parse(body)) Fail("DescribeAlarms was answered " + body);
  const JsonValue* const alarms = FindMember(document.root(), "MetricAlarms");
  if (alarms == nullptr) Fail("DescribeAlarms was answered " + body);
  for (const JsonValue& alarm : alarms->GetArray()) {
    const std::string name(FindString(alarm, "AlarmName").value_or(""));
    int number = -1;
    std::from_chars(name.data() + std::string_view("record-").size(), name.data() + name.size(),
                    number);
    if (number < 0 || number >= kRecords) Fail("there is a record that nobody wrote: " + name);
    const int cell = kFirstRecord + number;
    const auto version = static_cast<uint32_t>(FindMember(alarm, "Threshold")->GetDouble());
    if (FindString(alarm, "AlarmDescription").value_or("") != RecordText(cell, version)) {
      Fail(name + " of version " + std::to_string(version) + " holds what nobody wrote");
    }
    (*cells)[static_cast<size_t>(cell)] = Pack(ItemValue{version, 0});
  }
}

}  // namespace

std::string Get(Instance* instance, std::string_view operation, const std::string& body) {
  Answer answer = instance->Call(operation, body);
  const std::string what = std::string(operation) + ' ' + body + " was answered " + answer.Text();
  if (answer.status >= 500) throw Unreadable(what);
  if (!answer.ok()) Fail(what);
  return std::move(answer.body);
}

std::string Encode(const JsonAttributes& attributes) {
  JsonDocument document;
  if (!document.Parse(ToJson(attributes)))
    Fail("the harness makes bad JSON: " + ToJson(attributes));
  std::string encoded;
  EncodeItem(document.root(), &encoded);
  return encoded;
}

int CellOfItem(int table, const std::string& encoded_item) {
  const ItemView item(encoded_item);
  const std::string pk = TextOf(item, "pk");
  const size_t dash = pk.find('-');
  int64_t slot = -1;
  if (table == kPlain) slot = NumberOf(item, "sk");
  const std::string slot_text = table == kExpiring
                                    ? (dash == std::string::npos ? "" : pk.substr(dash + 1))
                                    : TextOf(item, "sk").substr(table == kIndexed ? 1 : 0);
  if (table != kPlain) std::from_chars(slot_text.data(), slot_text.data() + slot_text.size(), slot);
  const int writer = pk.size() > 1 ? pk[1] - '0' : -1;
  if (writer < 0 || writer >= kItemWriters || slot < 0 || slot >= kSlots) {
    Fail("table " + std::string(kTableNames[table]) +
         " has an item that nobody wrote: " + ItemText(encoded_item));
  }
  return CellOf({table, writer, static_cast<int>(slot)});
}

uint64_t ValueOfItem(int cell, const std::string& encoded_item) {
  const ItemView item(encoded_item);
  const int64_t version = NumberOf(item, "v");
  const int64_t expiry = NumberOf(item, "exp");
  const ItemValue value = {static_cast<uint32_t>(version),
                           expiry < 0 ? 0 : static_cast<uint32_t>(expiry)};
  if (version <= 0 || Encode(Join(KeyOfCell(cell), RestOfCell(cell, value))) != encoded_item) {
    Fail("table " + std::string(kTableNames[PlaceOf(cell).table]) +
         " holds an item that nobody wrote: " + ItemText(encoded_item));
  }
  return Pack(value);
}

void ObserveItems(Instance* instance, const std::string& name, int table, Cells* cells) {
  JsonDocument document;
  const JsonValue* const described = Describe(instance, name, &document);
  if (described == nullptr) Fail("table " + name + " is gone");
  ReadTable(instance, name, *described, [&](const std::string& item) {
    const int cell = CellOfItem(table, item);
    (*cells)[static_cast<size_t>(cell)] = ValueOfItem(cell, item);
  });
}

Cells Observe(Instance* instance) {
  Cells cells{};
  for (int table = 0; table < kFixedTables; ++table) {
    ObserveItems(instance, std::string(kTableNames[table]), table, &cells);
  }
  for (int table = 0; table < kChurnTables; ++table) {
    cells[static_cast<size_t>(kItemCells) + static_cast<size_t>(table)] =
        ObserveChurn(instance, table);
  }
  ObserveRecords(instance, &cells);
  return cells;
}

}  // namespace pumice::hardening::crash
