// SPDX-License-Identifier: Apache-2.0

// Reads a table's stream as a Lambda poller does, with the Node SDK's streams client: shard by
// shard, children after their
// parents, going on behind a checkpoint where an iterator is lost. Every change must come exactly
// once, and those of an
// item in order, through a load of 100,000 writes, a rollover of the shards and a restart of the
// server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';

const TABLE = 'Orders';
const WRITERS = 8;
const ITEMS_PER_WRITER = 50;
const BATCH = 25;
const WRITES = 100_000;
const PHASES = 4;
const SHARDS = 4;
const START_SECONDS = 30;

// A server over one directory, which can be killed and started again on its port.
class Server {
  constructor(directory) {
    this.directory = directory;
    this.port = 0;
  }

  async start(instant) {
    const portFile = join(this.directory, 'port');
    await rm(portFile, { force: true });
    this.process = spawn(
      process.env.PUMICE_BINARY,
      ['--port', this.port, '--port-file', portFile, '--data-dir', join(this.directory, 'data')]
        .concat(['--clock', `manual:${instant}`, '--stream-shards', SHARDS])
        .map(String),
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const deadline = Date.now() + START_SECONDS * 1000;
    while (!(this.port = Number(await readFile(portFile, 'ascii').catch(() => '0')))) {
      assert.ok(
        this.process.exitCode === null && Date.now() < deadline,
        'the server does not start',
      );
      await sleep(10);
    }
    this.endpoint = `http://127.0.0.1:${this.port}`;
  }

  async advance(duration) {
    const body = JSON.stringify({ advance: duration });
    const answer = await fetch(`${this.endpoint}/_pumice/clock`, { method: 'POST', body });
    assert.equal(answer.status, 200, await answer.text());
  }

  async end(signal) {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exit = once(this.process, 'exit');
    this.process.kill(signal);
    await exit;
  }
}

// Reads all shards of a stream, each by a loop of its own, until stopped.
class Poller {
  constructor(endpoint, streamArn, onRecord) {
    this.client = new DynamoDBStreamsClient({ endpoint, maxAttempts: 1 });
    this.streamArn = streamArn;
    this.onRecord = onRecord;
    this.shards = new Map(); // id → the promise of its end
    this.finished = new Set();
    this.closed = 0;
    this.lost = 0; // iterators that had to be fetched anew
    this.stopped = false;
  }

  async run() {
    while (!this.stopped) {
      await this.retry(() => this.discover());
      await sleep(20);
    }
    await Promise.all(this.shards.values());
    this.client.destroy();
  }

  async discover() {
    let start;
    do {
      const { StreamDescription: stream } = await this.client.send(
        new DescribeStreamCommand({
          StreamArn: this.streamArn,
          ExclusiveStartShardId: start,
          Limit: 3,
        }),
      );
      for (const { ShardId: id, ParentShardId: parent } of stream.Shards) {
        if (this.shards.has(id)) continue;
        if (parent && this.shards.has(parent) && !this.finished.has(parent)) continue;
        this.shards.set(id, this.readShard(id));
      }
      start = stream.LastEvaluatedShardId;
    } while (start);
  }

  async readShard(id) {
    let checkpoint;
    let iterator;
    while (!this.stopped) {
      const page = await this.retry(async () => {
        iterator ??= await this.iterator(id, checkpoint);
        return this.client.send(new GetRecordsCommand({ ShardIterator: iterator }));
      });
      if (!page) {
        iterator = undefined;
        continue;
      }
      for (const record of page.Records) {
        this.onRecord(record);
        checkpoint = record.dynamodb.SequenceNumber;
      }
      if (!page.NextShardIterator) {
        this.finished.add(id);
        this.closed++;
        return;
      }
      iterator = page.NextShardIterator;
      if (page.Records.length === 0) await sleep(5);
    }
  }

