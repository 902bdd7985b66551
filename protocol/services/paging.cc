// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/paging.h"

#include <vector>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "protocol/page_token.h"
#include "protocol/services/service_fault.h"

namespace pumice::services {
namespace {

constexpr size_t kRead = 100;

}  // namespace

std::string PageStart(const ServiceCall& call, std::string_view list, std::string_view token_code) {
  const std::string_view token = FindString(call.input, "NextToken").value_or("");
  if (token.empty()) return {};
  try {
    return ParsePageToken(token, list, call.caller.database.token_seal());
  } catch (const ApiError&) {
    ThrowInvalidToken(token_code);
  }
}

void WriteNextToken(const ServiceCall& call, std::string_view list, std::string_view position) {
  call.answer.StringMember("NextToken",
                           PageToken(list, position, call.caller.database.token_seal()));
}

void WriteRecordPage(const ServiceCall& call, const RecordList& list,
                     const std::function<bool(const JsonValue& stored)>& is_wanted,
                     const std::function<void(const JsonValue& stored)>& write) {
  const Records& records = call.caller.database.records();
  const auto limit =
      static_cast<size_t>(FindInteger(call.input, list.max_member).value_or(int64_t(list.max)));
  std::string after = PageStart(call, list.operation, list.token_code);
  std::string last;
  size_t found = 0;
  bool more = false;
  call.answer.Key(list.member);
  call.answer.BeginList();
  while (!more) {
    const std::vector<Record> read = records.List(list.kind, after, kRead);
    for (const Record& record : read) {
      JsonDocument stored;
      if (!stored.Parse(record.value) || !is_wanted(stored.root())) continue;
      more = found == limit;
      if (more) break;
      write(stored.root());
      last = record.name;
      ++found;
    }
    if (read.size() < kRead) break;
    after = read.back().name;
  }
  call.answer.EndList();
  if (more) WriteNextToken(call, list.operation, last);
}

}  // namespace pumice::services
