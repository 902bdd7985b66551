// SPDX-License-Identifier: Apache-2.0

// A test suite as applications have it: each test creates three tables, writes 20 items, queries,
// and deletes the tables,
// by the AWS SDK for JavaScript. Prints how many milliseconds the tests took, as JSON.
//
//   BENCH_SDK=DIRECTORY node node_tests.mjs PORT TESTS      (its node_modules holds
// @aws-sdk/client-dynamodb)
import { createRequire } from "node:module";

const require = createRequire(`${process.env.BENCH_SDK}/`);
const sdk = require("@aws-sdk/client-dynamodb");

const WARM_UP_TESTS = 3;
const TABLES = 3;
const ITEMS = 20;

const [port, tests] = process.argv.slice(2).map(Number);
const client = new sdk.DynamoDBClient({
  endpoint: `http://127.0.0.1:${port}`,
  region: "us-east-1",
  credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  maxAttempts: 1,
});

async function createTable(TableName) {
  const attribute = (AttributeName) => ({ AttributeName, AttributeType: "S" });
  await client.send(new sdk.CreateTableCommand({
    TableName,
    AttributeDefinitions: [attribute("pk"), attribute("sk")],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    BillingMode: "PAY_PER_REQUEST",
  }));
  for (;;) {
    const { Table } = await client.send(new sdk.DescribeTableCommand({ TableName }));
    if (Table.TableStatus === "ACTIVE") return;
  }
}

function putItem(TableName, number) {
  const Item = {
    pk: { S: "CUSTOMER#1" },
    sk: { S: `ORDER#${String(number).padStart(4, "0")}` },
    total: { N: String(number) },
    lines: { L: [{ M: { product: { S: "tea" }, count: { N: "2" } } }] },
  };
  return client.send(new sdk.PutItemCommand({ TableName, Item }));
}

async function query(TableName) {
  const { Items } = await client.send(new sdk.QueryCommand({
    TableName,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": { S: "CUSTOMER#1" } },
  }));
  if (Items.length < Math.floor(ITEMS / TABLES)) {
    throw new Error(`Query answers ${Items.length} items`);
  }
}

async function runTest(name) {
  const tables = Array.from({ length: TABLES }, (_, number) => `${name}-${number}`);
  for (const table of tables) await createTable(table);
  for (let i = 0; i < ITEMS; ++i) await putItem(tables[i % TABLES], i);
  for (const table of tables) await query(table);
  for (const TableName of tables) await client.send(new sdk.DeleteTableCommand({ TableName }));
}

for (let i = 0; i < WARM_UP_TESTS; ++i) await runTest(`warm-up-${process.pid}-${i}`);
const start = performance.now();
for (let i = 0; i < tests; ++i) await runTest(`test-${process.pid}-${i}`);
console.log(JSON.stringify({ milliseconds: performance.now() - start }));
