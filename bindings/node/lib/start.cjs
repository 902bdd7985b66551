// SPDX-License-Identifier: Apache-2.0
'use strict';

// A pumice in a process of its own, which ends with this one.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { closeSync, openSync, readFileSync, statSync } = require('node:fs');
const { checkSettings, checkText } = require('./arguments.cjs');
const { callerOf, primarySpace } = require('./credentials.cjs');
const { Clock } = require('./clock.cjs');
const { HttpHost } = require('./http_host.cjs');
const { programOptions } = require('./options.cjs');
const { programPath } = require('./platform.cjs');
const { createTables, splitSchema } = require('./schema.cjs');
const { Space } = require('./space.cjs');

// The first line that the program prints, once it answers.
const READY = / ready at (https?:\/\/\S+)/;
const KEPT_ERROR_BYTES = 4096;

class Pumice {
  #child;
  #host;
  #mode;

  constructor(child, endpoint, settings) {
    this.#child = child;
    this.#mode = settings.spaces ?? 'shared';
    this.endpoint = endpoint;
    this.region = settings.region ?? 'us-east-1';
    this.#host = new HttpHost(endpoint, this.region);
    child.once('exit', () => this.#host.close());
    this.clock = new Clock(this.#host);
  }

  get credentials() {
    return callerOf(undefined, this.#mode, this.region).credentials;
  }

  get pid() {
    return this.#child.pid;
  }

  // For `new DynamoDBClient(...)`. `space`: whose tables, where --spaces lets callers say.
  config(space) {
    return { endpoint: this.endpoint, ...callerOf(space, this.#mode, this.region) };
  }

  // Without a name: that of a client with config().
  space(name = primarySpace(this.#mode, this.region)) {
    return new Space(this.#host, name);
  }

  async call(operation, input = {}, { space = this.space().name } = {}) {
    checkText('operation', operation);
    checkText('space', space);
    return this.#host.call(operation, input, { space });
  }

  // Idempotent.
  async stop() {
    this.#host.close();
    await end(this.#child);
  }

  // For this package alone: in a handler of the process's exit, where nothing can be awaited.
  kill() {
    this.#child.kill('SIGTERM');
  }

  async [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]() {
    await this.stop();
  }
}

const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

async function end(child) {
  if (hasEnded(child)) return;
  child.ref();
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

// Where the program's log goes: nowhere, beside this process's own, or into a file.
function openLog(log) {
  if (typeof log === 'string') return openSync(log, 'a');
  return log ? 'inherit' : 'pipe';
}

// The variables of a developer's own pumice must not change what a test sees. Those of AWS say
// of which account and region the tables of --schema are: of those of config()'s caller.
function environment({ spaces = 'shared', region = 'us-east-1' }) {
  const caller = callerOf(undefined, spaces, region);
  const env = {
    ...process.env,
    AWS_REGION: caller.region,
    AWS_ACCESS_KEY_ID: caller.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: caller.credentials.secretAccessKey,
  };
  const unwanted = (name) => name.startsWith('PUMICE_') || name === 'AWS_PROFILE';
  return Object.fromEntries(Object.entries(env).filter(([name]) => !unwanted(name)));
}

// The tables are those of a client with config(), unless the settings say where they are.
function schemaOptions({ spaces = 'shared', region = 'us-east-1' }, paths, given) {
  const isSaid = given.some((option) => option.startsWith('--schema-space'));
  const space = isSaid ? [] : [`--schema-space=${primarySpace(spaces, region)}`];
  return [...space, '--schema', ...paths];
}

function spawnProgram(settings, paths) {
  const program = settings.binary ?? programPath();
  const log = openLog(settings.log);
  const given = programOptions(settings);
  const options = [
    '--exit-with-parent',
    `--port=${settings.port ?? 0}`,
    ...given,
    ...(paths.length > 0 ? schemaOptions(settings, paths, given) : []),
  ];
  try {
    return spawn(program, options, { stdio: ['ignore', 'pipe', log], env: environment(settings) });
  } finally {
    if (typeof log === 'number') closeSync(log);
  }
}

// What was written into a log's file behind its first `size` bytes; of any other log, nothing.
function readLog(log, size) {
  if (typeof log !== 'string') return '';
  return readFileSync(log).subarray(size).subarray(-KEPT_ERROR_BYTES).toString('utf8');
}

// The URL at which the child answers. Rejects with what it said if it ends instead.
function whenReady(child, log) {
  const logged = typeof log === 'string' ? statSync(log).size : 0;
  let printed = '';
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    complaint = (complaint + text).slice(-KEPT_ERROR_BYTES);
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`pumice cannot be started: ${error.message}`)));
    child.once('close', (code, signal) => {
      const said = complaint.trim() || readLog(log, logged).trim() || 'see its log';
      reject(
        new Error(`pumice ended before it was ready (${signal ?? `status ${code}`}): ${said}`),
      );
    });
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed = (printed + text).slice(0, KEPT_ERROR_BYTES);
      const ready = READY.exec(printed);
      if (ready) resolve(ready[1].replace('//0.0.0.0', '//127.0.0.1').replace('//[::]', '//[::1]'));
    });
  });
}

// Neither the child nor its pipes keep this process from ending.
function letGo(child) {
  child.unref();
  child.stdout.unref();
  child.stderr?.unref();
}

async function start(settings = {}) {
  checkSettings(settings);
  const { paths, tables } = splitSchema(settings.schema);
  const child = spawnProgram(settings, paths);
  const endpoint = await whenReady(child, settings.log);
  letGo(child);
  const pumice = new Pumice(child, endpoint, settings);
  try {
    await createTables(pumice.space(), tables);
    if (settings.seed) await pumice.space().seed(settings.seed);
  } catch (error) {
    await pumice.stop();
    throw error;
  }
  return pumice;
}

module.exports = { start };
