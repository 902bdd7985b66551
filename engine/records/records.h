// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/storage/store.h"

namespace pumice {

// A record as it is stored.
struct Record {
  std::string name;
  std::string value;
};

// Small records of a space: what services beside DynamoDB keep, such as stacks and alarms. They are
// told apart by kind and name. The bytes of their values are their owners' business.
//
// Records go with their space, are copied by forks, and are part of snapshots. Nothing of them is
// held in memory. Thread-safe; whoever changes a record by what it was keeps others away itself.
class Records {
 public:
  // In bytes. A kind and a name hold at least one byte, and no zero byte; a kind is a constant of
  // its owner.
  static constexpr size_t kMaxName = 2048;
  static constexpr size_t kMaxValue = 4 * 1024 * 1024;

  // `store` must outlive this.
  Records(Store* store, std::string space) : store_(store), space_(std::move(space)) {}

  // Replaces a record of that name. Throws ApiError: ValidationException for a name or value that
  // is out of bounds; without memory or room as any write.
  void Put(std::string_view kind, std::string_view name, std::string_view value);
  std::optional<std::string> Find(std::string_view kind, std::string_view name) const;
  // False if there is none.
  bool Delete(std::string_view kind, std::string_view name);
  // Up to `limit` records of a kind whose names are above `after`, in ascending order of names.
  std::vector<Record> List(std::string_view kind, std::string_view after, size_t limit) const;

  // Adds to a batch that another space has these records, and no others.
  void CopyTo(std::string_view space, WriteBatch* batch) const;

 private:
  Store* const store_;
  const std::string space_;
};

}  // namespace pumice
