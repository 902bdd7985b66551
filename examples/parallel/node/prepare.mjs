// SPDX-License-Identifier: Apache-2.0

// Once, before the workers start: what every test begins with.
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';

import { connect, deleteSpace } from './spaces.mjs';
import { Stock, table } from './stock.mjs';

export default async function prepare() {
  await deleteSpace('prepared');
  const client = connect('prepared');
  await client.send(new CreateTableCommand(table));
  const stock = new Stock(client);
  await stock.add('apples', 10);
  await stock.add('pears', 3);
  client.destroy();
}
