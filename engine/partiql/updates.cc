// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/updates.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/error/expressions.h"
#include "engine/error/statements.h"
#include "engine/partiql/conditions.h"

namespace pumice::partiql {
namespace {

constexpr auto kConditionFunctions =
    std::to_array<std::string_view>({"attribute_exists", "attribute_not_exists", "attribute_type",
                                     "begins_with", "contains", "size"});

class UpdateCompiler {
 public:
  UpdateCompiler(const Statement& statement, Parameters parameters, ParsedUpdate* update)
      : statement_(statement), parameters_(parameters), update_(*update), tree_(update->tree) {}

  void Compile() {
    for (const Assignment& assignment : statement_.changes) {
      const NodeId path = AddPath(statement_, expr(assignment.path), &tree_);
      if (assignment.kind == Assignment::Kind::kRemove) {
        update_.actions.push_back({UpdateClause::kRemove, path});
      } else {
        AddSet(assignment, path);
      }
    }
    // BoundUpdate looks from the end to the beginning; faults are told in the order of the text.
    std::ranges::reverse(update_.actions);
  }

 private:
  const Expr& expr(ExprId id) const { return statement_.expr(id); }

  void AddSet(const Assignment& assignment, NodeId path) {
    const Expr& value = expr(assignment.value);
    const bool is_call = value.kind == ExprKind::kCall;
    if (is_call && value.text == "set_add") {
      const NodeId set = SetArgument(assignment, "SET_ADD");
      update_.actions.push_back({UpdateClause::kAdd, path, set});
    } else if (is_call && value.text == "set_delete") {
      const NodeId set = SetArgument(assignment, "SET_DELETE");
      update_.actions.push_back({UpdateClause::kDelete, path, set});
    } else {
      update_.actions.push_back({UpdateClause::kSet, path, Value(assignment.value)});
    }
  }

  // The second argument of set_add or set_delete, of which the first is the path itself.
  NodeId SetArgument(const Assignment& assignment, const std::string& function) {
    const Expr& call = expr(assignment.value);
    const std::span<const ExprId> arguments = statement_.operands(call);
    if (arguments.size() != 2) {
      ThrowSetFunctionCount(function, DescribePosition(call.position));
    }
    if (!IsSamePath(expr(arguments[0]), expr(assignment.path))) {
      ThrowSetFunctionPath(function);
    }
    const Expr& set = expr(arguments[1]);
    if (!IsSetConstant(set)) {
      // The service points to the first one.
      ThrowSetFunctionValue(function, DescribePosition(expr(arguments[0]).position));
    }
    return AddConstant(statement_, set, parameters_, &tree_);
  }

  bool IsSamePath(const Expr& a, const Expr& b) const {
    if (a.kind != ExprKind::kPath) return false;
    return std::ranges::equal(statement_.path(a), statement_.path(b),
                              [](const PathStep& left, const PathStep& right) {
                                return left.is_index == right.is_index &&
                                       left.index == right.index && left.name == right.name;
                              });
  }

  bool IsSetConstant(const Expr& value) const {
    if (value.kind == ExprKind::kBag) return true;
    return value.kind == ExprKind::kParameter && IsSet(parameters_[value.first].type());
  }

  // A right-hand side or a part of one. Recursion is as deep as expressions nest, which the parser
  // limits.
  NodeId Value(ExprId id) {
    const Expr& value = expr(id);
    if (value.kind == ExprKind::kPath) return AddPath(statement_, value, &tree_);
    if (IsConstant(value) || value.kind == ExprKind::kIonLiteral) {
      return AddConstant(statement_, value, parameters_, &tree_);
    }
    if (value.kind == ExprKind::kMissing) {
      ThrowMissingNotByIs();
    }
    if (value.kind == ExprKind::kCall) return Call(value);
    if (value.kind == ExprKind::kArithmetic) return Sum(value);
    ThrowUpdateOperator(value.text);
  }

  NodeId Sum(const Expr& sum) {
    if (sum.text != "+" && sum.text != "-") {
      ThrowUpdateOperator(sum.text);
    }
    if (sum.count != 2) {
      ThrowOperandCount(ExpressionKind::kStatement, sum.text, sum.count);
    }
    return AddCounted(sum.text == "+" ? Op::kPlus : Op::kMinus, sum);
  }

  NodeId Call(const Expr& call) {
    if (call.text == "list_append") return AddCounted(Op::kListAppend, call);
    if (call.text == "if_not_exists") return AddCounted(Op::kIfNotExists, call);
    if (std::ranges::find(kConditionFunctions, call.text) != kConditionFunctions.end()) {
      FunctionNotAllowed(/*in_update=*/true, ExpressionKind::kStatement, call.text).Throw();
    }
    if (call.text == "set_add" || call.text == "set_delete") {
      FunctionMisused(ExpressionKind::kStatement, call.text).Throw();
    }
    ThrowUnrecognizedFunction(call.text);
  }

  NodeId AddCounted(Op op, const Expr& of) {
    std::vector<NodeId> operands;
    for (const ExprId operand : statement_.operands(of)) operands.push_back(Value(operand));
    ++tree_.counted_operators;
    return tree_.Add(op, operands);
  }

  const Statement& statement_;
  const Parameters parameters_;
  ParsedUpdate& update_;
  SyntaxTree& tree_;
};

}  // namespace

BoundUpdate CompileUpdate(const Statement& statement, Parameters parameters) {
  auto parsed = std::make_shared<ParsedUpdate>();
  UpdateCompiler(statement, parameters, parsed.get()).Compile();
  return WithoutExpressionName(ExpressionKind::kUpdate, [&] {
    Placeholders none;
    return BoundUpdate(std::move(parsed), none);
  });
}

}  // namespace pumice::partiql
