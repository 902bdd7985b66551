// SPDX-License-Identifier: Apache-2.0

// The sources are CommonJS: Jest's sandbox loads nothing else without a flag.
import pumice from './index.cjs';

export const { ServiceError, createEmulator, handler, programPath, start } = pumice;
