#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0

// `npx pumice`: the platform's program, with its streams, signals and exit status.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

import { programPath } from '../index.mjs';

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];
const CANNOT_RUN = 126;

function run(program) {
  // First: a signal that comes while the program starts is for both.
  let child;
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
  child = spawn(program, process.argv.slice(2), { stdio: 'inherit' });
  child.on('error', fail);
  child.on('exit', (status, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : status;
  });
}

function fail(error) {
  console.error(error.message);
  process.exitCode = CANNOT_RUN;
}

try {
  run(programPath());
} catch (error) {
  fail(error);
}
