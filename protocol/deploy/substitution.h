// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pumice::deploy {

// A piece of Fn::Sub's text: "a-${Name}" is a literal "a-" and a name. Borrows from the text.
struct SubstitutionPart {
  bool is_name = false;
  std::string_view text;
};

// "${!Name}" is the literal "${Name}". A name is not checked: see IsSubstitutionName.
std::vector<SubstitutionPart> ParseSubstitution(std::string_view text);

// Alphanumeric characters, underscores, periods and colons ("Fn::Sub").
bool IsSubstitutionName(std::string_view name);

}  // namespace pumice::deploy
