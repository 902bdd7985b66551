// SPDX-License-Identifier: Apache-2.0
'use strict';

// Jest's globalSetup: starts pumice as jest-dynamodb-config.js says.

const { publish, startRun } = require('../lib/test_run.cjs');
const { configOf } = require('./config.cjs');
const { runs } = require('./runs.cjs');

module.exports = async function setup(globalConfig, projectConfig) {
  const root = projectConfig?.rootDir ?? globalConfig?.rootDir ?? process.cwd();
  const run = await startRun(root, await configOf(root));
  runs.push(run);
  publish(run.state);
};
