// SPDX-License-Identifier: Apache-2.0
'use strict';

// What jest-dynamodb-config.js says, which is that of @shelf/jest-dynamodb; JEST_DYNAMODB_CONFIG
// names another file.

const { readConfig } = require('../lib/test_run.cjs');

const configOf = (root) =>
  readConfig(root, 'jest-dynamodb-config', process.env.JEST_DYNAMODB_CONFIG);

module.exports = { configOf };
