# SPDX-License-Identifier: Apache-2.0
"""Backups, policies, Contributor Insights and Kinesis destinations through the `aws` command line.

One command is half a second: each operation is called once or twice, in the order of a user's day.
"""

import json
import time
import unittest

from aws_cli_client import AwsCliClient
from wire import ServiceError

_TABLE = "Music"
_STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/changes"


class AwsCliSettings(unittest.TestCase):
    def setUp(self):
        self.aws = AwsCliClient()
        described = self.aws.call(
            "CreateTable",
            {
                "TableName": _TABLE,
                "AttributeDefinitions": [{"AttributeName": "artist", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "artist", "KeyType": "HASH"}],
                "BillingMode": "PAY_PER_REQUEST",
            },
        )["TableDescription"]
        self.arn = described["TableArn"]
        self.addCleanup(self.aws.call, "DeleteTable", {"TableName": _TABLE})

    def call(self, operation, **parameters):
        """Skips, visibly, what this version of the command line is too old to send."""
        try:
            return self.aws.call(operation, parameters)
        except RuntimeError as error:
            if "Invalid choice" not in str(error):
                raise
            self.skipTest(f"this aws command line has no {operation}")

    def assert_refused(self, code, operation, **parameters):
        with self.assertRaises(ServiceError) as refused:
            self.call(operation, **parameters)
        self.assertEqual(refused.exception.code, code)

    def put(self, artist):
        self.call("PutItem", TableName=_TABLE, Item={"artist": {"S": artist}})

    def artists(self, table):
        self.aws.run("wait", "table-exists", "--table-name", table)
        items = self.call("Scan", TableName=table)["Items"]
        return sorted(item["artist"]["S"] for item in items)

    def test_backups(self):
        self.put("Miles")
        created = self.call("CreateBackup", TableName=_TABLE, BackupName="first")["BackupDetails"]
        arn = created["BackupArn"]
        self.assertEqual(created["BackupType"], "USER")
        self.put("Nina")
        self.wait_until_available(arn)
        listed = self.call("ListBackups", TableName=_TABLE)["BackupSummaries"]
        self.assertEqual([summary["BackupArn"] for summary in listed], [arn])
        restored = self.call("RestoreTableFromBackup", TargetTableName="Restored", BackupArn=arn)
        summary = restored["TableDescription"]["RestoreSummary"]
        self.assertEqual(summary["SourceBackupArn"], arn)
        self.assertEqual(summary["SourceTableArn"], self.arn)
        self.assertEqual(self.artists("Restored"), ["Miles"])
        self.call("DeleteTable", TableName="Restored")
        deleted = self.call("DeleteBackup", BackupArn=arn)["BackupDescription"]
        self.assertEqual(deleted["BackupDetails"]["BackupStatus"], "DELETED")
        self.assert_refused("BackupNotFoundException", "DescribeBackup", BackupArn=arn)

    def wait_until_available(self, arn):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            details = self.call("DescribeBackup", BackupArn=arn)["BackupDescription"]
            if details["BackupDetails"]["BackupStatus"] == "AVAILABLE":
                return
        self.fail("the backup is still being created")

    def test_point_in_time_recovery(self):
        self.put("Miles")
        before = self.continuous_backups("DescribeContinuousBackups", TableName=_TABLE)
        self.assertEqual(
            before,
            {
                "ContinuousBackupsStatus": "ENABLED",
                "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"},
            },
        )
        enabled = self.continuous_backups(
            "UpdateContinuousBackups",
            TableName=_TABLE,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        )["PointInTimeRecoveryDescription"]
        self.assertEqual(enabled["PointInTimeRecoveryStatus"], "ENABLED")
        latest = {"SourceTableName": _TABLE, "TargetTableName": "Restored"}
        self.call("RestoreTableToPointInTime", **latest, UseLatestRestorableTime=True)
        self.assertEqual(self.artists("Restored"), ["Miles"])
        self.call("DeleteTable", TableName="Restored")
        self.assert_refused(
            "InvalidRestoreTimeException",
            "RestoreTableToPointInTime",
            **latest,
            RestoreDateTime="2001-01-01T00:00:00Z",
        )

    def continuous_backups(self, operation, **parameters):
        return self.call(operation, **parameters)["ContinuousBackupsDescription"]

    def test_contributor_insights(self):
        self.call(
            "UpdateContributorInsights", TableName=_TABLE, ContributorInsightsAction="ENABLE"
        )
        described = self.call("DescribeContributorInsights", TableName=_TABLE)
        self.assertEqual(described["ContributorInsightsStatus"], "ENABLED")
        listed = self.call("ListContributorInsights", TableName=_TABLE)
        self.assertEqual(
            [
                (summary["TableName"], summary["ContributorInsightsStatus"])
                for summary in listed["ContributorInsightsSummaries"]
            ],
            [(_TABLE, "ENABLED")],
        )

    def test_kinesis_destination_without_an_endpoint(self):
        target = {"TableName": _TABLE, "StreamArn": _STREAM}
        self.call("EnableKinesisStreamingDestination", **target)
        [destination] = self.call("DescribeKinesisStreamingDestination", TableName=_TABLE)[
            "KinesisDataStreamDestinations"
        ]
        self.assertEqual(destination["StreamArn"], _STREAM)
        self.assertEqual(destination["DestinationStatus"], "ENABLE_FAILED")
        self.assertIn("--kinesis-endpoint", destination["DestinationStatusDescription"])

    def test_global_tables(self):
        self.assertEqual(self.call("ListGlobalTables"), {"GlobalTables": []})
        self.assert_refused(
            "GlobalTableNotFoundException", "DescribeGlobalTable", GlobalTableName=_TABLE
        )

    def test_resource_policy(self):
        statement = {"Effect": "Deny", "Principal": "*", "Action": "dynamodb:Scan"}
        policy = {"Version": "2012-10-17", "Statement": [{**statement, "Resource": "*"}]}
        put = self.call("PutResourcePolicy", ResourceArn=self.arn, Policy=json.dumps(policy))
        got = self.call("GetResourcePolicy", ResourceArn=self.arn)
        self.assertEqual(json.loads(got["Policy"]), policy)
        self.assertEqual(got["RevisionId"], put["RevisionId"])
        self.call("DeleteResourcePolicy", ResourceArn=self.arn)
        self.assert_refused(
            "PolicyNotFoundException", "GetResourcePolicy", ResourceArn=self.arn
        )


if __name__ == "__main__":
    unittest.main()
