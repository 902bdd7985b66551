// SPDX-License-Identifier: Apache-2.0

// The archives themselves, and what is said where one is missing.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SOURCES = process.env.PUMICE_SOURCES;

async function folder(context) {
  const path = await mkdtemp(join(tmpdir(), 'pumice-test-'));
  context.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function list(archive) {
  return (await run('tar', ['tzf', join('archives', archive)])).stdout.trim().split('\n');
}

test('two runs write the same bytes', async (context) => {
  const again = await folder(context);
  const options = ['--stage', process.env.PUMICE_STAGE, '--out', again];
  await run(join(SOURCES, 'tools', 'packaging', 'npm.py'), options);
  const names = (await readdir('archives')).sort();
  assert.deepEqual((await readdir(again)).sort(), names);
  for (const name of names) {
    assert.ok((await readFile(join('archives', name))).equals(await readFile(join(again, name))));
  }
});

test('what is in them', async () => {
  const names = await readdir('archives');
  const main = await list(names.find((name) => /^pumice-\d/.test(name)));
  for (const name of ['LICENSE', 'README.md', 'index.d.ts', 'bin/pumice.mjs', 'package.json']) {
    assert.ok(main.includes(`package/${name}`), name);
  }
  assert.ok(!main.some((name) => /\/test\/|\/addon\/|\/bench\//.test(name)));
  const platform = await list(names.find((name) => name.startsWith('pumice-linux-')));
  for (const name of ['LICENSE', 'README.md', 'bin/pumice', 'lib/pumice.node', 'package.json']) {
    assert.ok(platform.includes(`package/${name}`), name);
  }
});

test('no script runs at the installation', async () => {
  for (const name of ['pumice', '@pumice/linux-x64', '@pumice/linux-arm64']) {
    const text = await readFile(join('node_modules', name, 'package.json'), 'utf8').catch(
      () => '{}',
    );
    assert.equal(JSON.parse(text).scripts, undefined, name);
  }
});

// The archives for both platforms; that of the other one holds no program that runs.
async function archivesOfBoth(path) {
  const [own] = process.env.PUMICE_STAGE.split('=');
  const stage = join(path, 'stage');
  await mkdir(join(stage, 'bin'), { recursive: true });
  await writeFile(join(stage, 'bin', 'pumice'), '');
  const other = `${own === 'amd64' ? 'arm64' : 'amd64'}=${stage}`;
  const options = ['--stage', process.env.PUMICE_STAGE, '--stage', other, '--out', path];
  await run(join(SOURCES, 'tools', 'packaging', 'npm.py'), options);
}

test('the command of README.md, and npm ci from its lock file', async (context) => {
  const path = await folder(context);
  await archivesOfBoth(path);
  await writeFile(join(path, 'package.json'), '{"private": true}');
  const command = /^npm install .*$/m.exec(await readFile('README.md', 'utf8'))[0];
  const quiet = '--offline --no-audit --no-fund';
  const { stdout } = await run(
    'sh',
    ['-c', `${command} ${quiet} && rm -rf node_modules && npm ci ${quiet} && npx pumice --version`],
    { cwd: path },
  );
  assert.match(stdout, /^pumice \d+\.\d+\.\d+ /m);
});

// The package alone, as on a platform that has none.
async function alone(context, prelude, expression) {
  const path = await folder(context);
  await cp(join('node_modules', 'pumice'), join(path, 'node_modules', 'pumice'), {
    recursive: true,
  });
  const script = `
    ${prelude}
    const pumice = require('pumice');
    (async () => ${expression})().catch((error) => console.log(error.message));`;
  return (await run(process.execPath, ['-e', script], { cwd: path })).stdout;
}

const platform = (name, architecture) => `
  Object.defineProperty(process, 'platform', { value: '${name}' });
  Object.defineProperty(process, 'arch', { value: '${architecture}' });`;

test('on a platform without a package', async (context) => {
  const said = await alone(context, platform('darwin', 'arm64'), 'pumice.start()');
  assert.match(said, /no package for darwin-arm64/);
  assert.match(said, /container/);
  assert.match(said, /WSL2/);
});

test('without the optional package', async (context) => {
  for (const call of ['pumice.start()', 'pumice.createEmulator()']) {
    const said = await alone(context, platform('linux', 'x64'), call);
    assert.match(said, /@pumice\/linux-x64 is not installed.*--omit=optional/);
  }
});

test('on musl', async (context) => {
  const musl = `process.report.getReport = () => ({ header: {} });`;
  const said = await alone(context, platform('linux', 'x64') + musl, 'pumice.start()');
  assert.match(said, /needs glibc/);
});

test('npx pumice without the optional package', async (context) => {
  const path = await folder(context);
  await cp(join('node_modules', 'pumice'), path, { recursive: true });
  const started = run(process.execPath, [join(path, 'bin', 'pumice.mjs'), '--version']);
  await assert.rejects(started, (error) => {
    assert.equal(error.code, 126);
    assert.match(error.stderr, /is not installed/);
    return true;
  });
});
