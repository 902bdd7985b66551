// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/projection.h"

#include <utility>

#include "engine/expression/operand_parser.h"

namespace pumice {

std::shared_ptr<const ParsedProjection> ParseProjection(std::string_view text) {
  auto projection = std::make_shared<ParsedProjection>();
  OperandParser parser(text, ExpressionKind::kProjection, &projection->tree);
  do {
    projection->paths.push_back(parser.ParsePath());
  } while (parser.tokens().TakeIf(TokenType::kComma));
  parser.Finish();
  return projection;
}

std::shared_ptr<const ParsedProjection> ProjectAttributes(std::span<const std::string_view> names) {
  auto projection = std::make_shared<ParsedProjection>();
  for (const std::string_view name : names) {
    projection->paths.push_back(projection->tree.Attribute(name));
  }
  return projection;
}

// The service binds the paths from the text's end to its beginning.
BoundProjection::BoundProjection(std::shared_ptr<const ParsedProjection> projection,
                                 Placeholders& placeholders)
    : projection_(std::move(projection)), binding_(projection_->tree, ExpressionKind::kProjection) {
  for (size_t i = path_count(); i-- > 0;) {
    binding_.BindNode(projection_->tree, projection_->paths[i], placeholders);
    tree_.Add(ExpressionKind::kProjection, path(i), static_cast<uint32_t>(i));
  }
}

}  // namespace pumice