  async iterator(id, checkpoint) {
    const { ShardIterator } = await this.client.send(
      new GetShardIteratorCommand({
        StreamArn: this.streamArn,
        ShardId: id,
        ShardIteratorType: checkpoint ? 'AFTER_SEQUENCE_NUMBER' : 'TRIM_HORIZON',
        SequenceNumber: checkpoint,
      }),
    );
    return ShardIterator;
  }

  // Nothing where the server is away or the iterator has expired; other faults are the test's.
  async retry(action) {
    try {
      return await action();
    } catch (error) {
      const away = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(error.code);
      if (!away && error.name !== 'ExpiredIteratorException' && error.name !== 'TimeoutError') {
        this.stopped = true;
        throw error;
      }
      this.lost++;
      await sleep(20);
      return undefined;
    }
  }
}

// Writes the next versions of a writer's items, some batches of them in transactions.
async function write(client, writer, versions, batches) {
  for (let batch = 0; batch < batches; batch++) {
    const items = Array.from({ length: BATCH }, (_, i) => {
      const item = (batch * BATCH + i) % ITEMS_PER_WRITER;
      versions[item] = (versions[item] ?? 0) + 1;
      return { id: { S: `${writer}-${item}` }, version: { N: String(versions[item]) } };
    });
    if (batch % 10 === 9) {
      const TransactItems = items.map((Item) => ({ Put: { TableName: TABLE, Item } }));
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
    } else {
      const requests = items.map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
    }
  }
}

test('every change exactly once and in order', { timeout: 280_000 }, async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'pumice-streams-'));
  const server = new Server(directory);
  context.after(async () => {
    await server.end('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });
  await server.start('2026-01-01T00:00:00Z');
  const client = new DynamoDBClient({ endpoint: server.endpoint });
  context.after(() => client.destroy());
  const { TableDescription: table } = await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );

  const seen = new Map(); // id → version
  const eventIds = new Set();
  let records = 0;
  const onRecord = ({ eventID, eventName, dynamodb }) => {
    const id = dynamodb.Keys.id.S;
    const before = seen.get(id) ?? 0;
    assert.equal(dynamodb.NewImage.version.N, String(before + 1), `the next change of ${id}`);
    assert.equal(dynamodb.OldImage?.version.N, before ? String(before) : undefined);
    assert.equal(eventName, before ? 'MODIFY' : 'INSERT');
    seen.set(id, before + 1);
    eventIds.add(eventID);
    records++;
  };
  const poller = new Poller(server.endpoint, table.LatestStreamArn, onRecord);
  const polling = poller.run();
  polling.catch(() => {}); // awaited below

  const versions = Array.from({ length: WRITERS }, () => []);
  const batches = WRITES / BATCH / WRITERS / PHASES;
  const load = () =>
    Promise.all(versions.map((own, writer) => write(client, writer, own, batches)));
  const rollOver = async () => {
    await sleep(50); // while they write
    await server.advance('PT5H');
  };
  await load();
  await Promise.all([load(), rollOver()]);
  await server.end('SIGKILL');
  await server.start('2026-01-01T05:00:00Z');
  await load();
  await Promise.all([load(), rollOver()]);

  const deadline = Date.now() + 60_000;
  while (
    !poller.stopped &&
    Date.now() < deadline &&
    (records < WRITES || poller.closed < 2 * SHARDS)
  ) {
    await sleep(20);
  }
  await sleep(200); // for what must not come
  poller.stopped = true;
  await polling;

  assert.equal(records, WRITES);
  assert.equal(eventIds.size, WRITES);
  for (const [writer, own] of versions.entries()) {
    own.forEach((version, item) => assert.equal(seen.get(`${writer}-${item}`), version));
  }
  assert.equal(poller.closed, 2 * SHARDS, 'shards that were read to their end');
  assert.equal(poller.shards.size, 3 * SHARDS);
  assert.ok(poller.lost > 0, 'the server was away');
});
