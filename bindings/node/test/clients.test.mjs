// SPDX-License-Identifier: Apache-2.0

// The AWS SDK's clients, over HTTP and by the request handler: the same tests for both.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  ResourceNotFoundException,
  TagResourceCommand,
  TransactionCanceledException,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { DynamoDBDocument, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import { createEmulator, start } from 'pumice';

import { music, orders } from './tables.mjs';

const WAITING = { minDelay: 1, maxDelay: 1, maxWaitTime: 20 };
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };

const ways = {
  'over HTTP': async () => {
    const pumice = await start();
    return { config: pumice.config(), close: () => pumice.stop() };
  },
  'in process, handler()': async () => {
    const emulator = createEmulator();
    const config = { requestHandler: emulator.handler(), region: 'us-east-1', credentials };
    return { config, close: () => emulator.close() };
  },
  'in process, config()': async () => {
    const emulator = createEmulator();
    return { config: emulator.config(), close: () => emulator.close() };
  },
  'in process, inline': async () => {
    const emulator = createEmulator();
    return { config: emulator.config('own', { inline: true }), close: () => emulator.close() };
  },
};

for (const [name, open] of Object.entries(ways)) {
  describe(name, () => {
    let way;
    let client;
    let documents;
    before(async () => {
      way = await open();
      client = new DynamoDBClient({ ...way.config, maxAttempts: 1 });
      documents = DynamoDBDocument.from(client);
      await client.send(new CreateTableCommand(orders));
      await waitUntilTableExists({ client, ...WAITING }, { TableName: 'Orders' });
    });
    after(async () => {
      client.destroy();
      await way.close();
    });

    test('documents', async () => {
      const Item = {
        customer: 'c1',
        id: 'o1',
        status: 'open',
        price: 42.25,
        lines: [{ sku: 'a', count: 2 }, null, true],
        labels: new Set(['new', 'größer', '寿司 🍣']),
        bytes: new Uint8Array([0, 1, 254, 255]),
      };
      await documents.put({ TableName: 'Orders', Item });
      const Key = { customer: 'c1', id: 'o1' };
      assert.deepEqual((await documents.get({ TableName: 'Orders', Key })).Item, Item);
      const { Attributes } = await documents.update({
        TableName: 'Orders',
        Key,
        UpdateExpression: 'SET price = price + :more',
        ExpressionAttributeValues: { ':more': 1 },
        ReturnValues: 'UPDATED_NEW',
      });
      assert.deepEqual(Attributes, { price: 43.25 });
      await documents.delete({ TableName: 'Orders', Key });
      assert.equal((await documents.get({ TableName: 'Orders', Key })).Item, undefined);
    });

    test('paginators', async () => {
      const items = Array.from({ length: 60 }, (_, i) => ({
        customer: `p${i % 3}`,
        id: String(i).padStart(3, '0'),
        status: 'paged',
      }));
      for (let i = 0; i < items.length; i += 25) {
        const puts = items.slice(i, i + 25).map((Item) => ({ PutRequest: { Item } }));
        await documents.batchWrite({ RequestItems: { Orders: puts } });
      }
      const read = [];
      let pages = 0;
      const query = {
        TableName: 'Orders',
        IndexName: 'ByStatus',
        KeyConditionExpression: '#status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': 'paged' },
      };
      for await (const page of paginateQuery({ client: documents, pageSize: 7 }, query)) {
        read.push(...page.Items);
        ++pages;
      }
      assert.deepEqual(read, items);
      assert.equal(pages, 9);
      let scanned = 0;
      for await (const page of paginateScan(
        { client: documents, pageSize: 11 },
        { TableName: 'Orders' },
      )) {
        scanned += page.Items.length;
      }
      assert.ok(scanned >= items.length);
    });

    test('transactions and batches', async () => {
      const Key = { customer: 't', id: '1' };
      await documents.transactWrite({
        TransactItems: [
          { Put: { TableName: 'Orders', Item: { ...Key, n: 1 } } },
          { Put: { TableName: 'Orders', Item: { customer: 't', id: '2' } } },
        ],
      });
      const { Responses } = await documents.transactGet({
        TransactItems: [{ Get: { TableName: 'Orders', Key } }],
      });
      assert.deepEqual(Responses, [{ Item: { ...Key, n: 1 } }]);
      const refused = documents.transactWrite({
        TransactItems: [
          {
            ConditionCheck: {
              TableName: 'Orders',
              Key,
              ConditionExpression: 'n = :n',
              ExpressionAttributeValues: { ':n': 2 },
            },
          },
        ],
      });
      await assert.rejects(refused, (error) => {
        assert.ok(error instanceof TransactionCanceledException);
        assert.deepEqual(
          error.CancellationReasons.map((each) => each.Code),
          ['ConditionalCheckFailed'],
        );
        return true;
      });
      const { Responses: batch } = await documents.batchGet({
        RequestItems: { Orders: { Keys: [Key] } },
      });
      assert.deepEqual(batch.Orders, [{ ...Key, n: 1 }]);
    });

    test('errors', async () => {
      const missing = client.send(new DescribeTableCommand({ TableName: 'Nope' }));
      await assert.rejects(missing, (error) => {
        assert.ok(error instanceof ResourceNotFoundException);
        assert.equal(error.message, 'Requested resource not found: Table: Nope not found');
        assert.equal(error.$metadata.httpStatusCode, 400);
        assert.match(error.$metadata.requestId, /^[A-Z0-9]{52}$/);
        return true;
      });
      const Item = { customer: 'x', id: '1' };
      await documents.put({ TableName: 'Orders', Item });
      const condition = documents.put({
        TableName: 'Orders',
        Item,
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      await assert.rejects(condition, {
        name: 'ConditionalCheckFailedException',
        Item: { customer: { S: 'x' }, id: { S: '1' } },
      });
    });

    test('a large item', async () => {
      const Item = { customer: 'large', id: '1', text: 'ü'.repeat(190_000) };
      await documents.put({ TableName: 'Orders', Item });
      const { Item: read } = await documents.get({
        TableName: 'Orders',
        Key: { customer: 'large', id: '1' },
      });
      assert.deepEqual(read, Item);
    });

    test('waiters, tags, metadata', async () => {
      const { TableDescription } = await client.send(new CreateTableCommand(music));
      await waitUntilTableExists({ client, ...WAITING }, { TableName: 'Music' });
      const ResourceArn = TableDescription.TableArn;
      const Tags = [{ Key: 'team', Value: 'a' }];
      await client.send(new TagResourceCommand({ ResourceArn, Tags }));
      const tags = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
      assert.deepEqual(tags.Tags, Tags);
      await client.send(new DeleteTableCommand({ TableName: 'Music' }));
      await waitUntilTableNotExists({ client, ...WAITING }, { TableName: 'Music' });
      const { TableNames, $metadata } = await client.send(new ListTablesCommand({}));
      assert.deepEqual(TableNames, ['Orders']);
      assert.equal($metadata.httpStatusCode, 200);
    });

    test('many at once', async () => {
      const put = (i) =>
        client.send(
          new PutItemCommand({
            TableName: 'Orders',
            Item: { customer: { S: 'many' }, id: { S: `${i}` }, n: { N: `${i}` } },
          }),
        );
      await Promise.all(Array.from({ length: 200 }, (_, i) => put(i)));
      const { Count } = await documents.query({
        TableName: 'Orders',
        KeyConditionExpression: 'customer = :c',
        ExpressionAttributeValues: { ':c': 'many' },
      });
      assert.equal(Count, 200);
    });

    test('an aborted request', async () => {
      const command = new GetItemCommand({
        TableName: 'Orders',
        Key: { customer: { S: 'a' }, id: { S: 'b' } },
      });
      const controller = new AbortController();
      const sent = client.send(command, { abortSignal: controller.signal });
      controller.abort();
      await assert.rejects(sent, { name: 'AbortError' });
      const aborted = client.send(command, { abortSignal: AbortSignal.abort() });
      await assert.rejects(aborted, { name: 'AbortError' });
      await client.send(command, { abortSignal: new AbortController().signal });
    });

    test('the streams client', async () => {
      const streams = new DynamoDBStreamsClient({ ...way.config, maxAttempts: 1 });
      const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Orders' }));
      const StreamArn = Table.LatestStreamArn;
      await documents.put({ TableName: 'Orders', Item: { customer: 's', id: '1', n: 7 } });
      const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
      const [{ ShardId }] = StreamDescription.Shards;
      let { ShardIterator } = await streams.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      );
      const seen = [];
      for (
        let page = 0;
        page < 100 && !seen.some((r) => r.dynamodb.Keys.customer.S === 's');
        ++page
      ) {
        const answer = await streams.send(new GetRecordsCommand({ ShardIterator }));
        seen.push(...answer.Records);
        ShardIterator = answer.NextShardIterator;
      }
      const { eventName, dynamodb } = seen.find((r) => r.dynamodb.Keys.customer.S === 's');
      assert.equal(eventName, 'INSERT');
      assert.deepEqual(dynamodb.NewImage.n, { N: '7' });
      assert.ok(dynamodb.ApproximateCreationDateTime instanceof Date);
      streams.destroy();
    });
  });
}
