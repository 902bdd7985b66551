// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/schema/table_schema.h"

namespace pumice {

// An index of a restored table, which must be one of the source's; its capacity may be another.
struct IndexOverride {
  std::string name;
  std::vector<std::string> partition;  // the names of its key's attributes
  std::vector<std::string> sort;
  Projection projection;
  std::optional<Throughput> throughput;
  std::optional<OnDemandThroughput> on_demand;
};

// What a restore asks for beside its source; what is missing is as the source has it.
struct RestoreRequest {
  std::string target_name;
  std::string region;
  std::string account{kLocalAccount};
  std::optional<bool> on_demand_billing;
  std::optional<Throughput> throughput;
  std::optional<OnDemandThroughput> on_demand;
  std::optional<EncryptionSettings> encryption;  // not enabled: the service's own key
  std::optional<std::vector<IndexOverride>> global_indexes;
  std::optional<std::vector<IndexOverride>> local_indexes;
};

// The table that a restore creates: keys, indexes, capacity and encryption of the source. Tags,
// TTL, stream, policy, recovery, protection and table class are not restored ("Restoring a DynamoDB
// table from a backup", Developer Guide). Throws ApiError (ValidationException).
TableDescription PlanRestore(const TableDescription& source, const RestoreRequest& request);

}  // namespace pumice
