// SPDX-License-Identifier: Apache-2.0

// Attribute maps: JSON in, canonical bytes, the same JSON's bytes out; hostile JSON is refused by
// an error of the service.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/error/api_error.h"
#include "engine/item/value.h"
#include "protocol/errors.h"
#include "protocol/item_json.h"
#include "protocol/json.h"
#include "protocol/shapes/shape.h"
#include "protocol/validator.h"
#include "tools/fuzzing/support/canonical.h"
#include "tools/fuzzing/support/json_mutator.h"
#include "tools/fuzzing/support/oracle.h"

namespace pumice::fuzzing {
namespace {

// As part of a request, since it is the validator that finds faults of type.
std::string Request(std::string_view item) {
  return std::string(R"({"TableName":"Table","Item":)").append(item).append("}");
}

void Run(std::string_view text) {
  JsonDocument document;
  const std::string request = Request(text);
  if (!document.Parse(request)) return;
  Check(IsStrictJson(request), "JSON that is none was taken", request);
  std::string item;
  try {
    ValidateInput(*FindOperationShape("PutItem")->input, document.root());
    EncodeItem(*FindMember(document.root(), "Item"), &item);
  } catch (const ApiError& error) {
    std::string answer;
    AppendErrorJson(error, &answer);
    return Check(IsStrictJson(answer), "an error that is no JSON: " + answer, text);
  }
  CheckCanonical(item, text);
  CheckRoundTrip(item, text);
  Check(ItemSize(ItemView(item)) <= item.size() * 4 + 4, "a size out of all proportion", text);
}

}  // namespace
}  // namespace pumice::fuzzing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const double start = pumice::fuzzing::ThreadSeconds();
  pumice::fuzzing::Run(text);
  pumice::fuzzing::Check(
      pumice::fuzzing::ThreadSeconds() - start <= pumice::fuzzing::kMaxAnswerSeconds,
      "it took too long", text);
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned seed) {
  pumice::fuzzing::Random random(seed);
  std::string text(reinterpret_cast<const char*>(data), size);
  pumice::fuzzing::MutateJson(text, max_size, random, &text);
  std::copy(text.begin(), text.end(), data);
  return text.size();
}
