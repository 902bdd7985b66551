// A kind of app that public projects have: two stages, nested stacks, a condition, a global table.
// SPDX-License-Identifier: Apache-2.0
import cdk from 'aws-cdk-lib';
import dynamodb from 'aws-cdk-lib/aws-dynamodb';

const key = { name: 'id', type: dynamodb.AttributeType.STRING };

class Orders extends cdk.NestedStack {
  constructor(scope, id) {
    super(scope, id);
    this.table = new dynamodb.Table(this, 'Orders', {
      tableName: `${cdk.Stage.of(this).stageName}-orders`,
      partitionKey: key,
      readCapacity: 2,
      writeCapacity: 3,
    });
    const scaling = this.table.autoScaleReadCapacity({ minCapacity: 2, maxCapacity: 20 });
    scaling.scaleOnUtilization({ targetUtilizationPercent: 70 });
  }
}

class Shop extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const orders = new Orders(this, 'Nested');
    const stageName = cdk.Stage.of(this).stageName;
    new dynamodb.TableV2(this, 'Carts', {
      tableName: `${stageName}-carts`,
      partitionKey: key,
      tags: [{ key: 'stage', value: stageName }],
    });
    const archive = new dynamodb.CfnTable(this, 'Archive', {
      tableName: `${stageName}-archive`,
      attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
      keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
      billingMode: 'PAY_PER_REQUEST',
    });
    archive.cfnOptions.condition = new cdk.CfnCondition(this, 'IsProduction', {
      expression: cdk.Fn.conditionEquals(stageName, 'Prod'),
    });
    new cdk.CfnOutput(this, 'OrdersName', { value: orders.table.tableName });
  }
}

const app = new cdk.App();
for (const name of ['Beta', 'Prod']) {
  new Shop(new cdk.Stage(app, name), 'Shop', {});
}
