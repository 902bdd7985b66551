// SPDX-License-Identifier: Apache-2.0

// What an application has: a client that finds its endpoint and credentials in the environment.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';

const documents = DynamoDBDocument.from(new DynamoDBClient({}));
const TableName = 'files';

export const put = (id) => documents.put({ TableName, Item: { id } });
export const get = async (id) => (await documents.get({ TableName, Key: { id } })).Item;
export const ids = async () =>
  (await documents.scan({ TableName })).Items.map((item) => item.id).sort();
