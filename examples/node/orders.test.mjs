// SPDX-License-Identifier: Apache-2.0

// Tests of orders.mjs: one pumice for the file, one table for each test.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, beforeEach, test } from 'node:test';

import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

import { Orders, table } from './orders.mjs';

let pumice;
let client;
let orders;

before(async () => {
  pumice = spawn(process.env.PUMICE ?? 'pumice', ['--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Its first line is "pumice 0.1.0 ready at http://127.0.0.1:PORT (in memory)".
  const [ready] = await once(createInterface({ input: pumice.stdout }), 'line');
  client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: ready.match(/http:\S+/)[0],
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    }),
  );
});

after(async () => {
  client?.destroy();
  pumice.kill();
  await once(pumice, 'exit');
});

beforeEach(async () => {
  const TableName = `Orders-${randomUUID()}`;
  await client.send(new CreateTableCommand({ TableName, ...table }));
  orders = new Orders(client, TableName);
});

test('the newest order comes first', async () => {
  await orders.place('ada', '2026-03-01T10:00:00Z', 10);
  await orders.place('ada', '2026-03-09T10:00:00Z', 20);
  await orders.place('ada', '2026-04-01T10:00:00Z', 30);
  await orders.place('bob', '2026-03-05T10:00:00Z', 40);
  const found = await orders.ofMonth('ada', '2026-03');
  assert.deepEqual(found.map((order) => order.Total), [20, 10]);
});

test('an order is placed once', async () => {
  assert.equal(await orders.place('ada', '2026-03-01T10:00:00Z', 10), true);
  assert.equal(await orders.place('ada', '2026-03-01T10:00:00Z', 99), false);
});
