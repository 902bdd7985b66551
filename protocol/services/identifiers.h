// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Made-up identifiers that have the form of AWS's.
namespace pumice::services {

// Characters of a-f and 0-9 (up to 64), or of A-Z and 2-7 (up to 32), that follow from `seed`.
std::string HashDigits(std::string_view seed, size_t count);
std::string HashLetters(std::string_view seed, size_t count);

// "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"; the first one follows from `seed`, the other is random.
std::string HashUuid(std::string_view seed);
std::string NewUuid();

}  // namespace pumice::services
