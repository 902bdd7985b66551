// SPDX-License-Identifier: Apache-2.0

// Run as several files at once: each test begins with what is prepared.
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import * as files from './files.mjs';

export function isolated(name) {
  for (let i = 0; i < 5; ++i) {
    test(`${name} ${i} begins with the prepared item`, async () => {
      expect(await files.ids()).toEqual(['1']);
      await files.put(`${name}-${i}`);
      expect(await files.ids()).toEqual(['1', `${name}-${i}`].sort());
    });
  }

  test('fake timers may stay', () => {
    vi.useFakeTimers();
    expect(process.env.AWS_ACCESS_KEY_ID).toBe(`worker-${process.env.VITEST_POOL_ID}`);
  });

  test('behind them', async () => {
    vi.useRealTimers();
    expect(await files.ids()).toEqual(['1']);
  });

  test('a client with credentials of its own finds the tables of its worker', async () => {
    const client = new DynamoDBClient({
      endpoint: process.env.MOCK_DYNAMODB_ENDPOINT,
      credentials: { accessKeyId: 'fakeMyKeyId', secretAccessKey: 'fakeSecretAccessKey' },
    });
    await files.put('mine');
    const { Items } = await client.send(new ScanCommand({ TableName: 'files' }));
    expect(Items.map((item) => item.id.S).sort()).toEqual(['1', 'mine']);
  });

  describe.concurrent('tests that run at once share the space', () => {
    test.for([1, 2, 3])('%i', async (n) => {
      await files.put(`c${n}`);
      expect(await files.ids()).toContain(`c${n}`);
    });
  });

  test('and leave nothing', async () => expect(await files.ids()).toEqual(['1']));
  describe('what beforeAll does stays to the end of the file', () => {
    beforeAll(() => files.put('all'));
    beforeEach(() => files.put('each'));
    afterEach(async () => expect(await files.ids()).toContain('own'));
    test.for([1, 2])('%i', async () => {
      expect(await files.ids()).toEqual(['1', 'all', 'each']);
      await files.put('own');
    });
  });

  test.skip('skipped', () => {});
}
