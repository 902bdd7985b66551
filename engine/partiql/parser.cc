#include "engine/partiql/parser.h"

#include <utility>

#include "engine/error/api_error.h"
#include "engine/partiql/expression_parser.h"
#include "engine/partiql/syntax_error.h"

namespace pumice::partiql {
namespace {

constexpr std::string_view kNotOneSource = "Only select from a single table or index is supported.";

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
    if (tokens_.IsKeyword("create")) ThrowUnsupportedDefinition("Create");
    if (tokens_.IsKeyword("drop")) ThrowUnsupportedDefinition("Drop");
    if (tokens_.IsKeyword("insert")) ThrowNotWellFormed("Unexpected keyword");
    if (tokens_.Is(TokenType::kEnd)) ThrowNotWellFormed("Unexpected term");
    ThrowNotWellFormed("Expected data manipulation");
  }

  [[noreturn]] void ThrowUnsupportedDefinition(std::string_view verb) {
    for (const auto& [keyword, name] : {std::pair{"table", "Table"}, std::pair{"index", "Index"}}) {
      if (!tokens_.IsKeywordAt(1, keyword)) continue;
      ThrowValidation("Unsupported operation: " + std::string(verb) + name);
    }
    ThrowNotWellFormed("Unexpected token following " +
                       std::string(verb == "Create" ? "CREATE" : "DROP"));
  }

  void FinishText() {
    if (tokens_.TakeIf(TokenType::kSemicolon) && !tokens_.Is(TokenType::kEnd)) {
      ThrowNotWellFormed("Unexpected token after semicolon. (Only one query is allowed.)");
    }
    if (!tokens_.Is(TokenType::kEnd)) ThrowNotWellFormed("Unexpected token after expression");
  }

  void ParseSelect() {
    statement_.kind = StatementKind::kSelect;
    ParseProjection();
    if (!tokens_.TakeIfKeyword("from")) ThrowNotWellFormed("Expected FROM after SELECT list");
    ParseSource();
    ParseWhere();
    ParseUnsupportedClauses();
    if (tokens_.TakeIfKeyword("order")) ParseOrder();
    ParseUnsupportedClauses();
  }

