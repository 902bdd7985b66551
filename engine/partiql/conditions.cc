// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/conditions.h"

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "engine/error/statements.h"
#include "engine/item/value_writer.h"

namespace pumice::partiql {
namespace {

struct Function {
  std::string_view name;
  Op op;
};

constexpr auto kConditionFunctions = std::to_array<Function>({
    {"attribute_exists", Op::kAttributeExists},
    {"attribute_not_exists", Op::kAttributeNotExists},
    {"attribute_type", Op::kAttributeType},
    {"begins_with", Op::kBeginsWith},
    {"contains", Op::kContains},
});

// The types that IS knows, as attribute_type() names them.
constexpr auto kTypes = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"NULL", "NULL"},
    {"BOOLEAN", "BOOL"},
    {"BLOB", "B"},
    {"STRING", "S"},
    {"NUMERIC", "N"},
    {"STRUCT", "M"},
    {"TUPLE", "M"},
    {"LIST", "L"},
});

std::optional<Op> ConditionFunction(std::string_view name) {
  for (const Function& function : kConditionFunctions) {
    if (function.name == name) return function.op;
  }
  return std::nullopt;
}

Op CompareOp(std::string_view text) {
  if (text == "=") return Op::kEqual;
  if (text == "<>") return Op::kNotEqual;
  if (text == "<") return Op::kLess;
  if (text == "<=") return Op::kLessOrEqual;
  return text == ">" ? Op::kGreater : Op::kGreaterOrEqual;
}

class ConditionCompiler {
 public:
  ConditionCompiler(const Statement& statement, Parameters parameters, SyntaxTree* tree)
      : statement_(statement), parameters_(parameters), tree_(*tree) {}

  NodeId Compile(std::span<const ExprId> conjuncts, Presence presence, std::string_view key) {
    if (presence == Presence::kOptional) {
      implied_ = tree_.Add(Op::kAttributeNotExists, {tree_.Attribute(key)});
      return tree_.Add(Op::kOr, {*implied_, Compile(conjuncts, Presence::kAny, {})});
    }
    std::vector<NodeId> nodes;
    if (presence == Presence::kRequired) {
      implied_ = tree_.Add(Op::kAttributeExists, {tree_.Attribute(key)});
      nodes.push_back(*implied_);
    }
    for (const ExprId id : conjuncts) nodes.push_back(Conjunct(id));
    if (nodes.size() == 1) return nodes[0];
    if (!conjuncts.empty()) tree_.counted_operators += conjuncts.size() - 1;
    return tree_.Add(Op::kAnd, nodes);
  }

  // What an item's presence became; see ParsedCondition.
  std::optional<NodeId> implied() const { return implied_; }

 private:
  const Expr& expr(ExprId id) const { return statement_.expr(id); }

