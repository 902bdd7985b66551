// SPDX-License-Identifier: Apache-2.0

// pumice tells callers apart by their access keys (--spaces access-key): whoever has a key of its
// own has a space of its own.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

const endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB;

export const connect = (accessKeyId) =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'any' },
  });

async function control(method, space, body) {
  const answer = await fetch(`${endpoint}/_pumice/spaces/${space}`, { method, body });
  const nothingToDelete = method === 'DELETE' && answer.status === 404;
  if (!answer.ok && !nothingToDelete) throw new Error(await answer.text());
}

export const deleteSpace = (space) => control('DELETE', space);

export async function copySpace(from, space) {
  await deleteSpace(space);
  await control('POST', space, JSON.stringify({ from }));
}
