// SPDX-License-Identifier: Apache-2.0
'use strict';

// Settings of start() and createEmulator() as options of the program: dataDir: './data' is
// --data-dir=./data.

const { checkText } = require('./arguments.cjs');

// What this package reads itself.
const OWN = new Set(['schema', 'seed', 'options', 'binary', 'region', 'log', 'port']);

const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function text(name, value) {
  if (value instanceof Date)
    return name === 'clock' ? `manual:${value.toISOString()}` : value.toISOString();
  if (['string', 'number', 'bigint'].includes(typeof value)) return String(value);
  throw new TypeError(
    `${name}: expected a string, a number, true or false, not ${JSON.stringify(value)}`,
  );
}

// One option as it stands on the command line, once for each element of a list.
function wordsOf(name, value) {
  const option = `--${kebab(name)}`;
  if (value === undefined || value === null || value === false) return [];
  if (value === true) return [option];
  if (name === 'cors' && Array.isArray(value)) return [`${option}=${value.join(',')}`];
  if (Array.isArray(value)) return value.flatMap((element) => wordsOf(name, element));
  if (name === 'schemaParameter' && typeof value === 'object') {
    return Object.entries(value).map(([key, each]) => `${option}=${key}=${text(name, each)}`);
  }
  return [`${option}=${text(name, value)}`];
}

function programOptions(settings) {
  const options = Object.entries(settings)
    .filter(([name]) => !OWN.has(name))
    .flatMap(([name, value]) => wordsOf(name, value));
  const words = [...options, ...(settings.options ?? []).map(String)];
  for (const word of words) checkText('an option', word);
  return words;
}

module.exports = { programOptions };
