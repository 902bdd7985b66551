// SPDX-License-Identifier: Apache-2.0

// preset: 'pumice/jest', in projects/jest.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';

import { assertKept, assertPass, project, runTests } from './frameworks.mjs';

const TESTS = ['--testMatch', '**/*.test.js'];

test('each test begins with what is prepared, in parallel', async (context) => {
  const path = await project(context, 'jest');
  const done = await runTests('jest', path, [...TESTS, '--maxWorkers=3']);
  await assertPass(done, /Tests: +3 skipped, 3 todo, 27 passed, 33 total/);
});

test('in band, and in worker threads', async (context) => {
  const path = await project(context, 'jest');
  await assertPass(await runTests('jest', path, [...TESTS, '--runInBand']), /27 passed/);
  const threads = [...TESTS, '--workerThreads', '--maxWorkers=2'];
  await assertPass(await runTests('jest', path, threads), /27 passed/);
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
  assert.match(done.output, /unknown option --nonsense/);
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
