// SPDX-License-Identifier: Apache-2.0
'use strict';

// What setup.cjs started and teardown.cjs stops. Jest may load each into a registry of its own.
const KEY = Symbol.for('pumice.jest.runs');

globalThis[KEY] ??= [];

module.exports = { runs: globalThis[KEY] };
