// SPDX-License-Identifier: Apache-2.0

#include <boost/container/small_vector.hpp>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "engine/error/reads.h"
#include "engine/expression/explanation.h"
#include "engine/item/short_text.h"
#include "engine/partiql/executor.h"
#include "protocol/base64.h"
#include "protocol/errors.h"
#include "protocol/item_json.h"
#include "protocol/json_writer.h"
#include "protocol/operations/capacity_json.h"
#include "protocol/operations/registry.h"
#include "protocol/request_notes.h"

// PartiQL: ExecuteStatement, BatchExecuteStatement, ExecuteTransaction. They look for faults in
// this order:
//   the values of all parameters; of ExecuteStatement, the token by itself; the syntax; of several
//   statements, whether they all read or all write; what is wrong with a statement whatever its
//   table is; the table; the statement by its table's schema; of a SELECT, ConsistentRead and the
//   token; the condition.
// BatchExecuteStatement tells most of a statement's faults in its response, and looks last for
// items that two statements name.
namespace pumice {
namespace {

// One statement and what its request borrows.
class StatementInput {
 public:
  // `explanation`: see StatementRequest.
  StatementInput(const JsonValue& json, std::string* explanation) {
    request_.explanation = explanation;
    request_.text = *FindString(json, "Statement");
    request_.consistent = FindBool(json, "ConsistentRead").value_or(false);
    request_.old_item_on_failure =
        FindString(json, "ReturnValuesOnConditionCheckFailure") == "ALL_OLD";
    if (const JsonValue* const parameters = FindMember(json, "Parameters")) {
      ReadParameters(*parameters);
    }
  }
  StatementInput(const StatementInput&) = delete;
  StatementInput& operator=(const StatementInput&) = delete;

  const partiql::StatementRequest& request() const { return request_; }

 private:
  void ReadParameters(const JsonValue& parameters) {
    for (const JsonValue& parameter : parameters.GetArray()) EncodeValue(parameter, &values_);
    for (const char* at = values_.data(); views_.size() < parameters.Size();) {
      at = views_.emplace_back(at).end();
    }
    request_.parameters = {views_.data(), views_.size()};
  }

  std::string values_;  // encoded one behind the other
  boost::container::small_vector<ValueView, 4> views_;
  partiql::StatementRequest request_;
};

// The statements of a batch or transaction.
class StatementInputs {
 public:
  // `explanation`: of the whole; see StatementRequest.
  StatementInputs(const JsonValue& statements, std::string* explanation) {
    for (const JsonValue& statement : statements.GetArray()) {
      inputs_.emplace_back(statement, explanation);
    }
    for (const StatementInput& input : inputs_) requests_.push_back(input.request());
  }

  // From now on, each statement's failure is explained by itself.
  void ExplainEach() {
    for (partiql::StatementRequest& request : requests_) {
      request.explanation = &explanations_.emplace_back();
    }
  }

  std::span<const partiql::StatementRequest> requests() const { return requests_; }

  // All that ExplainEach gathered, each with the statement's index.
  std::string JoinExplanations() const {
    ShortText text(kMaxExplanationBytes);
    bool any = false;
    for (size_t i = 0; i < explanations_.size(); ++i) {
      if (explanations_[i].empty()) continue;
      if (std::exchange(any, true)) text.Append("; ");
      text.Append("[" + std::to_string(i) + "] " + explanations_[i]);
    }
    return text.Take();
  }

