// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "protocol/json.h"
#include "protocol/services/service.h"

// Lists that are answered page by page. A NextToken is sealed (protocol/page_token): one that this
// data did not hand out for this list is refused.
namespace pumice::services {

// `list` names a list among all services': its operation, and what it is of where a token of
// another one must not do. `token_code`: the service's error of a token that is none.

// Where the page that a request asks for begins: the position that its NextToken tells, or empty.
// Throws ServiceFault.
std::string PageStart(const ServiceCall& call, std::string_view list, std::string_view token_code);
// The answer's NextToken: the page after this one begins behind `position`.
void WriteNextToken(const ServiceCall& call, std::string_view list, std::string_view position);

// A list of records, in the order of their names.
struct RecordList {
  std::string_view kind;        // of the records
  std::string_view operation;   // names the list
  std::string_view member;      // of the answer: the list
  std::string_view max_member;  // of the request: how many at most
  size_t max = 0;               // where it does not say
  std::string_view token_code;
};

// Writes one page of those that are wanted, and the token if more of them follow. Both functions
// get what is stored of a record; a record that is no JSON is passed over.
void WriteRecordPage(const ServiceCall& call, const RecordList& list,
                     const std::function<bool(const JsonValue& stored)>& is_wanted,
                     const std::function<void(const JsonValue& stored)>& write);

}  // namespace pumice::services
