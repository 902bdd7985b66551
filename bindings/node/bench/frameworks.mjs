// SPDX-License-Identifier: Apache-2.0

// tools/frameworks_bench. The tests are in bench/jest.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, '..', '..', '..');
const FILES = 20;
const TESTS_PER_FILE = 10;
const PACKAGES = [
  '@aws-sdk/client-dynamodb@3.1162.0',
  'amplify-dynamodb-simulator@2.9.30',
  'dynalite@4.0.0',
  'jest@30.5.2',
];
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };

const { values: options } = parseArgs({
  options: {
    stage: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    workers: { type: 'string', default: String(cpus().length) },
    only: { type: 'string' },
  },
});

const TARGETS = {
  'no database': 'none',
  'pumice in process': 'pumice_in_process',
  'pumice inline': 'pumice_inline',
  'pumice over HTTP': 'pumice_http',
  'dynalite in process': 'dynalite',
  'DynamoDB Local': 'local',
};

function npm(directory, ...words) {
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
  execFileSync('npm', [...words, ...quiet], { cwd: directory, stdio: 'inherit' });
}

// The folder with Jest, the SDK, the peers, and this tree's packages.
function install() {
  const directory = join(ROOT, 'build', 'peers', 'frameworks');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), '{"private": true}\n');
  if (!existsSync(join(directory, 'node_modules', 'jest'))) npm(directory, 'install', ...PACKAGES);
  const archives = join(directory, 'archives');
  rmSync(archives, { recursive: true, force: true });
  const architecture = ARCHITECTURES[process.arch];
  const stage = options.stage ?? join(ROOT, 'build', 'package', architecture, 'stage');
  const script = join(ROOT, 'tools', 'packaging', 'npm.py');
  execFileSync(script, ['--stage', `${architecture}=${stage}`, '--out', archives]);
  const project = join(directory, 'project');
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"private": true}\n');
  const files = readdirSync(archives).map((name) => join(archives, name));
  npm(project, 'install', '--offline', ...files);
  cpSync(join(HERE, 'jest'), project, { recursive: true });
  for (let i = 0; i < FILES; ++i) {
    writeFileSync(join(project, `${i}.test.js`), `require('./suite.cjs')(${TESTS_PER_FILE});\n`);
  }
  return project;
}

// Seconds from the start of Jest to its end.
async function measure(project, target) {
  const jest = join(project, '..', 'node_modules', 'jest', 'bin', 'jest.js');
  const begin = performance.now();
  const child = spawn(process.execPath, [jest, `--maxWorkers=${options.workers}`], {
    cwd: project,
    env: { ...process.env, BENCH_TARGET: target, CI: 'true', NODE_NO_WARNINGS: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const [status] = await once(child, 'close');
  const seconds = (performance.now() - begin) / 1000;
  const passed = output.includes(`${FILES * TESTS_PER_FILE} passed`);
  if (status !== 0 || !passed) throw new Error(`${target}: ${output.slice(-2000)}`);
  return seconds;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const wanted = options.only?.split(',');
const targets = Object.entries(TARGETS).filter(([, target]) => !wanted || wanted.includes(target));
const project = install();
if (spawnSync('java', ['-version']).status !== 0) {
  console.log('DynamoDB Local is left out: there is no java');
  targets.splice(0, targets.length, ...targets.filter(([, target]) => target !== 'local'));
}
const times = Object.fromEntries(targets.map(([name]) => [name, []]));
for (let round = 0; round < Number(options.rounds); ++round) {
  for (const [name, target] of targets) times[name].push(await measure(project, target));
  console.error(`round ${round + 1}, load ${loadavg()[0].toFixed(1)}`);
}
console.log(`${FILES * TESTS_PER_FILE} tests, ${options.workers} workers: seconds`);
for (const [name, each] of Object.entries(times)) {
  const all = each.map((time) => time.toFixed(1)).join(' ');
  console.log(`${name.padEnd(22)} ${median(each).toFixed(1).padStart(6)}   (${all})`);
}
