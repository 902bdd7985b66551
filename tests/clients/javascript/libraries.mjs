// SPDX-License-Identifier: Apache-2.0

// What the tests of the libraries on top of the SDK share.
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  TransactWriteItemsCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';

const WAITING = { minDelay: 1, maxWaitTime: 20 };

// A client that is closed when the test `context` ends. Nothing is retried: a fault has to show.
export function connect(context) {
  const client = new DynamoDBClient({ endpoint: process.env.PUMICE_ENDPOINT, maxAttempts: 1 });
  context.after(() => client.destroy());
  return client;
}

// A table that is there until the test `context` ends; `input` is CreateTable's.
export async function createTable(context, client, input) {
  const { TableName } = input;
  await client.send(new CreateTableCommand({ BillingMode: 'PAY_PER_REQUEST', ...input }));
  context.after(async () => {
    await client.send(new DeleteTableCommand({ TableName }));
    await waitUntilTableNotExists({ client, ...WAITING }, { TableName });
  });
  await waitUntilTableExists({ client, ...WAITING }, { TableName });
}

// For a test's `skip`: false if the server knows transactions, or the reason.
export async function lacksTransactions(client) {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: [] }));
  } catch (error) {
    if (error.name === 'UnknownOperationException') return 'the server has no TransactWriteItems';
    if (error.name !== 'ValidationException') throw error;
  }
  return false;
}
