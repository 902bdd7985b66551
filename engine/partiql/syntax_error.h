#pragma once

#include <string_view>

namespace pumice::partiql {

// Throws ApiError, kValidation: "Statement wasn't well formed, can't be processed: <detail>".
[[noreturn]] void ThrowNotWellFormed(std::string_view detail);

}  // namespace pumice::partiql
