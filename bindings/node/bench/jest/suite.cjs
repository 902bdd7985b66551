// SPDX-License-Identifier: Apache-2.0

// One file of tests: each makes three tables, puts five items into each, and queries each.
const {
  CreateTableCommand,
  DescribeTableCommand,
  PutItemCommand,
  QueryCommand,
} = require('@aws-sdk/client-dynamodb');

const databases = require('./databases.cjs');

const ITEMS = 5;
const attribute = (AttributeName) => ({ AttributeName, AttributeType: 'S' });
const key = (hash, range) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];
const base = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [attribute('pk'), attribute('sk')],
  KeySchema: key('pk', 'sk'),
};
const index = {
  IndexName: 'Inverted',
  KeySchema: key('sk', 'pk'),
  Projection: { ProjectionType: 'ALL' },
};
const TABLES = { users: base, orders: base, links: { ...base, GlobalSecondaryIndexes: [index] } };

async function untilActive(client, TableName) {
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table.TableStatus === 'ACTIVE') return;
  }
}

async function useTable(client, TableName, input) {
  await client.send(new CreateTableCommand({ TableName, ...input }));
  await untilActive(client, TableName);
  for (let i = 0; i < ITEMS; ++i) {
    const Item = { pk: { S: 'a' }, sk: { S: `${i}` }, text: { S: 'x'.repeat(100) } };
    await client.send(new PutItemCommand({ TableName, Item }));
  }
  const query = {
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: 'a' } },
  };
  return (await client.send(new QueryCommand(query))).Count;
}

module.exports = (tests) => {
  let database;
  beforeAll(async () => {
    database = await databases[process.env.BENCH_TARGET]();
  });
  afterAll(() => database.close());

  test.each(Array.from({ length: tests }, (_, i) => i))('test %i', async () => {
    const { client, prefix, clean } = database;
    const names = Object.keys(TABLES).map((name) => prefix + name);
    const inputs = Object.values(TABLES);
    for (let i = 0; i < names.length; ++i) {
      expect(await useTable(client, names[i], inputs[i])).toBe(ITEMS);
    }
    await clean(names);
  });
};
