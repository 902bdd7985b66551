// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

// The service's errors about Kinesis streaming destinations, as measured by ack-api-quirks
// (services/dynamodb, October 2026, findings DDB-TABLE-268 and 299 to 304).
namespace pumice {

// To enable a destination while one is not DISABLED or ENABLE_FAILED.
[[noreturn]] void ThrowDestinationNotIdle();
// To disable what is not ACTIVE, or no destination.
[[noreturn]] void ThrowDestinationNotActive();
// To disable with EnableKinesisStreamingConfiguration.
[[noreturn]] void ThrowDisablingConfigured();
// To update what is no destination.
[[noreturn]] void ThrowDestinationNotFound(std::string_view stream_arn, std::string_view table);
// To update what is not ACTIVE.
[[noreturn]] void ThrowDestinationNotUpdatable(std::string_view table);
// To update without anything to change.
[[noreturn]] void ThrowNoDestinationUpdate();
// To update to the precision that is.
[[noreturn]] void ThrowPrecisionUnchanged(std::string_view precision, std::string_view table_id,
                                          std::string_view stream_arn);

// What DestinationStatusDescription says of a destination that nothing is delivered to.
inline constexpr std::string_view kNoKinesisEndpoint =
    "pumice has no Kinesis endpoint to deliver to: start it with --kinesis-endpoint URL";

}  // namespace pumice
