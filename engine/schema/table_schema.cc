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
  return "arn:aws:dynamodb:" + region + ':' + std::string(kLocalAccount) + ":table/" + name;
}

std::string TableDescription::IndexArn(std::string_view index_name) const {
  return Arn() + "/index/" + std::string(index_name);
}

std::string TableDescription::StreamArn(std::string_view label) const {
  return Arn() + "/stream/" + std::string(label);
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
