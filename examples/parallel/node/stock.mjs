// SPDX-License-Identifier: Apache-2.0

// A shop's stock in one DynamoDB table: what an application has of its own.
import { ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

export const table = {
  TableName: 'Stock',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'Product', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'Product', KeyType: 'HASH' }],
};

export class Stock {
  constructor(client) {
    this.client = client;
  }

  async add(product, count) {
    await this.client.send(
      new UpdateItemCommand({
        TableName: table.TableName,
        Key: { Product: { S: product } },
        UpdateExpression: 'ADD Pieces :count',
        ExpressionAttributeValues: { ':count': { N: `${count}` } },
      }),
    );
  }

  // False: there are fewer.
  async take(product, count) {
    try {
      await this.client.send(
        new UpdateItemCommand({
          TableName: table.TableName,
          Key: { Product: { S: product } },
          UpdateExpression: 'ADD Pieces :change',
          ConditionExpression: 'Pieces >= :count',
          ExpressionAttributeValues: { ':count': { N: `${count}` }, ':change': { N: `${-count}` } },
        }),
      );
      return true;
    } catch (error) {
      if (error.name === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }

  async all() {
    const { Items } = await this.client.send(new ScanCommand({ TableName: table.TableName }));
    return Object.fromEntries(Items.map((item) => [item.Product.S, Number(item.Pieces.N)]));
  }
}
