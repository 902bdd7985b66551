// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string_view>

// Errors of spaces, which are pumice's own: the words are ours, and say what to do.
namespace pumice {

// A name that is no space's.
[[noreturn]] void ThrowInvalidSpaceName(size_t most);
// One more space than there may be.
[[noreturn]] void ThrowTooManySpaces(size_t most);
[[noreturn]] void ThrowSpaceNotFound(std::string_view name);
// The target of a fork that has something, or is being made.
[[noreturn]] void ThrowSpaceInUse(std::string_view name);
// A fork of a table that is not ACTIVE.
[[noreturn]] void ThrowForkOfInactiveTable(std::string_view table);
// A control request of which it is not known what space it is for.
[[noreturn]] void ThrowNoSpaceChosen();
// A request that names several spaces.
[[noreturn]] void ThrowSeveralSpacesChosen();

}  // namespace pumice
