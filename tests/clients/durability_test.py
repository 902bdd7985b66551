# SPDX-License-Identifier: Apache-2.0
"""What pumice has acknowledged survives SIGKILL.

Writers fill a table on disk through boto3. The process is killed while each of them has a write
in flight, started again on the same directory, and compared with what was acknowledged; then once
more.
"""

import os
import tempfile
import threading
import unittest

import botocore.exceptions
import botocore.parsers

import boto3_client
from emulator_process import EmulatorProcess
from scenario import TABLE, load

ROUNDS = 2
WRITERS = 4
ACKNOWLEDGED_PER_ROUND = 1000
SECONDS_PER_ROUND = 60

# How boto3 reports a server that went away in the middle of a request.
_DISCONNECTED = (
    botocore.exceptions.ConnectionError,
    botocore.exceptions.HTTPClientError,
    botocore.parsers.ResponseParserError,
)


class Writer(threading.Thread):
    """Writes under its own partition key until the server goes away, and keeps the books.

    `items` is what the server has acknowledged, by sort key (None: deleted); `in_flight` the sort
    key of the write it has not answered, and `wanted` what that write would have made of it.
    """

    def __init__(self, number, endpoint, items, acknowledged):
        super().__init__(daemon=True)
        self.partition = f"WRITER#{number}"
        self.items = dict(items)
        self.in_flight = None
        self.wanted = None
        self.failure = None
        self._client = boto3_client.connect(endpoint)
        self._acknowledged = acknowledged

    def run(self):
        try:
            while True:
                self._write_next()
        except _DISCONNECTED:
            pass
        except BaseException as failure:  # Handed to the test, which raises it.
            self.failure = failure
        finally:
            self._client.close()

    def _write_next(self):
        sequence = int(self.items.get("COUNTER", {"value": {"N": "0"}})["value"]["N"])
        self._count_to(sequence + 1)
        self._put_item(f"ITEM#{sequence:08d}", sequence)
        if sequence % 3 == 2:
            self._delete_item(f"ITEM#{sequence - 1:08d}")

    def _put_item(self, sort_key, sequence):
        item = {
            "PK": {"S": self.partition},
            "SK": {"S": sort_key},
            "GSI1PK": {"S": f"GROUP#{sequence % 10}"},
            "GSI1SK": {"S": f"{self.partition}#{sort_key}"},
            "text": {"S": f"{sequence} " * 20},
        }
        self._tell(sort_key, item)
        self._client.put_item(TableName=TABLE, Item=item)
        self._settle()

    def _count_to(self, value):
        key = {"PK": {"S": self.partition}, "SK": {"S": "COUNTER"}}
        self._tell("COUNTER", {**key, "value": {"N": str(value)}})
        self._client.update_item(
            TableName=TABLE,
            Key=key,
            UpdateExpression="SET #v = if_not_exists(#v, :zero) + :one",
            ExpressionAttributeNames={"#v": "value"},
            ExpressionAttributeValues={":zero": {"N": "0"}, ":one": {"N": "1"}},
        )
        self._settle()

    def _delete_item(self, sort_key):
        self._tell(sort_key, None)
        key = {"PK": {"S": self.partition}, "SK": {"S": sort_key}}
        self._client.delete_item(TableName=TABLE, Key=key)
        self._settle()

    def _tell(self, sort_key, wanted):
        self.in_flight, self.wanted = sort_key, wanted

    def _settle(self):
        self.items[self.in_flight] = self.wanted
        self.in_flight = None
        self._acknowledged.release()


class DurabilityTest(unittest.TestCase):
    maxDiff = 2000

    def test_acknowledged_writes_survive_sigkill(self):
        with tempfile.TemporaryDirectory(prefix="pumice-data-") as directory:
            emulator = EmulatorProcess(os.environ["PUMICE_BINARY"], directory)
            with emulator:
                client = self._connect(emulator)
                self._create_table(client)
                items = [{} for _ in range(WRITERS)]
                for _ in range(ROUNDS):
                    before = self._describe(client)
                    writers = self._write_until_killed(emulator, items)
                    emulator.start()
                    client = self._connect(emulator)
                    self.assertEqual(before, self._describe(client))
                    items = self._check_items(client, writers)

    def _connect(self, emulator):
        client = boto3_client.connect(emulator.endpoint)
        self.addCleanup(client.close)
        return client

    def _create_table(self, client):
        client.create_table(**load("create_table"))
        client.get_waiter("table_exists").wait(
            TableName=TABLE, WaiterConfig={"Delay": 1, "MaxAttempts": 20}
        )

    def _describe(self, client):
        """All that is known about the table and does not change with its items."""
        table = client.describe_table(TableName=TABLE)["Table"]
        tags = client.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
        for description in [table, *table["GlobalSecondaryIndexes"]]:
            for name in ("ItemCount", "TableSizeBytes", "IndexSizeBytes"):
                description.pop(name, None)
        self.assertEqual(2, len(tags))
        return {"table": table, "tags": tags}

    def _write_until_killed(self, emulator, items):
        acknowledged = threading.Semaphore(0)
        writers = [
            Writer(number, emulator.endpoint, items[number], acknowledged)
            for number in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        for _ in range(ACKNOWLEDGED_PER_ROUND):
            self.assertTrue(acknowledged.acquire(timeout=SECONDS_PER_ROUND), "writers are stuck")
        emulator.kill()
        for writer in writers:
            writer.join(SECONDS_PER_ROUND)
            self.assertFalse(writer.is_alive())
            if writer.failure:
                raise writer.failure
            self.assertIsNotNone(writer.in_flight)
        return writers

    def _check_items(self, client, writers):
        """Every acknowledged write is there; one in flight is there wholly or not at all."""
        stored = {(item["PK"]["S"], item["SK"]["S"]): item for item in _scan(client)}
        found = []
        for writer in writers:
            mine = dict(writer.items)
            actual = stored.get((writer.partition, writer.in_flight))
            self.assertIn(actual, (mine.get(writer.in_flight), writer.wanted))
            mine[writer.in_flight] = actual
            found.append({name: item for name, item in mine.items() if item is not None})
        expected = {
            (writer.partition, name): item
            for writer, mine in zip(writers, found)
            for name, item in mine.items()
        }
        self.assertEqual(expected, stored)
        self._check_index(client, stored)
        self._check_counts(client, stored)
        return found

    def _check_index(self, client, stored):
        expected = {key: item for key, item in stored.items() if "GSI1PK" in item}
        entries = _scan(client, IndexName="GSI1")
        self.assertEqual(len(expected), len(entries))
        self.assertEqual(expected, {(item["PK"]["S"], item["SK"]["S"]): item for item in entries})

    def _check_counts(self, client, stored):
        table = client.describe_table(TableName=TABLE)["Table"]
        self.assertEqual(len(stored), table["ItemCount"])


def _scan(client, **parameters):
    pages = client.get_paginator("scan").paginate(TableName=TABLE, **parameters)
    return [item for page in pages for item in page["Items"]]


if __name__ == "__main__":
    unittest.main(verbosity=2)
