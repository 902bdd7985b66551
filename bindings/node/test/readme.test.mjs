// SPDX-License-Identifier: Apache-2.0

// The examples of README.md, each run, and its output held against its comments.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';

import { assertPass, project, runTests } from './frameworks.mjs';

const run = promisify(execFile);
const text = await readFile('README.md', 'utf8');
const examples = [...text.matchAll(/^```js\n(.*?)^```/gms)].map((match) => match[1]);
const scripts = examples.filter((example) => example.includes("from 'pumice'"));
const named = (name) => examples.find((example) => example.startsWith(`// ${name}\n`));

const OUTPUTS = [
  ["[ 'Music' ]"],
  ['dynamodb.amazonaws.com', '0'],
  ['{"Stock":[{"id":{"S":"apples"},"pieces":{"N":"10"}}]}'],
];

assert.equal(scripts.length, OUTPUTS.length);
scripts.forEach((script, i) => {
  test(`example ${i + 1}`, async (context) => {
    const path = join('example', `${i}.mjs`);
    await mkdir('example', { recursive: true });
    context.after(() => rm(path));
    await writeFile(path, script);
    const { stdout } = await run(process.execPath, [path]);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim());
    assert.deepEqual(lines, OUTPUTS[i]);
  });
});

test('Jest', async (context) => {
  const path = await project(context, 'jest');
  for (const name of ['jest.config.js', 'jest-dynamodb-config.js']) {
    await writeFile(join(path, name), named(name));
  }
  await writeFile(join(path, 'package.json'), '{}');
  const own = `
    const files = require('./files.cjs');
    test('prepared', async () => expect(await files.ids()).toEqual(['1']));`;
  await writeFile(join(path, 'own.test.js'), own);
  await assertPass(await runTests('jest', path, ['--testMatch', '**/own.test.js']), /1 passed/);
});

test('Vitest', async (context) => {
  const path = await project(context, 'vitest');
  await writeFile(join(path, 'vitest.config.mjs'), named('vitest.config.mjs'));
  await assertPass(await runTests('vitest', path, ['run', 'a.test.mjs']), /14 passed/);
});
