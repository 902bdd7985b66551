// SPDX-License-Identifier: Apache-2.0
'use strict';

// What Jest and Vitest share: a server for the whole run, a space for each worker, a snapshot for
// each test, and what a failed test leaves behind.

const { createHash } = require('node:crypto');
const { rmSync } = require('node:fs');
const { mkdir, mkdtemp, open, readdir, rm, stat, writeFile } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join, relative, resolve } = require('node:path');
const { HttpHost } = require('./http_host.cjs');
const { endpointOf, resolveLocalhost } = require('./localhost.cjs');
const { splitSchema } = require('./schema.cjs');
const { Space } = require('./space.cjs');
const { start } = require('./start.cjs');
const { readConfig, settingsOf } = require('./test_config.cjs');

const PREPARED = 'prepared'; // the space that each worker's begins as a copy of
const SNAPSHOT = 'test';
const NOT_FOUND = 404;
const FAILURES = join('.pumice', 'failures');
const RUN_STARTED = 'PUMICE_RUN_STARTED'; // when, in milliseconds: a variable

// ---- The run ----

async function plantData(space, schema) {
  for (const { TableName, data } of splitSchema(schema).tables) {
    if (data?.length) await space.seed({ [TableName]: data });
  }
}

// Removes what failed tests left before the run, for which `started` is given once it is going on.
async function clearFailures(root, started = Infinity) {
  const folder = join(root, FAILURES);
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({})); // another worker removed it
    if (mtimeMs < started) await rm(path, { recursive: true, force: true });
  }
}

// Starts the server, with the space that workers copy. Returns {state, stop(), kill()}; `state` is
// plain.
async function startRun(root, config, started) {
  await clearFailures(root, started);
  const folder = await mkdtemp(join(tmpdir(), 'pumice-'));
  const log = join(folder, 'requests.log');
  const settings = { ...settingsOf(config, root), log };
  let pumice;
  const stop = async () => {
    await pumice?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    pumice = await start(settings);
    await plantData(pumice.space(), settings.schema);
    await pumice.space().fork(PREPARED);
    await shareWithFixedCredentials(pumice, config);
  } catch (error) {
    await stop();
    throw error;
  }
  const kill = () => {
    pumice.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return { state: { root, log, endpoint: pumice.endpoint, region: pumice.region }, stop, kill };
}

// A client that is made with credentials of its own sees the space of their access key.
async function shareWithFixedCredentials(pumice, { clientConfig }) {
  const key = clientConfig?.credentials?.accessKeyId;
  const taken = [PREPARED, pumice.space().name];
  if (key && !taken.includes(key)) await pumice.space(PREPARED).fork(key);
}

// What tells clients, and users' own scripts, where the server is. An `undefined` is to be unset.
function variables({ endpoint, region }, accessKeyId, environment) {
  return {
    MOCK_DYNAMODB_ENDPOINT: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: endpoint,
    AWS_REGION: environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'pumice',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
  };
}

function setVariables(environment, values) {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete environment[name];
    else environment[name] = value;
  }
}

// How the processes of one run find it: runs of several projects have different roots.
function stateName(root) {
  const hash = createHash('sha256').update(resolve(root)).digest('hex');
  return `PUMICE_RUN_${hash.slice(0, 12).toUpperCase()}`;
}

function publish(state) {
  process.env[stateName(state.root)] = JSON.stringify(state);
  process.env[RUN_STARTED] = String(Date.now());
  setVariables(process.env, variables(state, PREPARED, process.env));
}

// The state of the run, or of this process's own server. Jest calls the globalSetup of several
// projects once, for the first: `configure` returns the configuration of each other one.
async function findState(root, setup, configure) {
  const state = process.env[stateName(root)];
  if (state) return JSON.parse(state);
  if (!process.env[RUN_STARTED]) {
    throw new Error(`pumice was not started for ${root}: is ${setup} the globalSetup?`);
  }
  if (!ownStates.has(root)) ownStates.set(root, startOwn(root, configure));
  return ownStates.get(root);
}

const ownStates = new Map();

// It ends with this process. On a free port: other workers have their own.
async function startOwn(root, configure) {
  const config = { ...(await configure()), port: 0 };
  const { state, kill } = await startRun(root, config, Number(process.env[RUN_STARTED]));
  process.on('exit', kill);
  return state;
}

