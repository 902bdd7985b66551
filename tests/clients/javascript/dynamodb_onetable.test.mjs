// SPDX-License-Identifier: Apache-2.0

// A bicycle workshop on dynamodb-onetable: customers and repairs in one table with one index.
import assert from 'node:assert/strict';
import test from 'node:test';

import { waitUntilTableNotExists } from '@aws-sdk/client-dynamodb';
import { OneTableError, Table } from 'dynamodb-onetable';

import { connect, lacksTransactions } from './libraries.mjs';

const schema = {
  format: 'onetable:1.1.0',
  version: '1.0.0',
  indexes: {
    primary: { hash: 'pk', sort: 'sk' },
    gs1: { hash: 'gs1pk', sort: 'gs1sk' },
  },
  models: {
    Customer: {
      pk: { type: String, value: 'customer#${customer}' },
      sk: { type: String, value: 'customer#' },
      customer: { type: String, required: true },
      name: { type: String, required: true },
      address: { type: Object, schema: { street: { type: String }, town: { type: String } } },
      visits: { type: Number, default: 0 },
    },
    Repair: {
      pk: { type: String, value: 'customer#${customer}' },
      sk: { type: String, value: 'repair#${id}' },
      gs1pk: { type: String, value: 'repairs#${status}' },
      gs1sk: { type: String, value: '${received}' },
      customer: { type: String, required: true },
      id: { type: String, required: true },
      status: { type: String, enum: ['waiting', 'working', 'ready'], default: 'waiting' },
      received: { type: String, required: true },
      cents: { type: Number, default: 0 },
      parts: { type: Array, items: { type: String } },
      picture: { type: Buffer },
      promised: { type: Date },
    },
    Member: {
      pk: { type: String, value: 'member#${member}' },
      sk: { type: String, value: 'member#' },
      member: { type: String, required: true },
      email: { type: String, unique: true, required: true },
    },
  },
  params: { isoDates: true, timestamps: false },
};

const ana = {
  customer: 'ana',
  name: 'Ana',
  address: { street: 'Hill 1', town: 'Linz' },
  visits: 0,
};
const puncture = {
  customer: 'ana',
  id: 'r1',
  status: 'waiting',
  received: '2025-02-01',
  cents: 1250,
  parts: ['tube'],
  picture: Buffer.from([0, 1, 254, 255]),
  promised: new Date('2025-02-03T09:00:00.000Z'),
};
// Those of bo, in the order of their days.
const repairs = Array.from({ length: 11 }, (_, i) => ({
  customer: 'bo',
  id: `b${String(i).padStart(2, '0')}`,
  status: 'ready',
  received: `2025-03-${String(i + 10)}`,
  cents: 100 * i,
}));

const failedCondition = (op, model) => ({
  name: 'OneTableError',
  code: 'ConditionalCheckFailedException',
  message:
    op === 'create'
      ? `Conditional create failed for "${model}"`
      : `OneTable execute failed "${op}" for "${model}", The conditional request failed`,
});
const keyOf = ({ customer, id }) => ({ customer, id });
// A find's answer is an array with cursors beside its elements.
const plain = (items) => [...items];

