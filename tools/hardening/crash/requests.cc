// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/requests.h"

#include <algorithm>

namespace pumice::hardening::crash {
namespace {

std::string Quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string TableOf(int cell) { return std::string(kTableNames[PlaceOf(cell).table]); }

std::string TableMember(int cell) { return R"("TableName":)" + Quoted(TableOf(cell)); }

std::string ItemOf(const Change& change) {
  return ToJson(Join(KeyOfCell(change.cell), RestOfCell(change.cell, UnpackItem(change.after))));
}

bool Has(const JsonAttributes& attributes, std::string_view name) {
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](const auto& attribute) { return attribute.first == name; });
}

// Attributes that some versions have and the new one has not.
std::vector<std::string> Removed(const JsonAttributes& rest) {
  std::vector<std::string> names;
  for (const char* name : {"ga", "gb", "lb", "exp", "set", "map"}) {
    if (!Has(rest, name)) names.emplace_back(name);
  }
  return names;
}

// UpdateExpression with its names and values, and the condition that the cell is as it was before.
std::string ExpressionMembers(const Change& change, bool update, bool conditional) {
  std::string expression;
  JsonAttributes names;
  JsonAttributes values;
  if (update) {
    const JsonAttributes rest = RestOfCell(change.cell, UnpackItem(change.after));
    for (const auto& [name, value] : rest) {
      expression += (expression.empty() ? "SET #" : ", #") + name + " = :" + name;
      names.emplace_back('#' + name, Quoted(name));
      values.emplace_back(':' + name, value);
    }
    const std::vector<std::string> removed = Removed(rest);
    for (const std::string& name : removed) {
      expression += (name == removed.front() ? " REMOVE #" : ", #") + name;
      names.emplace_back('#' + name, Quoted(name));
    }
  }
  std::string condition;
  if (conditional && change.before == 0) condition = "attribute_not_exists(pk)";
  if (conditional && change.before != 0) {
    condition = "#v = :before";
    if (!update) names.emplace_back("#v", Quoted("v"));
    values.emplace_back(":before",
                        R"({"N":")" + std::to_string(UnpackItem(change.before).version) + R"("})");
  }
  std::string members;
  if (!expression.empty()) members += R"(,"UpdateExpression":)" + Quoted(expression);
  if (!condition.empty()) members += R"(,"ConditionExpression":)" + Quoted(condition);
  if (!names.empty()) members += R"(,"ExpressionAttributeNames":)" + ToJson(names);
  if (!values.empty()) members += R"(,"ExpressionAttributeValues":)" + ToJson(values);
  return members;
}

std::string PutInput(const Change& change, bool conditional) {
  return '{' + TableMember(change.cell) + R"(,"Item":)" + ItemOf(change) +
         ExpressionMembers(change, false, conditional) + '}';
}

std::string KeyedInput(const Change& change, bool update, bool conditional) {
  return '{' + TableMember(change.cell) + R"(,"Key":)" + ToJson(KeyOfCell(change.cell)) +
         ExpressionMembers(change, update, conditional) + '}';
}

// An operation's changes are deletes, puts and updates, as the cell says.
std::string TransactInput(const Operation& operation) {
  std::string items;
  for (int i = 0; i < operation.count; ++i) {
    const Change& change = operation.changes[i];
    if (i > 0) items += ',';
    if (change.after == 0) {
      items += R"({"Delete":)" + KeyedInput(change, false, operation.conditional) + '}';
    } else if (UnpackItem(change.after).version % 2 == 0) {
      items += R"({"Update":)" + KeyedInput(change, true, operation.conditional) + '}';
    } else {
      items += R"({"Put":)" + PutInput(change, operation.conditional) + '}';
    }
  }
  return items;
}

std::string TokenMember(const Operation& operation) {
  if (operation.token == 0) return "";
  return R"(,"ClientRequestToken":"token-)" + std::to_string(operation.token) + '"';
}

std::string BatchInput(const Operation& operation) {
  std::string input = R"({"RequestItems":{)";
  for (int table = 0; table < kFixedTables; ++table) {
    std::string writes;
    for (int i = 0; i < operation.count; ++i) {
      const Change& change = operation.changes[i];
      if (PlaceOf(change.cell).table != table) continue;
      if (!writes.empty()) writes += ',';
      writes += change.after == 0
                    ? R"({"DeleteRequest":{"Key":)" + ToJson(KeyOfCell(change.cell)) + "}}"
                    : R"({"PutRequest":{"Item":)" + ItemOf(change) + "}}";
    }
    if (writes.empty()) continue;
    if (input.back() != '{') input += ',';
    input += Quoted(kTableNames[table]) + ":[" + writes + ']';
  }
  return input + "}}";
}

// A statement with its parameters.
std::string StatementInput(const Change& change) {
  const JsonAttributes key = KeyOfCell(change.cell);
  const JsonAttributes rest =
      change.after == 0 ? JsonAttributes() : RestOfCell(change.cell, UnpackItem(change.after));
  std::string statement;
  std::string parameters;
  const auto parameter = [&](const std::string& value) {
    parameters += (parameters.empty() ? "" : ",") + value;
  };
  const std::string table = R"(\")" + TableOf(change.cell) + R"(\")";
  if (change.before == 0) {
    statement = "INSERT INTO " + table + " VALUE {";
    for (const auto& [name, value] : Join(key, rest)) {
      statement += (statement.back() == '{' ? "'" : ", '") + name + "': ?";
      parameter(value);
    }
    statement += '}';
  } else {
    statement = (change.after == 0 ? "DELETE FROM " : "UPDATE ") + table;
    for (const auto& [name, value] : rest) {
      statement += R"( SET \")" + name + R"(\" = ?)";
      parameter(value);
    }
    if (change.after != 0) {
      for (const std::string& name : Removed(rest)) statement += R"( REMOVE \")" + name + R"(\")";
    }
    for (const auto& [name, value] : key) {
      statement += (name == "pk" ? R"( WHERE \")" : R"( AND \")") + name + R"(\" = ?)";
      parameter(value);
    }
  }
  return R"({"Statement":")" + statement + R"(","Parameters":[)" + parameters + "]}";
}

