#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0

// `npx pumice`: the platform's program, with its streams, signals and exit status.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

import { programPath } from '../index.mjs';

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];
const CANNOT_RUN = 126;
const PARENT_POLL_MS = 500;

// The server, also that of `run`, ends with this process, whatever ends that. Other commands have
// no such option, and end by themselves.
function withParent(words) {
  const option = '--exit-with-parent';
  if (words[0] === 'run') return ['run', option, ...words.slice(1)];
  return words.length === 0 || words[0].startsWith('-') ? [option, ...words] : words;
}

// npx tells nobody that it was ended.
function endWithNpx(end) {
  if (process.env.npm_command !== 'exec') return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(), PARENT_POLL_MS).unref();
}

function run(program) {
  // First: a signal that comes while the program starts is for both.
  let child;
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
  child = spawn(program, withParent(process.argv.slice(2)), { stdio: 'inherit' });
  endWithNpx(() => child.kill('SIGTERM'));
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
