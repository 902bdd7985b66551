// `node i2speedex.mjs`, with CDK_OUTDIR set, does what `cdk synth` has it do.
// SPDX-License-Identifier: Apache-2.0
import cdk from 'aws-cdk-lib';
import { SaleModuleDynamoDBStack } from './sale_module_dynamodb_stack.mjs';

const app = new cdk.App();
const environments = { dev: 'Dev', staging: 'Staging', prod: 'Prod' };
const environmentName = app.node.tryGetContext('environment') ?? 'dev';

new SaleModuleDynamoDBStack(app, `SaleModuleDynamoDB-${environments[environmentName]}`, {
  environmentName,
  env: { account: '827562051115', region: 'eu-west-1' },
  description: 'i2speedex Sale Module, DynamoDB tables',
});