  void ParseProjection() {
    if (tokens_.TakeIfKeyword("distinct")) {
      expressions_.NoteFault("Unsupported token in expression: DISTINCT");
    } else if (!tokens_.TakeIfKeyword("all") && tokens_.TakeIfKeyword("value")) {
      expressions_.NoteFault("Select projection doesn't support value or pivot keywords");
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
    ThrowNotWellFormed(
        "Other expressions may not be present in the select list when '*' is used without dot "
        "notation.");
  }

  // Aliases are well formed, but nothing supports them.
  void ParseAlias() {
    for (const std::string_view keyword : {"as", "at", "by"}) {
      if (!tokens_.TakeIfKeyword(keyword)) continue;
      if (!tokens_.IsName()) {
        ThrowNotWellFormed("Expected identifier for " +
                           std::string(keyword == "as"   ? "AS"
                                       : keyword == "at" ? "AT"
                                                         : "BY") +
                           "-alias");
      }
    }
    if (!tokens_.IsName()) return;
    tokens_.Take();
    expressions_.NoteFault("Aliasing is not supported");
    ParseAlias();
  }

  void ParseSource() {
    SetSource(expressions_.Parse());
    ParseAlias();
    for (const std::string_view join : {"join", "cross", "inner", "left", "right", "outer"}) {
      if (tokens_.IsKeyword(join)) ThrowValidation(std::string(kNotOneSource));
    }
    while (tokens_.TakeIf(TokenType::kComma)) {
      expressions_.NoteFault(std::string(kNotOneSource));
      expressions_.Parse();
      ParseAlias();
    }
  }

  void SetSource(ExprId id) {
    const Expr& expr = statement_.expr(id);
    if (expr.kind != ExprKind::kPath) return expressions_.NoteFault("Unexpected from source");
    const std::span<const PathStep> path = statement_.path(expr);
    if (path.size() > 2) {
      return expressions_.NoteFault("A path may contain at most 2 components in the FROM clause");
    }
    if (path.back().is_index) return expressions_.NoteFault("Invalid list expression in source.");
    statement_.table = path[0].name;
    if (path.size() == 2) statement_.index = path[1].name;
  }

  void ParseWhere() {
    if (!tokens_.TakeIfKeyword("where")) return;
    statement_.has_where = true;
    statement_.where = expressions_.Parse();
  }

  void ParseUnsupportedClauses() {
    if (tokens_.TakeIfKeyword("group")) {
      expressions_.NoteFault("Unsupported clause: GROUP BY");
      tokens_.TakeIfKeyword("partial");
      if (!tokens_.TakeIfKeyword("by")) ThrowNotWellFormed("Expected BY");
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
    expressions_.NoteFault("Unsupported clause: " + name + " at " +
                           DescribeSpot(statement_.expr(operand).spot));
  }

  void ParseOrder() {
    if (!tokens_.TakeIfKeyword("by")) ThrowNotWellFormed("Expected BY");
    do {
      OrderKey key{expressions_.Parse()};
      if (!tokens_.TakeIfKeyword("asc")) key.descending = tokens_.TakeIfKeyword("desc");
      CheckOrderKey(statement_.expr(key.key));
      statement_.order.push_back(key);
    } while (tokens_.TakeIf(TokenType::kComma));
    if (statement_.has_where) return;
    expressions_.NoteFault("Must have WHERE clause in the statement when using ORDER BY clause.");
  }

  void CheckOrderKey(const Expr& key) {
    if (key.kind == ExprKind::kPath && key.count == 1) return;
    expressions_.NoteFault("Argument to ORDER BY must be of type VariableReference. Type: " +
                           (key.kind == ExprKind::kPath ? "PATH" : key.text));
  }

  void ParseInsert() {
    statement_.kind = StatementKind::kInsert;
    tokens_.Take();
    const Token& into = tokens_.Take();
    ParseTarget("FROM clause may only contain a single table name in data manipulation statements");
    if (!tokens_.TakeIfKeyword("value")) {
      statement_.item = expressions_.Parse();
      expressions_.NoteFault("Unsupported operation: InsertOp");
    } else {
      statement_.item = expressions_.Parse();
      CheckInsertedItem(statement_.expr(statement_.item));
    }
    if (tokens_.TakeIfKeyword("at")) {
      expressions_.Parse();
      expressions_.NoteFault("AT is not supported in insert statements. at " +
                             DescribeSpot({into.spot.line, 1, 6}));
    }
    ParseReturning();
    if (statement_.returning == Returning::kNothing) return;
    expressions_.NoteFault("RETURNING is not supported in INSERT");
  }

  void CheckInsertedItem(const Expr& item) {
    if (item.kind == ExprKind::kStruct) return;
    expressions_.NoteFault(
        "Unsupported format in item expression. Please use struct format {...} to express item "
        "values for insert statement. at " +
        DescribeSpot(item.spot));
  }

  // The table that a DML statement changes.
  void ParseTarget(std::string_view index_fault) {
    const Expr& expr = statement_.expr(expressions_.ParseSimplePath());
    const std::span<const PathStep> path = statement_.path(expr);
    statement_.table = path[0].name;
    if (path.size() > 1) expressions_.NoteFault(std::string(index_fault));
  }

  void ParseUpdate() {
    statement_.kind = StatementKind::kUpdate;
    ParseTarget("This operation is not supported on an index");
    ParseAlias();
    if (!tokens_.IsKeyword("set") && !tokens_.IsKeyword("remove")) {
      ThrowNotWellFormed("Expected data manipulation");
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
      if (!tokens_.IsOperator("=")) ThrowNotWellFormed("Expected '='");
      tokens_.Take();
      assignment.value = expressions_.Parse();
      statement_.changes.push_back(assignment);
    } while (tokens_.TakeIf(TokenType::kComma));
  }

  void ParseDelete() {
    statement_.kind = StatementKind::kDelete;
    if (!tokens_.TakeIfKeyword("from")) ThrowNotWellFormed("Expected FROM after DELETE");
    ParseTarget("This operation is not supported on an index");
    ParseAlias();
    ParseWhere();
    ParseReturning();
    const Returning returning = statement_.returning;
    if (returning == Returning::kNothing || returning == Returning::kAllOld) return;
    expressions_.NoteFault("Invalid returning clause: " + ReturningText(returning) +
                           ". Only RETURNING ALL OLD * is allowed in DELETE statements.");
  }

  void ParseExists() {
    tokens_.Take();
    if (!tokens_.TakeIf(TokenType::kOpenParen)) ThrowNotWellFormed("Unexpected keyword");
    if (!tokens_.TakeIfKeyword("select")) ThrowNotWellFormed("Expected data manipulation");
    ParseSelect();
    statement_.kind = StatementKind::kExists;
    if (!tokens_.TakeIf(TokenType::kCloseParen)) ThrowNotWellFormed("Expected RIGHT_PAREN");
  }

  void ParseReturning() {
    if (!tokens_.TakeIfKeyword("returning")) return;
    const bool all = tokens_.TakeIfKeyword("all");
    if (!all && !tokens_.TakeIfKeyword("modified")) ThrowBadReturning();
    const bool old = tokens_.TakeIfKeyword("old");
    if (!old && !tokens_.TakeIfKeyword("new")) ThrowBadReturning();
    if (!tokens_.IsOperator("*")) {
      ThrowValidation("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
    }
    tokens_.Take();
    if (tokens_.Is(TokenType::kComma)) {
      ThrowValidation("Invalid syntax with multiple returning elements in RETURNING clause");
    }
    if (all) {
      statement_.returning = old ? Returning::kAllOld : Returning::kAllNew;
    } else {
      statement_.returning = old ? Returning::kModifiedOld : Returning::kModifiedNew;
    }
  }

  [[noreturn]] static void ThrowBadReturning() {
    ThrowNotWellFormed("Expected ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause.");
  }

  Statement statement_;
  TokenCursor tokens_;
  ExpressionParser expressions_;
};

}  // namespace

Statement ParseStatement(std::string_view text) {
  if (text.size() > kMaxStatementBytes) {
    ThrowValidation("Member must have length less than or equal to " +
                    std::to_string(kMaxStatementBytes));
  }
  return StatementParser(text).Parse();
}

}  // namespace pumice::partiql
