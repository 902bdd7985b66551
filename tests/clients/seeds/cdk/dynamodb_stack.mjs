// The tables of "Inavor Shuttle", issue 3. Its own is TypeScript: cdk/lib/dynamodb-stack.ts.
// SPDX-License-Identifier: Apache-2.0
import cdk from 'aws-cdk-lib';
import dynamodb from 'aws-cdk-lib/aws-dynamodb';

const { STRING, NUMBER } = dynamodb.AttributeType;

export class DynamoDbStack extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const common = {
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: cdk.RemovalPolicy.RETAIN,
    };

    this.shops = new dynamodb.Table(this, 'Shops', {
      ...common,
      tableName: `Shops-${props.environment}`,
      partitionKey: { name: 'domain', type: STRING },
    });

    this.jobs = new dynamodb.Table(this, 'Jobs', {
      ...common,
      tableName: `Jobs-${props.environment}`,
      partitionKey: { name: 'jobId', type: STRING }, // a ULID
      timeToLiveAttribute: 'expiresAt', // createdAt + 90 days
    });
    for (const name of ['shopDomain', 'status']) {
      this.jobs.addGlobalSecondaryIndex({
        indexName: `${name}-createdAt`,
        partitionKey: { name, type: STRING },
        sortKey: { name: 'createdAt', type: STRING },
      });
    }

    this.importHistory = new dynamodb.Table(this, 'ImportHistory', {
      ...common,
      tableName: `ImportHistory-${props.environment}`,
      partitionKey: { name: 'shopDomain', type: STRING },
      sortKey: { name: 'timestamp', type: NUMBER }, // Unix seconds
      timeToLiveAttribute: 'expiresAt', // timestamp + 365 days
    });

    // "Export table names, ARNs for use by other stacks." Sessions stay in Prisma's SQLite.
    for (const [name, table] of Object.entries({
      Shops: this.shops,
      Jobs: this.jobs,
      ImportHistory: this.importHistory,
    })) {
      new cdk.CfnOutput(this, `${name}TableName`, { value: table.tableName });
      new cdk.CfnOutput(this, `${name}TableArn`, { value: table.tableArn });
    }
  }
}
