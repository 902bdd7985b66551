// SPDX-License-Identifier: Apache-2.0

// The commands of the Makeriess guide ("Example Data Operations"), as an application writes them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand as DocumentQueryCommand,
} from '@aws-sdk/lib-dynamodb';

const TableName = 'makeriess-main-table';
const waiting = { minDelay: 1, maxWaitTime: 20 };

const customer = {
  PK: { S: 'CUSTOMER#cust_123' },
  SK: { S: 'METADATA' },
  GSI1PK: { S: 'EMAIL#user@example.com' },
  GSI1SK: { S: 'CUSTOMER' },
  email: { S: 'user@example.com' },
  name: { S: 'John Doe' },
  loyaltyPoints: { N: '0' },
  createdAt: { S: new Date().toISOString() },
};
const order = { PK: 'CUSTOMER#cust_123', SK: 'ORDER#2024-03-04#320', total: 42.25 };
const product = {
  PK: 'PRODUCT#99',
  SK: 'METADATA',
  GSI2PK: 'CATEGORY#Food & pastries',
  GSI2SK: 'PRODUCT#99',
  labels: new Set(['new', 'vegan']),
  stock: 3,
};

test('the examples of the guide', { timeout: 60_000 }, async (context) => {
  const client = new DynamoDBClient({ endpoint: process.env.PUMICE_ENDPOINT });
  const documents = DynamoDBDocumentClient.from(client);
  const schema = join(process.env.MAKERIESS_DIR, 'create_table.json');
  await client.send(new CreateTableCommand(JSON.parse(readFileSync(schema, 'utf8'))));
  context.after(async () => {
    await client.send(new DeleteTableCommand({ TableName }));
    await waitUntilTableNotExists({ client, ...waiting }, { TableName });
    client.destroy();
  });
  await waitUntilTableExists({ client, ...waiting }, { TableName });

  await client.send(new PutItemCommand({ TableName, Item: customer }));
  await documents.send(new PutCommand({ TableName, Item: order }));
  await documents.send(new PutCommand({ TableName, Item: product }));

  await context.test('the customer', async () => {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: { PK: 'CUSTOMER#cust_123', SK: 'METADATA' } }),
    );
    assert.equal(Item.createdAt, customer.createdAt.S);
    assert.equal(Item.loyaltyPoints, 0);
  });

  await context.test('customer orders', async () => {
    const result = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :sk)',
        ExpressionAttributeValues: {
          ':pk': { S: 'CUSTOMER#cust_123' },
          ':sk': { S: 'ORDER#' },
        },
      }),
    );
    assert.deepEqual(result.Items, [
      { PK: { S: order.PK }, SK: { S: order.SK }, total: { N: '42.25' } },
    ]);
  });

  await context.test('products by category', async () => {
    const result = await documents.send(
      new DocumentQueryCommand({
        TableName,
        IndexName: 'GSI2',
        KeyConditionExpression: 'GSI2PK = :pk AND begins_with(GSI2SK, :sk)',
        ExpressionAttributeValues: { ':pk': 'CATEGORY#Food & pastries', ':sk': 'PRODUCT#' },
      }),
    );
    assert.deepEqual(result.Items, [product]);
  });
});
