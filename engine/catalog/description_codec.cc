// SPDX-License-Identifier: Apache-2.0

#include "engine/catalog/description_codec.h"

#include <algorithm>
#include <map>

#include "engine/error/damaged_record.h"
#include "engine/item/item_check.h"
#include "engine/item/number.h"
#include "engine/item/value_writer.h"

namespace pumice {
namespace {

// What no number in a description is.
constexpr int64_t kMissing = -2;

// Collects fields in any order and writes them as an item's attributes, ascending.
class RecordWriter {
 public:
  void Text(std::string_view name, std::string_view value) {
    Field(name, [&](ValueWriter& writer) { writer.String(value); });
  }
  void Integer(std::string_view name, int64_t value) {
    Field(name, [&](ValueWriter& writer) { writer.Number(Number::FromInt(value)); });
  }
  void Bool(std::string_view name, bool value) {
    Field(name, [&](ValueWriter& writer) { writer.Bool(value); });
  }
  void Record(std::string_view name, const RecordWriter& record) {
    Field(name, [&](ValueWriter& writer) { writer.Map(MapView(record.bytes())); });
  }
  // One record an element, as `describe` fills it.
  template <typename Elements, typename Describe>
  void Records(std::string_view name, const Elements& elements, Describe describe) {
    Field(name, [&](ValueWriter& writer) {
      const size_t mark = writer.BeginList();
      for (const auto& element : elements) {
        RecordWriter record;
        describe(element, &record);
        writer.Map(MapView(record.bytes()));
      }
      writer.End(mark);
    });
  }

  const std::string& bytes() const {
    bytes_.clear();
    ValueWriter writer(&bytes_);
    for (const auto& [name, value] : fields_) {
      writer.Name(name);
      bytes_ += value;
    }
    return bytes_;
  }

 private:
  template <typename Write>
  void Field(std::string_view name, Write write) {
    std::string& value = fields_[std::string(name)];
    ValueWriter writer(&value);
    write(writer);
  }

  std::map<std::string, std::string> fields_;
  mutable std::string bytes_;
};

[[noreturn]] void ThrowDamaged(std::string_view what) {
  ThrowDamagedRecord("a table's description", what);
}

class RecordReader {
 public:
  explicit RecordReader(MapView record) : record_(record) {}

  std::string Text(std::string_view name, std::string_view fallback = {}) const {
    const auto value = Find(name, ValueType::kString);
    return std::string(value ? value->payload() : fallback);
  }
  int64_t Integer(std::string_view name, int64_t fallback = 0) const {
    const auto value = Find(name, ValueType::kNumber);
    int64_t integer = fallback;
    if (value) Number::FromBytes(value->payload()).ToInt64(&integer);
    return integer;
  }
  template <typename Enum>
  Enum Enumerator(std::string_view name, Enum fallback, Enum last) const {
    const int64_t integer = Integer(name, static_cast<int64_t>(fallback));
    if (integer < 0 || integer > static_cast<int64_t>(last)) ThrowDamaged(name);
    return static_cast<Enum>(integer);
  }
  bool Bool(std::string_view name, bool fallback = false) const {
    const auto value = Find(name, ValueType::kBool);
    return value ? value->AsBool() : fallback;
  }
  std::optional<RecordReader> Record(std::string_view name) const {
    const auto value = Find(name, ValueType::kMap);
    if (!value) return std::nullopt;
    return RecordReader(value->AsMap());
  }
  template <typename Read>
  void Records(std::string_view name, Read read) const {
    const auto value = Find(name, ValueType::kList);
    if (!value) return;
    for (const ValueView element : value->AsList()) {
      if (element.type() != ValueType::kMap) ThrowDamaged(name);
      read(RecordReader(element.AsMap()));
    }
  }

 private:
  std::optional<ValueView> Find(std::string_view name, ValueType type) const {
    const auto value = record_.Find(name);
    return value && value->type() == type ? value : std::nullopt;
  }

