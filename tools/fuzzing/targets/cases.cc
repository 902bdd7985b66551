// SPDX-License-Identifier: Apache-2.0

// Conformance case files: any text is read or refused by a CaseFileError.

#include <cstddef>
#include <cstdint>
#include <string>

#include "conformance/runner/case_file.h"
#include "tools/fuzzing/support/oracle.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pumice;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const double start = fuzzing::ThreadSeconds();
  try {
    conformance::ReadCaseText(text, "cases.yaml");
  } catch (const conformance::CaseFileError& error) {
    fuzzing::Check(error.place().line >= 0, "a line below the first", text);
  }
  fuzzing::Check(fuzzing::ThreadSeconds() - start <= fuzzing::kMaxAnswerSeconds, "it took too long",
                 text);
  return 0;
}
