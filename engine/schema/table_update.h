// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/schema/table_schema.h"

namespace pumice {

// New settings of a global index; what is missing stays.
struct IndexUpdate {
  std::string name;
  std::optional<Throughput> throughput;
  std::optional<OnDemandThroughput> on_demand;
  std::optional<WarmThroughput> warm;
};

// What UpdateTable asks for; what is missing stays.
struct TableUpdate {
  std::vector<KeyAttribute> attribute_definitions;  // joins those that are there
  bool lenient_definitions = false;                 // definitions that no key uses are forgotten
  std::optional<bool> on_demand_billing;
  std::optional<Throughput> throughput;
  std::optional<OnDemandThroughput> on_demand;
  std::optional<WarmThroughput> warm;
  std::vector<IndexSchema> create_indexes;
  std::vector<std::string> delete_indexes;
  std::vector<IndexUpdate> update_indexes;
  std::optional<bool> stream_enabled;
  StreamView stream_view = StreamView::kKeysOnly;  // if it is enabled
  std::optional<EncryptionSettings> encryption;
  std::optional<std::string> table_class;
  std::optional<bool> deletion_protection;
};

// What an update must not ask for whatever its table is. Throws ApiError: ValidationException,
// LimitExceededException.
void CheckTableUpdate(const TableUpdate& update);

// Applies an update that has passed CheckTableUpdate to a table's description at a time, and checks
// the description that results (CheckTable). New indexes have status CREATING and are backfilling,
// and no id yet; deleted ones are among `deleted_indexes`. Throws ApiError: ValidationException,
// ResourceNotFoundException, LimitExceededException.
void ApplyTableUpdate(const TableUpdate& update, int64_t now_millis, TableDescription* table);

}  // namespace pumice
