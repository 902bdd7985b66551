# SPDX-License-Identifier: Apache-2.0
"""Resource policies, Contributor Insights and Kinesis destinations through boto3."""

import http.server
import json
import os
import threading
import unittest
import urllib.request

import boto3
from botocore.config import Config

from emulator_process import EmulatorProcess

_CONFIG = Config(retries={"max_attempts": 0}, read_timeout=30, proxies={})
_STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/changes"
_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "dynamodb:Scan",
            "Resource": "*",
        }
    ],
}


class _KinesisHandler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):  # the base class's name
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.calls.append((self.headers["X-Amz-Target"], body))
        results = [{"SequenceNumber": "1", "ShardId": "shardId-0"} for _ in body["Records"]]
        answer = json.dumps({"FailedRecordCount": 0, "Records": results}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        self.server.called.set()

    def log_message(self, *_):
        pass


class SettingsTest(unittest.TestCase):
    def setUp(self):
        self.kinesis = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _KinesisHandler)
        self.kinesis.calls = []
        self.kinesis.called = threading.Event()
        threading.Thread(target=self.kinesis.serve_forever, daemon=True).start()
        self.addCleanup(self.kinesis.server_close)
        self.addCleanup(self.kinesis.shutdown)
        endpoint = f"http://127.0.0.1:{self.kinesis.server_address[1]}"
        self.emulator = EmulatorProcess(
            os.environ["PUMICE_BINARY"], arguments=["--kinesis-endpoint", endpoint]
        )
        self.emulator.start()
        self.addCleanup(self.emulator.stop)
        self.client = boto3.client(
            "dynamodb", endpoint_url=self.emulator.endpoint, config=_CONFIG
        )
        self.addCleanup(self.client.close)
        description = self.client.create_table(
            TableName="Things",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )["TableDescription"]
        self.arn = description["TableArn"]
        self.client.get_waiter("table_exists").wait(TableName="Things")

    def test_policy(self):
        if not hasattr(self.client, "put_resource_policy"):
            self.skipTest(f"boto3 {boto3.__version__} has no resource policies")
        policy = json.dumps(_POLICY)
        put = self.client.put_resource_policy(
            ResourceArn=self.arn, Policy=policy, ExpectedRevisionId="NO_POLICY"
        )
        got = self.client.get_resource_policy(ResourceArn=self.arn)
        self.assertEqual(json.loads(got["Policy"]), _POLICY)
        self.assertEqual(got["RevisionId"], put["RevisionId"])
        with self.assertRaises(self.client.exceptions.PolicyNotFoundException):
            self.client.delete_resource_policy(ResourceArn=self.arn, ExpectedRevisionId="1")
        deleted = self.client.delete_resource_policy(ResourceArn=self.arn)
        self.assertEqual(deleted["RevisionId"], put["RevisionId"])
        with self.assertRaises(self.client.exceptions.PolicyNotFoundException):
            self.client.get_resource_policy(ResourceArn=self.arn)

    def test_global_tables(self):
        self.assertEqual(self.client.list_global_tables()["GlobalTables"], [])
        with self.assertRaises(self.client.exceptions.GlobalTableNotFoundException):
            self.client.describe_global_table(GlobalTableName="Things")

    def test_insights(self):
        self.client.update_contributor_insights(
            TableName="Things", ContributorInsightsAction="ENABLE"
        )
        described = self.client.describe_contributor_insights(TableName="Things")
        self.assertEqual(described["ContributorInsightsStatus"], "ENABLED")
        self.assertEqual(len(described["ContributorInsightsRuleList"]), 2)
        self.client.put_item(TableName="Things", Item={"id": {"S": "a"}})
        with urllib.request.urlopen(f"{self.emulator.endpoint}/_pumice/insights") as answer:
            rules = json.load(answer)["rules"]
        self.assertEqual([rule["rule"] for rule in rules], described["ContributorInsightsRuleList"])
        self.assertEqual(
            rules[0]["minutes"][0]["contributors"],
            [{"key": {"id": {"S": "a"}}, "value": 3.0, "error": 0.0}],
        )
        listed = self.client.list_contributor_insights()["ContributorInsightsSummaries"]
        self.assertEqual([summary["TableName"] for summary in listed], ["Things"])

    def test_kinesis(self):
        self.client.enable_kinesis_streaming_destination(TableName="Things", StreamArn=_STREAM)
        described = self.client.describe_kinesis_streaming_destination(TableName="Things")
        self.assertEqual(
            described["KinesisDataStreamDestinations"],
            [{"StreamArn": _STREAM, "DestinationStatus": "ACTIVE"}],
        )
        self.client.put_item(TableName="Things", Item={"id": {"S": "a"}})
        self.assertTrue(self.kinesis.called.wait(30))
        target, body = self.kinesis.calls[0]
        self.assertEqual(target, "Kinesis_20131202.PutRecords")
        self.assertEqual(body["StreamARN"], _STREAM)
        self.client.disable_kinesis_streaming_destination(TableName="Things", StreamArn=_STREAM)


if __name__ == "__main__":
    unittest.main()
