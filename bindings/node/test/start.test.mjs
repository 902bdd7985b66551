// SPDX-License-Identifier: Apache-2.0

// start() and `npx pumice`: pumice in a process of its own.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';

import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { programPath, start } from 'pumice';

import { music } from './tables.mjs';

const run = promisify(execFile);
const COMMAND = join('node_modules', '.bin', 'pumice');

async function folder(context) {
  const path = await mkdtemp(join(tmpdir(), 'pumice-test-'));
  context.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function open(context, settings) {
  const pumice = await start(settings);
  context.after(() => pumice.stop());
  return pumice;
}

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

// The pid of the only child of a process.
const childOf = async (pid) => Number(await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8'));

async function untilGone(pid) {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('schema and seed from files', async (context) => {
  const path = await folder(context);
  const schema = join(path, 'tables.json');
  const seed = join(path, 'seed.json');
  await writeFile(schema, JSON.stringify(music));
  await writeFile(seed, JSON.stringify({ Music: [{ Artist: { S: 'Nina' } }, { Artist: 'Ella' }] }));
  const pumice = await open(context, { schema, seed });
  const { Music } = await pumice.space().items();
  assert.deepEqual(Music.map((item) => item.Artist.S).sort(), ['Ella', 'Nina']);
  const client = new DynamoDBClient(pumice.config());
  assert.deepEqual((await client.send(new ListTablesCommand({}))).TableNames, ['Music']);
  client.destroy();
});

test('more items than a batch takes', async (context) => {
  const items = Array.from({ length: 60 }, (_, i) => ({ Artist: `${i}` }));
  const pumice = await open(context, { schema: [music], seed: { Music: items } });
  assert.equal((await pumice.space().items()).Music.length, 60);
});

test('a table that takes time, with TTL and recovery', async (context) => {
  const table = {
    ...music,
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  };
  const seed = { Music: [{ Artist: 'a' }] };
  const pumice = await open(context, { schema: [table], seed, transitionDelay: '50ms' });
  const ttl = await pumice.call('DescribeTimeToLive', { TableName: 'Music' });
  assert.equal(ttl.TimeToLiveDescription.AttributeName, 'expires');
});

test('spaces by access key', async (context) => {
  const pumice = await open(context, { schema: [music], spaces: 'access-key' });
  const tables = async (space) => {
    const client = new DynamoDBClient(pumice.config(space));
    const { TableNames } = await client.send(new ListTablesCommand({}));
    client.destroy();
    return TableNames;
  };
  assert.deepEqual(await tables(), ['Music']);
  assert.deepEqual(await tables('worker-1'), []);
  await pumice.space().fork('worker-1');
  assert.deepEqual(await tables('worker-1'), ['Music']);
  const shared = await open(context);
  assert.throws(() => shared.config('worker-1'), /start with {spaces: 'access-key'}/);
});

test('spaces by region, by both, by account, with a schema from a file', async (context) => {
  const schema = join(await folder(context), 'tables.json');
  await writeFile(schema, JSON.stringify(music));
  for (const spaces of ['region', 'access-key+region', 'account', 'access-key']) {
    const pumice = await open(context, { schema, spaces, region: 'eu-west-1' });
    const client = new DynamoDBClient(pumice.config());
    assert.deepEqual((await client.send(new ListTablesCommand({}))).TableNames, ['Music'], spaces);
    assert.deepEqual(await pumice.space().items(), { Music: [] });
    client.destroy();
  }
});

test('snapshots, the clock, the log', async (context) => {
  const log = join(await folder(context), 'log');
  const pumice = await open(context, {
    schema: [music],
    clock: 'manual:2026-01-01',
    log,
    verbose: true,
  });
  const space = pumice.space();
  await space.snapshot('empty');
  await space.call('PutItem', { TableName: 'Music', Item: { Artist: { S: 'a' } } });
  await space.restore('empty');
  assert.deepEqual(await space.items(), { Music: [] });
  assert.equal((await pumice.clock.advance('P1D')).toISOString(), '2026-01-02T00:00:00.000Z');
  await pumice.stop();
  assert.match(await readFile(log, 'utf8'), /PutItem Music \| 200/);
});

test('what cannot start says why', async () => {
  await assert.rejects(start(null), /settings: expected an object, not null/);
  await assert.rejects(start({ nonsense: 1 }), /unknown option --nonsense=1/);
  await assert.rejects(start({ dataDir: '/proc/none' }), /cannot be used/);
  await assert.rejects(start({ binary: '/nowhere/pumice' }), /cannot be started: .*ENOENT/);
  await assert.rejects(start({ schema: [{ TableName: 'x' }] }), { name: 'ValidationException' });
});

test('it ends with stop(), and with the process that started it', async () => {
  const pumice = await start();
  const space = pumice.space();
  await assert.rejects(pumice.call(undefined), /operation: expected a string, not undefined/);
  await assert.rejects(pumice.call('ListTables', {}, { space: 5 }), /space: expected a string/);
  await pumice.stop();
  await pumice.stop();
  const stopped = { code: 'PUMICE_CLOSED', message: 'pumice has stopped' };
  await assert.rejects(pumice.call('ListTables'), stopped);
  await assert.rejects(space.snapshot('s'), stopped);
  assert.equal(isAlive(pumice.pid), false);
  const script = `require('pumice').start().then((p) => console.log(p.pid))`;
  // The pipe that the child shares with nobody: its end is that of the child's parent.
  const pid = Number((await run(process.execPath, ['-e', script])).stdout);
  await untilGone(pid);
});

test('variables of a pumice of the developer do not count', async (context) => {
  process.env.PUMICE_DATA_DIR = '/proc/none';
  context.after(() => delete process.env.PUMICE_DATA_DIR);
  await open(context);
});

test('npx pumice: output, exit status', async () => {
  assert.match((await run(COMMAND, ['--version'])).stdout, /^pumice \d+\.\d+\.\d+ /);
  await assert.rejects(run(COMMAND, ['--nonsense']), (error) => {
    assert.equal(error.code, 2);
    assert.match(error.stderr, /unknown option/);
    return true;
  });
  await assert.rejects(run(COMMAND, ['run', '--', 'sh', '-c', 'exit 7']), { code: 7 });
});

test('npx pumice: signals', { timeout: 20_000 }, async () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    const child = spawn(COMMAND, ['--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    assert.match(String((await once(child.stdout, 'data'))[0]), /ready at/);
    child.kill(signal);
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  }
});

test('the program ends with its wrapper', { timeout: 20_000 }, async () => {
  for (const words of [['--port', '0'], ['run', '--', 'sh', '-c', 'echo ready; exec sleep 60']]) {
    const child = spawn(COMMAND, words, { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    const program = await childOf(child.pid);
    assert.ok(isAlive(program));
    child.kill('SIGKILL');
    await untilGone(program);
  }
});

test('the program ends with npx', { timeout: 30_000 }, async () => {
  const child = spawn('npx', ['pumice', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let printed = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    printed += text;
    if (/ready at/.test(printed)) break;
  }
  const wrapper = await childOf(child.pid);
  const program = await childOf(wrapper);
  assert.match(await readFile(`/proc/${program}/cmdline`, 'utf8'), /bin.pumice/);
  child.kill('SIGTERM');
  await untilGone(program);
});

test('programPath', async () => {
  assert.match(programPath(), /node_modules.@pumice.linux-(x64|arm64).bin.pumice$/);
  process.env.PUMICE_BINARY = '/mine';
  assert.equal(programPath(), '/mine');
  delete process.env.PUMICE_BINARY;
});
