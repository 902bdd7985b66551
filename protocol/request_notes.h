// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/access/capacity.h"
#include "protocol/json.h"
#include "protocol/operation.h"
#include "pumice/http.h"
#include "pumice/request_record.h"

// What endpoint and operations note in a request's RequestRecord. Operations' functions do nothing
// where nobody asked for one.
namespace pumice {

// Begins the record of a request, by what its head says.
void BeginRecord(const HttpRequest& request, RequestRecord* record);
// Notes one table more, and the index.
void NoteTable(std::string_view name_or_arn, RequestRecord* record);
void NoteIndex(std::string_view name, RequestRecord* record);
// Notes the tables and the index that an input names, which may be any JSON.
void NoteTables(const JsonValue& input, RequestRecord* record);
// Notes status and error of an answer, unless they are noted already.
void NoteAnswer(const HttpResponse& response, RequestRecord* record);
void NoteError(const ApiError& error, RequestRecord* record);
// Records a body's beginning.
RecordedBody RecordBody(std::string_view body, size_t max_bytes);

// How the page that a request asked for came about: "index ByKind of table Orders: read 100 items,
// returned 3; the filter dropped 97; 12.5 read units; more items follow". Empty for no page.
std::string ExplainPage(const RequestRecord& record);

// Where the engine says why conditions failed; null: nobody asks.
inline std::string* ExplanationOf(const OperationContext& context) {
  return context.record != nullptr ? &context.record->explanation : nullptr;
}
inline void NoteItems(const OperationContext& context, int64_t read, int64_t returned) {
  if (context.record == nullptr) return;
  context.record->items_read = read;
  context.record->items_returned = returned;
}
void NotePage(const OperationContext& context, int64_t read, int64_t returned, bool more);
void NoteCapacity(const OperationContext& context, const ConsumedCapacity& capacity);
void NoteCapacity(const OperationContext& context, const std::vector<ConsumedCapacity>& capacities);

}  // namespace pumice
