// SPDX-License-Identifier: Apache-2.0

// pumice/vitest/setup and pumice/vitest/each, in projects/vitest.
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';

import { assertKept, assertPass, project, runTests } from './frameworks.mjs';

for (const pool of ['forks', 'threads']) {
  test(`each test begins with what is prepared, in parallel, in ${pool}`, async (context) => {
    const path = await project(context, 'vitest');
    const done = await runTests('vitest', path, ['run'], { POOL: pool });
    await assertPass(done, /Tests +42 passed \| 3 skipped/);
  });
}

test('a failed test leaves its items and requests', async (context) => {
  const path = await project(context, 'vitest');
  const done = await runTests('vitest', path, ['run'], { FAILING: 'yes' });
  const folder = 'failing.spec.mjs-outer-block-fails-tells-where';
  assert.deepEqual(await assertKept(path, done, folder), [folder]);
});

test('a test that passes when it is tried again leaves nothing', async (context) => {
  const path = await project(context, 'vitest');
  const own = `
    import { expect, test } from 'vitest';
    let tries = 0;
    test('flaky', { retry: 2 }, () => expect(++tries).toBe(3));
    test('fails', { retry: 1 }, () => { throw new Error('mine'); });`;
  await writeFile(join(path, 'own.spec.mjs'), own);
  const done = await runTests('vitest', path, ['run', 'own.spec.mjs'], { FAILING: 'yes' });
  assert.match(done.output, /1 failed \| 1 passed/);
  const kept = await readdir(join(path, '.pumice', 'failures'));
  assert.deepEqual(kept, ['own.spec.mjs-fails']);
});