// ---- A worker ----

// The space of one worker while it runs the tests of one file.
class TestSpace {
  #state;
  #host;
  #space;
  #suite; // whose snapshot there is
  #running = 0;
  #settled = Promise.resolve(); // once the space is as the next test wants it
  #logged = 0;
  #kept = new Set(); // folders of tests that failed: one that is tried again may pass

  constructor(state, workerId) {
    this.#state = state;
    this.#host = new HttpHost(state.endpoint, state.region);
    this.#space = new Space(this.#host, `worker-${workerId}`);
  }

  // MOCK_DYNAMODB_ENDPOINT is for clients that bring credentials of their own, too.
  variables(environment) {
    resolveLocalhost();
    const { name } = this.#space;
    return {
      ...variables(this.#state, name, environment),
      MOCK_DYNAMODB_ENDPOINT: endpointOf(name, this.#state.endpoint),
    };
  }

  // Before a file: a fresh copy of what is prepared, in the place of what the last file left.
  async begin() {
    await this.#space.delete().catch((error) => {
      if (error.status !== NOT_FOUND) throw error;
    });
    await new Space(this.#host, PREPARED).fork(this.#space.name);
  }

  // Before a test, behind the beforeAll of its `suite`, any object: what that did stays. Tests of
  // one file that run at once share the space, and the snapshot from before the first.
  async beforeTest(suite) {
    if (this.#running++ === 0) this.#settled = this.#settled.then(() => this.#prepare(suite));
    await this.#settled;
  }

  // After a test, {file, names}, and its hooks. Returns what the report of a failure is to say
  // beside it.
  async afterTest(test, failed) {
    const note = failed ? await this.#keep(test) : await this.#forget(test);
    if (--this.#running === 0) {
      this.#settled = this.#settled.then(() => this.#space.restore(SNAPSHOT));
    }
    await this.#settled;
    return note;
  }

  end() {
    this.#host.close();
  }

  async #prepare(suite) {
    this.#logged = (await stat(this.#state.log)).size;
    if (suite === this.#suite) return;
    await this.#space.snapshot(SNAPSHOT);
    this.#suite = suite;
  }

  #folderOf({ file, names }) {
    return join(FAILURES, folderName([relative(this.#state.root, file), ...names]));
  }

  async #forget(test) {
    const folder = this.#folderOf(test);
    if (!this.#kept.delete(folder)) return;
    await rm(join(this.#state.root, folder), { recursive: true, force: true });
  }

  // Writes what the space holds, and what was asked of it.
  async #keep(test) {
    const folder = this.#folderOf(test);
    this.#kept.add(folder);
    const path = join(this.#state.root, folder);
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'requests.log'), await this.#requests());
    const items = await this.#space.items(); // which is logged, too
    await writeFile(join(path, 'items.json'), `${JSON.stringify(items, null, 2)}\n`);
    return `pumice: items and requests of this test are in ${folder}`;
  }

  // This worker's lines since the test began: "[time] [pumice] [info] worker-1: PutItem …".
  async #requests() {
    const file = await open(this.#state.log);
    try {
      const size = (await file.stat()).size - this.#logged;
      const { buffer } = await file.read(Buffer.alloc(size), 0, size, this.#logged);
      const lines = buffer.toString('utf8').split('\n');
      const own = lines.filter((line) => line.includes(`] ${this.#space.name}: `));
      return own.map((line) => `${line}\n`).join('');
    } finally {
      await file.close();
    }
  }
}

// A folder's name that tells the test, and differs where tests do.
function folderName(parts) {
  const name = parts
    .join(' ')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|-+$/g, '');
  const longest = 120;
  if (name.length <= longest) return name;
  const hash = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 8);
  return `${name.slice(0, longest)}-${hash}`;
}

// Says `note` behind an error's message, also where a report prints its stack.
function addNote(error, note) {
  if (typeof error !== 'object' || error === null || error.message?.includes(note)) return;
  const { message = '', stack } = error;
  const noted = `${message}\n\n${note}`;
  try {
    error.message = noted;
    if (stack?.includes(message)) error.stack = stack.replace(message, () => noted);
  } catch {
    // Frozen: its report goes without.
  }
}

module.exports = {
  TestSpace,
  addNote,
  findState,
  publish,
  readConfig,
  setVariables,
  startRun,
};