test('dynamodb-onetable', { timeout: 60_000 }, async (context) => {
  const client = connect(context);
  const table = new Table({ client, name: 'onetable-workshop', schema, partial: true });
  const [Customer, Repair, Member] = ['Customer', 'Repair', 'Member'].map((name) =>
    table.getModel(name),
  );

  await context.test('create the table', async () => {
    assert.equal(await table.exists(), false);
    await table.createTable({ wait: 20 });
    assert.equal(await table.exists(), true);
    const { Table: description } = await table.describeTable();
    assert.deepEqual(
      description.GlobalSecondaryIndexes.map(({ IndexName, KeySchema }) => [IndexName, KeySchema]),
      [
        [
          'gs1',
          [
            { AttributeName: 'gs1pk', KeyType: 'HASH' },
            { AttributeName: 'gs1sk', KeyType: 'RANGE' },
          ],
        ],
      ],
    );
  });
  context.after(async () => {
    await table.deleteTable('DeleteTableForever');
    const waiting = { client, minDelay: 1, maxWaitTime: 20 };
    await waitUntilTableNotExists(waiting, { TableName: table.name });
  });

  await context.test('create, only if it is not there', async () => {
    assert.deepEqual(await Customer.create(ana), ana);
    assert.deepEqual(await Repair.create(puncture), puncture);
    await assert.rejects(Repair.create(puncture), failedCondition('create', 'Repair'));
    assert.deepEqual(await Customer.create({ ...ana, name: 'Anna' }, { exists: null }), {
      ...ana,
      name: 'Anna',
    });
  });

  await context.test('get', async () => {
    assert.deepEqual(await Repair.get(keyOf(puncture), { consistent: true }), puncture);
    assert.deepEqual(await Repair.get(keyOf(puncture), { fields: ['cents', 'parts'] }), {
      cents: 1250,
      parts: ['tube'],
    });
    assert.equal(await Repair.get({ customer: 'ana', id: 'nothing' }), undefined);
    assert.deepEqual(await Repair.get(keyOf(puncture), { parse: true, hidden: true }), {
      ...puncture,
      pk: 'customer#ana',
      sk: 'repair#r1',
      gs1pk: 'repairs#waiting',
      gs1sk: '2025-02-01',
      _type: 'Repair',
    });
  });

  const working = { ...puncture, status: 'working', cents: 2000, parts: ['tube', 'tyre'] };

  await context.test('update on condition: begin what waits', async () => {
    const begin = () =>
      Repair.update(
        { ...keyOf(puncture), status: 'working' },
        {
          add: { cents: 750 },
          push: { parts: ['tyre'] },
          where: '${status} = {waiting}',
        },
      );
    assert.deepEqual(await begin(), working);
    await assert.rejects(begin(), failedCondition('update', 'Repair'));
    assert.deepEqual(await Repair.get(keyOf(puncture)), working);
  });

  await context.test('update part of a map, remove, upsert', async () => {
    const moved = await Customer.update({ customer: 'ana', address: { street: 'Mill 2' } });
    assert.deepEqual(moved, { ...ana, name: 'Anna', address: { street: 'Mill 2', town: 'Linz' } });
    const left = await Customer.update({ customer: 'ana' }, { remove: ['address.town'] });
    assert.deepEqual(left, { ...ana, name: 'Anna', address: { street: 'Mill 2' } });

    const missing = { customer: 'cy', name: 'Cy' };
    await assert.rejects(Customer.update(missing), failedCondition('update', 'Customer'));
    const visit = () => Customer.upsert(missing, { add: { visits: 1 } });
    assert.deepEqual(await visit(), { ...missing, visits: 1 });
    assert.deepEqual(await visit(), { ...missing, visits: 2 });
  });

  await context.test('the update moved the repair in the index', async () => {
    const of = async (status) => plain(await Repair.find({ status }, { index: 'gs1' }));
    assert.deepEqual(await of('waiting'), []);
    assert.deepEqual(await of('working'), [working]);
  });

  await context.test('batch write', async () => {
    const batch = {};
    for (const repair of repairs) await Repair.create(repair, { batch });
    await Repair.create({ ...repairs[0], customer: 'cy', id: 'c00' }, { batch });
    assert.equal(await table.batchWrite(batch), true);
  });

  await context.test('query an index by its sort key, filtered', async () => {
    const ready = { status: 'ready', customer: 'bo' };
    const days = { between: ['2025-03-12', '2025-03-18'] };
    const found = await Repair.find(
      { ...ready, gs1sk: days },
      { index: 'gs1', where: '${cents} >= {400} and ${id} <> {b06}' },
    );
    assert.deepEqual(plain(found), [4, 5, 7, 8].map((i) => repairs[i]));
    const newest = await Repair.find({ ...ready, gs1sk: days }, { index: 'gs1', reverse: true });
    assert.deepEqual(plain(newest), repairs.slice(2, 9).reverse());
    const counted = await Repair.find({ status: 'ready' }, { index: 'gs1', count: true });
    assert.equal(counted.count, 12);
  });

  const afterTheFirst = { status: 'ready', gs1sk: { '>': '2025-03-10' } };
  for (const [what, properties, params, all] of [
    ['a partition', { customer: 'bo' }, {}, repairs],
    ['an index', afterTheFirst, { index: 'gs1' }, repairs.slice(1)],
  ]) {
    await context.test(`paginate ${what}, forward and back again`, async () => {
      const page = (cursor) => Repair.find(properties, { ...params, limit: 4, ...cursor });
      const first = await page({});
      assert.deepEqual(plain(first), all.slice(0, 4));
      const second = await page({ next: first.next });
      assert.deepEqual(plain(second), all.slice(4, 8));
      const third = await page({ next: second.next });
      assert.deepEqual(plain(third), all.slice(8));
      assert.equal(third.next, undefined);
      const secondAgain = await page({ prev: third.prev });
      assert.deepEqual(plain(secondAgain), all.slice(4, 8));
      const firstAgain = await page({ prev: secondAgain.prev });
      assert.deepEqual(plain(firstAgain), all.slice(0, 4));
    });
  }

  await context.test('fetch a customer with the repairs', async () => {
    const hidden = ({ pk, sk, gs1pk, gs1sk, _type, ...rest }) => rest;
    const found = await table.fetch(['Customer', 'Repair'], { pk: 'customer#ana' });
    assert.deepEqual(
      { customers: found.Customer.map(hidden), repairs: found.Repair.map(hidden) },
      {
        customers: [{ ...ana, name: 'Anna', address: { street: 'Mill 2' } }],
        repairs: [working],
      },
    );
  });

  await context.test('scan a model', async () => {
    const found = plain(await Customer.scan());
    found.sort((a, b) => (a.customer < b.customer ? -1 : 1));
    assert.deepEqual(found, [
      { ...ana, name: 'Anna', address: { street: 'Mill 2' } },
      { customer: 'cy', name: 'Cy', visits: 2 },
    ]);
  });

  await context.test('batch get', async () => {
    const batch = {};
    await Repair.get(keyOf(puncture), { batch });
    await Customer.get({ customer: 'cy' }, { batch });
    await Repair.get(keyOf(repairs[9]), { batch });
    await Repair.get({ customer: 'bo', id: 'nothing' }, { batch });
    const found = await table.batchGet(batch, { parse: true, hidden: false });
    const byName = (item) => item.id ?? item.customer;
    found.sort((a, b) => (byName(a) < byName(b) ? -1 : 1));
    assert.deepEqual(found, [repairs[9], { customer: 'cy', name: 'Cy', visits: 2 }, working]);
  });

  await context.test('delete on condition', async () => {
    const remove = (status, params) =>
      Repair.remove(keyOf(puncture), { where: `\${status} = {${status}}`, ...params });
    await assert.rejects(remove('ready'), failedCondition('delete', 'Repair'));
    assert.deepEqual(await remove('working'), working);
    assert.equal(await Repair.get(keyOf(puncture)), undefined);
    const again = Repair.remove(keyOf(puncture), { exists: true });
    await assert.rejects(again, failedCondition('delete', 'Repair'));
  });

  await context.test('batch delete', async () => {
    const batch = {};
    for (const repair of repairs.slice(2)) await Repair.remove(keyOf(repair), { batch });
    assert.equal(await table.batchWrite(batch), true);
    assert.deepEqual(plain(await Repair.find({ customer: 'bo' })), repairs.slice(0, 2));
  });

  await context.test('transactions', { skip: await lacksTransactions(client) }, async () => {
    const write = async (cents) => {
      const transaction = {};
      await Repair.update(
        { ...keyOf(repairs[0]), status: 'working' },
        { transaction, where: '${status} = {ready}' },
      );
      await Repair.update({ ...keyOf(repairs[1]), cents }, { transaction });
      return table.transact('write', transaction);
    };
    const stored = () => Repair.find({ customer: 'bo' });
    await write(5);
    const expected = [
      { ...repairs[0], status: 'working' },
      { ...repairs[1], cents: 5 },
    ];
    assert.deepEqual(plain(await stored()), expected);
    await assert.rejects(write(6), {
      name: 'OneTableError',
      code: 'TransactionCanceledException',
      message: 'Transaction Cancelled',
    });
    assert.deepEqual(plain(await stored()), expected);
  });

  const uniqueness = 'a unique attribute, which onetable keeps by transactions';
  await context.test(uniqueness, { skip: await lacksTransactions(client) }, async () => {
    const di = { member: 'di', email: 'di@example.com' };
    assert.deepEqual(await Member.create(di), di);
    await assert.rejects(Member.create({ member: 'ed', email: di.email }), (error) => {
      assert.ok(error instanceof OneTableError);
      assert.equal(error.code, 'UniqueError');
      return true;
    });
    assert.deepEqual(plain(await Member.scan()), [di]);
    await Member.remove({ member: 'di' });
    const ed = { member: 'ed', email: di.email };
    assert.deepEqual(await Member.create(ed), ed);
  });
});
