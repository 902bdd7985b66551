// SPDX-License-Identifier: Apache-2.0

#include "protocol/operations/table_json.h"

namespace pumice {

std::string_view StreamViewName(StreamView view) {
  switch (view) {
    case StreamView::kKeysOnly:
      return "KEYS_ONLY";
    case StreamView::kNewImage:
      return "NEW_IMAGE";
    case StreamView::kOldImage:
      return "OLD_IMAGE";
    case StreamView::kNewAndOldImages:
      return "NEW_AND_OLD_IMAGES";
  }
  return "";
}

void WriteKeySchema(const KeySchema& key, JsonWriter* json) {
  const auto write = [&](const std::vector<KeyAttribute>& attributes, std::string_view type) {
    for (const KeyAttribute& attribute : attributes) {
      json->BeginObject();
      json->StringMember("AttributeName", attribute.name);
      json->StringMember("KeyType", type);
      json->EndObject();
    }
  };
  json->Key("KeySchema");
  json->BeginArray();
  write(key.partition, "HASH");
  write(key.sort, "RANGE");
  json->EndArray();
}

namespace {

std::string_view ProjectionName(ProjectionType type) {
  switch (type) {
    case ProjectionType::kAll:
      return "ALL";
    case ProjectionType::kKeysOnly:
      return "KEYS_ONLY";
    case ProjectionType::kInclude:
      return "INCLUDE";
  }
  return "";
}

}  // namespace

void WriteProjection(const Projection& projection, JsonWriter* json) {
  json->Key("Projection");
  json->BeginObject();
  json->StringMember("ProjectionType", ProjectionName(projection.type));
  if (projection.type == ProjectionType::kInclude) {
    json->Key("NonKeyAttributes");
    json->BeginArray();
    for (const std::string& name : projection.non_key_attributes) json->String(name);
    json->EndArray();
  }
  json->EndObject();
}

void WriteOnDemand(const std::optional<OnDemandThroughput>& on_demand, JsonWriter* json) {
  if (!on_demand) return;
  json->Key("OnDemandThroughput");
  json->BeginObject();
  json->IntegerMember("MaxReadRequestUnits", on_demand->max_read);
  json->IntegerMember("MaxWriteRequestUnits", on_demand->max_write);
  json->EndObject();
}

namespace {

// A key is given by its ARN, its id, or an alias; it is told by an ARN.
std::string KmsKeyArn(const TableDescription& table, std::string_view key) {
  // Without a key of the user's own the service takes its managed one.
  if (key.empty()) key = "alias/aws/dynamodb";
  if (key.starts_with("arn:")) return std::string(key);
  std::string arn = "arn:aws:kms:" + table.region + ':' + table.account + ':';
  if (!key.starts_with("alias/")) arn += "key/";
  return arn.append(key);
}

}  // namespace

void WriteEncryption(const TableDescription& table, JsonWriter* json) {
  if (!table.encryption) return;
  json->Key("SSEDescription");
  json->BeginObject();
  json->StringMember("Status", "ENABLED");
  json->StringMember("SSEType", table.encryption->type);
  json->StringMember("KMSMasterKeyArn", KmsKeyArn(table, table.encryption->key_arn));
  json->EndObject();
}

namespace {

std::string_view StatusName(Status status) {
  switch (status) {
    case Status::kCreating:
      return "CREATING";
    case Status::kUpdating:
      return "UPDATING";
    case Status::kActive:
      return "ACTIVE";
    case Status::kDeleting:
      return "DELETING";
  }
  return "";
}

void WriteAttributeDefinitions(const TableDescription& table, JsonWriter* json) {
  json->Key("AttributeDefinitions");
  json->BeginArray();
  for (const KeyAttribute& attribute : table.attribute_definitions) {
    json->BeginObject();
    json->StringMember("AttributeName", attribute.name);
    json->StringMember("AttributeType", ValueTypeName(attribute.type));
    json->EndObject();
  }
  json->EndArray();
}

void WriteThroughput(const Throughput& throughput, JsonWriter* json) {
  json->Key("ProvisionedThroughput");
  json->BeginObject();
  if (throughput.last_increase_millis != 0) {
    json->TimestampMember("LastIncreaseDateTime", throughput.last_increase_millis);
  }
  if (throughput.last_decrease_millis != 0) {
    json->TimestampMember("LastDecreaseDateTime", throughput.last_decrease_millis);
  }
  json->IntegerMember("NumberOfDecreasesToday", throughput.decreases_today);
  json->IntegerMember("ReadCapacityUnits", throughput.read);
  json->IntegerMember("WriteCapacityUnits", throughput.write);
  json->EndObject();
}

// What was asked for, or what the service starts with. `status`: of the table or index; while it is
// CREATING there is only what was asked for, on its way.
void WriteWarm(const std::optional<WarmThroughput>& asked, const WarmThroughput& least,
               Status status, JsonWriter* json) {
  const bool creating = status == Status::kCreating;
  if (creating && !asked) return;
  const WarmThroughput warm = asked.value_or(least);
  json->Key("WarmThroughput");
  json->BeginObject();
  json->IntegerMember("ReadUnitsPerSecond", warm.read);
  json->IntegerMember("WriteUnitsPerSecond", warm.write);
  json->StringMember("Status", StatusName(creating ? Status::kUpdating : Status::kActive));
  json->EndObject();
}

void WriteIndex(const TableDescription& table, const IndexSchema& index,
                const ItemCounters& counters, JsonWriter* json) {
  json->BeginObject();
  json->StringMember("IndexName", index.name);
  WriteKeySchema(index.key, json);
  WriteProjection(index.projection, json);
  if (index.global) {
    json->StringMember("IndexStatus", StatusName(index.status));
    // False while "DynamoDB allocates the compute and storage resources" ("Managing global
    // secondary indexes", Developer Guide, "Phases of index creation").
    if (index.backfilling) json->BoolMember("Backfilling", table.status != Status::kUpdating);
    WriteThroughput(index.throughput, json);
    WriteOnDemand(index.on_demand, json);
    WriteWarm(index.warm, LeastWarmThroughput(table.on_demand_billing, index.throughput),
              index.status, json);
  }
  json->IntegerMember("IndexSizeBytes", counters.bytes);
  json->IntegerMember("ItemCount", counters.items);
  json->StringMember("IndexArn", table.IndexArn(index.name));
  json->EndObject();
}

void WriteIndexes(std::string_view member, bool global, const TableInfo& info, JsonWriter* json) {
  bool any = false;
  for (size_t i = 0; i < info.description.indexes.size(); ++i) {
    const IndexSchema& index = info.description.indexes[i];
    if (index.global != global) continue;
    if (!any) {
      json->Key(member);
      json->BeginArray();
    }
    any = true;
    WriteIndex(info.description, index, info.index_counters[i], json);
  }
  if (any) json->EndArray();
}

void WriteBilling(const TableDescription& table, JsonWriter* json) {
  WriteThroughput(table.throughput, json);
  if (table.on_demand_billing || table.on_demand_since_millis != 0) {
    json->Key("BillingModeSummary");
    json->BeginObject();
    json->StringMember("BillingMode", table.on_demand_billing ? "PAY_PER_REQUEST" : "PROVISIONED");
    if (table.on_demand_since_millis != 0 && table.status != Status::kCreating) {
      json->TimestampMember("LastUpdateToPayPerRequestDateTime", table.on_demand_since_millis);
    }
    json->EndObject();
  }
  WriteOnDemand(table.on_demand, json);
}

void WriteStream(const TableDescription& table, JsonWriter* json) {
  if (table.stream) {
    json->Key("StreamSpecification");
    json->BeginObject();
    json->BoolMember("StreamEnabled", true);
    json->StringMember("StreamViewType", StreamViewName(table.stream->view));
    json->EndObject();
  }
  if (!table.latest_stream_label.empty()) {
    json->StringMember("LatestStreamLabel", table.latest_stream_label);
    json->StringMember("LatestStreamArn", table.StreamArn(table.latest_stream_label));
  }
}

void WriteRestore(const TableDescription& table, JsonWriter* json) {
  if (!table.restore) return;
  json->Key("RestoreSummary");
  json->BeginObject();
  if (!table.restore->backup_arn.empty()) {
    json->StringMember("SourceBackupArn", table.restore->backup_arn);
  }
  json->StringMember("SourceTableArn", table.restore->table_arn);
  json->TimestampMember("RestoreDateTime", table.restore->millis);
  json->BoolMember("RestoreInProgress", table.status == Status::kCreating);
  json->EndObject();
}

void WriteTableClass(const TableDescription& table, JsonWriter* json) {
  if (table.table_class.empty()) return;
  json->Key("TableClassSummary");
  json->BeginObject();
  json->StringMember("TableClass", table.table_class);
  json->EndObject();
}

}  // namespace

void WriteTableDescription(const TableInfo& info, TableDetail detail, JsonWriter* json) {
  const TableDescription& table = info.description;
  const bool all = detail == TableDetail::kAll;
  json->BeginObject();
  if (all) WriteAttributeDefinitions(table, json);
  json->StringMember("TableName", table.name);
  if (all) WriteKeySchema(table.key, json);
  json->StringMember("TableStatus", StatusName(table.status));
  if (all) json->TimestampMember("CreationDateTime", table.created_millis);
  WriteBilling(table, json);
  if (all) {
    WriteWarm(table.warm, LeastWarmThroughput(table.on_demand_billing, table.throughput),
              table.status, json);
  }
  json->IntegerMember("TableSizeBytes", info.counters.bytes);
  json->IntegerMember("ItemCount", info.counters.items);
  json->StringMember("TableArn", table.Arn());
  json->StringMember("TableId", table.uuid);
  if (all) {
    WriteIndexes("LocalSecondaryIndexes", false, info, json);
    WriteIndexes("GlobalSecondaryIndexes", true, info, json);
  }
  WriteStream(table, json);
  WriteEncryption(table, json);
  WriteTableClass(table, json);
  WriteRestore(table, json);
  json->BoolMember("DeletionProtectionEnabled", table.deletion_protection);
  json->EndObject();
}

void WriteTableAnswer(std::string_view member, const TableInfo& info, std::string* output,
                      TableDetail detail) {
  JsonWriter json(output);
  json.BeginObject();
  json.Key(member);
  WriteTableDescription(info, detail, &json);
  json.EndObject();
}

}  // namespace pumice
