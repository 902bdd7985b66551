// SPDX-License-Identifier: Apache-2.0

// Customers' orders in one DynamoDB table: what an application has of its own.
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';

export const table = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'Customer', AttributeType: 'S' },
    { AttributeName: 'Placed', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'Customer', KeyType: 'HASH' },
    { AttributeName: 'Placed', KeyType: 'RANGE' },
  ],
};

export class Orders {
  constructor(client, tableName) {
    this.client = client;
    this.TableName = tableName;
  }

  // False: an order of that customer and time exists.
  async place(customer, placed, total) {
    try {
      await this.client.send(
        new PutCommand({
          TableName: this.TableName,
          Item: { Customer: customer, Placed: placed, Total: total },
          ConditionExpression: 'attribute_not_exists(Customer)',
        }),
      );
      return true;
    } catch (error) {
      if (error.name === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }

  // The orders of a customer in a month ("2026-03"), the newest first.
  async ofMonth(customer, month) {
    const answer = await this.client.send(
      new QueryCommand({
        TableName: this.TableName,
        KeyConditionExpression: 'Customer = :customer AND begins_with(Placed, :month)',
        ExpressionAttributeValues: { ':customer': customer, ':month': month },
        ScanIndexForward: false,
      }),
    );
    return answer.Items;
  }
}
