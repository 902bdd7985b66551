// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/stack_store.h"

#include <algorithm>
#include <set>
#include <utility>

namespace pumice::services {
namespace {

constexpr std::string_view kStacks = "stack";
// Between a deleted stack's name and what is unique of its id.
constexpr char kJoint = '\n';
constexpr size_t kRead = 16;

// "arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UNIQUE".
struct StackName {
  std::string_view name;
  std::string_view unique;  // empty: it is a name alone
};

StackName Parse(std::string_view name_or_id) {
  constexpr std::string_view kBefore = ":stack/";
  const size_t at = name_or_id.find(kBefore);
  if (!name_or_id.starts_with("arn:") || at == std::string_view::npos) return {name_or_id, {}};
  const std::string_view rest = name_or_id.substr(at + kBefore.size());
  const size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return {rest, {}};
  return {rest.substr(0, slash), rest.substr(slash + 1)};
}

std::string DeletedName(const StackName& parsed) {
  return std::string(parsed.name) + kJoint + std::string(parsed.unique);
}

bool IsDeletedName(std::string_view record) { return record.find(kJoint) != record.npos; }

}  // namespace

std::optional<Stack> StackStore::Find(std::string_view name_or_id) const {
  const StackName parsed = Parse(name_or_id);
  if (parsed.name.empty() || IsDeletedName(parsed.name)) return std::nullopt;
  if (const auto record = records_->Find(kStacks, parsed.name)) {
    Stack stack = DecodeStack(*record);
    if (parsed.unique.empty() || stack.id == name_or_id) return stack;
  }
  if (parsed.unique.empty()) return std::nullopt;
  const auto deleted = records_->Find(kStacks, DeletedName(parsed));
  if (!deleted) return std::nullopt;
  return DecodeStack(*deleted);
}

void StackStore::Save(const Stack& stack) {
  records_->Put(kStacks, stack.name, EncodeStack(stack));
}

void StackStore::Remove(const Stack& stack) { records_->Delete(kStacks, stack.name); }

void StackStore::SaveDeleted(Stack stack) {
  stack.change_sets.clear();
  stack.calls.clear();
  stack.before.clear();
  stack.wanted = {};
  records_->Put(kStacks, DeletedName(Parse(stack.id)), EncodeStack(stack));
  // There may be a new stack of its name.
  const auto named = records_->Find(kStacks, stack.name);
  if (named && DecodeStack(*named).id == stack.id) records_->Delete(kStacks, stack.name);
  ForgetOldest(stack.name + kJoint, kMaxDeletedStacks);
  ForgetOldest("", kMaxDeletedInAll);
}

// Of the deleted stacks whose records begin so, the oldest go beyond `most`.
void StackStore::ForgetOldest(std::string_view first, size_t most) {
  std::vector<std::pair<int64_t, std::string>> deleted;
  std::string after(first);
  while (true) {
    const std::vector<Record> records = records_->List(kStacks, after, kRead);
    for (const Record& record : records) {
      if (!record.name.starts_with(first) || !IsDeletedName(record.name)) continue;
      deleted.emplace_back(DecodeStack(record.value).deleted, record.name);
    }
    if (records.size() < kRead || !records.back().name.starts_with(first)) break;
    after = records.back().name;
  }
  std::sort(deleted.begin(), deleted.end());
  for (size_t i = 0; i + most < deleted.size(); ++i) records_->Delete(kStacks, deleted[i].second);
}

void StackStore::ForEach(const std::function<bool(Stack&)>& visit) const {
  std::string after;
  std::set<std::string> moved;  // deleted by a visit: their records lie behind
  while (true) {
    const std::vector<Record> records = records_->List(kStacks, after, kRead);
    for (const Record& record : records) {
      Stack stack = DecodeStack(record.value);
      if (moved.contains(stack.id)) continue;
      const bool was_deleted = stack.is_deleted();
      const std::string id = stack.id;
      if (!visit(stack)) return;
      if (!was_deleted && stack.is_deleted()) moved.insert(id);
    }
    if (records.size() < kRead) return;
    after = records.back().name;
  }
}

size_t StackStore::Count() const {
  size_t count = 0;
  ForEach([&](const Stack& stack) {
    if (!stack.is_deleted()) ++count;
    return true;
  });
  return count;
}

std::optional<StackStore::Export> StackStore::FindExport(std::string_view name) const {
  std::optional<Export> found;
  ForEach([&](const Stack& stack) {
    if (stack.is_deleted()) return true;
    for (const KeptOutput& output : stack.outputs) {
      if (output.export_name == name) found = Export{stack.id, stack.name, output.value};
    }
    return !found.has_value();
  });
  return found;
}

std::string StackStore::FindImporter(std::string_view export_name, std::string_view but) const {
  std::string importer;
  ForEach([&](const Stack& stack) {
    const auto& imports = stack.imports;
    if (!stack.is_deleted() && stack.name != but &&
        std::find(imports.begin(), imports.end(), export_name) != imports.end()) {
      importer = stack.name;
    }
    return importer.empty();
  });
  return importer;
}

}  // namespace pumice::services
