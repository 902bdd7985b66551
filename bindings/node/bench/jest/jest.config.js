// SPDX-License-Identifier: Apache-2.0
const target = process.env.BENCH_TARGET;

module.exports = {
  testTimeout: 60_000,
  ...(target === 'pumice_http' && { preset: 'pumice/jest' }),
  ...(target === 'local' && {
    globalSetup: './local_setup.cjs',
    globalTeardown: './local_teardown.cjs',
  }),
};
