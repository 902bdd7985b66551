// SPDX-License-Identifier: Apache-2.0
'use strict';

const { createEmulator, handler } = require('./lib/emulator.cjs');
const { programPath } = require('./lib/platform.cjs');
const { ServiceError } = require('./lib/service_error.cjs');
const { start } = require('./lib/start.cjs');

module.exports = { ServiceError, createEmulator, handler, programPath, start };
