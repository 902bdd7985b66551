// SPDX-License-Identifier: Apache-2.0
'use strict';

// `schema`: paths of templates, which the program reads itself, and inputs of CreateTable.

const POLL_MILLIS = 20;
const POLLS_AT_MOST = 3000;

const isTable = (value) => typeof value === 'object' && value !== null && 'TableName' in value;

// {paths, tables} of what a user gave: one or several of a path, an input, or {Name: input}.
function splitSchema(schema) {
  const paths = [];
  const tables = [];
  for (const entry of [schema].flat()) {
    if (entry === undefined || entry === null) continue;
    if (typeof entry === 'string') paths.push(entry);
    else if (isTable(entry)) tables.push(entry);
    else if (typeof entry === 'object') {
      for (const [TableName, input] of Object.entries(entry)) tables.push({ TableName, ...input });
    } else throw new TypeError(`schema: expected a path or an input of CreateTable, not ${entry}`);
  }
  return { paths, tables };
}

async function isActive(space, TableName) {
  const { Table } = await space.call('DescribeTable', { TableName });
  return Table.TableStatus === 'ACTIVE';
}

// As DynamoDB's own waiter does, for who asked for --transition-delay.
async function untilActive(space, table) {
  for (let poll = 0; !(await isActive(space, table)); ++poll) {
    if (poll === POLLS_AT_MOST) throw new Error(`pumice: table ${table} does not become ACTIVE`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
  }
}

// Beside CreateTable's members may stand what templates have there, as for `pumice deploy`.
async function createTable(space, table) {
  const { TimeToLiveSpecification, PointInTimeRecoverySpecification, data, ...input } = table;
  const { TableName } = input;
  await space.call('CreateTable', input);
  await untilActive(space, TableName);
  if (TimeToLiveSpecification) {
    await space.call('UpdateTimeToLive', { TableName, TimeToLiveSpecification });
  }
  if (PointInTimeRecoverySpecification) {
    await space.call('UpdateContinuousBackups', { TableName, PointInTimeRecoverySpecification });
  }
}

async function createTables(space, tables) {
  for (const table of tables) await createTable(space, table);
}

module.exports = { splitSchema, createTables };
