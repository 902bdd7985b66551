// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string_view>

#include "engine/base/text_cache.h"
#include "engine/expression/condition.h"
#include "engine/expression/key_condition.h"
#include "engine/expression/projection.h"
#include "engine/expression/update.h"

namespace pumice {

// Parses expressions, each text once. Thread-safe. Throws ApiError, kValidation, as the parsers do.
class ExpressionCache {
 public:
  std::shared_ptr<const ParsedCondition> Condition(std::string_view text) {
    return conditions_.Get(text, [](std::string_view condition) {
      return ParseCondition(condition, ExpressionKind::kCondition);
    });
  }
  std::shared_ptr<const ParsedCondition> Filter(std::string_view text) {
    return filters_.Get(text, [](std::string_view filter) {
      return ParseCondition(filter, ExpressionKind::kFilter);
    });
  }
  std::shared_ptr<const ParsedKeyCondition> KeyCondition(std::string_view text) {
    return key_conditions_.Get(text, ParseKeyCondition);
  }
  std::shared_ptr<const ParsedProjection> Projection(std::string_view text) {
    return projections_.Get(text, ParseProjection);
  }
  std::shared_ptr<const ParsedUpdate> Update(std::string_view text) {
    return updates_.Get(text, ParseUpdate);
  }

 private:
  TextCache<ParsedCondition> conditions_;
  TextCache<ParsedCondition> filters_;
  TextCache<ParsedKeyCondition> key_conditions_;
  TextCache<ParsedProjection> projections_;
  TextCache<ParsedUpdate> updates_;
};

}  // namespace pumice
