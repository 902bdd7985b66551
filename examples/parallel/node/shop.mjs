// SPDX-License-Identifier: Apache-2.0

// The worker's stock. Before each test its space becomes a copy of the prepared one.
import { afterAll, beforeEach } from 'vitest';

import { connect, copySpace } from './spaces.mjs';
import { Stock } from './stock.mjs';

const space = `worker-${process.env.VITEST_POOL_ID}`; // 1 to 8, one for each worker at a time
const client = connect(space);

beforeEach(() => copySpace('prepared', space));
afterAll(() => client.destroy());

export const shop = new Stock(client);
