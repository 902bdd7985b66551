// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/plan.h"

#include <set>
#include <utility>

#include "protocol/deploy/check_table.h"
#include "protocol/deploy/new_table_lines.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/settings_changes.h"
#include "protocol/deploy/table_changes.h"
#include "protocol/deploy/table_text.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

// DescribeTable's Table; null where there is none, or it is being deleted.
Node Describe(const std::string& table, const DynamoDbCall& call) {
  try {
    const Node answer = ReadDocument(call("DescribeTable", TableNameInput(table)), "DescribeTable");
    const Node* const found = answer.Find("Table");
    if (found == nullptr || TextOf(*found, "TableStatus") == "DELETING") return {};
    return *found;
  } catch (const ServiceError& error) {
    if (error.name() == "ResourceNotFoundException") return {};
    throw;
  }
}

class TablePlanner {
 public:
  TablePlanner(const DesiredTable& desired, const DynamoDbCall& call, const PlanOptions& options)
      : desired_(desired), call_(call), options_(options) {
    planned_.name = desired.name;
  }

  PlannedTable Plan() {
    const Node table = Describe(desired_.name, call_);
    if (table.is_null()) {
      planned_.sign = '+';
      Create();
      return std::move(planned_);
    }
    TableChanges changes = CompareTables(desired_.create, table);
    if (!changes.fixed.empty()) {
      Replace(table, changes.fixed);
      return std::move(planned_);
    }
    planned_.lines = std::move(changes.lines);
    planned_.calls = std::move(changes.calls);
    PlanSettings(desired_, Before(), &table, call_, &planned_);
    planned_.sign = planned_.calls.empty() ? '=' : '~';
    return std::move(planned_);
  }

 private:
  // What the table was wanted to be before; null: not known.
  const DesiredTable* Before() const {
    if (options_.before == nullptr) return nullptr;
    for (const DesiredTable& table : options_.before->tables) {
      if (table.name == desired_.name) return &table;
    }
    return nullptr;
  }

  void Create() {
    planned_.calls.push_back({"CreateTable", NodeJson(desired_.create), desired_.name});
    for (std::string& line : NewTableLines(desired_.create)) {
      planned_.lines.push_back(std::move(line));
    }
    PlanSettings(desired_, nullptr, nullptr, call_, &planned_);
    if (desired_.items.empty()) return;
    planned_.lines.push_back("+ items: " + std::to_string(desired_.items.size()));
    for (const Node& item : desired_.items) {
      Node input = Node::Map();
      input.Set("TableName", Node::String(desired_.name));
      input.Set("Item", item);
      planned_.calls.push_back({"PutItem", NodeJson(input), desired_.name});
    }
  }

  void Replace(const Node& table, const std::vector<std::string>& reasons) {
    planned_.sign = '-';
    for (const std::string& reason : reasons) planned_.lines.push_back("! " + reason);
    const bool is_protected = IsTrue(&table, "DeletionProtectionEnabled");
    if (is_protected) planned_.lines.emplace_back("! deletion protection is on");
    planned_.blocked = is_protected || !options_.replace || !CanBeMade();
    if (planned_.blocked) return;
    planned_.calls.push_back({"DeleteTable", TableNameInput(desired_.name), desired_.name});
    Create();
  }

  // A table is not deleted for one that the service refuses.
  bool CanBeMade() {
    try {
      CheckDesiredTable(desired_, UnusedDefinitions::kRefused);
      return true;
    } catch (const TemplateError& error) {
      planned_.lines.push_back("! " + error.sentence());
      return false;
    }
  }

  const DesiredTable& desired_;
  const DynamoDbCall& call_;
  const PlanOptions& options_;
  PlannedTable planned_;
};

}  // namespace

std::vector<PlannedTable> PlanTables(const DesiredTables& desired, const DynamoDbCall& call,
                                     const PlanOptions& options) {
  std::vector<PlannedTable> plan;
  std::set<std::string_view> names;
  for (const DesiredTable& table : desired.tables) {
    if (!names.insert(table.name).second) {
      throw TemplateError(table.mark, table.logical_id,
                          "there is another table of the name " + table.name);
    }
  }
  plan.reserve(desired.tables.size());
  for (const DesiredTable& table : desired.tables) {
    plan.push_back(TablePlanner(table, call, options).Plan());
  }
  return plan;
}

}  // namespace pumice::deploy
