// The tables' stack and one that refers to it ("CDK outputs for App Runner and Lambda to
// reference"), in a stage: a nested assembly, and exports between stacks.
// SPDX-License-Identifier: Apache-2.0
import cdk from 'aws-cdk-lib';
import iam from 'aws-cdk-lib/aws-iam';
import { DynamoDbStack } from './dynamodb_stack.mjs';

class AppStack extends cdk.Stack {
  constructor(scope, id, { jobs, ...props }) {
    super(scope, id, props);
    const role = new iam.Role(this, 'Lambda', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    jobs.grantReadWriteData(role);
    new cdk.CfnOutput(this, 'JobsTableOfApp', { value: jobs.tableArn });
  }
}

const app = new cdk.App();
const environment = app.node.tryGetContext('environment') ?? 'dev';
const stage = new cdk.Stage(app, `Inavor-${environment}`);
const tables = new DynamoDbStack(stage, 'DynamoDb', { environment });
new AppStack(stage, 'App', { jobs: tables.jobs });
