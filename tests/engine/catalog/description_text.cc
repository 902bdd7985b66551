// SPDX-License-Identifier: Apache-2.0

#include "tests/engine/catalog/description_text.h"

#include <sstream>

#include "engine/item/value.h"

namespace pumice::test {
namespace {

template <typename Enum>
int Number(Enum enumerator) {
  return static_cast<int>(enumerator);
}

void Print(std::ostream& out, const char* name, const std::vector<KeyAttribute>& attributes) {
  out << name << ":";
  for (const KeyAttribute& attribute : attributes) {
    out << ' ' << attribute.name << '/' << ValueTypeName(attribute.type);
  }
  out << '\n';
}

void Print(std::ostream& out, const Throughput& throughput,
           const std::optional<OnDemandThroughput>& on_demand,
           const std::optional<WarmThroughput>& warm) {
  out << "throughput: " << throughput.read << ' ' << throughput.write << ' '
      << throughput.last_increase_millis << ' ' << throughput.last_decrease_millis << ' '
      << throughput.decreases_today << '\n';
  if (throughput.before) {
    out << "before: " << throughput.before->read << ' ' << throughput.before->write << '\n';
  }
  if (on_demand) out << "on demand: " << on_demand->max_read << ' ' << on_demand->max_write << '\n';
  if (warm) out << "warm: " << warm->read << ' ' << warm->write << '\n';
}

void Print(std::ostream& out, const InsightsSettings& insights) {
  out << "insights: " << insights.enabled << ' ' << insights.throttled_only << ' '
      << insights.rules_millis << ' ' << insights.transition_millis << ' '
      << insights.changed_millis << '\n';
}

void Print(std::ostream& out, const IndexSchema& index) {
  out << "index: " << index.name << ' ' << index.id << (index.global ? " global" : " local")
      << '\n';
  Print(out, "partition", index.key.partition);
  Print(out, "sort", index.key.sort);
  out << "projection: " << Number(index.projection.type);
  for (const std::string& name : index.projection.non_key_attributes) out << ' ' << name;
  out << '\n';
  Print(out, index.throughput, index.on_demand, index.warm);
  Print(out, index.insights);
  out << "status: " << Number(index.status) << (index.backfilling ? " backfilling" : "") << '\n';
}

}  // namespace

std::string DescriptionText(const TableDescription& table) {
  std::ostringstream out;
  out << "table: " << table.name << ' ' << table.id << ' ' << table.uuid << ' ' << table.region
      << ' ' << table.created_millis << '\n';
  Print(out, "partition", table.key.partition);
  Print(out, "sort", table.key.sort);
  Print(out, "attributes", table.attribute_definitions);
  for (const IndexSchema& index : table.indexes) Print(out, index);
  for (const IndexSchema& index : table.deleted_indexes) {
    out << "deleted ";
    Print(out, index);
  }
  out << "on demand billing: " << table.on_demand_billing << ' ' << table.on_demand_since_millis
      << '\n';
  Print(out, table.throughput, table.on_demand, table.warm);
  if (table.stream) {
    out << "stream: " << Number(table.stream->view) << ' ' << table.stream->label << '\n';
  }
  out << "latest stream: " << table.latest_stream_label << '\n';
  if (table.encryption) {
    out << "encryption: " << table.encryption->enabled << ' ' << table.encryption->type << ' '
        << table.encryption->key_arn << '\n';
  }
  out << "class: " << table.table_class << '\n'
      << "deletion protection: " << table.deletion_protection << '\n'
      << "policy: " << table.policy.document << ' ' << table.policy.revision << '\n'
      << "change log: " << table.change_log << '\n';
  Print(out, table.insights);
  for (const KinesisDestination& destination : table.kinesis) {
    out << "kinesis: " << destination.stream_arn << ' ' << Number(destination.status) << ' '
        << Number(destination.change) << ' ' << destination.transition_millis << ' '
        << (destination.precision ? Number(*destination.precision) : -1) << '\n';
  }
  for (const Tag& tag : table.tags) out << "tag: " << tag.key << '=' << tag.value << '\n';
  out << "status: " << Number(table.status) << ' ' << table.transition_millis << '\n';
  return out.str();
}

}  // namespace pumice::test
