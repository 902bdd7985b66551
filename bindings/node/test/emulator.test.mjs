// SPDX-License-Identifier: Apache-2.0

// createEmulator(): pumice in this process.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import test from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';

import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ServiceError, createEmulator, handler } from 'pumice';

import { music, orders } from './tables.mjs';

const run = promisify(execFile);
const item = (name) => ({ TableName: 'Music', Item: { Artist: { S: name } } });

function open(context, settings) {
  const emulator = createEmulator(settings);
  context.after(() => emulator.close());
  return emulator;
}

// Fulfilled once `is` holds; the test's own time limit ends what never does.
async function until(is) {
  while (!is()) await new Promise((resolve) => setImmediate(resolve));
}

test('schema, seed, call', async (context) => {
  const emulator = open(context, {
    schema: { Music: music },
    seed: { Music: [{ Artist: 'Nina', Plays: 3, Big: 2n ** 70n, Tags: new Set([1, 2]) }] },
  });
  const Key = { Artist: { S: 'Nina' } };
  assert.deepEqual(await emulator.call('GetItem', { TableName: 'Music', Key }), {
    Item: {
      ...Key,
      Plays: { N: '3' },
      Big: { N: '1180591620717411303424' },
      Tags: { NS: ['1', '2'] },
    },
  });
  await assert.rejects(emulator.call('GetItem', { TableName: 'Nope', Key }), (error) => {
    assert.ok(error instanceof ServiceError);
    assert.equal(error.name, 'ResourceNotFoundException');
    assert.equal(error.message, 'Requested resource not found');
    assert.equal(error.status, 400);
    return true;
  });
  await assert.rejects(emulator.call('Nonsense'), { name: 'UnknownOperationException' });
});

test('spaces and snapshots', async (context) => {
  const emulator = open(context, { schema: [music], seed: { Music: [{ Artist: 'a' }] } });
  const space = emulator.space();
  const copy = await space.fork('copy');
  await copy.call('PutItem', item('b'));
  assert.equal((await copy.items()).Music.length, 2);
  assert.deepEqual(await space.items(), { Music: [{ Artist: { S: 'a' } }] });
  await copy.snapshot('s');
  await copy.call('DeleteTable', { TableName: 'Music' });
  await copy.restore('s');
  assert.equal((await copy.items()).Music.length, 2);
  for (const held of ['copy', 'default']) {
    await assert.rejects(space.fork(held), { status: 409, message: /holds something already/ });
  }
  assert.equal((await copy.items()).Music.length, 2);
  assert.equal((await space.items()).Music.length, 1);
  const client = new DynamoDBClient(emulator.config('other'));
  assert.deepEqual((await client.send(new ListTablesCommand({}))).TableNames, []);
  await copy.delete();
  await space.reset();
  assert.deepEqual(await space.items(), {});
  await assert.rejects(space.restore('none'), { status: 404 });
});

test('the clock', async (context) => {
  const emulator = open(context, { clock: new Date('2026-01-01') });
  assert.equal((await emulator.clock.now()).toISOString(), '2026-01-01T00:00:00.000Z');
  await emulator.clock.advance('PT25H');
  await emulator.clock.advance(1500);
  assert.equal((await emulator.clock.now()).toISOString(), '2026-01-02T01:00:01.500Z');
  await emulator.clock.set(new Date('2026-02-01'));
  assert.equal((await emulator.clock.now()).toISOString(), '2026-02-01T00:00:00.000Z');
  await assert.rejects(emulator.clock.set('2025-01-01'), /time does not go back/);
  await assert.rejects(open(context).clock.advance(1), { status: 409 });
});

test('records of a stream', { timeout: 20_000 }, async (context) => {
  const emulator = open(context, { schema: [orders] });
  const seen = [];
  const feed = await emulator.onRecord('Orders', (record) => seen.push(record));
  const put = (n) =>
    emulator.call('PutItem', {
      TableName: 'Orders',
      Item: { customer: { S: 'c' }, id: { S: '1' }, n: { N: `${n}` } },
    });
  const count = 3000; // more than wait in the addon's queue
  for (let i = 0; i < count; ++i) await put(i);
  await until(() => seen.length === count);
  assert.deepEqual(
    seen.map((record) => Number(record.dynamodb.NewImage.n.N)),
    Array.from({ length: count }, (_, i) => i),
  );
  feed.close();
  feed.close();
  await put(count);
  await assert.rejects(
    emulator.onRecord('Nope', () => {}),
    { code: 'PUMICE_INVALID' },
  );
  assert.equal(seen.length, count);
});

