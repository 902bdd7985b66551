// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

namespace pumice::services {

// How deep the CBOR of a request may nest.
inline constexpr int kMaxCborDepth = 64;

// One value of CBOR (RFC 8949) as JSON: times (tag 1) are seconds since the epoch, bytes base64,
// undefined is null. Maps have text as keys. Throws ServiceFault: SerializationException for what
// is malformed, nests deeper than kMaxCborDepth, or has something behind it.
std::string CborToJson(std::string_view cbor);

}  // namespace pumice::services
