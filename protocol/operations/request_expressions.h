// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/expression/expression_cache.h"
#include "engine/expression/placeholders.h"
#include "protocol/json.h"

namespace pumice {

// What a request's expressions are held to.
struct ExpressionRules {
  // Names and values without any expression are refused; otherwise they are not looked at.
  bool placeholders_need_expression = true;
  int max_nesting = kMaxNesting;  // of the values
};

// The expressions of one request with their names and values, or the legacy parameters that say the
// same without expressions. Borrows from the input.
//
// Every method throws ApiError (ValidationException).
class RequestExpressions {
 public:
  // `members`: the expression members that the operation has; `legacy`: its legacy ones, both in
  // the order in which the service names them. Checks that they are not mixed, and that names and
  // values have an expression.
  RequestExpressions(ExpressionCache* cache, const JsonValue& input,
                     std::initializer_list<std::string_view> members,
                     std::initializer_list<std::string_view> legacy = {},
                     const ExpressionRules& rules = {});

  // Reads and checks ExpressionAttributeNames and ExpressionAttributeValues: before any expression,
  // and after the request's keys and items, whose faults the service tells first.
  void ReadPlaceholders();

  RequestExpressions(const RequestExpressions&) = delete;
  RequestExpressions& operator=(const RequestExpressions&) = delete;

  // Each: the member or its legacy counterpart parsed and bound, or nothing where the request has
  // neither.
  std::optional<BoundCondition> Condition();
  std::optional<BoundCondition> Filter();
  std::optional<BoundUpdate> Update();
  std::optional<BoundProjection> Projection();
  // Parsed only: it is bound after the others (BoundKeyCondition).
  std::shared_ptr<const ParsedKeyCondition> KeyCondition();

  // After the last expression is bound.
  void CheckAllUsed() const { placeholders_.CheckAllUsed(); }
  Placeholders& placeholders() { return placeholders_; }
  // What the values take, encoded.
  size_t value_bytes() const { return values_.size(); }

 private:
  void CheckNotMixed(std::initializer_list<std::string_view> members) const;
  // Null where the request or the operation lacks it.
  const JsonValue* Legacy(std::string_view member) const;
  std::vector<Placeholders::Name> ReadNames() const;
  std::vector<Placeholders::Value> ReadValues();
  void CheckHasExpression(std::initializer_list<std::string_view> members) const;

  ExpressionCache& cache_;
  const JsonValue& input_;
  const ExpressionRules rules_;
  bool has_placeholders_ = false;
  boost::container::small_vector<std::pair<std::string_view, const JsonValue*>, 4> legacy_;
  std::string values_;  // encoded one behind the other
  Placeholders placeholders_;
};

}  // namespace pumice
