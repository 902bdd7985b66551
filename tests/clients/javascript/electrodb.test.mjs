// SPDX-License-Identifier: Apache-2.0

// A project tracker on electrodb: projects and their tasks in one table with two indexes.
import assert from 'node:assert/strict';
import test from 'node:test';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Entity, Service } from 'electrodb';

import { connect, createTable, lacksTransactions } from './libraries.mjs';

const NAME = 'electrodb-tracker';

const attribute = (AttributeName) => ({ AttributeName, AttributeType: 'S' });
const keys = (hash, range) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];
const schemaOfTable = {
  TableName: NAME,
  AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk'].map(attribute),
  KeySchema: keys('pk', 'sk'),
  GlobalSecondaryIndexes: ['gsi1', 'gsi2'].map((IndexName) => ({
    IndexName,
    KeySchema: keys(`${IndexName}pk`, `${IndexName}sk`),
    Projection: { ProjectionType: 'ALL' },
  })),
};

const Project = new Entity({
  model: { service: 'tracker', entity: 'project', version: '1' },
  attributes: {
    project: { type: 'string', required: true },
    name: { type: 'string', required: true },
    openTasks: { type: 'number', default: 0 },
  },
  indexes: {
    primary: {
      collection: 'board',
      pk: { field: 'pk', composite: ['project'] },
      sk: { field: 'sk', composite: [] },
    },
  },
});

const Task = new Entity({
  model: { service: 'tracker', entity: 'task', version: '1' },
  attributes: {
    project: { type: 'string', required: true },
    task: { type: 'string', required: true },
    title: { type: 'string', required: true },
    status: { type: ['open', 'doing', 'done'], required: true, default: 'open' },
    assignee: { type: 'string', required: true },
    due: { type: 'string', required: true },
    points: { type: 'number', default: 1 },
    labels: { type: 'set', items: 'string' },
    comments: {
      type: 'list',
      items: { type: 'map', properties: { by: { type: 'string' }, text: { type: 'string' } } },
    },
  },
  indexes: {
    primary: {
      collection: 'board',
      pk: { field: 'pk', composite: ['project'] },
      sk: { field: 'sk', composite: ['task'] },
    },
    assigned: {
      index: 'gsi1',
      pk: { field: 'gsi1pk', composite: ['assignee'] },
      sk: { field: 'gsi1sk', composite: ['status', 'due'] },
    },
    byStatus: {
      index: 'gsi2',
      pk: { field: 'gsi2pk', composite: ['status'] },
      sk: { field: 'gsi2sk', composite: ['due', 'task'] },
    },
  },
});

const garden = { project: 'garden', name: 'The garden', openTasks: 0 };
const fence = {
  project: 'garden',
  task: 'fence',
  title: 'Mend the fence',
  status: 'open',
  assignee: 'ana',
  due: '2025-04-30',
  points: 3,
  labels: ['outside', 'wood'],
  comments: [{ by: 'bo', text: 'It leans.' }],
};
// Twelve are open, in the order of their due days.
const kitchen = Array.from({ length: 30 }, (_, i) => ({
  project: 'kitchen',
  task: `k${String(i).padStart(2, '0')}`,
  title: `Task ${i}`,
  status: i < 12 ? 'open' : 'done',
  assignee: i % 2 ? 'bo' : 'cy',
  due: `2025-05-${String(i + 1).padStart(2, '0')}`,
  points: i,
}));
const openInKitchen = kitchen.slice(0, 12);

const conditionFailed = {
  name: 'ElectroError',
  code: 4001,
  message:
    'Error thrown by DynamoDB client: "The conditional request failed" - ' +
    'For more detail on this error reference: https://electrodb.dev/en/reference/errors/#aws-error',
};
const causedByCondition = (error) => {
  const { name, code, message, cause } = error;
  assert.deepEqual({ name, code, message }, conditionFailed);
  assert.equal(cause.name, 'ConditionalCheckFailedException');
  return true;
};

const keyOf = ({ project, task }) => ({ project, task });
// Sets have no order in DynamoDB.
const sortedLabels = (task) => ({ ...task, labels: [...task.labels].sort() });

// Every page, each asked for with the cursor that the one before gave.
async function pagesOf(query, options) {
  const pages = [];
  let cursor = null;
  do {
    const page = await query.go({ ...options, cursor });
    pages.push(page.data);
    cursor = page.cursor;
  } while (cursor);
  return pages;
}

