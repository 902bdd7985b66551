// SPDX-License-Identifier: Apache-2.0
'use strict';

// Jest's globalTeardown. Of a run in watch mode, where it is called before the next setup, too.
const { runs } = require('./runs.cjs');

module.exports = async function teardown() {
  await Promise.all(runs.splice(0).map((run) => run.stop()));
};
