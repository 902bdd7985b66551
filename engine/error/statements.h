// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string_view>

#include "engine/error/noted_fault.h"

// The service's errors about PartiQL statements that are well formed. `at` is where in the text, as
// "1:39:2".
namespace pumice {

// Statements in requests.
// Longer than 8 KB (ExecuteStatement, API Reference).
[[noreturn]] void ThrowStatementTooLong(size_t most);
// Not as many Parameters as the statement has '?'.
[[noreturn]] void ThrowParameterCount();
// BatchExecuteStatement with reads and writes.
[[noreturn]] void ThrowMixedBatch();
// ExecuteTransaction with reads and writes.
[[noreturn]] void ThrowMixedTransaction();
// EXISTS outside ExecuteTransaction.
[[noreturn]] void ThrowExistsOutsideTransaction();
// A SELECT in a batch that does not read one item by its key.
[[noreturn]] void ThrowBatchSelectNeedsKey();
// A SELECT in a transaction that does not read one item by its key.
[[noreturn]] void ThrowTransactionSelectNeedsKey();
// A SELECT of an index in a transaction.
[[noreturn]] void ThrowTransactionReadsIndex();
// RETURNING in a transaction.
[[noreturn]] void ThrowReturningInTransaction();
// EXISTS with a SELECT of an index.
[[noreturn]] void ThrowExistsOnIndex();
// EXISTS without a condition besides the key.
[[noreturn]] void ThrowExistsNeedsCondition();
// A statement of a transaction has this fault.
[[noreturn]] void ThrowFaultOfStatement(size_t index, std::string_view fault);

// Clauses.
// "CreateTable", "DropIndex", …
[[noreturn]] void ThrowUnsupportedDefinition(std::string_view verb, std::string_view object);
// CASE or CAST.
[[noreturn]] void ThrowUnsupportedToken(std::string_view token, std::string_view at);
// A SELECT within an expression.
NotedFault UnsupportedSubquery(std::string_view at);
// SELECT DISTINCT.
NotedFault UnsupportedDistinct();
// SELECT VALUE.
NotedFault UnsupportedValueKeyword();
// AS, AT or BY with a name.
NotedFault UnsupportedAlias();
// FROM with several tables, or with a JOIN.
NotedFault SeveralSources();
// FROM with something else than a path.
NotedFault UnexpectedSource();
// FROM with more than a table and its index.
NotedFault SourcePathTooLong();
// FROM with an index of a list.
NotedFault ListAsSource();
// GROUP BY.
NotedFault UnsupportedGroupBy();
// HAVING or LIMIT.
NotedFault UnsupportedClause(std::string_view clause, std::string_view at);
// ORDER BY without WHERE.
NotedFault OrderWithoutWhere();
// `type`: what is there instead of a name.
NotedFault OrderOfNoName(std::string_view type);
// INSERT INTO without VALUE.
NotedFault UnsupportedInsert();
// INSERT … AT.
NotedFault UnsupportedInsertAt(std::string_view at);
// INSERT … RETURNING.
NotedFault UnsupportedInsertReturning();
// INSERT of something else than a struct.
NotedFault InsertOfNoStruct(std::string_view at);
// INSERT into what is more than a table.
NotedFault InsertIntoPath();
// UPDATE or DELETE of what is more than a table.
NotedFault WriteOfIndex();
// `clause`: "RETURNING ALL NEW *", …
NotedFault DeleteReturning(std::string_view clause);
// RETURNING without '*'.
[[noreturn]] void ThrowNoStarInReturning();
// RETURNING with several elements.
[[noreturn]] void ThrowSeveralReturning();

// Paths.

// A component of a path that is neither name nor index.
NotedFault UnexpectedPathComponent(std::string_view at);
// A projection with ".*".
NotedFault UnsupportedHierarchy();
// A path with ".*".
NotedFault UnsupportedUnpivot(std::string_view at);
// A list's index that is no 32-bit number.
NotedFault PathIndexOutOfRange(std::string_view index, std::string_view at);
// A path or a struct with an empty name.
NotedFault EmptyPathComponent();
// One name twice in the answer of a SELECT.
[[noreturn]] void ThrowDuplicateSelected(std::string_view name);

// Conditions.

// WHERE with something that is no condition.
[[noreturn]] void ThrowWhereNotBoolean();
// AND or OR of something that is no condition.
[[noreturn]] void ThrowArgumentsOfAndOr();
// NOT of something that is no condition.
[[noreturn]] void ThrowArgumentOfNot();
// IN without a list that has elements.
[[noreturn]] void ThrowArgumentsOfIn();
// IS of something that is neither path nor literal.
[[noreturn]] void ThrowArgumentOfIs();
// IS with a type that items do not have.
[[noreturn]] void ThrowTypeOfIs(std::string_view type, std::string_view at);
// An operator that no condition may have.
[[noreturn]] void ThrowConditionOperator(std::string_view op);
// An operator that no SET may have.
[[noreturn]] void ThrowUpdateOperator(std::string_view op);
// MISSING as an operand.
[[noreturn]] void ThrowMissingNotByIs();
// A function that statements do not have.
[[noreturn]] void ThrowUnrecognizedFunction(std::string_view function);
// SET_ADD and SET_DELETE.

// SET_ADD or SET_DELETE without exactly two arguments.
[[noreturn]] void ThrowSetFunctionCount(std::string_view function, std::string_view at);
// The first argument is not the path that is set.
[[noreturn]] void ThrowSetFunctionPath(std::string_view function);
// The second argument is no set.
[[noreturn]] void ThrowSetFunctionValue(std::string_view function, std::string_view at);

// Keys.

// INSERT of an item that lacks an attribute of the key.
NotedFault KeyNotInItem(std::string_view attribute);
// A value of another type than the attribute of the key.
NotedFault WrongKeyType(std::string_view attribute);
// WHERE of a write says two values of one attribute of the key.
NotedFault SeveralKeyValues(std::string_view attribute);
// WHERE of a write does not say all of the key.
NotedFault IncompleteKey();
// ORDER BY of something else than the key.
[[noreturn]] void ThrowOrderNotByKey(std::string_view name);
// ORDER BY without an equality on the partition key.
[[noreturn]] void ThrowOrderWithoutKey();

// Indexes. Query and Scan say these in other words (reads.h).

// FROM names no index of the table.
[[noreturn]] void ThrowStatementIndexNotFound();
// ConsistentRead of a global index.
[[noreturn]] void ThrowStatementConsistentReadOfGlobalIndex();

// Literals. `key` is where in the value, as "root.a.0".

// A number that is none.
[[noreturn]] void ThrowNoNumberLiteral();
// A number of more than 38 digits.
[[noreturn]] void ThrowLiteralPrecision();
// Something that is no value where one belongs.
[[noreturn]] void ThrowUnsupportedType(std::string_view type, std::string_view key,
                                       std::string_view at);
// A literal between backticks.
[[noreturn]] void ThrowIonLiteral(std::string_view key, std::string_view at);
// A name in a struct that is no string.
[[noreturn]] void ThrowTupleKeyType(std::string_view type, std::string_view key,
                                    std::string_view at);
// A name twice in a struct.
[[noreturn]] void ThrowDuplicateTupleKey(std::string_view name, std::string_view key,
                                         std::string_view at);
// A set without elements.
[[noreturn]] void ThrowEmptyBag(std::string_view at);
// An element of a set that is neither number nor string.
[[noreturn]] void ThrowBagElement(std::string_view at);
// A set of numbers and strings.
[[noreturn]] void ThrowBagOfTwoTypes();

}  // namespace pumice
