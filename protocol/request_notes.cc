// SPDX-License-Identifier: Apache-2.0

#include "protocol/request_notes.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/expression/explanation.h"
#include "engine/item/short_text.h"
#include "protocol/ascii.h"
#include "protocol/errors.h"
#include "protocol/requested_operation.h"
#include "protocol/table_arn.h"

namespace pumice {
namespace {

// Of what a client may make as long as it likes.
constexpr size_t kMaxNameBytes = 1024;
constexpr size_t kMaxMessageBytes = 4096;
constexpr int64_t kMaxTables = 8;
constexpr std::string_view kMoreTables = ",...";

std::string Escaped(std::string_view text) {
  ShortText escaped(kMaxNameBytes);
  escaped.AppendEscaped(text);
  return escaped.Take();
}

std::string Bounded(std::string_view message) {
  std::string text(message.substr(0, kMaxMessageBytes));
  if (text.size() < message.size()) text += "...";
  return text;
}

// Whether a list with commas has the word.
bool HasWord(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    if (TakeUntil(',', &list) == word) return true;
  }
  return false;
}

std::optional<std::string_view> StringMember(const JsonValue& object, std::string_view name) {
  if (!object.IsObject()) return std::nullopt;
  const JsonValue* const member = FindMember(object, name);
  if (member == nullptr || !member->IsString()) return std::nullopt;
  return JsonText(*member);
}

// The members that say a table by themselves.
void NoteNamed(const JsonValue& object, RequestRecord* record) {
  static constexpr std::string_view kMembers[] = {
      "TableName",       "TableArn",       "ResourceArn",    "StreamArn",
      "SourceTableName", "SourceTableArn", "TargetTableName"};
  for (const std::string_view member : kMembers) {
    if (const auto name = StringMember(object, member)) NoteTable(*name, record);
  }
}

// Calls `note` for the first elements: a request that is not looked at yet may have any number.
template <typename Elements, typename Note>
void ForFirst(const Elements& elements, Note note) {
  constexpr int kMaxNoted = 128;
  int noted = 0;
  for (const auto& element : elements) {
    if (++noted > kMaxNoted) return;
    note(element);
  }
}

void NoteTransacted(const JsonValue& actions, RequestRecord* record) {
  ForFirst(actions.GetArray(), [record](const JsonValue& action) {
    if (!action.IsObject()) return;
    ForFirst(action.GetObject(), [record](const auto& kind) { NoteNamed(kind.value, record); });
  });
}

// 12.5, 3; as capacity is told.
std::string UnitsText(double units) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof(text), units).ptr;
  return {text, end};
}

std::string Count(int64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace

void BeginRecord(const HttpRequest& request, RequestRecord* record) {
  record->time = std::chrono::system_clock::now();
  record->started = std::chrono::steady_clock::now();
  const std::string_view path = request.target.substr(0, request.target.find('?'));
  const bool is_call = request.method == "POST" && path == "/";
  const std::string_view name = is_call ? FindRequestedOperation(request).name : "";
  if (!name.empty()) {
    record->operation = Escaped(name);
  } else {
    record->operation = Escaped(std::string(request.method) + " " + std::string(request.target));
  }
}

void NoteTable(std::string_view name_or_arn, RequestRecord* record) {
  const std::string_view bounded = name_or_arn.substr(0, kMaxNameBytes);
  const auto reference = FindTableReference(bounded);
  const std::string name = Escaped(reference ? reference->name : bounded);
  std::string& tables = record->table;
  if (name.empty() || HasWord(tables, name)) return;
  const auto count = 1 + std::ranges::count(tables, ',');
  if (tables.empty()) {
    tables = name;
  } else if (count < kMaxTables) {
    tables += ',' + name;
  } else if (!tables.ends_with(kMoreTables)) {
    tables += kMoreTables;
  }
}

void NoteIndex(std::string_view name, RequestRecord* record) { record->index = Escaped(name); }

void NoteTables(const JsonValue& input, RequestRecord* record) {
  if (!input.IsObject()) return;
  NoteNamed(input, record);
  const JsonValue* const batch = FindMember(input, "RequestItems");
  if (batch != nullptr && batch->IsObject()) {
    ForFirst(batch->GetObject(),
             [record](const auto& member) { NoteTable(JsonText(member.name), record); });
  }
  const JsonValue* const transaction = FindMember(input, "TransactItems");
  if (transaction != nullptr && transaction->IsArray()) NoteTransacted(*transaction, record);
  if (const auto index = StringMember(input, "IndexName")) NoteIndex(*index, record);
}

void NoteAnswer(const HttpResponse& response, RequestRecord* record) {
  const bool is_noted = record->status == response.status;
  record->status = response.status;
  if (is_noted) return;
  record->error.clear();
  record->message.clear();
  if (response.status < 400) return;
  JsonDocument body;
  if (!body.Parse(response.body)) return;
  const std::string_view type = StringMember(body.root(), "__type").value_or("");
  record->error = Escaped(type.substr(type.find('#') + 1));
  const auto message = StringMember(body.root(), "message");
  record->message = Bounded(message.value_or(StringMember(body.root(), "Message").value_or("")));
}

void NoteError(const ApiError& error, RequestRecord* record) {
  record->status = DescribeError(error.code()).status;
  record->error = ErrorName(error.code());
  record->message = Bounded(error.message());
}

RecordedBody RecordBody(std::string_view body, size_t max_bytes) {
  return {std::string(body.substr(0, max_bytes)), body.size()};
}

std::string ExplainPage(const RequestRecord& record) {
  if (!record.items_filtered) return "";
  std::string text = record.index.empty() ? "table " + record.table
                                          : "index " + record.index + " of table " + record.table;
  text += ": read " + Count(record.items_read.value_or(0), "item") + ", returned " +
          std::to_string(record.items_returned.value_or(0));
  if (*record.items_filtered > 0) {
    text += "; the filter dropped " + std::to_string(*record.items_filtered);
  }
  if (record.capacity_units) {
    text += "; " + UnitsText(*record.capacity_units) +
            (record.capacity_units == 1 ? " read unit" : " read units");
  }
  if (record.more_items) text += "; more items follow";
  ShortText bounded(kMaxExplanationBytes);
  bounded.Append(text);
  return bounded.Take();
}

void NotePage(const OperationContext& context, int64_t read, int64_t returned, bool more) {
  if (context.record == nullptr) return;
  NoteItems(context, read, returned);
  context.record->items_filtered = read - returned;
  context.record->more_items = more;
}

void NoteCapacity(const OperationContext& context, const ConsumedCapacity& capacity) {
  if (context.record == nullptr) return;
  context.record->capacity_units = context.record->capacity_units.value_or(0) + capacity.Total();
}

void NoteCapacity(const OperationContext& context,
                  const std::vector<ConsumedCapacity>& capacities) {
  for (const ConsumedCapacity& capacity : capacities) NoteCapacity(context, capacity);
}

}  // namespace pumice
