// SPDX-License-Identifier: Apache-2.0

// The Makeriess scenario (makeriess/*.json), played through one client of clients.mjs.
// The twin of scenario.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { normalized } from './wire.mjs';

const TABLE = 'makeriess-main-table';
const PAGES_AT_MOST = 1000;

function load(name) {
  return JSON.parse(readFileSync(join(process.env.MAKERIESS_DIR, `${name}.json`), 'utf8'));
}

const keyOf = (item) => `${item.PK.S}\n${item.SK.S}`;
const itemsByKey = new Map(load('items').map((item) => [keyOf(item), normalized(item)]));

// Plays every phase as a subtest of `test`; each rests on the last.
export async function playMakeriess(test, client) {
  await test.test('create the table', () => create(client));
  await test.test('tags', () => checkTags(client));
  await test.test('list the tables', () => checkTableNames(client, [TABLE]));
  await test.test('fill the table', () => fill(client));
  for (const step of [...load('patterns'), ...load('operations')]) {
    if (step.only?.includes('javascript') ?? true) {
      await test.test(step.name, () => play(client, step));
    }
  }
  await test.test('paginator', () => readThroughPaginator(client));
  await test.test('delete the table', () => remove(client));
}

async function create(client) {
  const answer = await client.call('CreateTable', load('create_table'));
  await client.waitFor('TableExists', TABLE);
  assert.equal(answer.TableDescription.TableStatus, 'CREATING');
  await checkDescription(client, 0, [0, 0]);
}

async function checkTags(client) {
  const byKey = (one, other) => (one.Key < other.Key ? -1 : 1);
  const { Tags: tags } = await client.call('ListTagsOfResource', {
    ResourceArn: load('table_description').TableArn,
  });
  assert.deepEqual(tags.sort(byKey), load('create_table').Tags.sort(byKey));
}

async function checkTableNames(client, names) {
  assert.deepEqual(await client.call('ListTables', {}), { TableNames: names });
}

async function fill(client) {
  const items = load('items');
  const answers = await Promise.all(
    items.map((item) => client.call('PutItem', { TableName: TABLE, Item: item })),
  );
  assert.deepEqual(answers, items.map(() => ({})));
  const inIndex = (index) => items.filter((item) => `${index}PK` in item).length;
  await checkDescription(client, items.length, [inIndex('GSI1'), inIndex('GSI2')]);
}

async function checkDescription(client, itemCount, indexCounts) {
  const { Table: table } = await client.call('DescribeTable', { TableName: TABLE });
  const by = (member) => (one, other) => (one[member] < other[member] ? -1 : 1);
  table.AttributeDefinitions.sort(by('AttributeName'));
  table.GlobalSecondaryIndexes.sort(by('IndexName'));
  const expected = load('table_description');
  expected.ItemCount = itemCount;
  expected.GlobalSecondaryIndexes.forEach((index, i) => (index.ItemCount = indexCounts[i]));
  assert.deepEqual(onlyMembersOf(expected, table), expected);
  assert.match(table.TableId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.ok(table.CreationDateTime instanceof Date);
}

async function play(client, step) {
  const parameters = { TableName: TABLE, ...step.input };
  if (step.error) return expectError(client, step, parameters);
  if (step.page_counts) return expectPages(client, step, parameters);
  const answer = await client.call(step.operation, parameters);
  assert.deepEqual(inOrder(step, answer), inOrder(step, normalized(expectedAnswer(step))));
}

async function expectError(client, step, parameters) {
  await assert.rejects(client.call(step.operation, parameters), (error) => {
    const { code, message, item } = step.error;
    assert.deepEqual({ code: error.name, message: error.message }, { code, message });
    if (item) assert.deepEqual(normalized(error.Item), item);
    return true;
  });
}

// Walks by ExclusiveStartKey: what each page holds, and where it says to go on.
async function expectPages(client, step, parameters) {
  const pages = [];
  let start;
  do {
    const page = await client.call(step.operation, { ...parameters, ExclusiveStartKey: start });
    pages.push(page);
    assert.equal(page.Count, page.Items.length);
    start = page.LastEvaluatedKey;
    if (start) checkLastEvaluatedKey(parameters, page);
  } while (start && pages.length < PAGES_AT_MOST);
  assert.deepEqual(pages.map((page) => page.Count), step.page_counts);
  const read = { Items: pages.flatMap((page) => page.Items) };
  assert.deepEqual(inOrder(step, read), inOrder(step, { Items: expectedItems(step) }));
}

function checkLastEvaluatedKey(parameters, page) {
  assert.equal(page.ScannedCount, parameters.Limit);
  if (parameters.FilterExpression) return;
  const index = parameters.IndexName;
  const names = ['PK', 'SK', ...(index ? [`${index}PK`, `${index}SK`] : [])];
  const last = page.Items.at(-1);
  const expected = Object.fromEntries(names.map((name) => [name, last[name]]));
  assert.deepEqual(page.LastEvaluatedKey, expected);
}

async function readThroughPaginator(client) {
  for (const step of load('operations').filter((each) => each.page_counts)) {
    const items = await client.readAll(step.operation, { TableName: TABLE, ...step.input });
    const expected = { Items: expectedItems(step) };
    assert.deepEqual(inOrder(step, { Items: items }), inOrder(step, expected), step.name);
  }
}

async function remove(client) {
  const answer = await client.call('DeleteTable', { TableName: TABLE });
  await client.waitFor('TableNotExists', TABLE);
  assert.equal(answer.TableDescription.TableStatus, 'DELETING');
  await checkTableNames(client, []);
  await assert.rejects(client.call('DescribeTable', { TableName: TABLE }), {
    name: 'ResourceNotFoundException',
    message: `Requested resource not found: Table: ${TABLE} not found`,
  });
}

function expectedAnswer(step) {
  if (!step.expected_keys) return step.output;
  const items = expectedItems(step);
  const answer =
    step.operation === 'GetItem'
      ? { Item: items[0] }
      : { Items: items, Count: items.length, ScannedCount: items.length };
  return { ...answer, ...step.output };
}

function expectedItems(step) {
  if (step.expected_keys === 'all') return [...itemsByKey.values()];
  return step.expected_keys.map((key) => itemsByKey.get(key.join('\n')));
}

function inOrder(step, answer) {
  if (!step.unordered) return answer;
  const byKey = (one, other) => (keyOf(one) < keyOf(other) ? -1 : 1);
  return { ...answer, Items: [...answer.Items].sort(byKey) };
}

// What `expected` speaks of, out of `actual`: newer services describe more.
function onlyMembersOf(expected, actual) {
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return actual.map((element, i) => onlyMembersOf(expected[i], element));
  }
  const isObject = (value) => value !== null && typeof value === 'object';
  if (!isObject(expected) || !isObject(actual)) return actual;
  return Object.fromEntries(
    Object.keys(expected)
      .filter((name) => actual[name] !== undefined)
      .map((name) => [name, onlyMembersOf(expected[name], actual[name])]),
  );
}
