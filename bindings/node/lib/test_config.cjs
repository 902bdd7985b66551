// SPDX-License-Identifier: Apache-2.0
'use strict';

// What the configuration of a test framework's project says, as users of DynamoDB Local have it.

const { existsSync } = require('node:fs');
const { readFile } = require('node:fs/promises');
const { isAbsolute, join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

const ENDINGS = ['js', 'cjs', 'mjs', 'json'];

// The file, or its `default`; if that is a function, what it returns. {} without a file.
async function readConfig(root, name, named) {
  const candidates = named
    ? [resolve(root, named)]
    : ENDINGS.map((e) => join(root, `${name}.${e}`));
  const path = candidates.find(existsSync);
  if (!path && named) throw new Error(`pumice: there is no ${candidates[0]}`);
  if (!path) {
    console.warn(`pumice: no tables are prepared: there is no ${name}.js in ${root}`);
    return {};
  }
  if (path.endsWith('.json')) return JSON.parse(await readFile(path, 'utf8'));
  const { default: config } = await import(pathToFileURL(path));
  return typeof config === 'function' ? config() : config;
}

// Flags of DynamoDB Local that mean something here; where its data is does not.
function translateFlags(options = []) {
  const translated = [];
  for (let i = 0; i < options.length; ++i) {
    const option = String(options[i]);
    if (['-dbPath', '-port'].includes(option)) ++i;
    else if (option === '-cors') translated.push('--cors', options[++i]);
    else if (option === '-delayTransientStatuses') translated.push('--transition-delay', '2s');
    else if (!/^-[A-Za-z]/.test(option)) translated.push(option);
  }
  return translated;
}

// The settings of start() that a configuration asks for.
function settingsOf(config, root) {
  const { tables = [], schema, seed, port = 0, hostname, options, pumice = {} } = config;
  const at = (path) => (typeof path === 'string' && !isAbsolute(path) ? resolve(root, path) : path);
  return {
    lenientDefinitions: true, // as DynamoDB Local, which the configuration was written for
    ...(hostname && hostname !== 'localhost' && { host: hostname }),
    ...pumice,
    port,
    schema: [schema ?? []].flat().map(at).concat(tables),
    seed: at(seed),
    spaces: 'access-key',
    verbose: true,
    explain: true,
    options: [...translateFlags(options), ...(pumice.options ?? [])],
  };
}

module.exports = { readConfig, settingsOf };