  static bool IsCondition(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::kNot:
      case ExprKind::kAnd:
      case ExprKind::kOr:
      case ExprKind::kCompare:
      case ExprKind::kBetween:
      case ExprKind::kIn:
      case ExprKind::kIs:
        return true;
      case ExprKind::kCall:
        return expr.text != "size";
      default:
        return false;
    }
  }

  // Of WHERE, or all of it.
  NodeId Conjunct(ExprId id) {
    if (expr(statement_.where).kind == ExprKind::kAnd) return Operand(id, "AND");
    if (!IsCondition(expr(id)) && expr(id).kind != ExprKind::kArithmetic) {
      ThrowWhereNotBoolean();
    }
    return Condition(id);
  }

  // An operand of AND or OR.
  NodeId Operand(ExprId id, std::string_view op) {
    const Expr& operand = expr(id);
    if (operand.kind == ExprKind::kCall && operand.text == "size") {
      ThrowOperandType(ExpressionKind::kStatement, op, "N");
    }
    if (!IsCondition(operand) && operand.kind != ExprKind::kArithmetic) {
      ThrowArgumentsOfAndOr();
    }
    return Condition(id);
  }

  NodeId AddCounted(Op op, std::span<const NodeId> operands) {
    ++tree_.counted_operators;
    return tree_.Add(op, operands);
  }
  NodeId AddCounted(Op op, std::initializer_list<NodeId> operands) {
    return AddCounted(op, std::span(operands.begin(), operands.size()));
  }

  // Recursion is as deep as expressions nest, which the parser limits.
  NodeId Condition(ExprId id) {
    const Expr& condition = expr(id);
    const std::span<const ExprId> operands = statement_.operands(condition);
    switch (condition.kind) {
      case ExprKind::kAnd:
      case ExprKind::kOr:
        return Chain(condition);
      case ExprKind::kNot:
        return Not(operands[0]);
      case ExprKind::kCompare:
        return Compare(condition);
      case ExprKind::kBetween: {
        const NodeId value = Value(operands[0], "BETWEEN");
        const NodeId lower = Value(operands[1], "BETWEEN");
        return AddCounted(Op::kBetween, {value, lower, Value(operands[2], "BETWEEN")});
      }
      case ExprKind::kIn:
        return In(condition);
      case ExprKind::kIs:
        return Is(condition);
      case ExprKind::kCall:
        return Call(condition);
      default:
        ThrowConditionOperator(condition.text);
    }
  }

  NodeId Chain(const Expr& chain) {
    const bool is_and = chain.kind == ExprKind::kAnd;
    std::vector<NodeId> nodes;
    for (const ExprId operand : statement_.operands(chain)) {
      nodes.push_back(Operand(operand, is_and ? "AND" : "OR"));
    }
    tree_.counted_operators += nodes.size() - 1;
    return tree_.Add(is_and ? Op::kAnd : Op::kOr, nodes);
  }

  NodeId Not(ExprId operand) {
    if (!IsCondition(expr(operand)) && expr(operand).kind != ExprKind::kArithmetic) {
      ThrowArgumentOfNot();
    }
    return AddCounted(Op::kNot, {Condition(operand)});
  }

  NodeId Compare(const Expr& compare) {
    const std::span<const ExprId> operands = statement_.operands(compare);
    const NodeId left = Value(operands[0], compare.text);
    return AddCounted(CompareOp(compare.text), {left, Value(operands[1], compare.text)});
  }

  NodeId In(const Expr& in) {
    const std::span<const ExprId> operands = statement_.operands(in);
    const Expr& list = expr(operands[1]);
    const bool is_list = list.kind == ExprKind::kList || list.kind == ExprKind::kBag;
    if (!is_list || list.count == 0) {
      ThrowArgumentsOfIn();
    }
    std::vector<NodeId> nodes = {Value(operands[0], "IN")};
    for (const ExprId element : statement_.operands(list)) nodes.push_back(Value(element, "IN"));
    return AddCounted(Op::kIn, nodes);
  }

  NodeId Is(const Expr& is) {
    const Expr& value = expr(statement_.operands(is)[0]);
    const bool is_literal = IsConstant(value) && value.kind != ExprKind::kParameter;
    if (value.kind != ExprKind::kPath && !is_literal) {
      ThrowArgumentOfIs();
    }
    const NodeId node = Value(statement_.operands(is)[0], "IS");
    if (is.text == "MISSING") return AddCounted(Op::kAttributeNotExists, {node});
    for (const auto& [name, type] : kTypes) {
      if (is.text == name) return AddCounted(Op::kAttributeType, {node, StringConstant(type)});
    }
    ThrowTypeOfIs(is.text, DescribePosition({is.position.line, is.position.column, 2}));
  }

  NodeId StringConstant(std::string_view text) {
    std::string encoded;
    ValueWriter(&encoded).String(text);
    return tree_.Constant(ValueView(encoded.data()));
  }

  NodeId Call(const Expr& call) {
    const std::optional<Op> op = ConditionFunction(call.text);
    if (!op) ThrowNoCondition(call);
    std::vector<NodeId> arguments;
    for (const ExprId argument : statement_.operands(call)) {
      arguments.push_back(Value(argument, call.text));
    }
    return AddCounted(*op, arguments);
  }

  [[noreturn]] static void ThrowNoCondition(const Expr& call) {
    if (call.text == "if_not_exists" || call.text == "list_append") {
      FunctionNotAllowed(/*in_update=*/false, ExpressionKind::kStatement, call.text).Throw();
    }
    ThrowUnrecognizedFunction(call.text);
  }

  // Something that has a value: a path, a constant, size(). `op` is what it is an operand of.
  NodeId Value(ExprId id, std::string_view op) {
    const Expr& value = expr(id);
    if (value.kind == ExprKind::kPath) return AddPath(statement_, value, &tree_);
    if (IsConstant(value)) return AddConstant(statement_, value, parameters_, &tree_);
    if (value.kind == ExprKind::kMissing) {
      ThrowMissingNotByIs();
    }
    if (value.kind == ExprKind::kArithmetic) {
      ThrowConditionOperator(value.text);
    }
    if (value.kind == ExprKind::kIonLiteral) {
      AddConstant(statement_, value, parameters_, &tree_);
    }
    if (value.kind == ExprKind::kCall && value.text == "size") return Size(value, op);
    if (value.kind == ExprKind::kCall && !ConditionFunction(value.text)) ThrowNoCondition(value);
    ThrowOperandType(ExpressionKind::kStatement, op, "BOOL");
  }

  NodeId Size(const Expr& call, std::string_view op) {
    if (op == "size") ThrowOperandType(ExpressionKind::kStatement, op, "N");
    std::vector<NodeId> arguments;
    for (const ExprId argument : statement_.operands(call)) {
      arguments.push_back(Value(argument, "size"));
    }
    return AddCounted(Op::kSize, arguments);
  }

  const Statement& statement_;
  const Parameters parameters_;
  SyntaxTree& tree_;
  std::optional<NodeId> implied_;
};

}  // namespace

NodeId AddPath(const Statement& statement, const Expr& path, SyntaxTree* tree) {
  std::vector<PathElement> elements;
  for (const PathStep& step : statement.path(path)) {
    if (!step.is_index && step.name.empty()) {
      EmptyPathComponent().Throw();
    }
    elements.push_back(step.is_index ? PathElement::Index(step.index)
                                     : PathElement::Attribute(step.name));
  }
  return tree->Path(elements);
}

NodeId AddConstant(const Statement& statement, const Expr& constant, Parameters parameters,
                   SyntaxTree* tree) {
  std::string encoded;
  AppendConstant(statement, constant, parameters, &encoded);
  return tree->Constant(ValueView(encoded.data()));
}

BoundCondition CompileCondition(const Statement& statement, std::span<const ExprId> conjuncts,
                                Presence presence, std::string_view key, Parameters parameters) {
  auto parsed = std::make_shared<ParsedCondition>();
  ConditionCompiler compiler(statement, parameters, &parsed->tree);
  parsed->root = compiler.Compile(conjuncts, presence, key);
  parsed->implied = compiler.implied();
  return WithoutExpressionName(ExpressionKind::kCondition, [&] {
    Placeholders none;
    return BoundCondition(std::move(parsed), none);
  });
}

}  // namespace pumice::partiql
