// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <cassert>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error/noted_fault.h"
#include "engine/partiql/tokenizer.h"

// A PartiQL statement as plain data: what the text says, without table or parameters.
namespace pumice::partiql {

enum class ExprKind : uint8_t {
  kPath,
  // Literals.
  kString,
  kNumber,
  kTrue,
  kFalse,
  kNull,
  kMissing,
  kIonLiteral,
  kList,    // [1, 2] and (1, 2)
  kBag,     // <<1, 2>>
  kStruct,  // {'a': 1}: operands are names and values by turns
  kParameter,
  kCall,
  kSubquery,  // SELECT within an expression, which nothing supports
  // Operators.
  kNot,
  kAnd,
  kOr,
  kCompare,  // `text`: = <> < <= > >=
  kBetween,
  kIn,
  kIs,          // `text`: the type's name
  kArithmetic,  // `text`: + - * / % || like; one operand or two
};

using ExprId = uint32_t;

struct Expr {
  ExprKind kind;
  // The text of a string, number or operator; the name of a function or type, in lower case.
  std::string text;
  SourcePosition position;  // of the token that stands for it: a call's name, an operator
  uint32_t first = 0;  // of its operands; of a path its steps; of a parameter its number from 0
  uint32_t count = 0;
};

// One step of a path.
struct PathStep {
  std::string name;  // unless it is an index
  uint32_t index = 0;
  bool is_index = false;
  SourcePosition position;
};

struct Assignment {
  enum class Kind : uint8_t { kSet, kRemove };

  Kind kind;
  ExprId path;
  ExprId value = 0;  // of kSet
};

struct OrderKey {
  ExprId key;
  bool descending = false;
};

enum class StatementKind : uint8_t { kSelect, kInsert, kUpdate, kDelete, kExists };

enum class Returning : uint8_t { kNothing, kAllOld, kModifiedOld, kAllNew, kModifiedNew };

struct Statement {
  StatementKind kind = StatementKind::kSelect;
  std::string table;
  std::string index;  // empty: none
  ExprId source = 0;  // the path that names them

  bool all_attributes = false;      // SELECT *
  std::vector<ExprId> projection;   // of SELECT otherwise: paths
  std::vector<OrderKey> order;      // of SELECT
  ExprId item = 0;                  // of INSERT
  std::vector<Assignment> changes;  // of UPDATE
  bool has_where = false;
  ExprId where = 0;
  Returning returning = Returning::kNothing;

  size_t parameter_count = 0;
  // False: nothing can be wrong with it but its key, its table and the types of its values.
  bool needs_check = true;
  // What is wrong although the text is well formed; empty: nothing. The first such fault in the
  // text.
  NotedFault fault;

  const Expr& expr(ExprId id) const {
    assert(id < exprs.size());
    return exprs[id];
  }
  // Of what has some.
  std::span<const ExprId> operands(const Expr& of) const {
    assert(of.count == 0 || of.first + of.count <= operand_ids.size());
    return {operand_ids.data() + of.first, of.count};
  }
  // Of a kPath.
  std::span<const PathStep> path(const Expr& of) const {
    assert(of.kind == ExprKind::kPath && of.first + of.count <= steps.size());
    return {steps.data() + of.first, of.count};
  }

  // Nodes stand behind their operands and nest at most kMaxExpressionNesting deep, so that walks
  // may recurse.
  std::vector<Expr> exprs;
  std::vector<ExprId> operand_ids;
  std::vector<PathStep> steps;
};

// Constraints in Amazon DynamoDB; API reference of ExecuteStatement.
inline constexpr size_t kMaxStatementBytes = 8192;
// Of expressions in one another. Above what the limit of 300 operators lets pass.
inline constexpr uint32_t kMaxExpressionNesting = 512;

// "1:39:2", as the service's messages point to a place.
std::string DescribePosition(const SourcePosition& position);

using Conjuncts = boost::container::small_vector<ExprId, 8>;

// The expressions of which WHERE is the conjunction; none where there is no WHERE.
Conjuncts SplitConjuncts(const Statement& statement);

// Statement::needs_check of a parsed statement: false for the simplest, and most frequent, which
// CheckStatement need not compile before the table is looked up. True where that is not easily
// seen.
bool NeedsCheck(const Statement& statement);

inline bool IsWrite(StatementKind kind) { return kind != StatementKind::kSelect; }

}  // namespace pumice::partiql
