// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "tests/support/service.h"

namespace pumice::test {

// A service with a table "Items": key pk and sk (S); a global index "byNumber" on g (N) and a local
// index "byText" on l (S), both of keys only; and a table "Numbers" with the key h (N).
class TableService : public Service {
 public:
  explicit TableService(const DatabaseOptions& options = {});

  // Calls with 'TableName':'Items' and, for the operations on one item, the key (p, s).
  std::string Put(std::string_view attributes, std::string_view others = "");
  std::string Get(std::string_view others = "");
  std::string Update(std::string_view others = "");
  std::string Delete(std::string_view others = "");
  std::string Query(std::string_view others = "");
  std::string Scan(std::string_view others = "");

  // Makes the item (p, s) this one, and nothing else of the table.
  void Reset(std::string_view attributes = "");
};

// The key (p, s), as it stands in items and requests.
inline constexpr std::string_view kKey = "'pk':{'S':'p'},'sk':{'S':'s'}";

inline std::string Invalid(const std::string& message) { return "ValidationException: " + message; }
inline std::string InvalidParameter(const std::string& fault) {
  return Invalid("One or more parameter values were invalid: " + fault);
}
inline const std::string kConditionFailed =
    "ConditionalCheckFailedException: The conditional request failed";

}  // namespace pumice::test
