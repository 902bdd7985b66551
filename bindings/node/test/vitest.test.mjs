// SPDX-License-Identifier: Apache-2.0

// pumice/vitest/setup and pumice/vitest/each, in projects/vitest.
import assert from 'node:assert/strict';
import test from 'node:test';

import { assertKept, assertPass, project, runTests } from './frameworks.mjs';

for (const pool of ['forks', 'threads']) {
  test(`each test begins with what is prepared, in parallel, in ${pool}`, async (context) => {
    const path = await project(context, 'vitest');
    const done = await runTests('vitest', path, ['run'], { POOL: pool });
    await assertPass(done, /Tests +39 passed \| 3 skipped/);
  });
}

test('a failed test leaves its items and requests', async (context) => {
  const path = await project(context, 'vitest');
  const done = await runTests('vitest', path, ['run'], { FAILING: 'yes' });
  const folder = 'failing.spec.mjs-outer-block-fails-tells-where';
  assert.deepEqual(await assertKept(path, done, folder), [folder]);
});
