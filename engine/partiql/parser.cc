// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/parser.h"

#include <algorithm>
#include <utility>

#include "engine/error/statement_syntax.h"
#include "engine/error/statements.h"
#include "engine/partiql/expression_parser.h"
#include "engine/partiql/statement.h"

namespace pumice::partiql {
namespace {

std::string ReturningText(Returning returning) {
  switch (returning) {
    case Returning::kAllOld:
      return "RETURNING ALL OLD *";
    case Returning::kModifiedOld:
      return "RETURNING MODIFIED OLD *";
    case Returning::kAllNew:
      return "RETURNING ALL NEW *";
    case Returning::kModifiedNew:
      return "RETURNING MODIFIED NEW *";
    case Returning::kNothing:
      break;
  }
  return "";
}

class StatementParser {
 public:
  explicit StatementParser(std::string_view text)
      : tokens_(text), expressions_(&tokens_, &statement_) {}

  Statement Parse() {
    ParseStatement();
    FinishText();
    return std::move(statement_);
  }

 private:
  void ParseStatement() {
    if (tokens_.TakeIfKeyword("select")) return ParseSelect();
    if (tokens_.IsKeyword("insert") && tokens_.IsKeywordAt(1, "into")) return ParseInsert();
    if (tokens_.TakeIfKeyword("update")) return ParseUpdate();
    if (tokens_.TakeIfKeyword("delete")) return ParseDelete();
    if (tokens_.IsKeyword("exists")) return ParseExists();
    if (tokens_.IsKeyword("create")) RefuseDefinition("Create");
    if (tokens_.IsKeyword("drop")) RefuseDefinition("Drop");
    if (tokens_.IsKeyword("insert")) ThrowNotWellFormed(StatementSyntax::kUnexpectedKeyword);
    if (tokens_.Is(TokenType::kEnd)) ThrowNotWellFormed(StatementSyntax::kUnexpectedTerm);
    ThrowNotWellFormed(StatementSyntax::kExpectedManipulation);
  }

  [[noreturn]] void RefuseDefinition(std::string_view verb) {
    for (const auto& [keyword, name] : {std::pair{"table", "Table"}, std::pair{"index", "Index"}}) {
      if (!tokens_.IsKeywordAt(1, keyword)) continue;
      ThrowUnsupportedDefinition(verb, name);
    }
    ThrowUnexpectedAfter(verb == "Create" ? "CREATE" : "DROP");
  }

  void FinishText() {
    if (tokens_.TakeIf(TokenType::kSemicolon) && !tokens_.Is(TokenType::kEnd)) {
      ThrowNotWellFormed(StatementSyntax::kSecondStatement);
    }
    if (!tokens_.Is(TokenType::kEnd)) ThrowNotWellFormed(StatementSyntax::kTokenAfterStatement);
  }

  void ParseSelect() {
    statement_.kind = StatementKind::kSelect;
    ParseProjection();
    if (!tokens_.TakeIfKeyword("from")) {
      ThrowNotWellFormed(StatementSyntax::kExpectedFromAfterSelect);
    }
    ParseSource();
    ParseWhere();
    ParseUnsupportedClauses();
    if (tokens_.TakeIfKeyword("order")) ParseOrder();
    ParseUnsupportedClauses();
  }

  void ParseProjection() {
    if (tokens_.TakeIfKeyword("distinct")) {
      expressions_.NoteFault(UnsupportedDistinct());
    } else if (!tokens_.TakeIfKeyword("all") && tokens_.TakeIfKeyword("value")) {
      expressions_.NoteFault(UnsupportedValueKeyword());
    }
    bool others = false;
    do {
      if (tokens_.IsOperator("*")) {
        tokens_.Take();
        statement_.all_attributes = true;
      } else {
        others = true;
        statement_.projection.push_back(expressions_.ParseProjected());
        ParseAlias();
      }
    } while (tokens_.TakeIf(TokenType::kComma));
    if (!statement_.all_attributes || !others) return;
    ThrowNotWellFormed(StatementSyntax::kStarBesideOthers);
  }

  // Aliases are well formed, but nothing supports them.
  void ParseAlias() {
    for (const std::string_view keyword : {"as", "at", "by"}) {
      if (!tokens_.TakeIfKeyword(keyword)) continue;
      if (!tokens_.IsName()) {
        ThrowExpectedAlias(keyword == "as" ? "AS" : keyword == "at" ? "AT" : "BY");
      }
    }
    if (!tokens_.IsName()) return;
    tokens_.Take();
    expressions_.NoteFault(UnsupportedAlias());
    ParseAlias();
  }

