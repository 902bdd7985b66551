// SPDX-License-Identifier: Apache-2.0

// Vitest's globalSetup: starts pumice as vitest-dynamodb-config.js says; VITEST_DYNAMODB_CONFIG
// names another file. Returns what stops it.
import testRun from '../lib/test_run.cjs';

export default async function setup(project) {
  const root = project.config.root;
  const named = process.env.VITEST_DYNAMODB_CONFIG;
  const config = await testRun.readConfig(root, 'vitest-dynamodb-config', named);
  const run = await testRun.startRun(root, config);
  testRun.publish(run.state);
  project.provide('pumice', run.state);
  return run.stop;
}
