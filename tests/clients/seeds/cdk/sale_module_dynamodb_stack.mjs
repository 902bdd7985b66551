// The tables of "i2speedex Sale Module", as its document describes them. Its own is TypeScript:
// lambda-building-blocks/cdk/lib/sale-module-dynamodb-stack.ts.
// SPDX-License-Identifier: Apache-2.0
import cdk from 'aws-cdk-lib';
import cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import dynamodb from 'aws-cdk-lib/aws-dynamodb';

const string = (name) => ({ name, type: dynamodb.AttributeType.STRING });

export class SaleModuleDynamoDBStack extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    this.environmentName = props.environmentName;
    this.isProduction = props.environmentName === 'prod';

    const sales = this.table('Sales', 'sales', { stream: true, timeToLive: 'ttl' });
    this.index(sales, 1, 'QueryByBuyer');
    this.index(sales, 2, 'QueryByProducer');
    this.index(sales, 3, 'QueryByStatus');
    this.index(sales, 4, 'QueryByDate');

    this.table('SaleLines', 'sale-lines', { stream: true });

    for (const [name, tableName] of [['Buyers', 'buyers'], ['Producers', 'producers']]) {
      const table = this.table(name, tableName, { stream: true });
      this.index(table, 1, 'QueryByCode');
      this.index(table, 2, 'QueryByStatus');
    }

    const users = this.table('Users', 'users', {});
    this.index(users, 1, 'QueryByEmail');
  }

  table(name, tableName, { stream = false, timeToLive }) {
    const table = new dynamodb.Table(this, `${name}Table`, {
      tableName: `i2speedex-${tableName}-${this.environmentName}`,
      partitionKey: string('PK'),
      sortKey: string('SK'),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      stream: stream ? dynamodb.StreamViewType.NEW_AND_OLD_IMAGES : undefined,
      timeToLiveAttribute: timeToLive,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: this.isProduction },
      deletionProtection: this.isProduction,
      removalPolicy: this.isProduction ? cdk.RemovalPolicy.RETAIN : cdk.RemovalPolicy.DESTROY,
    });
    new cdk.CfnOutput(this, `${name}TableName`, {
      value: table.tableName,
      exportName: `${this.stackName}-${name}TableName`,
    });
    new cdk.CfnOutput(this, `${name}TableArn`, { value: table.tableArn });
    if (this.isProduction) this.alarms(name, table);
    return table;
  }

  index(table, number, purpose) {
    table.addGlobalSecondaryIndex({
      indexName: `GSI${number}-${purpose}`,
      partitionKey: string(`GSI${number}PK`),
      sortKey: string(`GSI${number}SK`),
      projectionType: dynamodb.ProjectionType.ALL,
    });
  }

  // "CloudWatch Alarms are configured only in production environment."
  alarms(name, table) {
    new cloudwatch.Alarm(this, `${name}UserErrors`, {
      metric: table.metricUserErrors(),
      threshold: 10,
      evaluationPeriods: 1,
    });
    new cloudwatch.Alarm(this, `${name}SystemErrors`, {
      metric: table.metricSystemErrorsForOperations({
        operations: [dynamodb.Operation.GET_ITEM, dynamodb.Operation.PUT_ITEM],
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }
}
