// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

namespace pumice::partiql {

// Whether a word, in lower case, is reserved: as a name it must be quoted. These are the words of
// SQL-92 and some of PartiQL's own, not DynamoDB's list of reserved words.
bool IsKeyword(std::string_view lower_case_word);

// Whether a reserved word may be the name of a function.
bool IsFunctionKeyword(std::string_view lower_case_word);

}  // namespace pumice::partiql