  void ParseSource() {
    SetSource(expressions_.Parse());
    ParseAlias();
    for (const std::string_view join : {"join", "cross", "inner", "left", "right", "outer"}) {
      if (tokens_.IsKeyword(join)) SeveralSources().Throw();
    }
    while (tokens_.TakeIf(TokenType::kComma)) {
      expressions_.NoteFault(SeveralSources());
      expressions_.Parse();
      ParseAlias();
    }
  }

  void SetSource(ExprId id) {
    const Expr& expr = statement_.expr(id);
    if (expr.kind != ExprKind::kPath) return expressions_.NoteFault(UnexpectedSource());
    statement_.source = id;
    const std::span<const PathStep> path = statement_.path(expr);
    CheckSourceNames(path);
    if (path.size() > 2) {
      return expressions_.NoteFault(SourcePathTooLong());
    }
    if (path.back().is_index) return expressions_.NoteFault(ListAsSource());
    statement_.table = path[0].name;
    if (path.size() == 2) statement_.index = path[1].name;
  }

  void CheckSourceNames(std::span<const PathStep> path) {
    const auto is_empty = [](const PathStep& step) { return !step.is_index && step.name.empty(); };
    if (std::ranges::any_of(path, is_empty)) expressions_.NoteFault(EmptyPathComponent());
  }

  void ParseWhere() {
    if (!tokens_.TakeIfKeyword("where")) return;
    statement_.has_where = true;
    statement_.where = expressions_.Parse();
  }

  void ParseUnsupportedClauses() {
    if (tokens_.TakeIfKeyword("group")) {
      expressions_.NoteFault(UnsupportedGroupBy());
      tokens_.TakeIfKeyword("partial");
      if (!tokens_.TakeIfKeyword("by")) ThrowExpectedToken("BY");
      do {
        expressions_.Parse();
        ParseAlias();
      } while (tokens_.TakeIf(TokenType::kComma));
    }
    ParseUnsupportedClause("having", "HAVING");
    ParseUnsupportedClause("limit", "LIMIT");
  }

  void ParseUnsupportedClause(std::string_view keyword, const std::string& name) {
    if (!tokens_.TakeIfKeyword(keyword)) return;
    const ExprId operand = expressions_.Parse();
    expressions_.NoteFault(
        UnsupportedClause(name, DescribePosition(statement_.expr(operand).position)));
  }

  void ParseOrder() {
    if (!tokens_.TakeIfKeyword("by")) ThrowExpectedToken("BY");
    do {
      OrderKey key{expressions_.Parse()};
      if (!tokens_.TakeIfKeyword("asc")) key.descending = tokens_.TakeIfKeyword("desc");
      CheckOrderKey(statement_.expr(key.key));
      statement_.order.push_back(key);
    } while (tokens_.TakeIf(TokenType::kComma));
    if (statement_.has_where) return;
    expressions_.NoteFault(OrderWithoutWhere());
  }

  void CheckOrderKey(const Expr& key) {
    if (key.kind == ExprKind::kPath && key.count == 1) return;
    expressions_.NoteFault(OrderOfNoName(key.kind == ExprKind::kPath ? "PATH" : key.text));
  }

  void ParseInsert() {
    statement_.kind = StatementKind::kInsert;
    tokens_.Take();
    const Token& into = tokens_.Take();
    ParseTarget(InsertIntoPath);
    if (!tokens_.TakeIfKeyword("value")) {
      statement_.item = expressions_.Parse();
      expressions_.NoteFault(UnsupportedInsert());
    } else {
      statement_.item = expressions_.Parse();
      CheckInsertedItem(statement_.expr(statement_.item));
    }
    if (tokens_.TakeIfKeyword("at")) {
      expressions_.Parse();
      expressions_.NoteFault(UnsupportedInsertAt(DescribePosition({into.position.line, 1, 6})));
    }
    ParseReturning();
    if (statement_.returning == Returning::kNothing) return;
    expressions_.NoteFault(UnsupportedInsertReturning());
  }

