// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/schema/table_schema.h"
#include "protocol/json.h"

namespace pumice {

// Readers of the members that describe tables and indexes. The input has passed ValidateInput; what
// a shape cannot say is checked here. Each throws ApiError (ValidationException).

// CreateTable's input, whole; what concerns the whole table, CheckTable checks.
TableDescription ReadTableDescription(const JsonValue& input);

std::vector<KeyAttribute> ReadAttributeDefinitions(const JsonValue& input);
// `throw_disabled_with_view`: throws the operation's error for a view type where the stream is
// disabled.
std::optional<StreamSettings> ReadStreamSpecification(const JsonValue& specification,
                                                      void (*throw_disabled_with_view)());
std::optional<EncryptionSettings> ReadEncryption(const JsonValue& specification);
std::optional<Throughput> ReadThroughput(const JsonValue& parent,
                                         std::string_view member = "ProvisionedThroughput");
// `index`: of the table where it is empty.
std::optional<OnDemandThroughput> ReadOnDemandThroughput(
    const JsonValue& parent, std::string_view index, std::string_view name = "OnDemandThroughput");
// Zero stands for a member that was left out.
std::optional<WarmThroughput> ReadWarmThroughput(const JsonValue& parent);
std::vector<Tag> ReadTags(const JsonValue& list);

// A global index as CreateTable and UpdateTable's Create give it.
IndexSchema ReadGlobalIndex(const JsonValue& json, const std::vector<KeyAttribute>& definitions);

}  // namespace pumice
