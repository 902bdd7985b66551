// SPDX-License-Identifier: Apache-2.0

// What the tests of Jest and Vitest share: a project in a clean folder, and its tests run.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

// A copy of projects/NAME below this folder, where its packages are found.
export async function project(context, name) {
  const path = await mkdtemp(join(import.meta.dirname ?? process.cwd(), `${name}-`));
  context.after(() => rm(path, { recursive: true, force: true }));
  await cp(join('projects', name), path, { recursive: true });
  return path;
}

// {status, output} of a framework's own program.
export async function runTests(framework, path, options, environment = {}) {
  const program = join(dirname(resolve(`${framework}/package.json`)), PROGRAMS[framework]);
  const child = spawn(process.execPath, [program, ...options], {
    cwd: path,
    env: { ...process.env, NO_COLOR: '1', CI: 'true', FORCE_COLOR: '0', ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  const [status] = await once(child, 'close');
  return { status, output };
}

const PROGRAMS = { jest: 'bin/jest.js', vitest: 'vitest.mjs' };

export async function assertPass(done, summary) {
  assert.equal(done.status, 0, done.output);
  assert.match(done.output, summary);
}

// That a failed test left its items and requests in `folder`, and that the report says so.
export async function assertKept(path, done, folder) {
  assert.equal(done.status, 1, done.output);
  const named = `items and requests of this test are in .pumice/failures/${folder}`;
  assert.ok(done.output.includes(named), done.output);
  const kept = join(path, '.pumice', 'failures', folder);
  const items = JSON.parse(await readFile(join(kept, 'items.json'), 'utf8'));
  assert.deepEqual(items.files.map((item) => item.id.S).sort(), ['1', 'left behind']);
  const requests = await readFile(join(kept, 'requests.log'), 'utf8');
  assert.match(requests, /worker-\d+: PutItem files \| 200/);
  assert.match(requests, /worker-\d+: GetItem files \| 200/);
  assert.equal(requests.trim().split('\n').length, 2, requests);
  return readdir(join(path, '.pumice', 'failures'));
}
