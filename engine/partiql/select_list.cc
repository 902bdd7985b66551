// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/select_list.h"

#include <algorithm>
#include <memory>

#include "engine/error/statements.h"
#include "engine/item/document_path.h"
#include "engine/item/value_writer.h"
#include "engine/partiql/conditions.h"

namespace pumice::partiql {
namespace {

std::string AnswerName(std::span<const PathStep> path) {
  size_t last = path.size() - 1;
  while (path[last].is_index) --last;  // the first step is a name
  std::string name = path[last].name;
  for (const PathStep& step : path.subspan(last + 1)) {
    name += "[" + std::to_string(step.index) + "]";
  }
  return name;
}

}  // namespace

SelectList::SelectList(const Statement& statement) {
  if (statement.all_attributes) return;
  auto parsed = std::make_shared<ParsedProjection>();
  // BoundProjection looks from the end to the beginning; faults are told in the order of the text.
  for (size_t i = statement.projection.size(); i-- > 0;) {
    const Expr& path = statement.expr(statement.projection[i]);
    names_.emplace_back(AnswerName(statement.path(path)), parsed->paths.size());
    parsed->paths.push_back(AddPath(statement, path, &parsed->tree));
  }
  std::ranges::sort(names_);
  const auto repeated = std::ranges::adjacent_find(
      names_, [](const auto& a, const auto& b) { return a.first == b.first; });
  if (repeated != names_.end()) {
    ThrowDuplicateSelected(repeated->first);
  }
  WithoutExpressionName(ExpressionKind::kProjection, [&] {
    Placeholders none;
    projection_.emplace(std::move(parsed), none);
  });
}

ItemView SelectList::Project(ItemView item, std::string* buffer) const {
  if (all()) return item;
  buffer->clear();
  ValueWriter writer(buffer);
  for (const auto& [name, index] : names_) {
    const std::optional<ValueView> value = FindPath(item, projection_->path(index));
    if (!value) continue;
    writer.Name(name);
    writer.Copy(*value);
  }
  return ItemView(*buffer);
}

ItemView SelectList::ProjectInPlace(ItemView item, std::string* buffer) const {
  if (all()) return item;
  buffer->clear();
  projection_->Apply(item, buffer);
  return ItemView(*buffer);
}

}  // namespace pumice::partiql
