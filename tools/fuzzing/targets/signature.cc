// SPDX-License-Identifier: Apache-2.0

// Who calls: the first line is the request's target, the others are headers, "Name: value".

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/error/api_error.h"
#include "protocol/errors.h"
#include "protocol/sigv4.h"
#include "tools/fuzzing/support/oracle.h"

namespace pumice::fuzzing {
namespace {

std::string_view TakeLine(std::string_view* text) {
  const size_t end = std::min(text->find('\n'), text->size());
  const std::string_view line = text->substr(0, end);
  text->remove_prefix(std::min(end + 1, text->size()));
  return line;
}

bool IsWithin(std::string_view part, std::string_view whole) {
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void Run(std::string_view input) {
  HttpRequest request;
  std::string_view text = input;
  request.method = "POST";
  request.target = TakeLine(&text);
  while (!text.empty()) {
    const std::string_view line = TakeLine(&text);
    const size_t colon = line.find(": ");
    if (colon != std::string_view::npos)
      request.headers.push_back({line.substr(0, colon), line.substr(colon + 2)});
  }
  try {
    const Caller caller = ParseCaller(request);
    Check(!caller.region.empty() && IsWithin(caller.region, input), "a region from nowhere", input);
    Check(caller.access_key.empty() || IsWithin(caller.access_key, input), "a key from nowhere",
          input);
  } catch (const ApiError& error) {
    std::string answer;
    AppendErrorJson(error, &answer);
    Check(IsStrictJson(answer), "an error that is no JSON: " + answer, input);
  }
}

}  // namespace
}  // namespace pumice::fuzzing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  pumice::fuzzing::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
