// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string_view>

namespace pumice {

// Where a Scan comes to the partition whose key is this string or binary value: the lower, the
// earlier. As the service has it, whose Scans were seen to go by the MD5 of "Outliers" and the
// key's bytes; of that, the first eight bytes.
uint64_t ScanOrder(std::string_view key);

}  // namespace pumice
