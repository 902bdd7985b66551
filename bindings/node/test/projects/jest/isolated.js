// SPDX-License-Identifier: Apache-2.0

// Run as several files at once: each test begins with what is prepared.
const files = require('./files.cjs');

module.exports = (name) => {
  for (let i = 0; i < 5; ++i) {
    test(`${name} ${i} begins with the prepared item`, async () => {
      expect(await files.ids()).toEqual(['1']);
      expect(await files.get('1')).toEqual({ id: '1', hello: 'world' });
      await files.put(`${name}-${i}`);
      expect(await files.ids()).toEqual(['1', `${name}-${i}`].sort());
    });
  }

  test('fake timers do not reach pumice', async () => {
    jest.useFakeTimers();
    jest.useRealTimers();
    expect(process.env.AWS_ACCESS_KEY_ID).toBe(`worker-${process.env.JEST_WORKER_ID}`);
  });

  test('a client with credentials of its own finds the tables of its worker', async () => {
    const { DynamoDBClient, ScanCommand } = require('@aws-sdk/client-dynamodb');
    const client = new DynamoDBClient({
      endpoint: process.env.MOCK_DYNAMODB_ENDPOINT,
      region: 'local-env',
      credentials: { accessKeyId: 'fakeMyKeyId', secretAccessKey: 'fakeSecretAccessKey' },
    });
    await files.put('mine');
    const { Items } = await client.send(new ScanCommand({ TableName: 'files' }));
    expect(Items.map((item) => item.id.S).sort()).toEqual(['1', 'mine']);
  });

  test('a client with the credentials of clientConfig finds the tables', async () => {
    const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
    const credentials = { accessKeyId: 'fixed', secretAccessKey: 'x' };
    const client = new DynamoDBClient({ credentials });
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['files', 'users']);
  });

  describe('what beforeAll does stays to the end of the file', () => {
    beforeAll(() => files.put('all'));
    beforeEach(() => files.put('each'));
    afterEach(async () => expect(await files.ids()).toContain('own'));
    test.each([1, 2])('%i', async () => {
      expect(await files.ids()).toEqual(['1', 'all', 'each']);
      await files.put('own');
    });
  });

  test.skip('skipped', () => {});
  test.todo('to do');
};
