// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { shop } from './shop.mjs';

test.for(['plums', 'cherries', 'quinces'])('%s join the others', async (product) => {
  await shop.add(product, 5);
  expect(await shop.all()).toEqual({ apples: 10, pears: 3, [product]: 5 });
});

test.for(['apples', 'pears'])('%s are added to those there are', async (product) => {
  const before = await shop.all();
  await shop.add(product, 5);
  expect(await shop.all()).toEqual({ ...before, [product]: before[product] + 5 });
});