test('it serves HTTP, too', async (context) => {
  const emulator = open(context, { schema: [music] });
  const { endpoint, port } = await emulator.listen();
  assert.equal(endpoint, `http://127.0.0.1:${port}`);
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  assert.deepEqual((await client.send(new ListTablesCommand({}))).TableNames, ['Music']);
  client.destroy();
  await assert.rejects(emulator.listen(port), { code: 'PUMICE_FAILED' });
});

test('closed with calls under way: they settle first', async () => {
  const emulator = createEmulator({ schema: [music] });
  await emulator.ready;
  const settled = [];
  const calls = Array.from({ length: 100 }, (_, i) =>
    emulator.call('PutItem', item(`${i}`)).then(() => settled.push('call')),
  );
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([emulator.close().then(() => settled.push('closed')), ...calls]);
  assert.equal(settled.length, 101);
  assert.equal(settled.at(-1), 'closed');
  await emulator.close();
  await assert.rejects(emulator.call('ListTables'), { code: 'PUMICE_CLOSED' });
  const client = new DynamoDBClient({ ...emulator.config(), maxAttempts: 1 });
  await assert.rejects(client.send(new ListTablesCommand({})), { code: 'PUMICE_CLOSED' });
});

test('what cannot be opened says so', async () => {
  const wrong = createEmulator({ nonsense: true });
  const fault = { code: 'PUMICE_INVALID', message: /unknown option --nonsense/ };
  await assert.rejects(wrong.ready, fault);
  await assert.rejects(wrong.call('ListTables'), fault);
  await wrong.close();
  await assert.rejects(createEmulator({ dataDir: '/proc/none' }).ready, /cannot be used/);
  await assert.rejects(createEmulator({ seed: 'none.json' }).ready, /none.json cannot be read/);
  assert.throws(() => createEmulator({ port: 1, cache: {} }), TypeError);
});

test('a wrong argument is refused by its name', async (context) => {
  const emulator = open(context, { schema: [orders] });
  const refused = (promise, message) => assert.rejects(promise, { name: 'TypeError', message });
  await refused(emulator.call(undefined), 'pumice: operation: expected a string, not undefined');
  await refused(emulator.call('List\0Tables'), /operation: .* has a zero character/);
  await refused(emulator.call('ListTables', {}, { space: 5 }), /space: expected a string, not 5/);
  await refused(emulator.call('ListTables', {}, { space: 'a\0b' }), /space: .*zero character/);
  await refused(emulator.space().call(undefined), /operation: expected a string/);
  await refused(emulator.space().fork('a\0b'), /space: .*zero character/);
  await refused(emulator.onRecord('Orders'), /callback: expected a function, not undefined/);
  await refused(emulator.onRecord(['Orders'], () => {}), /table: expected a string/);
  await refused(
    emulator.onRecord('Orders\0', () => {}),
    /table: .*zero character/,
  );
  assert.throws(() => emulator.space(5), /space: expected a string, not 5/);
  assert.throws(() => emulator.config('a\0b'), /space: .*zero character/);
  assert.throws(() => createEmulator(null), /settings: expected an object, not null/);
  assert.throws(() => handler(null), /settings: expected an object, not null/);
  assert.throws(() => createEmulator({ clock: 'real\0' }), /option: .*zero character/);
});

