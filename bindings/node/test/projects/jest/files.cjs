// SPDX-License-Identifier: Apache-2.0

// What an application has: a client that finds its endpoint and credentials in the environment.
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocument } = require('@aws-sdk/lib-dynamodb');

const documents = DynamoDBDocument.from(new DynamoDBClient({}));
const TableName = 'files';

module.exports = {
  documents,
  put: (id) => documents.put({ TableName, Item: { id } }),
  get: async (id) => (await documents.get({ TableName, Key: { id } })).Item,
  ids: async () => (await documents.scan({ TableName })).Items.map((item) => item.id).sort(),
};
