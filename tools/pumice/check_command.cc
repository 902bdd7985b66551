// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/check_command.h"

#include "conformance/runner/command.h"

namespace pumice {
namespace {

constexpr const char* kDescription =
    "Tries your access patterns, written down as calls and the answers you expect.";

constexpr const char* kFooter = R"(
A file of patterns is YAML: the tables, the items in them, and cases made of steps.

  area: Orders
  source: docs/access-patterns.md
  tables:                        # CreateTable inputs
    - TableName: Orders
      AttributeDefinitions: [{AttributeName: customer, AttributeType: S},
                             {AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: customer, KeyType: HASH}, {AttributeName: id, KeyType: RANGE}]
  items:
    Orders:
      - {for: {i: [1, 25]}, customer: {S: ann}, id: {S: "o${i:04}"}, total: {N: "${i}"}}
  cases:
    - name: the newest three orders of a customer, page by page
      steps:
        - call: Query
          with: &newest {TableName: Orders, KeyConditionExpression: customer = :c,
            ExpressionAttributeValues: {":c": {S: ann}}, ScanIndexForward: false, Limit: 3}
          contains: {Count: 3, Items: [<any>, <any>, {<contains>: {id: {S: o0023}}}]}
          capture: {last: LastEvaluatedKey}
        - call: Query
          with: {<merge>: [*newest, {ExclusiveStartKey: $last}]}
          contains: {Count: 3}
    - name: an order is never written twice
      steps:
        - call: PutItem
          with: {TableName: Orders, Item: {customer: {S: ann}, id: {S: o0001}},
            ConditionExpression: attribute_not_exists(id)}
          error: ConditionalCheckFailedException
          message: The conditional request failed

expect compares the whole answer, contains the members that it names; absent: [PATH, ...] must not
be there. Tables live as long as the file or the case they stand in. conformance/README.md has
the rest: loops, captured values, pending steps.

Requests to an endpoint are signed with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and
AWS_SESSION_TOKEN; the tables are created there, and deleted in the end. With --deployed they are
those that `pumice deploy` made of your template, and stay.
Exit status: 0 if nothing failed, 1 if something did, 2 if the command line is wrong.
)";

}  // namespace

int RunCheckCommand(const std::vector<std::string>& arguments) {
  return conformance::RunCommand({"pumice check", kDescription, kFooter, {}}, arguments);
}

}  // namespace pumice
