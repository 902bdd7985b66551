import { CfnOutput, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

export interface DynamoDbStackProps extends StackProps {
  /** Ends the names of the tables: `Shops-dev`. */
  readonly environment: string;
}

/**
 * The tables of Inavor Shuttle. Sessions have none: they stay in Prisma's SQLite in phase 1.
 */
export class DynamoDbStack extends Stack {
  readonly shops: dynamodb.Table;
  readonly jobs: dynamodb.Table;
  readonly importHistory: dynamodb.Table;

  constructor(scope: Construct, id: string, props: DynamoDbStackProps) {
    super(scope, id, props);

    const common = {
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    };

    this.shops = new dynamodb.Table(this, 'Shops', {
      ...common,
      tableName: `Shops-${props.environment}`,
      partitionKey: { name: 'domain', type: dynamodb.AttributeType.STRING },
    });

    this.jobs = new dynamodb.Table(this, 'Jobs', {
      ...common,
      tableName: `Jobs-${props.environment}`,
      partitionKey: { name: 'jobId', type: dynamodb.AttributeType.STRING }, // a ULID
      timeToLiveAttribute: 'expiresAt', // createdAt + 90 days
    });
    this.jobs.addGlobalSecondaryIndex({
      indexName: 'shopDomain-createdAt',
      partitionKey: { name: 'shopDomain', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'createdAt', type: dynamodb.AttributeType.STRING },
    });
    this.jobs.addGlobalSecondaryIndex({
      indexName: 'status-createdAt',
      partitionKey: { name: 'status', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'createdAt', type: dynamodb.AttributeType.STRING },
    });

    this.importHistory = new dynamodb.Table(this, 'ImportHistory', {
      ...common,
      tableName: `ImportHistory-${props.environment}`,
      partitionKey: { name: 'shopDomain', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'timestamp', type: dynamodb.AttributeType.NUMBER }, // Unix seconds
      timeToLiveAttribute: 'expiresAt', // timestamp + 365 days
    });

    this.output('Shops', this.shops);
    this.output('Jobs', this.jobs);
    this.output('ImportHistory', this.importHistory);
  }

  private output(name: string, table: dynamodb.Table): void {
    new CfnOutput(this, `${name}TableName`, { value: table.tableName });
    new CfnOutput(this, `${name}TableArn`, { value: table.tableArn });
  }
}