  void CheckInsertedItem(const Expr& item) {
    if (item.kind == ExprKind::kStruct) return;
    expressions_.NoteFault(InsertOfNoStruct(DescribePosition(item.position)));
  }

  // The table that a DML statement changes; `index_fault` is what is wrong with anything but a
  // table.
  void ParseTarget(NotedFault (*index_fault)()) {
    statement_.source = expressions_.ParseSimplePath();
    const std::span<const PathStep> path = statement_.path(statement_.expr(statement_.source));
    // INSERT looks for a table without a name.
    if (statement_.kind != StatementKind::kInsert) CheckSourceNames(path);
    statement_.table = path[0].name;
    if (path.size() > 1) expressions_.NoteFault(index_fault());
  }

  void ParseUpdate() {
    statement_.kind = StatementKind::kUpdate;
    ParseTarget(WriteOfIndex);
    ParseAlias();
    if (!tokens_.IsKeyword("set") && !tokens_.IsKeyword("remove")) {
      ThrowNotWellFormed(StatementSyntax::kExpectedManipulation);
    }
    for (;;) {
      if (tokens_.TakeIfKeyword("set")) {
        ParseAssignments();
      } else if (tokens_.TakeIfKeyword("remove")) {
        statement_.changes.push_back({Assignment::Kind::kRemove, expressions_.ParseSimplePath()});
      } else {
        break;
      }
    }
    ParseWhere();
    ParseReturning();
  }

  void ParseAssignments() {
    do {
      Assignment assignment{Assignment::Kind::kSet, expressions_.ParseSimplePath()};
      if (!tokens_.IsOperator("=")) ThrowExpectedToken("'='");
      tokens_.Take();
      assignment.value = expressions_.Parse();
      statement_.changes.push_back(assignment);
    } while (tokens_.TakeIf(TokenType::kComma));
  }

  void ParseDelete() {
    statement_.kind = StatementKind::kDelete;
    if (!tokens_.TakeIfKeyword("from")) {
      ThrowNotWellFormed(StatementSyntax::kExpectedFromAfterDelete);
    }
    ParseTarget(WriteOfIndex);
    ParseAlias();
    ParseWhere();
    ParseReturning();
    const Returning returning = statement_.returning;
    if (returning == Returning::kNothing || returning == Returning::kAllOld) return;
    expressions_.NoteFault(DeleteReturning(ReturningText(returning)));
  }

  void ParseExists() {
    tokens_.Take();
    if (!tokens_.TakeIf(TokenType::kOpenParen)) {
      ThrowNotWellFormed(StatementSyntax::kUnexpectedKeyword);
    }
    if (!tokens_.TakeIfKeyword("select")) {
      ThrowNotWellFormed(StatementSyntax::kExpectedManipulation);
    }
    ParseSelect();
    statement_.kind = StatementKind::kExists;
    if (!tokens_.TakeIf(TokenType::kCloseParen)) ThrowExpectedToken("RIGHT_PAREN");
  }

  void ParseReturning() {
    if (!tokens_.TakeIfKeyword("returning")) return;
    const bool all = tokens_.TakeIfKeyword("all");
    if (!all && !tokens_.TakeIfKeyword("modified")) ThrowBadReturning();
    const bool old = tokens_.TakeIfKeyword("old");
    if (!old && !tokens_.TakeIfKeyword("new")) ThrowBadReturning();
    if (!tokens_.IsOperator("*")) {
      ThrowNoStarInReturning();
    }
    tokens_.Take();
    if (tokens_.Is(TokenType::kComma)) {
      ThrowSeveralReturning();
    }
    if (all) {
      statement_.returning = old ? Returning::kAllOld : Returning::kAllNew;
    } else {
      statement_.returning = old ? Returning::kModifiedOld : Returning::kModifiedNew;
    }
  }

  [[noreturn]] static void ThrowBadReturning() {
    ThrowNotWellFormed(StatementSyntax::kExpectedReturning);
  }

  Statement statement_;
  TokenCursor tokens_;
  ExpressionParser expressions_;
};

}  // namespace

Statement ParseStatement(std::string_view text) {
  if (text.size() > kMaxStatementBytes) {
    ThrowStatementTooLong(kMaxStatementBytes);
  }
  Statement statement = StatementParser(text).Parse();
  statement.needs_check = NeedsCheck(statement);
  return statement;
}

}  // namespace pumice::partiql