std::string StatementsInput(const Operation& operation) {
  std::string statements;
  for (int i = 0; i < operation.count; ++i) {
    statements += (i > 0 ? "," : "") + StatementInput(operation.changes[i]);
  }
  return statements;
}

std::string CreateInput(const std::string& name, const ChurnValue& table) {
  const std::string key = Quoted(ChurnKeyName(table.generation));
  return R"({"TableName":")" + name + R"(","BillingMode":"PAY_PER_REQUEST",)" +
         R"("AttributeDefinitions":[{"AttributeName":)" + key + R"(,"AttributeType":"S"}],)" +
         R"("KeySchema":[{"AttributeName":)" + key + R"(,"KeyType":"HASH"}])" +
         (table.stream
              ? R"(,"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"})"
              : "") +
         '}';
}

std::string FillInput(int table, const std::string& name, const Change& change) {
  std::string writes;
  for (int number = UnpackChurn(change.before).items; number < UnpackChurn(change.after).items;
       ++number) {
    writes += (writes.empty() ? "" : ",") + std::string(R"({"PutRequest":{"Item":)") +
              ToJson(ChurnItem(table, UnpackChurn(change.after).generation, number)) + "}}";
  }
  return R"({"RequestItems":{")" + name + R"(":[)" + writes + "]}}";
}

Request ChurnRequest(const Operation& operation) {
  const Change& change = operation.changes[0];
  const int table = change.cell - kItemCells;
  const std::string name = ChurnTableName(table);
  const std::string head = R"({"TableName":")" + name + '"';
  switch (operation.kind) {
    case Kind::kCreateTable:
      return {"CreateTable", CreateInput(name, UnpackChurn(change.after))};
    case Kind::kDeleteTable:
      return {"DeleteTable", head + '}'};
    case Kind::kAddIndex:
      return {"UpdateTable",
              head + R"(,"AttributeDefinitions":[{"AttributeName":"ga","AttributeType":"S"}],
                 "GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"later",
                   "KeySchema":[{"AttributeName":"ga","KeyType":"HASH"}],
                   "Projection":{"ProjectionType":"ALL"}}}]})"};
    case Kind::kDropIndex:
      return {"UpdateTable",
              head + R"(,"GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"later"}}]})"};
    case Kind::kStreamOn:
      return {"UpdateTable", head + R"(,"StreamSpecification":{"StreamEnabled":true,
                                         "StreamViewType":"NEW_AND_OLD_IMAGES"}})"};
    case Kind::kStreamOff:
      return {"UpdateTable", head + R"(,"StreamSpecification":{"StreamEnabled":false}})"};
    case Kind::kTtlOn:
    case Kind::kTtlOff:
      return {"UpdateTimeToLive",
              head + R"(,"TimeToLiveSpecification":{"AttributeName":"exp","Enabled":)" +
                  (operation.kind == Kind::kTtlOn ? "true" : "false") + "}}"};
    default:
      return {"BatchWriteItem", FillInput(table, name, change)};
  }
}

Request RecordRequest(const Change& change) {
  const std::string name = RecordName(change.cell);
  if (change.after == 0) {
    return {"GraniteServiceVersion20100801.DeleteAlarms", R"({"AlarmNames":[")" + name + "\"]}"};
  }
  const uint32_t version = UnpackItem(change.after).version;
  return {"GraniteServiceVersion20100801.PutMetricAlarm",
          R"({"AlarmName":")" + name + R"(","MetricName":"m","Namespace":"n","Statistic":"Sum",)" +
              R"("Period":60,"EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold",)" +
              R"("Threshold":)" + std::to_string(version) + R"(,"AlarmDescription":")" +
              RecordText(change.cell, version) + "\"}"};
}

}  // namespace

Request RequestOf(const Operation& operation) {
  const Change& change = operation.changes[0];
  switch (operation.kind) {
    case Kind::kPut:
      return {"PutItem", PutInput(change, operation.conditional)};
    case Kind::kUpdate:
      return {"UpdateItem", KeyedInput(change, true, operation.conditional)};
    case Kind::kDelete:
      return {"DeleteItem", KeyedInput(change, false, operation.conditional)};
    case Kind::kBatch:
      return {"BatchWriteItem", BatchInput(operation)};
    case Kind::kTransact:
      return {"TransactWriteItems", R"({"TransactItems":[)" + TransactInput(operation) + ']' +
                                        TokenMember(operation) + '}'};
    case Kind::kInsert:
    case Kind::kStatement:
      return {"ExecuteStatement", StatementInput(change)};
    case Kind::kStatements:
      return {"ExecuteTransaction", R"({"TransactStatements":[)" + StatementsInput(operation) +
                                        ']' + TokenMember(operation) + '}'};
    case Kind::kPutRecord:
    case Kind::kDeleteRecord:
      return RecordRequest(change);
    default:
      return ChurnRequest(operation);
  }
}

}  // namespace pumice::hardening::crash
