// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { shop } from './shop.mjs';

test.for([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('%i apples that are taken are gone', async (count) => {
  expect(await shop.take('apples', count)).toBe(true);
  expect(await shop.all()).toEqual({ apples: 10 - count, pears: 3 });
});

test.for([4, 5, 6])('%i pears are more than there are', async (count) => {
  expect(await shop.take('pears', count)).toBe(false);
  expect(await shop.all()).toEqual({ apples: 10, pears: 3 });
});
