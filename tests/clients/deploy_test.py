# SPDX-License-Identifier: Apache-2.0
"""What the aws CLI prints of tables, and what it takes, is a schema for `pumice deploy`."""

import json
import os
import subprocess
import tempfile
import unittest

from emulator_process import EmulatorProcess

# What a description has of the table itself: other members are its state, names or times.
_SCHEMA = ("AttributeDefinitions", "KeySchema", "ProvisionedThroughput", "StreamSpecification",
           "SSEDescription", "TableClassSummary", "DeletionProtectionEnabled")
_INDEX = ("IndexName", "KeySchema", "Projection", "ProvisionedThroughput")


def _aws(*arguments):
    return subprocess.run([os.environ["AWS_CLI"], "dynamodb", *arguments, "--output", "json"],
                          capture_output=True, text=True, timeout=60, check=True).stdout


def _schema(table):
    """The parts of DescribeTable's Table that make a table."""
    schema = {name: table.get(name) for name in _SCHEMA}
    for member in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes"):
        schema[member] = [{name: index.get(name) for name in _INDEX}
                          for index in table.get(member, [])]
    return schema


class DeployTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.emulator = EmulatorProcess(os.environ["PUMICE_BINARY"])
        self.emulator.start()
        self.addCleanup(self.emulator.stop)
        folder = tempfile.TemporaryDirectory(prefix="pumice-deploy-")
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "table.json")

    def deploy(self, text, endpoint):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run(
            [os.environ["PUMICE_BINARY"], "deploy", self.path, "--endpoint", endpoint],
            capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def describe(self, endpoint):
        return _aws("describe-table", "--table-name", "Orders", "--endpoint-url", endpoint)

    def test_the_output_of_describe_table_makes_the_same_table(self):
        _aws("create-table", "--endpoint-url", self.emulator.endpoint, "--cli-input-json",
             json.dumps({
                 "TableName": "Orders",
                 "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"},
                                          {"AttributeName": "sk", "AttributeType": "N"},
                                          {"AttributeName": "day", "AttributeType": "B"}],
                 "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                               {"AttributeName": "sk", "KeyType": "RANGE"}],
                 "LocalSecondaryIndexes": [{
                     "IndexName": "ByDay",
                     "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                                   {"AttributeName": "day", "KeyType": "RANGE"}],
                     "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a", "b"]}}],
                 "GlobalSecondaryIndexes": [{
                     "IndexName": "Days",
                     "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}],
                     "Projection": {"ProjectionType": "KEYS_ONLY"},
                     "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 2}}],
                 "ProvisionedThroughput": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4},
                 "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "OLD_IMAGE"},
                 "SSESpecification": {"Enabled": True, "SSEType": "KMS"},
                 "TableClass": "STANDARD_INFREQUENT_ACCESS",
             }))
        described = self.describe(self.emulator.endpoint)
        with EmulatorProcess(os.environ["PUMICE_BINARY"]) as other:
            self.assertEqual(self.deploy(described, other.endpoint).splitlines()[-1],
                             "tables: 1 made")
            copied = self.describe(other.endpoint)
        self.assertEqual(_schema(json.loads(copied)["Table"]),
                         _schema(json.loads(described)["Table"]))
        self.assertEqual(self.deploy(described, self.emulator.endpoint),
                         "= table Orders\ntables: 1 unchanged\n")

    def test_a_skeleton_that_is_filled_in_makes_a_table(self):
        skeleton = json.loads(_aws("create-table", "--generate-cli-skeleton"))
        skeleton["TableName"] = "Orders"
        skeleton["AttributeDefinitions"][0]["AttributeName"] = "id"
        skeleton["KeySchema"][0]["AttributeName"] = "id"
        skeleton["BillingMode"] = "PAY_PER_REQUEST"
        kept = ("TableName", "AttributeDefinitions", "KeySchema", "BillingMode")
        filled = {name: skeleton[name] for name in kept}
        self.assertEqual(self.deploy(json.dumps(filled), self.emulator.endpoint),
                         "+ table Orders\n    + key: id (S)\ntables: 1 made\n")


if __name__ == "__main__":
    unittest.main()
