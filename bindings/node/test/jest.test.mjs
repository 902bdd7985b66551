// SPDX-License-Identifier: Apache-2.0

// preset: 'pumice/jest', in projects/jest.
import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';

import { assertKept, assertPass, project, runTests } from './frameworks.mjs';

const TESTS = ['--testMatch', '**/*.test.js'];

test('each test begins with what is prepared, in parallel', async (context) => {
  const path = await project(context, 'jest');
  const done = await runTests('jest', path, [...TESTS, '--maxWorkers=3']);
  await assertPass(done, /Tests: +3 skipped, 3 todo, 30 passed, 36 total/);
});

test('in band, and in worker threads', async (context) => {
  const path = await project(context, 'jest');
  await assertPass(await runTests('jest', path, [...TESTS, '--runInBand']), /30 passed/);
  const threads = [...TESTS, '--workerThreads', '--maxWorkers=2'];
  await assertPass(await runTests('jest', path, threads), /30 passed/);
});

test('a failed test leaves its items and requests', async (context) => {
  const path = await project(context, 'jest');
  const done = await runTests('jest', path, ['--testMatch', '**/*.spec.js']);
  const kept = await assertKept(path, done, 'failing.spec.js-outer-block-fails-tells-where');
  assert.deepEqual(kept.sort(), [
    'failing.spec.js-outer-block-fails-tells-where',
    'failing.spec.js-throws-what-is-no-error',
  ]);
  assert.match(done.output, /2 failed, 1 passed/);
  assert.match(done.output, /thrown: .text.\s+pumice: items and requests/);
});

test('a configuration that cannot be carried out says so', async (context) => {
  const path = await project(context, 'jest');
  const config = `module.exports = { tables: [], options: ['--nonsense'] };`;
  await writeFile(join(path, 'jest-dynamodb-config.js'), config);
  const done = await runTests('jest', path, TESTS);
  assert.equal(done.status, 1);
  assert.equal(done.output.split('unknown option --nonsense').length, 2, done.output);
  assert.doesNotMatch(done.output, /see its log/);
});

test('a test that passes when it is tried again leaves nothing', async (context) => {
  const path = await project(context, 'jest');
  const own = `
    const files = require('./files.cjs');
    jest.retryTimes(2);
    let tries = 0;
    test('flaky', () => expect(++tries).toBe(3));
    test('fails', () => { throw new Error('mine'); });`;
  await writeFile(join(path, 'own.test.js'), own);
  const done = await runTests('jest', path, ['--testMatch', '**/own.test.js']);
  assert.match(done.output, /1 failed, 1 passed/);
  const kept = await readdir(join(path, '.pumice', 'failures'));
  assert.deepEqual(kept, ['own.test.js-fails']);
});

test('several projects, each with a configuration of its own', async (context) => {
  const path = await project(context, 'jest');
  const own = (table) => `
    const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
    test.each([1, 2, 3])('%i', async () => {
      const { TableNames } = await new DynamoDBClient({}).send(new ListTablesCommand({}));
      expect(TableNames).toEqual(['${table}']);
    });`;
  const table = (TableName) => ({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  });
  const names = ['one', 'two', 'three'];
  for (const name of names) {
    const folder = join(path, name);
    await mkdir(folder);
    const config = JSON.stringify({ tables: [table(`table-${name}`)] });
    await writeFile(join(folder, 'jest-dynamodb-config.json'), config);
    await writeFile(join(folder, 'package.json'), '{ "jest": { "preset": "pumice/jest" } }');
    for (const file of ['a', 'b']) {
      await writeFile(join(folder, `${file}.test.js`), own(`table-${name}`));
    }
  }
  const failing = `test('fails', () => { throw new Error('mine'); });`;
  const projects = JSON.stringify({ jest: { projects: names } });
  await writeFile(join(path, 'package.json'), projects);
  for (const options of [['--maxWorkers=2'], ['--runInBand']]) {
    await assertPass(await runTests('jest', path, options), /18 passed, 18 total/);
  }
  await writeFile(join(path, 'three', 'c.test.js'), failing);
  const done = await runTests('jest', path, ['--maxWorkers=2']);
  assert.match(done.output, /1 failed, 18 passed/);
  const kept = await readdir(join(path, 'three', '.pumice', 'failures'));
  assert.deepEqual(kept, ['c.test.js-fails']);
});

test('without a configuration: said once', async (context) => {
  const path = await project(context, 'jest');
  await rm(join(path, 'jest-dynamodb-config.js'));
  await writeFile(join(path, 'own.test.js'), `test('runs', () => {});`);
  const done = await runTests('jest', path, ['--testMatch', '**/own.test.js']);
  await assertPass(done, /1 passed/);
  assert.equal(done.output.split('there is no jest-dynamodb-config.js').length, 2, done.output);
});

test('JEST_DYNAMODB_CONFIG, a schema from a file', async (context) => {
  const path = await project(context, 'jest');
  const files = {
    'tables.json': JSON.stringify({
      TableName: 'files',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
    'seed.json': JSON.stringify({ files: [{ id: 'seeded' }] }),
    'my-config.json': JSON.stringify({ schema: 'tables.json', seed: 'seed.json' }),
    'own.test.js': `
      const files = require('./files.cjs');
      test('seeded', async () => expect(await files.ids()).toEqual(['seeded']));`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  const environment = { JEST_DYNAMODB_CONFIG: 'my-config.json' };
  const done = await runTests('jest', path, ['--testMatch', '**/own.test.js'], environment);
  await assertPass(done, /1 passed/);
});
