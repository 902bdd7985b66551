// SPDX-License-Identifier: Apache-2.0

// One GetItem in process beside HTTP on loopback: microseconds each, one after the other.
//   node get_item.mjs [ROUNDS]
// Run it where the packages `pumice` and `@aws-sdk/client-dynamodb` are installed.
import http from 'node:http';
import { performance } from 'node:perf_hooks';

import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { createEmulator, start } from 'pumice';

const ROUNDS = Number(process.argv[2] ?? 3000);
const REPEATS = 5;

const schema = [
  {
    TableName: 'Music',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'Artist', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'Artist', KeyType: 'HASH' }],
  },
];
const seed = { Music: [{ Artist: 'Nina', Song: 'Sinnerman', Year: 1965, Tags: ['jazz', 'live'] }] };
const input = { TableName: 'Music', Key: { Artist: { S: 'Nina' } } };

const pumice = await start({ schema, seed });
const emulator = createEmulator({ schema, seed });
await emulator.ready;

// What the SDK does by itself: a handler that answers at once what an emulator has answered.
class Recorded {
  metadata = { handlerProtocol: 'http/1.1' };

  async handle(request) {
    this.request = request;
    this.answer ??= (await emulator.handler().handle(request)).response;
    const { statusCode, headers, body } = this.answer;
    return { response: { statusCode, headers, body: Uint8Array.from(body) } };
  }
}

const recorded = new Recorded();
const { signer, ...signed } = emulator.config();
const clients = {
  'SDK, HTTP': new DynamoDBClient(pumice.config()),
  'SDK, emulator.handler()': new DynamoDBClient({ ...signed, requestHandler: emulator.handler() }),
  'SDK, emulator.config(): unsigned': new DynamoDBClient(emulator.config()),
  'SDK, the same inline': new DynamoDBClient(emulator.config(undefined, { inline: true })),
  'SDK, answered at once': new DynamoDBClient({ ...signed, requestHandler: recorded }),
  'SDK, answered at once, unsigned': new DynamoDBClient({
    ...signed,
    signer,
    requestHandler: recorded,
  }),
};
const command = new GetItemCommand(input);
await clients['SDK, answered at once'].send(command);
const { request } = recorded;

const handler = emulator.handler();
const inline = emulator.handler({ inline: true });
const agent = new http.Agent({ keepAlive: true });
const { port } = new URL(pumice.endpoint);

function overHttp() {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', method: 'POST', headers: request.headers, agent };
    const sent = http.request(options, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks))));
    });
    sent.on('error', reject);
    sent.end(request.body);
  });
}

const ways = {
  ...Object.fromEntries(
    Object.entries(clients).map(([n, client]) => [n, () => client.send(command)]),
  ),
  'node:http, HTTP': overHttp,
  'handler.handle()': async () => JSON.parse((await handler.handle(request)).response.body),
  'handler.handle(), inline': async () => JSON.parse((await inline.handle(request)).response.body),
  'emulator.call()': () => emulator.call('GetItem', input),
};

async function microseconds(way) {
  const begin = performance.now();
  for (let i = 0; i < ROUNDS; ++i) await way();
  return ((performance.now() - begin) * 1000) / ROUNDS;
}

// The fastest of several: what else the machine does only adds.
const best = Object.fromEntries(Object.keys(ways).map((name) => [name, Infinity]));
for (let repeat = 0; repeat < REPEATS; ++repeat) {
  for (const [name, way] of Object.entries(ways)) {
    best[name] = Math.min(best[name], await microseconds(way));
  }
}
for (const [name, time] of Object.entries(best)) {
  console.log(`${name.padEnd(34)} ${time.toFixed(1).padStart(8)} us`);
}
agent.destroy();
await emulator.close();
await pumice.stop();
