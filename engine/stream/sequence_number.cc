// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/sequence_number.h"

#include <charconv>

namespace pumice {
namespace {

constexpr size_t kDigits = 20;  // of the largest number
constexpr char kLead = '1';

}  // namespace

std::string SequenceText(SequenceNumber number) {
  const std::string digits = std::to_string(number);
  return kLead + std::string(kDigits - digits.size(), '0') + digits;
}

std::optional<SequenceNumber> ParseSequence(std::string_view text) {
  if (text.size() != kDigits + 1 || text.front() != kLead) return std::nullopt;
  SequenceNumber number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + 1, end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

}  // namespace pumice
