// SPDX-License-Identifier: Apache-2.0
export default {
  tables: [
    {
      TableName: 'files',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      data: [{ id: '1', hello: 'world' }],
    },
  ],
};
