// SPDX-License-Identifier: Apache-2.0

// One of Vitest's setupFiles: a space for the worker, fresh for each file, and a snapshot for each
// test.
import { afterAll, afterEach, beforeEach, inject } from 'vitest';

import testRun from '../lib/test_run.cjs';

const state = inject('pumice');
if (!state) throw new Error('pumice was not started: add pumice/vitest/setup to globalSetup');
const tests = new testRun.TestSpace(state, process.env.VITEST_POOL_ID ?? 1);
testRun.setVariables(process.env, tests.variables(process.env));
await tests.begin();

// First of all beforeEach and, in Vitest's order, last of all afterEach.
beforeEach(({ task }) => tests.beforeTest(task.suite ?? task.file));

afterEach(async ({ task }) => {
  const { state, errors = [] } = task.result ?? {}; // errors: those of earlier tries, too
  const named = { file: task.file.filepath, names: namesOf(task) };
  const note = await tests.afterTest(named, state === 'fail');
  if (note) for (const error of errors) testRun.addNote(error, note);
});

afterAll(() => tests.end());

// Those of the describe blocks around it, and its own.
function namesOf(task) {
  const names = [];
  for (let each = task; each && each !== task.file; each = each.suite) names.unshift(each.name);
  return names;
}
