// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { globalSetup: './prepare.mjs', maxWorkers: 8 },
});
