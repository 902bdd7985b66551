// SPDX-License-Identifier: Apache-2.0

#include "protocol/operations/table_input.h"

#include <algorithm>
#include <set>

#include "engine/error/tables.h"
#include "engine/schema/limits.h"
#include "engine/schema/tags.h"
#include "protocol/constraint_faults.h"
#include "protocol/policy_document.h"
#include "protocol/table_arn.h"

namespace pumice {
namespace {

template <typename Elements, typename NameOf>
std::string Join(const Elements& elements, NameOf name_of) {
  std::string text = "[";
  for (const auto& element : elements) {
    if (text.size() > 1) text += ", ";
    text += name_of(element);
  }
  return text + ']';
}

std::string Names(const std::vector<KeyAttribute>& attributes) {
  return Join(attributes, [](const KeyAttribute& attribute) { return attribute.name; });
}

const KeyAttribute* FindDefinition(const std::vector<KeyAttribute>& definitions,
                                   std::string_view name) {
  for (const KeyAttribute& definition : definitions) {
    if (definition.name == name) return &definition;
  }
  return nullptr;
}

// The names of a KeySchema list, in order.
std::vector<std::string> KeyNames(const JsonValue& list) {
  std::vector<std::string> names;
  for (const JsonValue& element : list.GetArray()) {
    names.emplace_back(*FindString(element, "AttributeName"));
  }
  return names;
}

// The order of key types: the partition key's attributes, then the sort key's.
void CheckRoles(const JsonValue& list, size_t most_per_role) {
  size_t partition = 0;
  size_t sort = 0;
  for (const JsonValue& element : list.GetArray()) {
    const bool is_sort = *FindString(element, "KeyType") == "RANGE";
    if (partition == 0 && is_sort) ThrowFirstKeyNotHash();
    if (!is_sort && partition == 1 && most_per_role == 1) ThrowSecondKeyNotRange();
    if (!is_sort && sort > 0) ThrowHashKeyBehindRange();
    ++(is_sort ? sort : partition);
  }
  if (partition > most_per_role) ThrowTooManyKeys("HASH");
  if (sort > most_per_role) ThrowTooManyKeys("RANGE");
}

KeySchema ReadKeySchema(const JsonValue& list, const std::vector<KeyAttribute>& definitions,
                        size_t most_per_role) {
  CheckRoles(list, most_per_role);
  const std::vector<std::string> names = KeyNames(list);
  if (names.size() > definitions.size() && !definitions.empty()) {
    ThrowTooFewDefinitions();
  }
  if (std::set<std::string>(names.begin(), names.end()).size() != names.size()) {
    ThrowRepeatedKeyAttribute();
  }
  KeySchema schema;
  for (const JsonValue& element : list.GetArray()) {
    const std::string_view name = *FindString(element, "AttributeName");
    const KeyAttribute* const definition = FindDefinition(definitions, name);
    if (definition == nullptr) {
      ThrowKeyNotDefined(Join(names, [](const std::string& key) { return key; }),
                         Names(definitions));
    }
    auto& role = *FindString(element, "KeyType") == "HASH" ? schema.partition : schema.sort;
    role.push_back(*definition);
  }
  return schema;
}

Projection ReadProjection(const JsonValue& index) {
  const JsonValue* const json = FindMember(index, "Projection");
  const auto type = json != nullptr ? FindString(*json, "ProjectionType") : std::nullopt;
  if (!type) ThrowNoProjectionType();

  Projection projection;
  if (*type == "KEYS_ONLY") projection.type = ProjectionType::kKeysOnly;
  if (*type == "INCLUDE") projection.type = ProjectionType::kInclude;
  const JsonValue* const names = FindMember(*json, "NonKeyAttributes");
  if (projection.type != ProjectionType::kInclude) {
    if (names != nullptr) {
      ThrowNonKeyAttributesGiven(*type);
    }
    return projection;
  }
  if (names == nullptr) ThrowNoNonKeyAttributes();
  std::set<std::string_view> unique;
  for (const JsonValue& name : names->GetArray()) {
    if (!unique.insert(JsonText(name)).second) ThrowDuplicateNonKeyAttribute(JsonText(name));
    projection.non_key_attributes.emplace_back(JsonText(name));
  }
  return projection;
}

IndexSchema ReadLocalIndex(const JsonValue& json, const TableDescription& table) {
  IndexSchema index;
  index.global = false;
  index.name = *FindString(json, "IndexName");
  index.key = ReadKeySchema(*FindMember(json, "KeySchema"), table.attribute_definitions, 1);
  index.projection = ReadProjection(json);
  return index;
}

void ReadLocalIndexes(const JsonValue& input, TableDescription* table) {
  const JsonValue* const list = FindMember(input, "LocalSecondaryIndexes");
  if (list == nullptr) return;
  if (list->Empty()) ThrowNoLocalIndexes();
  for (const JsonValue& json : list->GetArray()) {
    table->indexes.push_back(ReadLocalIndex(json, *table));
  }
}

void ReadGlobalIndexes(const JsonValue& input, TableDescription* table) {
  const JsonValue* const list = FindMember(input, "GlobalSecondaryIndexes");
  if (list == nullptr) return;
  if (list->Empty()) ThrowNoGlobalIndexes();
  for (const JsonValue& json : list->GetArray()) {
    IndexSchema index = ReadGlobalIndex(json, table->attribute_definitions);
    CompleteWarmThroughput(table->on_demand_billing, index.throughput, &index.warm);
    table->indexes.push_back(std::move(index));
  }
}

void ReadBilling(const JsonValue& input, TableDescription* table) {
  table->on_demand_billing = FindString(input, "BillingMode") == "PAY_PER_REQUEST";
  table->throughput = ReadThroughput(input).value_or(Throughput());
  table->on_demand = ReadOnDemandThroughput(input, {});
  table->warm = ReadWarmThroughput(input);
  CompleteWarmThroughput(table->on_demand_billing, table->throughput, &table->warm);
}

void ReadSettings(const JsonValue& input, TableDescription* table) {
  if (const JsonValue* const stream = FindMember(input, "StreamSpecification")) {
    table->stream = ReadStreamSpecification(*stream, ThrowViewOfNewDisabledStream);
  }
  if (const JsonValue* const encryption = FindMember(input, "SSESpecification")) {
    table->encryption = ReadEncryption(*encryption);
  }
  if (const JsonValue* const tags = FindMember(input, "Tags")) table->tags = ReadTags(*tags);
  table->table_class = FindString(input, "TableClass").value_or("");
  table->deletion_protection = FindBool(input, "DeletionProtectionEnabled").value_or(false);
  if (const auto policy = FindString(input, "ResourcePolicy")) {
    table->policy.document = CanonicalPolicy(*policy, PolicyResource::kTable);
  }
}

// Members that the shape does not require but a table does.
void CheckRequired(const JsonValue& input) {
  ConstraintFaults faults;
  const auto require = [&](std::string_view member, std::string_view path) {
    if (FindMember(input, member) == nullptr) faults.Add(std::nullopt, path, NotNullConstraint());
  };
  require("AttributeDefinitions", "attributeDefinitions");
  require("KeySchema", "keySchema");
  faults.ThrowIfAny();
}

int64_t Units(const JsonValue& json, std::string_view member, int64_t fallback) {
  return FindInteger(json, member).value_or(fallback);
}

void CheckUnits(int64_t units, std::string_view member) {
  constexpr int64_t kMax = 1000000000000;
  if (units > kMax) {
    ThrowUnitsOutOfBounds(units, member);
  }
}

}  // namespace

// In the order that table_operations.cc states. CheckTable has what concerns several members.
TableDescription ReadTableDescription(const JsonValue& input) {
  CheckRequired(input);
  TableDescription table;
  table.name = ParseTableName(*FindString(input, "TableName"));
  ReadBilling(input, &table);
  table.attribute_definitions = ReadAttributeDefinitions(input);
  const JsonValue& key_schema = *FindMember(input, "KeySchema");
  table.key = ReadKeySchema(key_schema, table.attribute_definitions, 1);
  ReadLocalIndexes(input, &table);
  ReadGlobalIndexes(input, &table);
  ReadSettings(input, &table);
  return table;
}

std::vector<KeyAttribute> ReadAttributeDefinitions(const JsonValue& input) {
  std::vector<KeyAttribute> definitions;
  const JsonValue* const list = FindMember(input, "AttributeDefinitions");
  if (list == nullptr) return definitions;
  for (const JsonValue& json : list->GetArray()) {
    std::string name(*FindString(json, "AttributeName"));
    if (FindDefinition(definitions, name) != nullptr) {
      ThrowDuplicateDefinition(name);
    }
    const ValueType type =
        ValueTypeFromName(*FindString(json, "AttributeType")).value_or(ValueType::kString);
    definitions.push_back({std::move(name), type});
  }
  return definitions;
}

std::optional<StreamSettings> ReadStreamSpecification(const JsonValue& specification,
                                                      void (*throw_disabled_with_view)()) {
  const auto view = FindString(specification, "StreamViewType");
  if (!FindBool(specification, "StreamEnabled").value_or(false)) {
    if (view) throw_disabled_with_view();
    return std::nullopt;
  }
  if (!view) ThrowNoStreamView();
  StreamSettings settings;
  if (*view == "NEW_IMAGE") settings.view = StreamView::kNewImage;
  if (*view == "OLD_IMAGE") settings.view = StreamView::kOldImage;
  if (*view == "NEW_AND_OLD_IMAGES") settings.view = StreamView::kNewAndOldImages;
  return settings;
}

std::optional<EncryptionSettings> ReadEncryption(const JsonValue& specification) {
  EncryptionSettings settings;
  settings.enabled = FindBool(specification, "Enabled").value_or(false);
  settings.type = FindString(specification, "SSEType").value_or("KMS");
  settings.key_arn = FindString(specification, "KMSMasterKeyId").value_or("");
  if (!settings.enabled) {
    if (!settings.key_arn.empty()) {
      ThrowKeyOfDisabledEncryption();
    }
    return std::nullopt;  // the service's own key: nothing to describe
  }
  return settings;
}

std::optional<Throughput> ReadThroughput(const JsonValue& parent, std::string_view member) {
  const JsonValue* const json = FindMember(parent, member);
  if (json == nullptr) return std::nullopt;
  Throughput throughput;
  throughput.read = Units(*json, "ReadCapacityUnits", 0);
  throughput.write = Units(*json, "WriteCapacityUnits", 0);
  CheckUnits(throughput.read, "ReadCapacityUnits");
  CheckUnits(throughput.write, "WriteCapacityUnits");
  return throughput;
}

std::optional<OnDemandThroughput> ReadOnDemandThroughput(const JsonValue& parent,
                                                         std::string_view index,
                                                         std::string_view name) {
  const JsonValue* const json = FindMember(parent, name);
  if (json == nullptr) return std::nullopt;
  const auto read = [&](std::string_view member) {
    const int64_t units = Units(*json, member, -1);
    if (units == 0 || units < -1) ThrowOnDemandThroughputRange(member, index);
    return units;
  };
  return OnDemandThroughput{read("MaxReadRequestUnits"), read("MaxWriteRequestUnits")};
}

std::optional<WarmThroughput> ReadWarmThroughput(const JsonValue& parent) {
  const JsonValue* const json = FindMember(parent, "WarmThroughput");
  if (json == nullptr) return std::nullopt;
  return WarmThroughput{Units(*json, "ReadUnitsPerSecond", 0),
                        Units(*json, "WriteUnitsPerSecond", 0)};
}

std::vector<Tag> ReadTags(const JsonValue& list) {
  std::vector<Tag> tags;
  std::set<std::string_view> keys;
  for (const JsonValue& json : list.GetArray()) {
    const std::string_view key = *FindString(json, "Key");
    if (!keys.insert(key).second) ThrowDuplicateTagKey(key);
    if (key.starts_with("aws:")) {
      ThrowReservedTagKey();
    }
    const std::string_view value = FindString(json, "Value").value_or("");
    if (!IsTagText(key)) ThrowTagCharacters("tag key", key);
    if (!IsTagText(value)) ThrowTagCharacters("tag value", value);
    tags.push_back({std::string(key), std::string(value)});
  }
  CheckTagCount(tags);
  return tags;
}

IndexSchema ReadGlobalIndex(const JsonValue& json, const std::vector<KeyAttribute>& definitions) {
  IndexSchema index;
  index.name = *FindString(json, "IndexName");
  index.key =
      ReadKeySchema(*FindMember(json, "KeySchema"), definitions, limits::kKeyAttributesPerRole);
  index.projection = ReadProjection(json);
  index.throughput = ReadThroughput(json).value_or(Throughput());
  index.on_demand = ReadOnDemandThroughput(json, index.name);
  index.warm = ReadWarmThroughput(json);
  return index;
}

}  // namespace pumice
