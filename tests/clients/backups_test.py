# SPDX-License-Identifier: Apache-2.0
"""Backups and point-in-time recovery through boto3, with waiters, over a server that is killed."""

import os
import tempfile
import time
import unittest

import boto3
from botocore.config import Config

from emulator_process import EmulatorProcess

TABLE = {
    "TableName": "Music",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": "artist", "AttributeType": "S"},
        {"AttributeName": "genre", "AttributeType": "S"},
    ],
    "KeySchema": [{"AttributeName": "artist", "KeyType": "HASH"}],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "ByGenre",
            "KeySchema": [{"AttributeName": "genre", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
}
ITEMS = 2000


class BackupsTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="pumice-backups-")
        self.addCleanup(directory.cleanup)
        self.emulator = EmulatorProcess(
            os.environ["PUMICE_BINARY"], os.path.join(directory.name, "data"), ["--pitr-lag", "0s"]
        )
        self.emulator.start()
        self.addCleanup(self.emulator.stop)
        self.connect()
        self.db.create_table(**TABLE)
        self.db.update_continuous_backups(
            TableName="Music",
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        )

    def connect(self):
        config = Config(retries={"max_attempts": 0}, read_timeout=30, proxies={})
        self.db = boto3.client("dynamodb", endpoint_url=self.emulator.endpoint, config=config)
        self.addCleanup(self.db.close)

    def restart(self):
        self.emulator.kill()
        self.emulator.start()
        self.connect()

    def write(self, genre, numbers):
        numbers = list(numbers)
        for start in range(0, len(numbers), 25):
            puts = [
                {"PutRequest": {"Item": {"artist": {"S": f"a{n}"}, "genre": {"S": genre}}}}
                for n in numbers[start : start + 25]
            ]
            self.db.batch_write_item(RequestItems={"Music": puts})

    def read(self, table):
        pages = self.db.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        return {
            item["artist"]["S"]: item["genre"]["S"] for page in pages for item in page["Items"]
        }

    def count_of_genre(self, table, genre):
        pages = self.db.get_paginator("query").paginate(
            TableName=table,
            IndexName="ByGenre",
            KeyConditionExpression="genre = :g",
            ExpressionAttributeValues={":g": {"S": genre}},
            Select="COUNT",
        )
        return sum(page["Count"] for page in pages)

    def wait_until_available(self, arn):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            details = self.db.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]
            if details["BackupStatus"] == "AVAILABLE":
                return
            time.sleep(0.05)
        self.fail("the backup is still being created")

    def wait_until_active(self, table):
        self.db.get_waiter("table_exists").wait(
            TableName=table, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
        )

    def test_backup_outlives_a_killed_server(self):
        self.write("jazz", range(ITEMS))
        before = self.read("Music")
        arn = self.db.create_backup(TableName="Music", BackupName="first")["BackupDetails"][
            "BackupArn"
        ]
        self.write("soul", range(0, ITEMS, 2))
        self.restart()
        self.write("soul", range(ITEMS, ITEMS + 50))
        self.wait_until_available(arn)
        self.db.delete_table(TableName="Music")
        self.db.restore_table_from_backup(TargetTableName="Restored", BackupArn=arn)
        self.wait_until_active("Restored")
        self.assertEqual(self.read("Restored"), before)
        self.assertEqual(self.count_of_genre("Restored", "jazz"), ITEMS)
        self.assertEqual(self.count_of_genre("Restored", "soul"), 0)

        listed = self.db.get_paginator("list_backups").paginate(TableName="Music", BackupType="ALL")
        names = [summary["BackupName"] for page in listed for summary in page["BackupSummaries"]]
        self.assertEqual(sorted(names), ["Music$DeletedTableBackup", "first"])
        self.db.delete_backup(BackupArn=arn)
        with self.assertRaises(self.db.exceptions.BackupNotFoundException):
            self.db.describe_backup(BackupArn=arn)

    def test_restore_to_a_time_before_a_killed_server(self):
        self.write("jazz", range(ITEMS))
        before = self.read("Music")
        # boto3 sends whole seconds: the instant is the first one behind the writes.
        time.sleep(1.01 - time.time() % 1)
        instant = self.db.describe_continuous_backups(TableName="Music")[
            "ContinuousBackupsDescription"
        ]["PointInTimeRecoveryDescription"]["LatestRestorableDateTime"]
        time.sleep(0.01)
        self.write("soul", range(0, ITEMS, 3))
        self.restart()
        self.write("soul", range(ITEMS, ITEMS + 50))
        self.db.delete_item(TableName="Music", Key={"artist": {"S": "a1"}})
        answer = self.db.restore_table_to_point_in_time(
            SourceTableName="Music", TargetTableName="Restored", RestoreDateTime=instant
        )
        self.assertTrue(answer["TableDescription"]["RestoreSummary"]["RestoreInProgress"])
        self.restart()
        self.wait_until_active("Restored")
        self.assertEqual(self.read("Restored"), before)
        self.assertEqual(self.count_of_genre("Restored", "jazz"), ITEMS)
        table = self.db.describe_table(TableName="Restored")["Table"]
        self.assertEqual(table["ItemCount"], ITEMS)
        self.assertFalse(table["RestoreSummary"]["RestoreInProgress"])
        with self.assertRaises(self.db.exceptions.TableAlreadyExistsException):
            self.db.restore_table_to_point_in_time(
                SourceTableName="Music", TargetTableName="Restored", UseLatestRestorableTime=True
            )


if __name__ == "__main__":
    unittest.main()
