// SPDX-License-Identifier: Apache-2.0

// The SDK's two clients behind one face: call(), readAll(), waitFor(), in DynamoDB's JSON.
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as document from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

import { normalized, withBytes } from './wire.mjs';

const WAITING = { minDelay: 1, maxWaitTime: 20 };

class LowLevelClient {
  constructor(endpoint) {
    this.client = new dynamodb.DynamoDBClient({ endpoint, maxAttempts: 1 });
  }

  async call(operation, parameters) {
    const command = new dynamodb[`${operation}Command`](withBytes(parameters));
    return normalized(await this.client.send(command));
  }

  async readAll(operation, parameters) {
    const { Limit: pageSize, ...rest } = parameters;
    const items = [];
    const paginate = dynamodb[`paginate${operation}`];
    for await (const page of paginate({ client: this.client, pageSize }, withBytes(rest))) {
      items.push(...page.Items);
    }
    return normalized(items);
  }

  async waitFor(state, table) {
    const wait = dynamodb[`waitUntil${state}`];
    await wait({ client: this.client, ...WAITING }, { TableName: table });
  }

  close() {
    this.client.destroy();
  }
}

// lib-dynamodb: items are JavaScript values; what is not about items goes to the low-level client.
// Numbers are wrapped, as an application with more than 16 digits has to.
class DocumentClient extends LowLevelClient {
  constructor(endpoint) {
    super(endpoint);
    this.document = document.DynamoDBDocumentClient.from(this.client, {
      unmarshallOptions: { wrapNumbers: true },
    });
  }

  async call(operation, parameters) {
    const Command = document[`${operation.replace(/Item$/, '')}Command`];
    if (!Command) return super.call(operation, parameters);
    return toWire(await this.document.send(new Command(toJavaScript(parameters))));
  }

  async readAll(operation, parameters) {
    const { Limit: pageSize, ...rest } = toJavaScript(parameters);
    const items = [];
    const paginate = document[`paginate${operation}`];
    for await (const page of paginate({ client: this.document, pageSize }, rest)) {
      items.push(...page.Items);
    }
    return toWire({ Items: items }).Items;
  }
}

const VALUES_IN = ['Item', 'Key', 'ExpressionAttributeValues', 'ExclusiveStartKey'];
const VALUES_OUT = ['Item', 'Attributes', 'LastEvaluatedKey'];

function toJavaScript(parameters) {
  const converted = { ...parameters };
  for (const name of VALUES_IN) {
    if (parameters[name]) {
      converted[name] = unmarshall(withBytes(parameters[name]), { wrapNumbers: true });
    }
  }
  return converted;
}

function toWire(answer) {
  const converted = { ...answer };
  for (const name of VALUES_OUT) {
    if (answer[name]) converted[name] = marshall(answer[name]);
  }
  if (answer.Items) converted.Items = answer.Items.map((item) => marshall(item));
  return normalized(converted);
}

export const clients = {
  'client-dynamodb': LowLevelClient,
  'lib-dynamodb': DocumentClient,
};
