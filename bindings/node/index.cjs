// SPDX-License-Identifier: Apache-2.0
'use strict';

const { Emulator, createEmulator, handler } = require('./lib/emulator.cjs');
const { programPath } = require('./lib/platform.cjs');
const { ServiceError } = require('./lib/service_error.cjs');
const { Pumice, start } = require('./lib/start.cjs');

module.exports = { Emulator, Pumice, ServiceError, createEmulator, handler, programPath, start };
