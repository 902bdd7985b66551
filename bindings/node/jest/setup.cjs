// SPDX-License-Identifier: Apache-2.0
'use strict';

// Jest's globalSetup: starts pumice as jest-dynamodb-config.js says, which is that of
// @shelf/jest-dynamodb; JEST_DYNAMODB_CONFIG names another file.

const { publish, readConfig, startRun } = require('../lib/test_run.cjs');
const { runs } = require('./runs.cjs');

module.exports = async function setup(globalConfig, projectConfig) {
  const root = projectConfig?.rootDir ?? globalConfig?.rootDir ?? process.cwd();
  const config = await readConfig(root, 'jest-dynamodb-config', process.env.JEST_DYNAMODB_CONFIG);
  const run = await startRun(root, config);
  runs.push(run);
  publish(run.state);
};