test('handler(): a pumice for one client', async () => {
  const client = new DynamoDBClient({
    requestHandler: handler({ schema: [music] }),
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  assert.deepEqual((await client.send(new ListTablesCommand({}))).TableNames, ['Music']);
  client.destroy(); // and the emulator
  await assert.rejects(client.send(new ListTablesCommand({})), { code: 'PUMICE_CLOSED' });
});

test('requestTimeout', async (context) => {
  const emulator = open(context, { schema: [music] });
  await emulator.ready;
  const slow = emulator.handler({ requestTimeout: 1, throwOnRequestTimeout: true });
  const request = {
    method: 'GET',
    path: '/_pumice/spaces',
    headers: {},
    query: { a: ['b', null] },
  };
  const answer = slow.handle(request); // a spin longer than the limit
  for (const end = Date.now() + 20; Date.now() < end;);
  const outcome = await answer.then(
    ({ response }) => response.statusCode,
    (error) => error.name,
  );
  assert.ok([200, 'TimeoutError'].includes(outcome));
  assert.deepEqual(emulator.handler({ requestTimeout: 5 }).httpHandlerConfigs(), {
    requestTimeout: 5,
  });
});

test('bodies of every kind', async (context) => {
  const emulator = open(context);
  const send = async (body) => {
    const { response } = await emulator.handler().handle({
      method: 'POST',
      path: '/',
      headers: {
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        'content-type': 'application/x-amz-json-1.0',
      },
      body,
    });
    return [response.statusCode, JSON.parse(response.body)];
  };
  async function* stream() {
    yield '{';
    yield Buffer.from('}');
  }
  const bytes = new TextEncoder().encode('{}');
  for (const body of ['{}', bytes, bytes.buffer, new Blob(['{}']), stream()]) {
    assert.deepEqual(await send(body), [200, { TableNames: [] }]);
  }
  await assert.rejects(send(7), TypeError);
});

test('worker threads, one of them ended in the middle', { timeout: 20_000 }, async () => {
  const source = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { createEmulator } = require('pumice');
    const emulator = createEmulator({ schema: [workerData] });
    (async () => {
      await emulator.onRecord('Orders', () => {});
      for (let i = 0; ; ++i) {
        const Item = { customer: { S: 'c' }, id: { S: String(i) } };
        const calls = Array.from({ length: 20 }, () =>
          emulator.call('PutItem', { TableName: 'Orders', Item }));
        if (i === 10) parentPort.postMessage('busy');
        await Promise.all(calls);
      }
    })();`;
  const workers = Array.from({ length: 3 }, () => {
    const worker = new Worker(source, { eval: true, workerData: orders });
    return { worker, busy: new Promise((resolve) => worker.once('message', resolve)) };
  });
  await Promise.all(workers.map((each) => each.busy));
  const codes = await Promise.all(workers.map((each) => each.worker.terminate()));
  assert.deepEqual(codes, [1, 1, 1]);
});

// Each in a process of its own: how that ends.
for (const [name, end] of Object.entries({
  'process.exit() with calls under way': 'process.exit(0)',
  'the natural end, left open': '',
  'closed, with an open feed': "emulator.onRecord('Orders', () => {}).then(() => emulator.close())",
  'an exception': 'setTimeout(() => { throw new Error("mine") }, 1)',
})) {
  test(`ends well: ${name}`, async () => {
    const script = `
      const { createEmulator } = require('pumice');
      const emulator = createEmulator({ schema: [${JSON.stringify(orders)}] });
      emulator.ready.then(() => {
        for (let i = 0; i < 300; ++i) {
          const Item = { customer: { S: 'c' }, id: { S: String(i) } };
          emulator.call('PutItem', { TableName: 'Orders', Item }).catch(() => {});
        }
        ${end};
      });`;
    const done = run(process.execPath, ['-e', script]);
    if (name !== 'an exception') return done;
    await assert.rejects(done, (error) => {
      assert.deepEqual([error.code, error.signal], [1, null]);
      assert.match(error.stderr, /Error: mine/);
      return true;
    });
  });
}

test('handles that nobody holds are released', async () => {
  const script = `
    const { createEmulator } = require('pumice');
    (async () => {
      for (let i = 0; i < 30; ++i) {
        await createEmulator().call('ListTables');
        globalThis.gc();
      }
      const threads = require('node:fs').readdirSync('/proc/self/task').length;
      console.log(threads);
    })();`;
  const { stdout } = await run(process.execPath, ['--expose-gc', '-e', script]);
  assert.ok(Number(stdout) < 100, `${stdout.trim()} threads are left`);
});

test('an exception of a callback is an uncaught one', async () => {
  const script = `
    const { createEmulator } = require('pumice');
    const emulator = createEmulator({ schema: [${JSON.stringify(orders)}] });
    process.on('uncaughtException', (error) => { console.log(error.message); process.exit(0); });
    const Item = { customer: { S: 'c' }, id: { S: '1' } };
    emulator.onRecord('Orders', () => { throw new Error('mine'); })
      .then(() => emulator.call('PutItem', { TableName: 'Orders', Item }));`;
  assert.equal((await run(process.execPath, ['-e', script])).stdout, 'mine\n');
});

test('CommonJS has the same', () => {
  const required = createRequire(import.meta.url)('pumice');
  assert.equal(required.createEmulator, createEmulator);
});
