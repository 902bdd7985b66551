// SPDX-License-Identifier: Apache-2.0

#include "engine/error/statements.h"

#include "engine/error/expressions.h"
#include "engine/error/validation.h"

namespace pumice {
namespace {

constexpr std::string_view kUnsupportedToken = "Unsupported token in expression: ";
constexpr std::string_view kUnsupportedClause = "Unsupported clause: ";
constexpr std::string_view kUnsupportedOperation = "Unsupported operation: ";
constexpr std::string_view kBagElement =
    "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags";

[[noreturn]] void ThrowSelectNeedsKey(std::string_view operation) {
  ThrowValidation(Text("Select statements within ", operation,
                       " must specify the primary key in the where clause."));
}

[[noreturn]] void ThrowOperator(std::string_view kind, std::string_view op) {
  ThrowValidation(Text("Unsupported operator in ", kind, " Expression. Operator: ", op));
}

}  // namespace

void ThrowStatementTooLong(size_t most) {
  ThrowValidation(Text("Member must have length less than or equal to ", std::to_string(most)));
}

void ThrowParameterCount() {
  ThrowValidation("Number of parameters in request and statement don't match.");
}

void ThrowMixedBatch() {
  ThrowValidation("Read and write requests together in the same batch is not supported.");
}

void ThrowMixedTransaction() {
  ThrowValidation(
      "ExecuteTransaction API does not support both read and write operations in the same "
      "request.");
}

void ThrowExistsOutsideTransaction() {
  ThrowValidation("EXISTS can only be used in ExecuteTransaction write requests.");
}

void ThrowBatchSelectNeedsKey() { ThrowSelectNeedsKey("BatchExecuteStatement"); }

void ThrowTransactionSelectNeedsKey() { ThrowSelectNeedsKey("ExecuteTransaction"); }

void ThrowTransactionReadsIndex() {
  ThrowValidation("Reads on indices are not supported within transactions.");
}

void ThrowReturningInTransaction() {
  ThrowValidation("RETURNING clause is not supported in ExecuteTransaction.");
}

void ThrowExistsOnIndex() {
  ThrowValidation("Operations on indices are not supported in transactions");
}

void ThrowExistsNeedsCondition() {
  ThrowValidation("EXISTS() must contain a single item read with additional condition");
}

void ThrowFaultOfStatement(size_t index, std::string_view fault) {
  ThrowValidation(
      Text("Validation failed in TransactStatements[", std::to_string(index), "]: ", fault));
}

void ThrowUnsupportedDefinition(std::string_view verb, std::string_view object) {
  ThrowValidation(Text(kUnsupportedOperation, verb, object));
}

void ThrowUnsupportedToken(std::string_view token, std::string_view at) {
  ThrowValidation(Text(kUnsupportedToken, token, " at ", at));
}

NotedFault UnsupportedSubquery(std::string_view at) {
  return NotedFault(Text(kUnsupportedToken, "SELECT at ", at));
}

NotedFault UnsupportedDistinct() { return NotedFault(Text(kUnsupportedToken, "DISTINCT")); }

NotedFault UnsupportedValueKeyword() {
  return NotedFault("Select projection doesn't support value or pivot keywords");
}

NotedFault UnsupportedAlias() { return NotedFault("Aliasing is not supported"); }

NotedFault SeveralSources() {
  return NotedFault("Only select from a single table or index is supported.");
}

NotedFault UnexpectedSource() { return NotedFault("Unexpected from source"); }

NotedFault SourcePathTooLong() {
  return NotedFault("A path may contain at most 2 components in the FROM clause");
}

NotedFault ListAsSource() { return NotedFault("Invalid list expression in source."); }

NotedFault UnsupportedGroupBy() { return NotedFault(Text(kUnsupportedClause, "GROUP BY")); }

NotedFault UnsupportedClause(std::string_view clause, std::string_view at) {
  return NotedFault(Text(kUnsupportedClause, clause, " at ", at));
}

NotedFault OrderWithoutWhere() {
  return NotedFault("Must have WHERE clause in the statement when using ORDER BY clause.");
}

NotedFault OrderOfNoName(std::string_view type) {
  return NotedFault(Text("Argument to ORDER BY must be of type VariableReference. Type: ", type));
}

NotedFault UnsupportedInsert() { return NotedFault(Text(kUnsupportedOperation, "InsertOp")); }

NotedFault UnsupportedInsertAt(std::string_view at) {
  return NotedFault(Text("AT is not supported in insert statements. at ", at));
}

NotedFault UnsupportedInsertReturning() {
  return NotedFault("RETURNING is not supported in INSERT");
}

NotedFault InsertOfNoStruct(std::string_view at) {
  return NotedFault(
      Text("Unsupported format in item expression. Please use struct format {...} to express item "
           "values for insert statement. at ",
           at));
}

NotedFault InsertIntoPath() {
  return NotedFault(
      "FROM clause may only contain a single table name in data manipulation statements");
}

NotedFault WriteOfIndex() { return NotedFault("This operation is not supported on an index"); }

NotedFault DeleteReturning(std::string_view clause) {
  return NotedFault(Text("Invalid returning clause: ", clause,
                         ". Only RETURNING ALL OLD * is allowed in DELETE statements."));
}

void ThrowNoStarInReturning() {
  ThrowValidation("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
}

void ThrowSeveralReturning() {
  ThrowValidation("Invalid syntax with multiple returning elements in RETURNING clause");
}

NotedFault UnexpectedPathComponent(std::string_view at) {
  return NotedFault(Text("Unexpected path component at ", at));
}

NotedFault UnsupportedHierarchy() {
  return NotedFault("Changing item's hierarchy while reading isn't supported");
}

NotedFault UnsupportedUnpivot(std::string_view at) {
  return NotedFault(Text("Unpivot path component like a.*.b are not supported at ", at));
}

NotedFault PathIndexOutOfRange(std::string_view index, std::string_view at) {
  return NotedFault(
      Text(ListIndexOutOfRange(ExpressionKind::kStatement, index).sentence(), " at ", at));
}

NotedFault EmptyPathComponent() { return NotedFault("Path component cannot be an empty string"); }

void ThrowDuplicateSelected(std::string_view name) {
  ThrowValidation(Text("Duplicate identifiers in select clause: ", name));
}

void ThrowWhereNotBoolean() {
  ThrowValidation("WHERE clause must contain an expression that resolves to a boolean");
}

void ThrowArgumentsOfAndOr() { ThrowValidation("The arguments to AND/OR must be Expressions"); }

void ThrowArgumentOfNot() { ThrowValidation("The argument to NOT must be a Type or Expression"); }

void ThrowArgumentsOfIn() {
  ThrowValidation(
      "IN operator must have a left hand argument of type Variable Reference and right hand "
      "argument of type Seq with at least one member");
}

void ThrowArgumentOfIs() {
  ThrowValidation(
      "The left hand side argument to IS must be a Variable Reference, Literal, or Path");
}

void ThrowTypeOfIs(std::string_view type, std::string_view at) {
  ThrowValidation(
      Text("Unsupported data type for IS operator: ", type,
           ". Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, "
           "TUPLE, LIST] at ",
           at));
}

void ThrowConditionOperator(std::string_view op) { ThrowOperator("Condition", op); }

void ThrowUpdateOperator(std::string_view op) { ThrowOperator("Update", op); }

void ThrowMissingNotByIs() { ThrowValidation("MISSING must be compared using IS operator"); }

void ThrowUnrecognizedFunction(std::string_view function) {
  ThrowValidation(Text("Unrecognized function: ", function));
}

void ThrowSetFunctionCount(std::string_view function, std::string_view at) {
  ThrowValidation(Text(function, " must have exactly two arguments at ", at));
}

void ThrowSetFunctionPath(std::string_view function) {
  ThrowValidation(Text("The first argument to ", function, " must equal the assignment value"));
}

void ThrowSetFunctionValue(std::string_view function, std::string_view at) {
  ThrowValidation(
      Text("The second argument to ", function, " must be a value with type SET at ", at));
}

NotedFault KeyNotInItem(std::string_view attribute) {
  return NotedFault(Text("Key attribute should be present in the item: Key ", attribute));
}

NotedFault WrongKeyType(std::string_view attribute) {
  return NotedFault(Text(
      "Key attribute's data type should match its data type in table's schema: Key ", attribute));
}

NotedFault SeveralKeyValues(std::string_view attribute) {
  return NotedFault(Text("Multiple conditions on same key ", attribute,
                         ". Only single item Update/Insert/Delete are supported"));
}

NotedFault IncompleteKey() {
  return NotedFault("Where clause does not contain a mandatory equality on all key attributes");
}

void ThrowOrderNotByKey(std::string_view name) {
  ThrowValidation(
      Text("Variable reference ", name, " in ORDER BY clause must be part of the primary key"));
}

void ThrowOrderWithoutKey() {
  ThrowValidation(
      "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY "
      "clause.");
}

void ThrowStatementIndexNotFound() {
  ThrowValidation("The table does not have the specified index");
}

void ThrowStatementConsistentReadOfGlobalIndex() {
  ThrowValidation("Strongly consistent read is not supported on Global Secondary Indexes");
}

void ThrowNoNumberLiteral() {
  ThrowValidation("A value provided cannot be converted into a number");
}

void ThrowLiteralPrecision() {
  ThrowValidation("DynamoDB only supports precision up to 38 digits");
}

void ThrowUnsupportedType(std::string_view type, std::string_view key, std::string_view at) {
  ThrowValidation(Text("Unsupported data type: ", type, " under key ", key, " at ", at));
}

void ThrowIonLiteral(std::string_view key, std::string_view at) {
  ThrowValidation(Text("Ion Literals are not supported under key ", key, " at ", at));
}

void ThrowTupleKeyType(std::string_view type, std::string_view key, std::string_view at) {
  ThrowValidation(
      Text("Tuple keys must be of type String. Actual type: ", type, " under ", key, " at ", at));
}

void ThrowDuplicateTupleKey(std::string_view name, std::string_view key, std::string_view at) {
  ThrowValidation(Text("Duplicate keys in tuple. Key: ", name, " under ", key, " at ", at));
}

void ThrowEmptyBag(std::string_view at) {
  ThrowValidation(Text("Empty bags are not supported at ", at));
}

void ThrowBagElement(std::string_view at) { ThrowValidation(Text(kBagElement, " at ", at)); }

void ThrowBagOfTwoTypes() { ThrowValidation(std::string(kBagElement)); }

}  // namespace pumice
