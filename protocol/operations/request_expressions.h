#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/expression/condition.h"
#include "engine/expression/key_condition.h"
#include "engine/expression/placeholders.h"
#include "engine/expression/projection.h"
#include "engine/expression/update.h"
#include "protocol/json.h"

namespace pumice {

// The expressions of one request with their names and values. Borrows from the input.
//
// Every method throws ApiError (ValidationException).
class RequestExpressions {
 public:
  // `members`: the expression members that the operation has. Reads and checks ExpressionAttributeNames and
  // ExpressionAttributeValues.
  RequestExpressions(const JsonValue& input, std::initializer_list<std::string_view> members);

  RequestExpressions(const RequestExpressions&) = delete;
  RequestExpressions& operator=(const RequestExpressions&) = delete;

  // Each: the member parsed and bound, or nothing where the request lacks it.
  std::optional<BoundCondition> Condition();
  std::optional<BoundCondition> Filter();
  std::optional<BoundUpdate> Update();
  std::optional<BoundProjection> Projection();
  // Parsed only: binding it needs the table's key.
  std::shared_ptr<const ParsedKeyCondition> KeyCondition();

  // After the last expression is bound.
  void CheckAllUsed() const { placeholders_.CheckAllUsed(); }
  Placeholders& placeholders() { return placeholders_; }

 private:
  std::vector<Placeholders::Name> ReadNames() const;
  std::vector<Placeholders::Value> ReadValues();
  void CheckHasExpression(std::initializer_list<std::string_view> members) const;

  const JsonValue& input_;
  std::string values_;  // encoded one behind the other
  Placeholders placeholders_;
};

}  // namespace pumice
