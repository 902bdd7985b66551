// SPDX-License-Identifier: Apache-2.0

// An online shop on dynamodb-toolbox: products and orders in one table with two indexes.
import assert from 'node:assert/strict';
import test from 'node:test';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { BatchDeleteRequest } from 'dynamodb-toolbox/entity/actions/batchDelete';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { BatchPutRequest } from 'dynamodb-toolbox/entity/actions/batchPut';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { ConditionCheck } from 'dynamodb-toolbox/entity/actions/transactCheck';
import {
  GetTransaction,
  execute as executeTransactGet,
} from 'dynamodb-toolbox/entity/actions/transactGet';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { execute as executeTransactWrite } from 'dynamodb-toolbox/entity/actions/transactWrite';
import {
  $add,
  $append,
  $delete,
  $remove,
  $subtract,
  UpdateItemCommand,
} from 'dynamodb-toolbox/entity/actions/update';
import { Entity } from 'dynamodb-toolbox/entity';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { set } from 'dynamodb-toolbox/schema/set';
import { string } from 'dynamodb-toolbox/schema/string';
import {
  BatchGetCommand,
  execute as executeBatchGet,
} from 'dynamodb-toolbox/table/actions/batchGet';
import {
  BatchWriteCommand,
  execute as executeBatchWrite,
} from 'dynamodb-toolbox/table/actions/batchWrite';
import { DeletePartitionCommand } from 'dynamodb-toolbox/table/actions/deletePartition';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { ScanCommand } from 'dynamodb-toolbox/table/actions/scan';
import { Table } from 'dynamodb-toolbox/table';

import { connect, createTable, lacksTransactions } from './libraries.mjs';

const NAME = 'toolbox-shop';

