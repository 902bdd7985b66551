// SPDX-License-Identifier: Apache-2.0
'use strict';

// preset: 'pumice/jest'
module.exports = {
  globalSetup: require.resolve('./setup.cjs'),
  globalTeardown: require.resolve('./teardown.cjs'),
  testEnvironment: require.resolve('./environment.cjs'),
};
