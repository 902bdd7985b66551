// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string_view>

#include "engine/base/text_cache.h"
#include "engine/partiql/parser.h"
#include "engine/partiql/statement.h"

namespace pumice::partiql {

// Parses statements, each text once: a statement depends neither on its parameters nor on its
// table. Thread-safe. Throws as ParseStatement does.
class StatementCache {
 public:
  std::shared_ptr<const Statement> Parse(std::string_view text) {
    return statements_.Get(text, [](std::string_view statement) {
      return std::make_shared<const Statement>(ParseStatement(statement));
    });
  }

 private:
  TextCache<Statement> statements_;
};

}  // namespace pumice::partiql