  MapView record_;
};

void WriteKeyAttribute(const KeyAttribute& attribute, RecordWriter* record) {
  record->Text("name", attribute.name);
  record->Text("type", ValueTypeName(attribute.type));
}

KeyAttribute ReadKeyAttribute(const RecordReader& record) {
  const auto type = ValueTypeFromName(record.Text("type"));
  if (!type) ThrowDamaged("type");
  return {record.Text("name"), *type};
}

void WriteKeyAttributes(std::string_view name, const std::vector<KeyAttribute>& attributes,
                        RecordWriter* record) {
  record->Records(name, attributes, WriteKeyAttribute);
}

std::vector<KeyAttribute> ReadKeyAttributes(std::string_view name, const RecordReader& record) {
  std::vector<KeyAttribute> attributes;
  record.Records(name, [&](const RecordReader& r) { attributes.push_back(ReadKeyAttribute(r)); });
  return attributes;
}

void WriteThroughputs(const Throughput& throughput,
                      const std::optional<OnDemandThroughput>& on_demand,
                      const std::optional<WarmThroughput>& warm, RecordWriter* record) {
  record->Integer("read", throughput.read);
  record->Integer("write", throughput.write);
  record->Integer("last_increase", throughput.last_increase_millis);
  record->Integer("last_decrease", throughput.last_decrease_millis);
  record->Integer("decreases", throughput.decreases_today);
  if (throughput.before) {
    record->Integer("read_before", throughput.before->read);
    record->Integer("write_before", throughput.before->write);
  }
  if (on_demand) {
    record->Integer("max_read", on_demand->max_read);
    record->Integer("max_write", on_demand->max_write);
  }
  if (warm) {
    record->Integer("warm_read", warm->read);
    record->Integer("warm_write", warm->write);
  }
}

void ReadThroughputs(const RecordReader& record, Throughput* throughput,
                     std::optional<OnDemandThroughput>* on_demand,
                     std::optional<WarmThroughput>* warm) {
  throughput->read = record.Integer("read");
  throughput->write = record.Integer("write");
  throughput->last_increase_millis = record.Integer("last_increase");
  throughput->last_decrease_millis = record.Integer("last_decrease");
  throughput->decreases_today = record.Integer("decreases");
  if (record.Integer("read_before", kMissing) != kMissing) {
    throughput->before = {record.Integer("read_before"), record.Integer("write_before")};
  }
  if (record.Integer("max_read", kMissing) != kMissing) {
    *on_demand = {record.Integer("max_read"), record.Integer("max_write")};
  }
  if (record.Integer("warm_read", kMissing) != kMissing) {
    *warm = {record.Integer("warm_read"), record.Integer("warm_write")};
  }
}

void WriteInsights(const InsightsSettings& insights, RecordWriter* record) {
  if (insights.changed_millis == 0) return;
  RecordWriter settings;
  settings.Bool("enabled", insights.enabled);
  settings.Bool("throttled_only", insights.throttled_only);
  settings.Integer("rules", insights.rules_millis);
  settings.Integer("transition", insights.transition_millis);
  settings.Integer("changed", insights.changed_millis);
  record->Record("insights", settings);
}

InsightsSettings ReadInsights(const RecordReader& record) {
  const auto settings = record.Record("insights");
  if (!settings) return {};
  return {settings->Bool("enabled"), settings->Bool("throttled_only"), settings->Integer("rules"),
          settings->Integer("transition"), settings->Integer("changed")};
}

void WriteDestination(const KinesisDestination& destination, RecordWriter* record) {
  record->Text("arn", destination.stream_arn);
  record->Integer("status", static_cast<int64_t>(destination.status));
  record->Integer("change", static_cast<int64_t>(destination.change));
  record->Integer("transition", destination.transition_millis);
  if (destination.precision) {
    record->Integer("precision", static_cast<int64_t>(*destination.precision));
  }
}

KinesisDestination ReadDestination(const RecordReader& record) {
  KinesisDestination destination;
  destination.stream_arn = record.Text("arn");
  destination.status =
      record.Enumerator("status", destination.status, DestinationStatus::kEnableFailed);
  destination.change =
      record.Enumerator("change", destination.change, DestinationStatus::kEnableFailed);
  destination.transition_millis = record.Integer("transition");
  if (record.Integer("precision", kMissing) != kMissing) {
    destination.precision =
        record.Enumerator("precision", TimePrecision::kMillisecond, TimePrecision::kMicrosecond);
  }
  return destination;
}

void WriteIndex(const IndexSchema& index, RecordWriter* record) {
  record->Text("name", index.name);
  record->Integer("id", index.id);
  record->Bool("global", index.global);
  WriteKeyAttributes("partition", index.key.partition, record);
  WriteKeyAttributes("sort", index.key.sort, record);
  record->Integer("projection", static_cast<int64_t>(index.projection.type));
  record->Records("projected", index.projection.non_key_attributes,
                  [](const std::string& name, RecordWriter* r) { r->Text("name", name); });
  WriteThroughputs(index.throughput, index.on_demand, index.warm, record);
  record->Integer("status", static_cast<int64_t>(index.status));
  record->Bool("backfilling", index.backfilling);
  WriteInsights(index.insights, record);
}

IndexSchema ReadIndex(const RecordReader& record) {
  IndexSchema index;
  index.name = record.Text("name");
  index.id = static_cast<uint32_t>(record.Integer("id"));
  index.global = record.Bool("global", index.global);
  index.key.partition = ReadKeyAttributes("partition", record);
  index.key.sort = ReadKeyAttributes("sort", record);
  index.projection.type =
      record.Enumerator("projection", index.projection.type, ProjectionType::kInclude);
  record.Records("projected", [&](const RecordReader& r) {
    index.projection.non_key_attributes.push_back(r.Text("name"));
  });
  ReadThroughputs(record, &index.throughput, &index.on_demand, &index.warm);
  index.status = record.Enumerator("status", index.status, Status::kDeleting);
  index.backfilling = record.Bool("backfilling");
  index.insights = ReadInsights(record);
  return index;
}

void WriteRecovery(const TableDescription& table, RecordWriter* record) {
  RecordWriter recovery;
  recovery.Bool("enabled", table.recovery.enabled);
  recovery.Integer("days", table.recovery.period_days);
  recovery.Integer("since", table.recovery.since_millis);
  record->Record("recovery", recovery);
  if (!table.restore) return;
  RecordWriter restore;
  restore.Text("table_arn", table.restore->table_arn);
  restore.Text("backup_arn", table.restore->backup_arn);
  restore.Integer("time", table.restore->millis);
  restore.Bool("in_progress", table.restore->in_progress);
  restore.Text("source", table.restore->source_name);
  restore.Integer("source_id", table.restore->source_id);
  if (const auto& undo_from = table.restore->undo_from) {
    restore.Integer("undo_millis", undo_from->millis);
    restore.Integer("undo_sequence", static_cast<int64_t>(undo_from->sequence));
  }
  record->Record("restore", restore);
}

void ReadRecovery(const RecordReader& record, TableDescription* table) {
  if (const auto recovery = record.Record("recovery")) {
    table->recovery = {recovery->Bool("enabled"), recovery->Integer("days", kMaxRecoveryDays),
                       recovery->Integer("since")};
  }
  const auto restore = record.Record("restore");
  if (!restore) return;
  table->restore.emplace();
  table->restore->table_arn = restore->Text("table_arn");
  table->restore->backup_arn = restore->Text("backup_arn");
  table->restore->millis = restore->Integer("time");
  table->restore->in_progress = restore->Bool("in_progress");
  table->restore->source_name = restore->Text("source");
  table->restore->source_id = static_cast<uint32_t>(restore->Integer("source_id"));
  const int64_t undo_millis = restore->Integer("undo_millis", kMissing);
  if (undo_millis == kMissing) return;
  table->restore->undo_from = {undo_millis,
                               static_cast<uint64_t>(restore->Integer("undo_sequence"))};
}

void WriteSettings(const TableDescription& table, RecordWriter* record) {
  record->Bool("on_demand_billing", table.on_demand_billing);
  record->Integer("on_demand_since", table.on_demand_since_millis);
  WriteThroughputs(table.throughput, table.on_demand, table.warm, record);
  if (table.stream) {
    RecordWriter stream;
    stream.Integer("view", static_cast<int64_t>(table.stream->view));
    stream.Text("label", table.stream->label);
    record->Record("stream", stream);
  }
  record->Text("latest_stream_label", table.latest_stream_label);
  if (table.encryption) {
    RecordWriter encryption;
    encryption.Bool("enabled", table.encryption->enabled);
    encryption.Text("type", table.encryption->type);
    encryption.Text("key_arn", table.encryption->key_arn);
    record->Record("encryption", encryption);
  }
  record->Text("table_class", table.table_class);
  record->Bool("deletion_protection", table.deletion_protection);
  RecordWriter ttl;
  ttl.Bool("enabled", table.ttl.enabled);
  ttl.Text("attribute", table.ttl.attribute);
  ttl.Bool("filling", table.ttl.filling);
  ttl.Integer("transition", table.ttl.transition_millis);
  if (table.ttl.changed_millis) ttl.Integer("changed", *table.ttl.changed_millis);
  record->Record("ttl", ttl);
  record->Text("resource_policy", table.policy.document);
  record->Integer("policy_revision", table.policy.revision);
  WriteInsights(table.insights, record);
  record->Records("kinesis", table.kinesis, WriteDestination);
  record->Text("change_log", table.change_log);
  record->Records("tags", table.tags, [](const Tag& tag, RecordWriter* r) {
    r->Text("key", tag.key);
    r->Text("value", tag.value);
  });
  WriteRecovery(table, record);
}

void ReadSettings(const RecordReader& record, TableDescription* table) {
  table->on_demand_billing = record.Bool("on_demand_billing");
  table->on_demand_since_millis = record.Integer("on_demand_since");
  ReadThroughputs(record, &table->throughput, &table->on_demand, &table->warm);
  if (const auto stream = record.Record("stream")) {
    table->stream = {
        stream->Enumerator("view", StreamView::kKeysOnly, StreamView::kNewAndOldImages),
        stream->Text("label")};
  }
  table->latest_stream_label = record.Text("latest_stream_label");
  if (const auto encryption = record.Record("encryption")) {
    table->encryption = {encryption->Bool("enabled"),
                         encryption->Text("type", EncryptionSettings().type),
                         encryption->Text("key_arn")};
  }
  table->table_class = record.Text("table_class");
  table->deletion_protection = record.Bool("deletion_protection");
  if (const auto ttl = record.Record("ttl")) {
    table->ttl = {ttl->Bool("enabled"), ttl->Text("attribute"), ttl->Bool("filling"),
                  ttl->Integer("transition"), std::nullopt};
    const int64_t changed = ttl->Integer("changed", kMissing);
    if (changed != kMissing) table->ttl.changed_millis = changed;
  }
  table->policy = {record.Text("resource_policy"), record.Integer("policy_revision")};
  // Earlier versions kept no revision.
  if (!table->policy.document.empty() && table->policy.revision == 0) {
    table->policy.revision = table->created_millis;
  }
  table->insights = ReadInsights(record);
  record.Records("kinesis",
                 [&](const RecordReader& r) { table->kinesis.push_back(ReadDestination(r)); });
  table->change_log = record.Text("change_log");
  record.Records("tags", [&](const RecordReader& r) {
    table->tags.push_back({r.Text("key"), r.Text("value")});
  });
  ReadRecovery(record, table);
}

}  // namespace

std::string EncodeDescription(const TableDescription& table) {
  RecordWriter record;
  record.Text("name", table.name);
  record.Integer("id", table.id);
  record.Text("uuid", table.uuid);
  record.Text("region", table.region);
  record.Text("account", table.account);
  record.Integer("created", table.created_millis);
  WriteKeyAttributes("partition", table.key.partition, &record);
  WriteKeyAttributes("sort", table.key.sort, &record);
  WriteKeyAttributes("attributes", table.attribute_definitions, &record);
  record.Records("indexes", table.indexes, WriteIndex);
  record.Records("deleted_indexes", table.deleted_indexes, WriteIndex);
  WriteSettings(table, &record);
  record.Integer("status", static_cast<int64_t>(table.status));
  record.Integer("transition", table.transition_millis);
  return record.bytes();
}

bool IsWhole(const TableDescription& table) {
  const auto is_whole = [](const IndexSchema& index) {
    return !index.name.empty() && !index.key.partition.empty();
  };
  return !table.name.empty() && !table.key.partition.empty() &&
         std::all_of(table.indexes.begin(), table.indexes.end(), is_whole);
}

TableDescription DecodeDescription(std::string_view bytes) {
  if (!IsWalkableItem(bytes)) ThrowDamaged("all of it");
  const RecordReader record{MapView(bytes)};
  TableDescription table;
  table.name = record.Text("name");
  table.id = static_cast<uint32_t>(record.Integer("id"));
  table.uuid = record.Text("uuid");
  table.region = record.Text("region");
  table.account = record.Text("account", kLocalAccount);
  table.created_millis = record.Integer("created");
  table.key.partition = ReadKeyAttributes("partition", record);
  table.key.sort = ReadKeyAttributes("sort", record);
  table.attribute_definitions = ReadKeyAttributes("attributes", record);
  record.Records("indexes", [&](const RecordReader& r) { table.indexes.push_back(ReadIndex(r)); });
  record.Records("deleted_indexes",
                 [&](const RecordReader& r) { table.deleted_indexes.push_back(ReadIndex(r)); });
  ReadSettings(record, &table);
  table.status = record.Enumerator("status", table.status, Status::kDeleting);
  table.transition_millis = record.Integer("transition");
  return table;
}

}  // namespace pumice