test('electrodb', { timeout: 60_000 }, async (context) => {
  const sdk = connect(context);
  const client = DynamoDBDocumentClient.from(sdk);
  const tracker = new Service({ projects: Project, tasks: Task }, { client, table: NAME });
  const { projects, tasks } = tracker.entities;
  await createTable(context, sdk, schemaOfTable);

  await context.test('create, only if it is not there', async () => {
    assert.deepEqual(await projects.create(garden).go(), { data: garden });
    assert.deepEqual(await tasks.create(fence).go(), { data: fence });
    await assert.rejects(tasks.create({ ...fence, title: 'again' }).go(), causedByCondition);
  });

  await context.test('get', async () => {
    const { data } = await tasks.get(keyOf(fence)).go({ consistent: true });
    assert.deepEqual(sortedLabels(data), fence);
    assert.deepEqual(await tasks.get(keyOf(fence)).go({ attributes: ['title', 'points'] }), {
      data: { title: 'Mend the fence', points: 3 },
    });
    assert.deepEqual(await tasks.get({ project: 'garden', task: 'nothing' }).go(), { data: null });
  });

  const started = { ...fence, status: 'doing', points: 5, labels: ['wood'] };
  started.comments = [...fence.comments, { by: 'ana', text: 'Begun.' }];
  const start = () =>
    tasks
      .patch(keyOf(fence))
      .set({ status: 'doing' })
      .composite({ assignee: 'ana', due: '2025-04-30', task: 'fence' })
      .add({ points: 2 })
      .append({ comments: [{ by: 'ana', text: 'Begun.' }] })
      .delete({ labels: ['outside'] })
      .where(({ status }, { eq }) => eq(status, 'open'));

  await context.test('update on condition: start what is open', async () => {
    assert.deepEqual(await start().go({ response: 'all_new' }), { data: started });
    await assert.rejects(start().go(), causedByCondition);
    assert.deepEqual(await tasks.get(keyOf(fence)).go(), { data: started });
  });

  await context.test('the failing condition with the item in the way', async () => {
    const answer = await start().go({ returnOnConditionCheckFailure: 'all_old' });
    assert.deepEqual(answer, { rejected: true, data: started });
  });

  await context.test('patch needs the item to be there', async () => {
    const patch = tasks.patch({ project: 'garden', task: 'nothing' }).set({ title: 'x' });
    await assert.rejects(patch.go(), causedByCondition);
  });

  await context.test('upsert creates, then updates', async () => {
    const upsert = (name) => projects.upsert({ project: 'shed', name }).go({ response: 'all_new' });
    const shed = { project: 'shed', openTasks: 0 };
    assert.deepEqual(await upsert('Shed'), { data: { ...shed, name: 'Shed' } });
    assert.deepEqual(await upsert('The shed'), { data: { ...shed, name: 'The shed' } });
  });

  await context.test('the update moved the task in both indexes', async () => {
    const of = (status) => tasks.query.assigned({ assignee: 'ana', status }).go();
    assert.deepEqual(await of('open'), { data: [], cursor: null });
    assert.deepEqual(await of('doing'), { data: [started], cursor: null });
    assert.deepEqual(await tasks.query.byStatus({ status: 'doing' }).go(), {
      data: [started],
      cursor: null,
    });
  });

  await context.test('batch put, more than one request may hold', async () => {
    assert.deepEqual(await tasks.put(kitchen).go({ concurrent: 2 }), { unprocessed: [] });
  });

  await context.test('query an index by parts of its sort key, filtered', async () => {
    const byBo = tasks.query.assigned({ assignee: 'bo', status: 'open' });
    assert.deepEqual(await byBo.between({ due: '2025-05-02' }, { due: '2025-05-06' }).go(), {
      data: [kitchen[1], kitchen[3], kitchen[5]],
      cursor: null,
    });
    const large = tasks.query
      .assigned({ assignee: 'cy', status: 'done' })
      .gte({ due: '2025-05-20' })
      .where(({ points }, { gt, ne }) => `${gt(points, 22)} AND ${ne(points, 26)}`);
    assert.deepEqual(await large.go(), { data: [kitchen[24], kitchen[28]], cursor: null });
  });

  for (const order of ['asc', 'desc']) {
    const inOrder = order === 'asc' ? openInKitchen : [...openInKitchen].reverse();
    await context.test(`paginate an index, ${order}`, async () => {
      const pages = await pagesOf(tasks.query.byStatus({ status: 'open' }), { limit: 5, order });
      const expected = [inOrder.slice(0, 5), inOrder.slice(5, 10), inOrder.slice(10)];
      assert.deepEqual(pages, expected);
    });
    await context.test(`paginate a partition, ${order}`, async () => {
      const all = order === 'asc' ? kitchen : [...kitchen].reverse();
      const query = tasks.query.primary({ project: 'kitchen' });
      const pages = await pagesOf(query, { limit: 10, order });
      assert.deepEqual(pages, [all.slice(0, 10), all.slice(10, 20), all.slice(20), []]);
    });
  }

  await context.test('pages by count and all pages at once', async () => {
    const done = tasks.query
      .byStatus({ status: 'done' })
      .where(({ points }, { gte }) => gte(points, 20));
    const first = await done.go({ count: 4, limit: 3 });
    assert.deepEqual(first.data, kitchen.slice(20, 24));
    const rest = await done.go({ cursor: first.cursor, pages: 'all', limit: 3 });
    assert.deepEqual(rest, { data: kitchen.slice(24), cursor: null });
  });

  await context.test('a collection: a project with its tasks', async () => {
    assert.deepEqual(await tracker.collections.board({ project: 'garden' }).go(), {
      data: { projects: [garden], tasks: [started] },
      cursor: null,
    });
  });

  await context.test('scan', async () => {
    const { data, cursor } = await projects.scan.go({ pages: 'all' });
    data.sort((a, b) => (a.project < b.project ? -1 : 1));
    const shed = { project: 'shed', name: 'The shed', openTasks: 0 };
    assert.deepEqual({ data, cursor }, { data: [garden, shed], cursor: null });
  });

  await context.test('batch get, in the order asked', async () => {
    const wanted = [29, 3, 17].map((i) => keyOf(kitchen[i]));
    wanted.splice(1, 0, { project: 'kitchen', task: 'nothing' });
    assert.deepEqual(await tasks.get(wanted).go({ preserveBatchOrder: true }), {
      data: [kitchen[29], null, kitchen[3], kitchen[17]],
      unprocessed: [],
    });
  });

  await context.test('delete on condition', async () => {
    const ifDone = tasks
      .delete(keyOf(kitchen[0]))
      .where(({ status }, { eq }) => eq(status, 'done'));
    await assert.rejects(ifDone.go(), causedByCondition);
    const removed = tasks.remove(keyOf(kitchen[0])).go({ response: 'all_old' });
    assert.deepEqual(await removed, { data: kitchen[0] });
    await assert.rejects(tasks.remove(keyOf(kitchen[0])).go(), causedByCondition);
    assert.deepEqual(await tasks.get(keyOf(kitchen[0])).go(), { data: null });
  });

  await context.test('batch delete', async () => {
    const late = kitchen.slice(3).map(keyOf);
    assert.deepEqual(await tasks.delete(late).go(), { unprocessed: [] });
    assert.deepEqual(await tasks.query.primary({ project: 'kitchen' }).go(), {
      data: [kitchen[1], kitchen[2]],
      cursor: null,
    });
  });

  await context.test('transactions', { skip: await lacksTransactions(sdk) }, async () => {
    const gate = { ...fence, task: 'gate', title: 'Hang the gate', due: '2025-06-01' };
    const open = () =>
      tracker.transaction.write(({ projects, tasks }) => [
        tasks.create(gate).commit({ response: 'all_old' }),
        projects.patch({ project: 'garden' }).add({ openTasks: 1 }).commit(),
        tasks
          .check(keyOf(fence))
          .where(({ status }, { eq }) => eq(status, 'doing'))
          .commit(),
      ]);
    const done = { rejected: false, code: 'None', message: undefined, item: null };
    assert.deepEqual(await open().go(), { canceled: false, data: [done, done, done] });

    const { canceled, data } = await open().go();
    data[0].item = sortedLabels(data[0].item);
    assert.deepEqual(
      { canceled, data },
      {
        canceled: true,
        data: [
          {
            rejected: true,
            code: 'ConditionalCheckFailed',
            message: 'The conditional request failed',
            item: gate,
          },
          done,
          done,
        ],
      },
    );

    const read = await tracker.transaction
      .get(({ projects, tasks }) => [
        projects.get({ project: 'garden' }).commit(),
        tasks.get({ project: 'garden', task: 'nothing' }).commit(),
      ])
      .go();
    assert.deepEqual(read, {
      canceled: false,
      data: [
        { rejected: false, item: { ...garden, openTasks: 1 } },
        { rejected: false, item: null },
      ],
    });
  });
});
