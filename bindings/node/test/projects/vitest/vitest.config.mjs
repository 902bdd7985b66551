// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'pumice/vitest/setup',
    setupFiles: ['pumice/vitest/each'],
    include: [process.env.FAILING ? '*.spec.mjs' : '*.test.mjs'],
    pool: process.env.POOL ?? 'forks',
  },
});
