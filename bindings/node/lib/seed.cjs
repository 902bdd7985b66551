// SPDX-License-Identifier: Apache-2.0
'use strict';

// `seed`: {"Table": [item, ...]}, or the path of a JSON file that holds it.

const { readFile } = require('node:fs/promises');
const { toWire } = require('./items.cjs');

const BATCH = 25; // BatchWriteItem's limit
const RETRIES_AT_MOST = 100;

async function readSeed(seed) {
  if (typeof seed !== 'string' && !(seed instanceof URL)) return seed;
  const text = await readFile(seed, 'utf8').catch((error) => {
    throw new Error(`pumice: the seed ${seed} cannot be read: ${error.message}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`pumice: the seed ${seed} is not JSON: ${error.message}`);
  }
}

async function write(space, table, items) {
  let RequestItems = { [table]: items.map((Item) => ({ PutRequest: { Item } })) };
  for (let tries = 0; Object.keys(RequestItems).length > 0; ++tries) {
    if (tries === RETRIES_AT_MOST) throw new Error(`pumice: items of ${table} stay unprocessed`);
    RequestItems = (await space.call('BatchWriteItem', { RequestItems })).UnprocessedItems ?? {};
  }
}

async function plant(space, seed) {
  const tables = await readSeed(seed);
  if (typeof tables !== 'object' || tables === null || Array.isArray(tables)) {
    throw new TypeError('pumice: a seed is {"Table": [item, ...]}');
  }
  for (const [table, items] of Object.entries(tables)) {
    const wired = items.map(toWire);
    for (let i = 0; i < wired.length; i += BATCH) {
      await write(space, table, wired.slice(i, i + BATCH));
    }
  }
}

module.exports = { plant };
