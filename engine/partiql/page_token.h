// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/access/token_seal.h"
#include "engine/partiql/executor.h"

namespace pumice::partiql {

// Where the next page of a SELECT begins.
struct PageStart {
  uint32_t read_index = 0;  // among the plan's reads
  std::string last_key;  // the key of the last item read in it, as an item; empty: from its start
};

// A page's start as bytes that hold across restarts. They belong to one statement with its
// parameters, and to the data that the seal is of.
std::string EncodePageToken(const PageStart& start, const StatementRequest& request,
                            const TokenSeal& seal);

// Throws ApiError, kValidation, for bytes that EncodePageToken has not made, or has made for
// another statement or other data. Safe for any bytes.
PageStart DecodePageToken(std::string_view token, const StatementRequest& request,
                          const TokenSeal& seal);

}  // namespace pumice::partiql
