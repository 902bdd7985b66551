// SPDX-License-Identifier: Apache-2.0

// Each target as {client, prefix, clean(tables), close()}: how a file of tests has a database, and
// how a test leaves nothing to the next.
const { DeleteTableCommand, DynamoDBClient } = require('@aws-sdk/client-dynamodb');

const anyone = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
};

async function deleteTables(client, tables) {
  for (const TableName of tables) await client.send(new DeleteTableCommand({ TableName }));
}

async function inProcess(options) {
  const emulator = require('pumice').createEmulator();
  const space = emulator.space();
  await space.snapshot('empty');
  const clean = () => space.restore('empty');
  const client = new DynamoDBClient(emulator.config(undefined, options));
  return { client, prefix: '', clean, close: () => emulator.close() };
}

module.exports = {
  // What Jest and the SDK themselves take: nothing is answered.
  none: async () => {
    const body = Buffer.from('{"Table": {"TableStatus": "ACTIVE"}, "Count": 5}');
    const handle = async () => ({ response: { statusCode: 200, headers: {}, body } });
    const requestHandler = { handle, updateHttpClientConfig() {}, httpHandlerConfigs: () => ({}) };
    const client = new DynamoDBClient({ ...anyone, requestHandler });
    return { client, prefix: '', clean: async () => {}, close: () => {} };
  },

  // The preset undoes what a test did.
  pumice_http: async () => {
    const client = new DynamoDBClient({});
    return { client, prefix: '', clean: async () => {}, close: () => client.destroy() };
  },

  pumice_in_process: () => inProcess(),
  pumice_inline: () => inProcess({ inline: true }),

  dynalite: async () => {
    const server = require('dynalite')({ createTableMs: 0, deleteTableMs: 0 });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${server.address().port}`;
    const client = new DynamoDBClient({ ...anyone, endpoint });
    const close = () => {
      client.destroy();
      return new Promise((resolve) => server.close(resolve));
    };
    return { client, prefix: '', clean: (tables) => deleteTables(client, tables), close };
  },

  // One for all workers: their tables differ by name.
  local: async () => {
    const client = new DynamoDBClient({ ...anyone, endpoint: process.env.BENCH_ENDPOINT });
    const prefix = `worker-${process.env.JEST_WORKER_ID}-`;
    const clean = (tables) => deleteTables(client, tables);
    return { client, prefix, clean, close: () => client.destroy() };
  },
};