 private:
  std::deque<std::string> explanations_;
  std::deque<StatementInput> inputs_;
  std::vector<partiql::StatementRequest> requests_;
};

std::string ReadNextToken(const JsonValue& input) {
  std::string token;
  const auto text = FindString(input, "NextToken");
  if (!text) return token;
  try {
    AppendDecodedBase64(*text, &token);
  } catch (const ApiError&) {
    token.clear();
  }
  if (token.empty()) ThrowInvalidNextToken();
  return token;
}

// Notes the table and index of each statement that can be parsed.
void NoteStatements(OperationContext& context,
                    std::span<const partiql::StatementRequest> requests) {
  if (context.record == nullptr) return;
  for (const partiql::StatementRequest& request : requests) {
    try {
      const auto statement = context.statements.Parse(request.text);
      NoteTable(statement->table, context.record);
      if (!statement->index.empty()) NoteIndex(statement->index, context.record);
    } catch (const ApiError&) {
      // The operation will say so.
    }
  }
}

// "ConditionalCheckFailed": BatchStatementError's Code, as the API reference lists them.
std::string BatchErrorCode(ErrorCode code) {
  if (code == ErrorCode::kValidation) return "ValidationError";
  if (code == ErrorCode::kInternal) return "InternalServerError";
  std::string name(ErrorName(code));
  constexpr std::string_view kSuffix = "Exception";
  if (name.ends_with(kSuffix)) name.resize(name.size() - kSuffix.size());
  return name;
}

void WriteItemMember(const std::string& item, JsonWriter* json) {
  json->Key("Item");
  AppendItemJson(ItemView(item), json->Raw());
}

void WriteBatchError(const ApiError& error, JsonWriter* json) {
  json->Key("Error");
  json->BeginObject();
  json->StringMember("Code", BatchErrorCode(error.code()));
  json->StringMember("Message", error.message());
  if (!error.item.empty()) WriteItemMember(error.item, json);
  json->EndObject();
}

void WriteBatchOutcome(const partiql::BatchOutcome& outcome, JsonWriter* json) {
  json->BeginObject();
  if (outcome.error) WriteBatchError(*outcome.error, json);
  if (!outcome.table.empty()) json->StringMember("TableName", outcome.table);
  if (outcome.item) WriteItemMember(*outcome.item, json);
  json->EndObject();
}

}  // namespace

void ExecuteStatement(OperationContext& context) {
  const JsonValue& input = context.input;
  const StatementInput statement(input, ExplanationOf(context));
  NoteStatements(context, {&statement.request(), 1});
  const std::string next_token = ReadNextToken(input);
  const CapacityDetail detail = ReadCapacityDetail(input);

  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("Items");
  json.BeginArray();
  const partiql::StatementResult result =
      partiql::ExecuteStatement(&context.database, &context.statements, statement.request(),
                                {.limit = FindInteger(input, "Limit"), .next_token = next_token},
                                CountsCapacity(context, detail),
                                [&json](ItemView item) { AppendItemJson(item, json.Raw()); });
  json.EndArray();
  const bool more = !result.next_token.empty() || !result.last_evaluated_key.empty();
  if (result.is_select) NotePage(context, result.items_read, result.items_returned, more);
  NoteCapacity(context, result.capacity);
  if (!result.next_token.empty()) {
    json.Key("NextToken");
    json.Base64(result.next_token);
  }
  if (!result.last_evaluated_key.empty()) {
    json.Key("LastEvaluatedKey");
    AppendItemJson(ItemView(result.last_evaluated_key), json.Raw());
  }
  WriteConsumedCapacity(detail, result.capacity, &json);
  json.EndObject();
}

void BatchExecuteStatement(OperationContext& context) {
  StatementInputs statements(*FindMember(context.input, "Statements"), nullptr);
  if (context.record != nullptr) statements.ExplainEach();
  NoteStatements(context, statements.requests());
  const CapacityDetail detail = ReadCapacityDetail(context.input);
  const partiql::BatchResult result =
      partiql::ExecuteBatch(&context.database, &context.statements, statements.requests(),
                            CountsCapacity(context, detail));
  NoteCapacity(context, result.capacities);
  if (context.record != nullptr) {
    context.record->explanation = statements.JoinExplanations();
  }

  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("Responses");
  json.BeginArray();
  for (const partiql::BatchOutcome& outcome : result.outcomes) WriteBatchOutcome(outcome, &json);
  json.EndArray();
  WriteCapacities(detail, CapacityKind::kPlain, result.capacities, &json);
  json.EndObject();
}

void ExecuteTransaction(OperationContext& context) {
  const StatementInputs statements(*FindMember(context.input, "TransactStatements"),
                                   ExplanationOf(context));
  NoteStatements(context, statements.requests());
  const CapacityDetail detail = ReadCapacityDetail(context.input);
  const partiql::TransactionResult result =
      partiql::ExecuteTransaction(&context.database, &context.statements, statements.requests(),
                                  FindString(context.input, "ClientRequestToken").value_or(""),
                                  CountsCapacity(context, detail));
  NoteCapacity(context, result.capacities);

  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("Responses");
  json.BeginArray();
  for (const std::optional<std::string>& item : result.items) {
    json.BeginObject();
    if (item) WriteItemMember(*item, &json);
    json.EndObject();
  }
  json.EndArray();
  const bool reads = result.reads || result.repeated;
  WriteCapacities(detail, reads ? CapacityKind::kTransactRead : CapacityKind::kTransactWrite,
                  result.capacities, &json);
  json.EndObject();
}

}  // namespace pumice
