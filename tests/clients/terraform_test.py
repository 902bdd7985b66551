# SPDX-License-Identifier: Apache-2.0
"""The calls of Terraform's aws_dynamodb_table (provider hashicorp/aws), replayed over HTTP.

Each phase does what `terraform apply` or `destroy` does: change one thing, poll until the service
has settled, read all of the table, and compare with what was configured. A plan is empty only if
everything that was configured is read back as it was given. The states take time
(--transition-delay), as they do on the service.
"""

import json
import os
import time
import unittest
import urllib.error
import urllib.request

from emulator_process import EmulatorProcess
from wire import ServiceError

_NAME = "orders"
_DELAY = "150ms"
_POLL_SECONDS = 0.02
_WAIT_SECONDS = 30
_AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" + "0" * 64
)
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_TAGS = [{"Key": "team", "Value": "shop"}, {"Key": "Name", "Value": "orders"}]


def _attribute(name, kind="S"):
    return {"AttributeName": name, "AttributeType": kind}


def _key(partition, sort=None):
    schema = [{"AttributeName": partition, "KeyType": "HASH"}]
    return schema + ([{"AttributeName": sort, "KeyType": "RANGE"}] if sort else [])


_BY_STATUS = {
    "IndexName": "by-status",
    "KeySchema": _key("status", "placed"),
    "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]},
}
_BY_CUSTOMER = {
    "IndexName": "by-customer",
    "KeySchema": _key("customer"),
    "Projection": {"ProjectionType": "ALL"},
}
_CREATE = {
    "TableName": _NAME,
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        _attribute("order"),
        _attribute("placed", "N"),
        _attribute("status"),
    ],
    "KeySchema": _key("order", "placed"),
    "GlobalSecondaryIndexes": [_BY_STATUS],
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    "TableClass": "STANDARD",
    "DeletionProtectionEnabled": True,
    "Tags": _TAGS,
}


class TerraformTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.emulator = EmulatorProcess(
            os.environ["PUMICE_BINARY"], arguments=["--transition-delay", _DELAY]
        )
        self.emulator.start()
        self.addCleanup(self.emulator.stop)
        self.seen = set()  # the states that a wait went through
        self.configured = {}

    def call(self, operation, **parameters):
        """What the provider's SDK for Go sends; every version of boto3 is older or newer."""
        request = urllib.request.Request(
            self.emulator.endpoint,
            json.dumps(parameters).encode(),
            {
                "Content-Type": "application/x-amz-json-1.0",
                "X-Amz-Target": f"DynamoDB_20120810.{operation}",
                "X-Amz-Date": "20260101T000000Z",
                "Authorization": _AUTHORIZATION,
            },
        )
        try:
            with _OPENER.open(request, timeout=30) as answer:
                return json.loads(answer.read() or "{}")
        except urllib.error.HTTPError as refused:
            error = json.load(refused)
            code = error["__type"].partition("#")[2]
            raise ServiceError(code, error.get("message")) from None

    # What the provider polls

    def wait(self, read, wanted):
        deadline = time.monotonic() + _WAIT_SECONDS
        while time.monotonic() < deadline:
            state = read()
            self.seen.add(state)
            if state == wanted:
                return
            time.sleep(_POLL_SECONDS)
        self.fail(f"not {wanted} after {_WAIT_SECONDS} s: {state}")

    def table(self, name=_NAME):
        return self.call("DescribeTable", TableName=name)["Table"]

    def table_status(self, name=_NAME):
        try:
            return self.table(name)["TableStatus"]
        except ServiceError as error:
            self.assertEqual(error.code, "ResourceNotFoundException")
            return None

    def index_status(self, index):
        for described in self.table().get("GlobalSecondaryIndexes", []):
            if described["IndexName"] == index:
                return described["IndexStatus"]
        return None

    def time_to_live(self):
        return self.call("DescribeTimeToLive", TableName=_NAME)["TimeToLiveDescription"]

    def recovery(self, name=_NAME):
        backups = self.call("DescribeContinuousBackups", TableName=name)
        description = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        return description["PointInTimeRecoveryStatus"]

    def wait_until_settled(self):
        self.wait(self.table_status, "ACTIVE")
        for index in self.table().get("GlobalSecondaryIndexes", []):
            self.wait(lambda name=index["IndexName"]: self.index_status(name), "ACTIVE")

    def update_table(self, **change):
        self.call("UpdateTable", TableName=_NAME, **change)
        self.wait_until_settled()

    # What the provider reads after each change, as far as it was configured

    def read(self):
        table = self.table()
        expiry = self.time_to_live()
        tags = self.call("ListTagsOfResource", ResourceArn=table["TableArn"])["Tags"]
        return {
            "billing": table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
            "attributes": sorted(
                (definition["AttributeName"], definition["AttributeType"])
                for definition in table["AttributeDefinitions"]
            ),
            "key": table["KeySchema"],
            "capacity": (
                table["ProvisionedThroughput"]["ReadCapacityUnits"],
                table["ProvisionedThroughput"]["WriteCapacityUnits"],
            ),
            "indexes": {
                index["IndexName"]: (index["KeySchema"], index["Projection"])
                for index in table.get("GlobalSecondaryIndexes", [])
            },
            "stream": table.get("StreamSpecification"),
            "class": table.get("TableClassSummary", {}).get("TableClass", "STANDARD"),
            "protected": table.get("DeletionProtectionEnabled", False),
            "encryption": table.get("SSEDescription", {}).get("Status"),
            "ttl": (expiry["TimeToLiveStatus"], expiry.get("AttributeName")),
            "recovery": self.recovery(),
            "tags": sorted((tag["Key"], tag["Value"]) for tag in tags),
        }

    def assert_read(self, **changes):
        self.configured.update(changes)
        self.assertEqual(self.read(), self.configured)

    # The phases

    def create(self):
        self.call("CreateTable", **_CREATE)
        self.wait_until_settled()
        self.assertIn("CREATING", self.seen)
        self.call(
            "UpdateTimeToLive",
            TableName=_NAME,
            TimeToLiveSpecification={"AttributeName": "expires", "Enabled": True},
        )
        self.wait(lambda: self.time_to_live()["TimeToLiveStatus"], "ENABLED")
        self.assertIn("ENABLING", self.seen)
        self.set_recovery(True)
        self.configured = {
            "billing": "PAY_PER_REQUEST",
            "attributes": [("order", "S"), ("placed", "N"), ("status", "S")],
            "key": _CREATE["KeySchema"],
            "capacity": (0, 0),
            "indexes": {"by-status": (_BY_STATUS["KeySchema"], _BY_STATUS["Projection"])},
            "stream": _CREATE["StreamSpecification"],
            "class": "STANDARD",
            "protected": True,
            "encryption": None,
            "ttl": ("ENABLED", "expires"),
            "recovery": "ENABLED",
            "tags": [("Name", "orders"), ("team", "shop")],
        }
        self.assert_read()

    def set_recovery(self, enabled):
        self.call(
            "UpdateContinuousBackups",
            TableName=_NAME,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": enabled},
        )
        self.wait(self.recovery, "ENABLED" if enabled else "DISABLED")

    def change_settings(self):
        self.update_table(
            BillingMode="PROVISIONED",
            ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 4},
            GlobalSecondaryIndexUpdates=[
                {
                    "Update": {
                        "IndexName": "by-status",
                        "ProvisionedThroughput": {"ReadCapacityUnits": 2, "WriteCapacityUnits": 1},
                    }
                }
            ],
        )
        self.assertIn("UPDATING", self.seen)
        self.assert_read(billing="PROVISIONED", capacity=(5, 4))
        self.update_table(BillingMode="PAY_PER_REQUEST")
        self.assert_read(billing="PAY_PER_REQUEST", capacity=(0, 0))
        self.update_table(TableClass="STANDARD_INFREQUENT_ACCESS")
        self.update_table(SSESpecification={"Enabled": True, "SSEType": "KMS"})
        self.assert_read(**{"class": "STANDARD_INFREQUENT_ACCESS", "encryption": "ENABLED"})

    def change_stream(self):
        """A view type changes by switching the stream off and on."""
        self.update_table(StreamSpecification={"StreamEnabled": False})
        self.assert_read(stream=None)
        keys_only = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
        self.update_table(StreamSpecification=keys_only)
        self.assert_read(stream=keys_only)

    def change_indexes(self):
        """One change a request: the deletions first, each until it is done."""
        self.call(
            "UpdateTable",
            TableName=_NAME, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-status"}}]
        )
        self.wait(lambda: self.index_status("by-status"), None)
        self.wait_until_settled()
        definitions = [_attribute("customer"), _attribute("order"), _attribute("placed", "N")]
        self.call(
            "UpdateTable",
            TableName=_NAME,
            AttributeDefinitions=definitions,
            GlobalSecondaryIndexUpdates=[{"Create": _BY_CUSTOMER}],
        )
        self.wait(lambda: self.index_status("by-customer"), "ACTIVE")
        self.wait_until_settled()
        self.assert_read(
            attributes=[("customer", "S"), ("order", "S"), ("placed", "N")],
            indexes={"by-customer": (_BY_CUSTOMER["KeySchema"], _BY_CUSTOMER["Projection"])},
        )

    def change_tags(self):
        arn = self.table()["TableArn"]
        self.call("UntagResource", ResourceArn=arn, TagKeys=["team"])
        self.call("TagResource", ResourceArn=arn, Tags=[{"Key": "stage", "Value": "test"}])
        self.assert_read(tags=[("Name", "orders"), ("stage", "test")])

    def restore(self):
        """restore_source_name with restore_to_latest_time: another resource beside this one."""
        self.call(
            "RestoreTableToPointInTime",
            SourceTableName=_NAME, TargetTableName="orders-copy", UseLatestRestorableTime=True
        )
        self.wait(lambda: self.table_status("orders-copy"), "ACTIVE")
        copy = self.table("orders-copy")
        self.assertEqual(copy["KeySchema"], _CREATE["KeySchema"])
        self.assertEqual(copy["RestoreSummary"]["SourceTableArn"], self.table()["TableArn"])
        # Tags, the stream, TTL and PITR of the source are not restored.
        self.assertNotIn("StreamSpecification", copy)
        self.assertEqual(self.recovery("orders-copy"), "DISABLED")
        self.destroy("orders-copy")

    def destroy(self, name):
        self.call("DeleteTable", TableName=name)
        self.wait(lambda: self.table_status(name), None)

    def test_life_of_a_table(self):
        self.assertIsNone(self.table_status())
        self.create()
        self.change_settings()
        self.change_stream()
        self.change_indexes()
        self.change_tags()
        self.restore()
        with self.assertRaises(ServiceError) as refused:
            self.call("DeleteTable", TableName=_NAME)
        self.assertEqual(refused.exception.code, "ValidationException")
        self.update_table(DeletionProtectionEnabled=False)
        self.set_recovery(False)
        self.assert_read(protected=False, recovery="DISABLED")
        self.destroy(_NAME)
        self.assertIn("DELETING", self.seen)
        self.assertEqual(self.call("ListTables")["TableNames"], [])


if __name__ == "__main__":
    unittest.main()
