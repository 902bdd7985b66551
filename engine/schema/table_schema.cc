// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/table_schema.h"

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace pumice {
const IndexSchema* TableDescription::FindIndex(std::string_view index_name) const {
  for (const IndexSchema& index : indexes) {
    if (index.name == index_name) return &index;
  }
  return nullptr;
}

std::string TableDescription::Arn() const {
  return "arn:aws:dynamodb:" + region + ':' + account + ":table/" + name;
}

std::string TableDescription::IndexArn(std::string_view index_name) const {
  return Arn() + "/index/" + std::string(index_name);
}

std::string TableDescription::StreamArn(std::string_view label) const {
  return Arn() + "/stream/" + std::string(label);
}

std::string TableDescription::ChangeLogArn(std::string_view label) const {
  return Arn() + "/changes/" + std::string(label);
}

std::string StreamLabel(int64_t millis) {
  const std::time_t seconds = millis / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char date[32];
  const size_t size = std::strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &utc);
  char fraction[8];
  std::snprintf(fraction, sizeof(fraction), ".%03d", static_cast<int>(millis % 1000));
  return std::string(date, size) + fraction;
}

int64_t DecreasesToday(const Throughput& throughput, int64_t now_millis) {
  constexpr int64_t kDayMillis = int64_t{24} * 60 * 60 * 1000;
  const bool same_day = throughput.last_decrease_millis / kDayMillis == now_millis / kDayMillis;
  return same_day ? throughput.decreases_today : 0;
}

WarmThroughput LeastWarmThroughput(bool on_demand_billing, const Throughput& throughput) {
  if (on_demand_billing) return WarmThroughput();
  return {throughput.read, throughput.write};
}

void CompleteWarmThroughput(bool on_demand_billing, const Throughput& throughput,
                            std::optional<WarmThroughput>* warm) {
  if (!*warm) return;
  const WarmThroughput least = LeastWarmThroughput(on_demand_billing, throughput);
  if ((*warm)->read == 0) (*warm)->read = least.read;
  if ((*warm)->write == 0) (*warm)->write = least.write;
}

bool HasLocalIndex(const TableDescription& table) {
  return std::any_of(table.indexes.begin(), table.indexes.end(),
                     [](const IndexSchema& index) { return !index.global; });
}

bool IsKeyOf(const TableDescription& table, const IndexSchema& index, std::string_view attribute) {
  return table.key.Find(attribute) != nullptr || index.key.Find(attribute) != nullptr;
}

bool Projects(const TableDescription& table, const IndexSchema& index, std::string_view attribute) {
  if (index.projection.type == ProjectionType::kAll) return true;
  if (IsKeyOf(table, index, attribute)) return true;
  const auto& names = index.projection.non_key_attributes;
  return std::find(names.begin(), names.end(), attribute) != names.end();
}

}  // namespace pumice
