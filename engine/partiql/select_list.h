// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/expression/projection.h"
#include "engine/item/value.h"
#include "engine/partiql/statement.h"

namespace pumice::partiql {

// What SELECT answers of an item: all of it, or the values at some paths, each under the path's
// last name and the indexes behind it: of m.y[0] the attribute "y[0]".
class SelectList {
 public:
  // Throws ApiError, kValidation: paths that overlap, names that repeat.
  explicit SelectList(const Statement& statement);

  bool all() const { return !projection_.has_value(); }
  // The paths, in the order of the text; none where it is all.
  size_t path_count() const { return all() ? 0 : projection_->path_count(); }
  std::span<const PathElement> path(size_t index) const {
    return projection_->path(path_count() - 1 - index);
  }

  // The answer: the item itself, or what is written to `buffer`.
  ItemView Project(ItemView item, std::string* buffer) const;
  // The answer in a batch or transaction, where paths keep their places, as in GetItem's.
  ItemView ProjectInPlace(ItemView item, std::string* buffer) const;

 private:
  std::optional<BoundProjection> projection_;
  std::vector<std::pair<std::string, size_t>> names_;  // ascending, with the projection's paths
};

}  // namespace pumice::partiql
