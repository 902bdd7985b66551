// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json.h"
#include "protocol/services/service.h"
#include "protocol/services/service_fault.h"

// Pages of what CloudFormation lists.
namespace pumice::services {

inline constexpr size_t kStackPage = 100;
inline constexpr std::string_view kStackToken = "ValidationError";  // the code of a token's fault

// Writes the page of `elements` that a request's NextToken asks for, and the token of the next. A
// token is the key of the element that its page ended with, which
// `key_of` tells; `write` writes an element. Throws ServiceFault for a token that none has.
template <typename Element, typename KeyOf, typename Write>
void WritePage(ServiceCall& call, std::string_view member, const std::vector<Element>& elements,
               KeyOf key_of, Write write) {
  size_t begin = 0;
  if (const auto token = FindString(call.input, "NextToken")) {
    const auto last = std::find_if(elements.begin(), elements.end(), [&](const Element& element) {
      return key_of(element) == *token;
    });
    if (last == elements.end()) ThrowInvalidToken(kStackToken);
    begin = static_cast<size_t>(last - elements.begin()) + 1;
  }
  const size_t end = std::min(elements.size(), begin + kStackPage);
  call.answer.Key(member);
  call.answer.BeginList();
  for (size_t i = begin; i < end; ++i) write(elements[i]);
  call.answer.EndList();
  if (end < elements.size()) call.answer.StringMember("NextToken", key_of(elements[end - 1]));
}

}  // namespace pumice::services
