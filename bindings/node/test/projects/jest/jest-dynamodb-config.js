// SPDX-License-Identifier: Apache-2.0

// As users of @shelf/jest-dynamodb have it.
const table = (TableName, data) => ({
  TableName,
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
  data,
});

module.exports = async () => ({
  tables: [table('files', [{ id: '1', hello: 'world' }]), table('users')],
  hostname: 'localhost',
  options: ['-sharedDb'],
  clientConfig: { credentials: { accessKeyId: 'fixed', secretAccessKey: 'x' } },
  installerConfig: { installPath: './dynamodb', downloadUrl: 'unused' },
  basePath: __dirname,
});