const schemaOfTable = {
  TableName: NAME,
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'category', AttributeType: 'S' },
    { AttributeName: 'price', AttributeType: 'N' },
    { AttributeName: 'status', AttributeType: 'S' },
    { AttributeName: 'placedAt', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byCategory',
      KeySchema: [
        { AttributeName: 'category', KeyType: 'HASH' },
        { AttributeName: 'price', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
    {
      IndexName: 'byStatus',
      KeySchema: [
        { AttributeName: 'status', KeyType: 'HASH' },
        { AttributeName: 'placedAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

const table = new Table({
  name: NAME,
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  indexes: {
    byCategory: {
      type: 'global',
      partitionKey: { name: 'category', type: 'string' },
      sortKey: { name: 'price', type: 'number' },
    },
    byStatus: {
      type: 'global',
      partitionKey: { name: 'status', type: 'string' },
      sortKey: { name: 'placedAt', type: 'string' },
    },
  },
});

const Product = new Entity({
  name: 'Product',
  table,
  timestamps: false,
  schema: item({
    productId: string().key(),
    name: string(),
    category: string(),
    price: number(),
    stock: number().default(0),
    labels: set(string()).optional(),
    images: list(string()).optional(),
    size: map({ width: number(), height: number() }).optional(),
  }),
  computeKey: ({ productId }) => ({ pk: `PRODUCT#${productId}`, sk: 'PRODUCT' }),
});

const Order = new Entity({
  name: 'Order',
  table,
  timestamps: false,
  schema: item({
    customer: string().key(),
    orderId: string().key(),
    status: string().enum('open', 'paid', 'sent'),
    placedAt: string(),
    lines: list(map({ productId: string(), count: number(), price: number() })),
  }),
  computeKey: ({ customer, orderId }) => ({ pk: `CUSTOMER#${customer}`, sk: `ORDER#${orderId}` }),
});

const lamp = {
  productId: 'lamp',
  name: 'Desk lamp',
  category: 'home',
  price: 49.9,
  stock: 3,
  labels: new Set(['new', 'led']),
  images: ['front.jpg'],
  size: { width: 20, height: 45 },
};
const shelves = Array.from({ length: 30 }, (_, i) => ({
  productId: `shelf-${i}`,
  name: `Shelf of ${i}`,
  category: 'storage',
  price: 10 + i,
  stock: i % 5,
}));
const orders = ['open', 'paid', 'open', 'sent', 'open', 'open', 'paid'].map((status, i) => ({
  customer: i === 6 ? 'bo' : 'ana',
  orderId: `100${i}`,
  status,
  placedAt: `2025-03-0${i + 1}T12:00:00Z`,
  lines: [{ productId: 'lamp', count: i + 1, price: 49.9 }],
}));
const ordersOfAna = orders.slice(0, 6);
const openOrders = orders.filter(({ status }) => status === 'open');

const conditionFailed = {
  name: 'ConditionalCheckFailedException',
  message: 'The conditional request failed',
};

const stripped = ({ $metadata, ToolboxItem, ...answer }) => answer;
const send = async (command) => stripped(await command.send());
async function pagesOf(command) {
  const pages = [];
  for await (const each of command.paginate()) pages.push(stripped(each));
  return pages;
}
const query = (request, options = {}) =>
  table.build(QueryCommand).query(request).options(options);
const productBy = (productId, options = {}) =>
  Product.build(GetItemCommand).key({ productId }).options(options);
const page = (Items, LastEvaluatedKey) => ({
  Items,
  Count: Items.length,
  ScannedCount: Items.length,
  ...(LastEvaluatedKey ? { LastEvaluatedKey } : {}),
});

test('dynamodb-toolbox', { timeout: 60_000 }, async (context) => {
  const client = connect(context);
  table.documentClient = DynamoDBDocumentClient.from(client);
  await createTable(context, client, schemaOfTable);

  await context.test('put, only if it is not there', async () => {
    const put = Product.build(PutItemCommand)
      .item(lamp)
      .options({
        condition: { attr: 'productId', exists: false },
        returnValuesOnConditionFalse: 'ALL_OLD',
      });
    assert.deepEqual(await send(put), {});
    await assert.rejects(put.send(), {
      ...conditionFailed,
      Item: {
        pk: { S: 'PRODUCT#lamp' },
        sk: { S: 'PRODUCT' },
        _et: { S: 'Product' },
        productId: { S: 'lamp' },
        name: { S: 'Desk lamp' },
        category: { S: 'home' },
        price: { N: '49.9' },
        stock: { N: '3' },
        labels: { SS: ['led', 'new'] },
        images: { L: [{ S: 'front.jpg' }] },
        size: { M: { width: { N: '20' }, height: { N: '45' } } },
      },
    });
  });

  await context.test('get', async () => {
    assert.deepEqual(await send(productBy('lamp', { consistent: true })), { Item: lamp });
    assert.deepEqual(await send(productBy('lamp', { attributes: ['name', 'size.width'] })), {
      Item: { name: 'Desk lamp', size: { width: 20 } },
    });
    assert.deepEqual(await send(productBy('nothing')), {});
  });

  await context.test('update on condition: sell what is in stock', async () => {
    const sell = (count) =>
      Product.build(UpdateItemCommand)
        .item({ productId: 'lamp', stock: $add(-count) })
        .options({ condition: { attr: 'stock', gte: count }, returnValues: 'UPDATED_NEW' });
    assert.deepEqual(await send(sell(2)), { Attributes: { productId: 'lamp', stock: 1 } });
    await assert.rejects(sell(2).send(), conditionFailed);
    assert.deepEqual(await send(productBy('lamp', { attributes: ['stock'] })), {
      Item: { stock: 1 },
    });
  });

  await context.test('update sets, lists and maps', async () => {
    const update = Product.build(UpdateItemCommand)
      .item({
        productId: 'lamp',
        price: $subtract(49.9, 10),
        labels: $add(new Set(['sale'])),
        images: $append(['side.jpg', 'back.jpg']),
        size: { height: 50 },
      })
      .options({ returnValues: 'ALL_NEW' });
    const onSale = {
      ...lamp,
      price: 39.9,
      stock: 1,
      labels: new Set(['led', 'new', 'sale']),
      images: ['front.jpg', 'side.jpg', 'back.jpg'],
      size: { width: 20, height: 50 },
    };
    assert.deepEqual(await send(update), { Attributes: onSale });

    const trim = Product.build(UpdateItemCommand)
      .item({
        productId: 'lamp',
        labels: $delete(new Set(['new', 'sale'])),
        images: { 1: $remove() },
        size: $remove(),
      })
      .options({ returnValues: 'ALL_NEW' });
    const { size, ...rest } = onSale;
    assert.deepEqual(await send(trim), {
      Attributes: { ...rest, labels: new Set(['led']), images: ['front.jpg', 'back.jpg'] },
    });
  });

  await context.test('batch put, more than one request may hold', async () => {
    const requests = [
      ...shelves.map((shelf) => Product.build(BatchPutRequest).item(shelf)),
      ...orders.map((order) => Order.build(BatchPutRequest).item(order)),
    ];
    for (let from = 0; from < requests.length; from += 25) {
      const batch = requests.slice(from, from + 25);
      const command = table.build(BatchWriteCommand).requests(...batch);
      assert.deepEqual(stripped(await executeBatchWrite(command)), { UnprocessedItems: {} });
    }
  });

  await context.test('query an index by a range of numbers, both ways', async () => {
    const cheap = { index: 'byCategory', partition: 'storage', range: { between: [12, 15] } };
    assert.deepEqual(await send(query(cheap).entities(Product)), page(shelves.slice(2, 6)));
    assert.deepEqual(
      await send(query(cheap, { reverse: true }).entities(Product)),
      page(shelves.slice(2, 6).reverse()),
    );
  });

  await context.test('query an index, filtered', async () => {
    const soldOut = query(
      { index: 'byCategory', partition: 'storage', range: { lt: 22 } },
      { filters: { Product: { attr: 'stock', eq: 0 } }, attributes: ['productId'] },
    );
    assert.deepEqual(await send(soldOut.entities(Product)), {
      Items: [{ productId: 'shelf-0' }, { productId: 'shelf-5' }, { productId: 'shelf-10' }],
      Count: 3,
      ScannedCount: 12,
    });
    const counted = query({ index: 'byStatus', partition: 'open' }, { select: 'COUNT' });
    assert.deepEqual(await send(counted), { Items: [], Count: 4, ScannedCount: 4 });
  });

  await context.test('paginate a partition', async () => {
    const newest = query(
      { partition: 'CUSTOMER#ana', range: { beginsWith: 'ORDER#' } },
      { limit: 4, reverse: true },
    ).entities(Order);
    assert.deepEqual(await pagesOf(newest), [
      page(ordersOfAna.slice(2).reverse(), { pk: 'CUSTOMER#ana', sk: 'ORDER#1002' }),
      page(ordersOfAna.slice(0, 2).reverse()),
    ]);
  });

  for (const reverse of [false, true]) {
    const inOrder = reverse ? [...openOrders].reverse() : openOrders;
    await context.test(`paginate an index, ${reverse ? 'backward' : 'forward'}`, async () => {
      const open = query({ index: 'byStatus', partition: 'open' }, { limit: 2, reverse });
      const startOf = ({ customer, orderId, status, placedAt }) => ({
        pk: `CUSTOMER#${customer}`,
        sk: `ORDER#${orderId}`,
        status,
        placedAt,
      });
      assert.deepEqual(await pagesOf(open.entities(Order)), [
        page(inOrder.slice(0, 2), startOf(inOrder[1])),
        page(inOrder.slice(2), startOf(inOrder[3])),
        page([]),
      ]);
    });
  }

  await context.test('all pages at once', async () => {
    const storage = query(
      { index: 'byCategory', partition: 'storage' },
      { limit: 7, maxPages: Infinity },
    );
    assert.deepEqual(await send(storage.entities(Product)), page(shelves));
  });

  await context.test('scan what two entities have, in pages', async () => {
    const scan = table.build(ScanCommand).entities(Product, Order).options({ limit: 10 });
    const pages = await pagesOf(scan);
    const found = pages.flatMap(({ Items }) => Items);
    const identity = ({ productId, orderId }) => productId ?? orderId;
    const sorted = (items) => [...items].sort((a, b) => (identity(a) < identity(b) ? -1 : 1));
    const { Item: lampNow } = await productBy('lamp').send();
    assert.deepEqual(sorted(found), sorted([lampNow, ...shelves, ...orders]));
    assert.deepEqual(pages.map(({ Count }) => Count), [10, 10, 10, 8]);
  });

  await context.test('batch get, of two entities', async () => {
    const command = table.build(BatchGetCommand).requests(
      Product.build(BatchGetRequest).key({ productId: 'shelf-7' }),
      Product.build(BatchGetRequest).key({ productId: 'nothing' }),
      Order.build(BatchGetRequest).key({ customer: 'bo', orderId: '1006' }),
    );
    assert.deepEqual(stripped(await executeBatchGet(command)), {
      Responses: [[shelves[7], undefined, orders[6]]],
      UnprocessedKeys: {},
    });
  });

  await context.test('delete on condition', async () => {
    const cancel = Order.build(DeleteItemCommand)
      .key({ customer: 'ana', orderId: '1001' })
      .options({ returnValues: 'ALL_OLD' });
    const cancelIf = (status) =>
      cancel.options((options) => ({ ...options, condition: { attr: 'status', eq: status } }));
    await assert.rejects(cancelIf('open').send(), conditionFailed);
    assert.deepEqual(await send(cancelIf('paid')), { Attributes: orders[1] });
    assert.deepEqual(await send(cancel), {});
  });

  await context.test('batch delete', async () => {
    const requests = shelves
      .slice(10)
      .map(({ productId }) => Product.build(BatchDeleteRequest).key({ productId }));
    const command = table.build(BatchWriteCommand).requests(...requests);
    assert.deepEqual(stripped(await executeBatchWrite(command)), { UnprocessedItems: {} });
    const left = query({ index: 'byCategory', partition: 'storage' }).entities(Product);
    assert.deepEqual(await send(left), page(shelves.slice(0, 10)));
  });

  await context.test('delete a partition', async () => {
    const orderBook = { partition: 'CUSTOMER#ana' };
    await table.build(DeletePartitionCommand).entities(Order).query(orderBook).send();
    assert.deepEqual(await send(query(orderBook).entities(Order)), page([]));
    const left = query({ index: 'byStatus', partition: 'open' }).entities(Order);
    assert.deepEqual(await send(left), page([]));
  });

  await context.test('transactions', { skip: await lacksTransactions(client) }, async () => {
    const [small, large] = [shelves[3], shelves[9]];
    const order = { ...orders[0], customer: 'cy', orderId: '2000' };
    const take = ({ productId }, count) =>
      Product.build(UpdateTransaction)
        .item({ productId, stock: $add(-count) })
        .options({ condition: { attr: 'stock', gte: count } });
    const buy = (count) =>
      executeTransactWrite(
        take(small, count),
        Order.build(PutTransaction)
          .item(order)
          .options({ condition: { attr: 'orderId', exists: false } }),
        Product.build(ConditionCheck)
          .key({ productId: large.productId })
          .condition({ attr: 'price', lte: 19 }),
      );
    const readBack = async () => {
      const { Responses } = await executeTransactGet(
        Product.build(GetTransaction).key({ productId: small.productId }),
        Order.build(GetTransaction).key({ customer: 'cy', orderId: '2000' }),
      );
      return Responses;
    };

    await assert.rejects(buy(4), {
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
        '[ConditionalCheckFailed, None, None]',
      CancellationReasons: [
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
        { Code: 'None' },
        { Code: 'None' },
      ],
    });
    assert.deepEqual(await readBack(), [{ Item: small }, { Item: undefined }]);

    await buy(2);
    assert.deepEqual(await readBack(), [{ Item: { ...small, stock: 1 } }, { Item: order }]);
  });
});
