// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/tables.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "conformance/runner/json_path.h"
#include "conformance/runner/json_text.h"
#include "conformance/runner/polling.h"
#include "protocol/json_writer.h"

namespace pumice::conformance {
namespace {

constexpr std::string_view kNotFound = "ResourceNotFoundException";

bool IsError(const Answer& answer, std::string_view type) {
  return answer.status != 200 && answer.body.find(type) != std::string::npos;
}

std::string NameOnly(const std::string& table) {
  std::string json;
  JsonWriter writer(&json);
  writer.BeginObject();
  writer.Key("TableName");
  writer.String(table);
  writer.EndObject();
  return json;
}

std::string_view TextAt(const JsonValue& root, std::string_view path) {
  const JsonValue* value = FindPath(root, path);
  return value != nullptr && value->IsString() ? JsonText(*value) : std::string_view();
}

bool CreatesTable(std::string_view operation) {
  return operation == "CreateTable" || operation == "RestoreTableFromBackup" ||
         operation == "RestoreTableToPointInTime";
}

// The names of the key attributes.
std::vector<std::string> KeyNames(const TableToCreate& table) {
  std::vector<std::string> names;
  const JsonValue* const schema = FindPath(table.input, "KeySchema");
  if (schema == nullptr || !schema->IsArray()) return names;
  for (const auto& element : schema->GetArray()) {
    names.emplace_back(TextAt(element, "AttributeName"));
  }
  return names;
}

// The key of an item, as JSON.
std::string KeyOf(const JsonValue& item, const std::vector<std::string>& names) {
  std::string key = "{";
  for (const std::string& name : names) {
    const JsonValue* const value = FindAny(item, name);
    if (value == nullptr) continue;
    if (key.size() > 1) key += ',';
    AppendJsonString(name, &key);
    key += ':' + Variables().Render(*value);
  }
  return key + "}";
}

// The table and every index of it.
bool IsAllActive(const JsonValue& description) {
  if (TextAt(description, "TableStatus") != "ACTIVE") return false;
  const JsonValue* indexes = FindPath(description, "GlobalSecondaryIndexes");
  if (indexes == nullptr || !indexes->IsArray()) return true;
  for (const auto& index : indexes->GetArray()) {
    if (TextAt(index, "IndexStatus") != "ACTIVE") return false;
  }
  return true;
}

}  // namespace

void Tables::SetUp(const Setup& setup) {
  for (const TableToCreate& table : setup.tables) Create(table);
  for (const TableToCreate& table : setup.tables) WaitUntilActive(table.name);
  for (const ItemsToLoad& load : setup.items) Load(load);
}

void Tables::SetUpDeployed(const Setup& setup) {
  for (const TableToCreate& table : setup.tables) {
    if (IsError(transport_.Call("DescribeTable", NameOnly(table.name)), kNotFound)) {
      throw SetupError("table " + table.name + " is not deployed");
    }
    WaitUntilActive(table.name);
  }
  for (const ItemsToLoad& load : setup.items) {
    const auto table = std::ranges::find(setup.tables, load.table, &TableToCreate::name);
    if (table == setup.tables.end()) {
      throw SetupError("items of line " + std::to_string(load.place.line) + " are for " +
                       load.table + ", which is no table of the file");
    }
    Add(*table, load);
  }
}

void Tables::Add(const TableToCreate& table, const ItemsToLoad& load) {
  const std::vector<std::string> names = KeyNames(table);
  if (names.empty()) throw SetupError("table " + table.name + " has no KeySchema");
  std::string condition = R"c(,"ConditionExpression":"attribute_not_exists(#k)",)c";
  condition += R"("ExpressionAttributeNames":{"#k":)";
  AppendJsonString(names[0], &condition);
  condition += "}}";
  for (const JsonValue& item : load.items) {
    std::string start = "{\"TableName\":";
    AppendJsonString(load.table, &start);
    std::string input = start + ",\"Item\":";
    input += Variables().Render(item);
    input += condition;
    const Answer answer = transport_.Call("PutItem", input);
    if (answer.status != 200) {
      throw SetupError("cannot put an item of line " + std::to_string(load.place.line) +
                       " beside what is in " + load.table + ": " + Shorten(answer.body) + " for " +
                       ToShownText(item));
    }
    deletions_.push_back(start + ",\"Key\":" + KeyOf(item, names) + "}");
  }
}

void Tables::DeleteItems() {
  while (!deletions_.empty()) {
    const std::string input = std::move(deletions_.back());
    deletions_.pop_back();
    const Answer answer = transport_.Call("DeleteItem", input);
    if (answer.status != 200) throw SetupError("cannot delete " + input + ": " + answer.body);
  }
}

void Tables::Create(const TableToCreate& table) {
  const Answer answer = transport_.Call("CreateTable", Variables().Render(table.input));
  if (answer.status != 200) {
    throw SetupError("cannot create table " + table.name + " (line " +
                     std::to_string(table.place.line) + "): " + Shorten(answer.body));
  }
  names_.insert(table.name);
}

void Tables::Load(const ItemsToLoad& load) {
  for (const JsonValue& item : load.items) {
    std::string input = "{\"TableName\":";
    AppendJsonString(load.table, &input);
    input += ",\"Item\":" + Variables().Render(item) + "}";
    const Answer answer = transport_.Call("PutItem", input);
    if (answer.status == 200) continue;
    throw SetupError("cannot put an item of line " + std::to_string(load.place.line) + " into " +
                     load.table + ": " + Shorten(answer.body) + " for " + ToShownText(item));
  }
}

void Tables::Notice(std::string_view operation, const JsonValue& answer, bool wait) {
  if (!answer.IsObject()) return;
  const JsonValue* description = FindAny(answer, "TableDescription");
  if (description == nullptr) return;
  const std::string name(TextAt(*description, "TableName"));
  if (name.empty()) return;
  // Not every local service calls a table DELETING that goes.
  if (operation == "DeleteTable" || TextAt(*description, "TableStatus") == "DELETING") {
    names_.erase(name);
    if (wait) WaitUntilGone(name);
    return;
  }
  if (CreatesTable(operation)) names_.insert(name);
  if (wait) WaitUntilActive(name);
}

void Tables::DeleteAllBut(const TableNames& kept) {
  TableNames doomed;
  for (const std::string& name : names_) {
    if (!kept.contains(name)) doomed.insert(name);
  }
  for (const std::string& name : doomed) {
    names_.erase(name);
    Delete(name);
  }
  for (const std::string& name : doomed) WaitUntilGone(name);
}

void Tables::Delete(const std::string& name) {
  Answer answer;
  const bool is_over = Poll(patience_, [&] {
    answer = transport_.Call("DeleteTable", NameOnly(name));
    // While a table or an index of it changes, it cannot be deleted yet.
    return !IsError(answer, "ResourceInUseException");
  });
  if (IsError(answer, "deletion protection")) {
    std::string unprotect = NameOnly(name);
    unprotect.insert(unprotect.size() - 1, ",\"DeletionProtectionEnabled\":false");
    transport_.Call("UpdateTable", unprotect);
    WaitUntilActive(name);
    answer = transport_.Call("DeleteTable", NameOnly(name));
  }
  const bool is_done = is_over && (answer.status == 200 || IsError(answer, kNotFound));
  if (!is_done) throw SetupError("cannot delete table " + name + ": " + Shorten(answer.body));
}

void Tables::WaitUntilActive(const std::string& name) {
  std::string last;
  const bool active = Poll(patience_, [&] {
    const Answer answer = transport_.Call("DescribeTable", NameOnly(name));
    last = answer.body;
    // A table that was created just now may be unknown for a moment.
    if (IsError(answer, kNotFound)) return false;
    if (answer.status != 200)
      throw SetupError("cannot describe table " + name + ": " + Shorten(last));
    JsonDocument document;
    const JsonValue* table =
        document.Parse(answer.body) ? FindPath(document.root(), "Table") : nullptr;
    return table != nullptr && IsAllActive(*table);
  });
  if (!active) throw SetupError("table " + name + " does not become ACTIVE: " + Shorten(last));
}

void Tables::WaitUntilGone(const std::string& name) {
  const bool gone = Poll(patience_, [&] {
    return IsError(transport_.Call("DescribeTable", NameOnly(name)), kNotFound);
  });
  if (!gone) throw SetupError("table " + name + " does not go");
}

}  // namespace pumice::conformance
