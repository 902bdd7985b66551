// SPDX-License-Identifier: Apache-2.0

// Sequences of requests to the whole service: tools/fuzzing/support/script.h has their form.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tools/fuzzing/support/script.h"
#include "tools/fuzzing/support/script_mutator.h"
#include "tools/fuzzing/support/service.h"

namespace {

using namespace pumice::fuzzing;

std::string_view View(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = View(data, size);
  Service service;
  if (text.find("Everything") != std::string_view::npos) service.Run(ParseScript(kEverything));
  service.Run(ParseScript(text));
  service.CheckTables();
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned seed) {
  return MutateScript(data, size, max_size, seed);
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t* a, size_t a_size, const uint8_t* b,
                                            size_t b_size, uint8_t* out, size_t max_size,
                                            unsigned seed) {
  return CrossScripts(View(a, a_size), View(b, b_size), out, max_size, seed);
}
