// SPDX-License-Identifier: Apache-2.0

// The Makeriess scenario through the AWS SDK for JavaScript v3.
import test from 'node:test';

import { clients } from './clients.mjs';
import { playMakeriess } from './scenario.mjs';

for (const [name, Client] of Object.entries(clients)) {
  test(name, { timeout: 120_000 }, async (context) => {
    const client = new Client(process.env.PUMICE_ENDPOINT);
    context.after(() => client.close());
    await playMakeriess(context, client);
  });
}
