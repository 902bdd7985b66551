// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/table_input.h"

#include <utility>

#include "tools/deploy/terraform/resource_values.h"

namespace pumice::deploy::terraform {
namespace {

// What the service gives every table; a state tells it as if it were asked for.
constexpr std::string_view kWarmReads = "12000";
constexpr std::string_view kWarmWrites = "4000";

[[noreturn]] void Fail(const Resource& resource, const Node& at, const std::string& message) {
  throw TemplateError(at.mark().file == nullptr ? resource.mark : at.mark(), resource.address,
                      message);
}

Node KeyElement(const Node& name, std::string_view type) {
  Node element = Node::Map(name.mark());
  element.Set("AttributeName", Node::String(name.text(), name.mark()));
  element.Set("KeyType", Node::String(std::string(type), name.mark()));
  return element;
}

// Of hash_key and range_key, or of key_schema blocks.
Node KeySchema(const Resource& resource, const Node& values) {
  Node schema = Node::List(values.mark());
  if (const Node* const blocks = Given(values, "key_schema")) {
    for (const Node& block : blocks->items()) {
      const Node* const name = Given(block, "attribute_name");
      if (name == nullptr) Fail(resource, block, "attribute_name is required");
      schema.Add(KeyElement(*name, TextOf(block, "key_type")));
    }
    return schema;
  }
  const Node* const hash = Given(values, "hash_key");
  if (hash == nullptr) Fail(resource, values, "hash_key is required");
  schema.Add(KeyElement(*hash, "HASH"));
  if (const Node* const range = Given(values, "range_key")) schema.Add(KeyElement(*range, "RANGE"));
  return schema;
}

Node Projection(const Resource& resource, const Node& values) {
  const Node* const type = Given(values, "projection_type");
  if (type == nullptr) Fail(resource, values, "projection_type is required");
  Node projection = Node::Map(values.mark());
  projection.Set("ProjectionType", *type);
  Copy(values, "non_key_attributes", "NonKeyAttributes", &projection);
  return projection;
}

Node Capacity(const Resource& resource, const Node& values, std::string_view reads,
              std::string_view writes) {
  Node capacity = Node::Map(values.mark());
  for (const std::string_view argument : {reads, writes}) {
    if (GivenNumber(values, argument) == nullptr) {
      Fail(resource, values,
           std::string(argument) + " is required: the billing mode is PROVISIONED");
    }
  }
  CopyNumber(values, reads, "ReadCapacityUnits", &capacity);
  CopyNumber(values, writes, "WriteCapacityUnits", &capacity);
  return capacity;
}

// on_demand_throughput and warm_throughput, of a table or an index.
void AddThroughputs(const Node& values, Node* out) {
  if (const Node* const block = GivenBlock(values, "on_demand_throughput")) {
    Node made = Node::Map(block->mark());
    CopyNumber(*block, "max_read_request_units", "MaxReadRequestUnits", &made);
    CopyNumber(*block, "max_write_request_units", "MaxWriteRequestUnits", &made);
    if (!made.members().empty()) out->Set("OnDemandThroughput", std::move(made));
  }
  if (const Node* const block = GivenBlock(values, "warm_throughput")) {
    Node made = Node::Map(block->mark());
    if (TextOf(*block, "read_units_per_second") != kWarmReads)
      CopyNumber(*block, "read_units_per_second", "ReadUnitsPerSecond", &made);
    if (TextOf(*block, "write_units_per_second") != kWarmWrites)
      CopyNumber(*block, "write_units_per_second", "WriteUnitsPerSecond", &made);
    if (!made.members().empty()) out->Set("WarmThroughput", std::move(made));
  }
}

void AddAttributes(const Resource& resource, Node* create) {
  Node definitions = Node::List(resource.mark);
  if (const Node* const attributes = Given(resource.values, "attribute")) {
    for (const Node& attribute : attributes->items()) {
      Node definition = Node::Map(attribute.mark());
      Copy(attribute, "name", "AttributeName", &definition);
      Copy(attribute, "type", "AttributeType", &definition);
      definitions.Add(std::move(definition));
    }
  }
  create->Set("AttributeDefinitions", std::move(definitions));
}

void AddIndexes(const Resource& resource, bool is_provisioned, Node* create) {
  if (const Node* const blocks = Given(resource.values, "global_secondary_index")) {
    Node indexes = Node::List(blocks->mark());
    for (const Node& block : blocks->items()) {
      Resource index = resource;
      index.mark = block.mark().file == nullptr ? resource.mark : block.mark();
      index.values = block;
      indexes.Add(MakeIndex(index, is_provisioned, nullptr));
    }
    create->Set("GlobalSecondaryIndexes", std::move(indexes));
  }
  const Node* const blocks = Given(resource.values, "local_secondary_index");
  if (blocks == nullptr) return;
  Node indexes = Node::List(blocks->mark());
  for (const Node& block : blocks->items()) {
    Node index = Node::Map(block.mark());
    Node keyed = block;
    if (const Node* const hash = Given(resource.values, "hash_key")) keyed.Set("hash_key", *hash);
    Copy(block, "name", "IndexName", &index);
    index.Set("KeySchema", KeySchema(resource, keyed));
    index.Set("Projection", Projection(resource, block));
    indexes.Add(std::move(index));
  }
  create->Set("LocalSecondaryIndexes", std::move(indexes));
}

void AddStream(const Resource& resource, Node* create, std::vector<std::string>* notes) {
  const Node* const view = Given(resource.values, "stream_view_type");
  if (!IsTrue(resource.values, "stream_enabled")) {
    if (view != nullptr)
      notes->push_back(NoteOf(resource, "stream_view_type says nothing without stream_enabled"));
    return;
  }
  if (view == nullptr)
    Fail(resource, resource.values, "stream_view_type is required with stream_enabled");
  Node stream = Node::Map(view->mark());
  stream.Set("StreamEnabled", Node::Bool(true, view->mark()));
  stream.Set("StreamViewType", *view);
  create->Set("StreamSpecification", std::move(stream));
}

void AddEncryption(const Resource& resource, Node* create) {
  const Node* const block = GivenBlock(resource.values, "server_side_encryption");
  if (block == nullptr || !IsTrue(*block, "enabled")) return;
  Node encryption = Node::Map(block->mark());
  encryption.Set("Enabled", Node::Bool(true, block->mark()));
  encryption.Set("SSEType", Node::String("KMS", block->mark()));
  Copy(*block, "kms_key_arn", "KMSMasterKeyId", &encryption);
  create->Set("SSESpecification", std::move(encryption));
}

void AddSettings(const Resource& resource, DesiredTable* table) {
  if (const Node* const ttl = GivenBlock(resource.values, "ttl")) {
    const Node* const name = Given(*ttl, "attribute_name");
    if (name == nullptr && IsTrue(*ttl, "enabled"))
      Fail(resource, *ttl, "ttl.attribute_name is required where ttl is enabled");
    if (name != nullptr) {
      table->time_to_live = Node::Map(ttl->mark());
      table->time_to_live.Set("Enabled", Node::Bool(IsTrue(*ttl, "enabled"), ttl->mark()));
      table->time_to_live.Set("AttributeName", *name);
    }
  }
  if (const Node* const recovery = GivenBlock(resource.values, "point_in_time_recovery")) {
    const bool enabled = IsTrue(*recovery, "enabled");
    Node made = Node::Map(recovery->mark());
    made.Set("PointInTimeRecoveryEnabled", Node::Bool(enabled, recovery->mark()));
    if (enabled) CopyNumber(*recovery, "recovery_period_in_days", "RecoveryPeriodInDays", &made);
    table->continuous_backups = std::move(made);
  }
}

// Arguments that pumice has nothing for.
void TellOthers(const Resource& resource, std::vector<std::string>* notes) {
  const auto tell = [&](std::string_view name, std::string_view why) {
    const Node* const found = Given(resource.values, name);
    if (found == nullptr || found->text() == "false") return;
    Resource at = resource;
    if (found->mark().file != nullptr) at.mark = found->mark();
    if (found->is_list() && found->items()[0].mark().file != nullptr)
      at.mark = found->items()[0].mark();
    notes->push_back(NoteOf(at, std::string(name) + ": " + std::string(why)));
  };
  tell("replica", "pumice has no replicas in other regions; this table alone is made");
  tell("global_table_witness", "pumice has no witness regions");
  tell("import_table", "nothing is imported; pumice load fills a table");
  for (const char* const name : {"restore_date_time", "restore_source_name",
                                 "restore_source_table_arn", "restore_to_latest_time"})
    tell(name, "nothing is restored; the table begins empty");
  if (!resource.region.empty())
    notes->push_back(NoteOf(resource, "the region " + resource.region +
                                          " is not told apart: the table is made where all are"));
}

}  // namespace

std::string NoteOf(const Resource& resource, const std::string& message) {
  return TemplateError(resource.mark, resource.address, message).what();
}

Node MakeIndex(const Resource& resource, bool is_provisioned, Node* attributes) {
  // The resource names its arguments anew, and keeps some in blocks.
  Node values = resource.values;
  if (const Node* const name = Given(resource.values, "index_name")) values.Set("name", *name);
  if (const Node* const projection = GivenBlock(resource.values, "projection")) {
    for (const Node::Member& member : projection->members())
      values.Set(member.first, member.second);
  }
  const Node* const name = Given(values, "name");
  if (name == nullptr) Fail(resource, values, "the index needs a name");
  Node index = Node::Map(resource.mark);
  index.Set("IndexName", *name);
  index.Set("KeySchema", KeySchema(resource, values));
  index.Set("Projection", Projection(resource, values));
  const Node* const throughput = GivenBlock(values, "provisioned_throughput");
  if (is_provisioned) {
    index.Set("ProvisionedThroughput",
              throughput == nullptr
                  ? Capacity(resource, values, "read_capacity", "write_capacity")
                  : Capacity(resource, *throughput, "read_capacity_units", "write_capacity_units"));
  }
  AddThroughputs(values, &index);
  const Node* const keys = Given(values, "key_schema");
  if (attributes == nullptr || keys == nullptr) return index;
  for (const Node& key : keys->items()) {
    Node definition = Node::Map(key.mark());
    Copy(key, "attribute_name", "AttributeName", &definition);
    Copy(key, "attribute_type", "AttributeType", &definition);
    attributes->Add(std::move(definition));
  }
  return index;
}

DesiredTable MakeTable(const Resource& resource, std::vector<std::string>* notes) {
  const Node& values = resource.values;
  const Node* const name = Given(values, "name");
  if (name == nullptr) Fail(resource, values, "the name is known only after terraform apply");
  DesiredTable table;
  table.name = name->text();
  table.logical_id = resource.address;
  table.mark = resource.mark;
  table.retain = resource.keep;
  table.create = Node::Map(resource.mark);
  Node* const create = &table.create;
  create->Set("TableName", *name);
  create->Set("KeySchema", KeySchema(resource, values));
  AddAttributes(resource, create);
  const std::string mode = TextOf(values, "billing_mode");
  const bool is_provisioned = mode.empty() || mode == "PROVISIONED";
  create->Set("BillingMode", Node::String(mode.empty() ? "PROVISIONED" : mode, resource.mark));
  if (is_provisioned)
    create->Set("ProvisionedThroughput",
                Capacity(resource, values, "read_capacity", "write_capacity"));
  AddIndexes(resource, is_provisioned, create);
  AddStream(resource, create, notes);
  AddEncryption(resource, create);
  AddThroughputs(values, create);
  Copy(values, "table_class", "TableClass", create);
  if (const Node* const kept = Given(values, "deletion_protection_enabled"))
    create->Set("DeletionProtectionEnabled", *kept);
  const Node* const all = Given(values, "tags_all");
  const Node* const tags = all == nullptr ? Given(values, "tags") : all;
  if (tags != nullptr) create->Set("Tags", TagList(*tags, "Key", "Value"));
  AddSettings(resource, &table);
  TellOthers(resource, notes);
  return table;
}

Node TagList(const Node& tags, std::string_view key, std::string_view value) {
  Node list = Node::List(tags.mark());
  for (const Node::Member& tag : tags.members()) {
    Node made = Node::Map(tag.second.mark());
    made.Set(key, Node::String(tag.first, tag.second.mark()));
    made.Set(value, Node::String(tag.second.text(), tag.second.mark()));
    list.Add(std::move(made));
  }
  return list;
}

}  // namespace pumice::deploy::terraform
