#include "engine/partiql/syntax_error.h"

#include <string>

#include "engine/error/api_error.h"

namespace pumice::partiql {

void ThrowNotWellFormed(std::string_view detail) {
  ThrowValidation("Statement wasn't well formed, can't be processed: " + std::string(detail));
}

}  // namespace pumice::partiql
