// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/statement_request.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <string>
#include <string_view>

namespace pumice::partiql {
namespace {

// Sizes in front keep what is added apart.
void AppendSized(std::string_view bytes, std::string* out) {
  out->append(std::to_string(bytes.size())).push_back(':');
  out->append(bytes);
}

}  // namespace

uint64_t HashRequest(std::span<const StatementRequest> requests) {
  std::string bytes;
  for (const StatementRequest& request : requests) {
    AppendSized(request.text, &bytes);
    bytes.append(std::to_string(request.parameters.size())).push_back(':');
    for (const ValueView parameter : request.parameters) {
      AppendSized(parameter.encoded(), &bytes);
    }
  }
  return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace pumice::partiql
