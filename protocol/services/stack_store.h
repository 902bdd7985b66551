// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/records/records.h"
#include "protocol/services/stack.h"

namespace pumice::services {

inline constexpr size_t kMaxStacks = 2000;       // "Quota: stacks in an account and region"
inline constexpr size_t kMaxDeletedStacks = 20;  // that are remembered of one name
inline constexpr size_t kMaxDeletedInAll = 100;

// The stacks of a space. A deleted one is found by its id only.
class StackStore {
 public:
  explicit StackStore(Records* records) : records_(records) {}

  std::optional<Stack> Find(std::string_view name_or_id) const;
  // Throws ServiceFault if there are too many, or one that is too large.
  void Save(const Stack& stack);
  // Forgets a stack that was never made.
  void Remove(const Stack& stack);
  // Moves a stack that is deleted out of its name's way.
  void SaveDeleted(Stack stack);
  // Visits all, those deleted included, in the order of names, until told to stop.
  void ForEach(const std::function<bool(Stack&)>& visit) const;
  size_t Count() const;

  // The stack that exports a name, and the export's value.
  struct Export {
    std::string stack_id;
    std::string stack_name;
    std::string value;
  };
  std::optional<Export> FindExport(std::string_view name) const;
  // A stack beside `but` that uses an export; empty: none does.
  std::string FindImporter(std::string_view export_name, std::string_view but) const;

 private:
  void ForgetOldest(std::string_view first, size_t most);

  Records* const records_;
};

}  // namespace pumice::services
