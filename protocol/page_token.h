// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "engine/access/token_seal.h"

namespace pumice {

// The opaque NextToken of a list that is answered in pages. `list` names the list (its operation
// and what it is of): a token of one list is none of another. `position` tells where the next page
// begins.
std::string PageToken(std::string_view list, std::string_view position, const TokenSeal& seal);

// The position. Throws ApiError (ValidationException) for a text that PageToken did not make for
// this list with this seal.
std::string ParsePageToken(std::string_view text, std::string_view list, const TokenSeal& seal);

}  // namespace pumice
