// SPDX-License-Identifier: Apache-2.0

// CloudWatch as today's SDK speaks it: Smithy's RPC v2 protocol, with CBOR.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';

const client = new CloudWatchClient({ endpoint: process.env.PUMICE_ENDPOINT });

test('an alarm is put, described with its types, and deleted', async () => {
  const before = Date.now();
  await client.send(
    new PutMetricAlarmCommand({
      AlarmName: 'reads',
      MetricName: 'ConsumedReadCapacityUnits',
      Namespace: 'AWS/DynamoDB',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 2,
      Threshold: 0.8,
      ComparisonOperator: 'GreaterThanThreshold',
      Dimensions: [{ Name: 'TableName', Value: 'Music' }],
      Tags: [{ Key: 'team', Value: 'shop' }],
    }),
  );
  const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['reads'] }));
  assert.equal(MetricAlarms.length, 1);
  const [alarm] = MetricAlarms;
  assert.equal(alarm.Threshold, 0.8);
  assert.equal(alarm.Period, 60);
  assert.equal(alarm.ActionsEnabled, true);
  assert.deepEqual(alarm.Dimensions, [{ Name: 'TableName', Value: 'Music' }]);
  assert.ok(alarm.StateUpdatedTimestamp instanceof Date);
  assert.ok(alarm.StateUpdatedTimestamp.getTime() >= before - 1000);
  const { Tags } = await client.send(
    new ListTagsForResourceCommand({ ResourceARN: alarm.AlarmArn }),
  );
  assert.deepEqual(Tags, [{ Key: 'team', Value: 'shop' }]);
  await client.send(new DeleteAlarmsCommand({ AlarmNames: ['reads'] }));
  await assert.rejects(
    client.send(new DeleteAlarmsCommand({ AlarmNames: ['reads'] })),
    (error) => error.name === 'ResourceNotFound' && error.message === 'Unknown alarm: reads',
  );
});
