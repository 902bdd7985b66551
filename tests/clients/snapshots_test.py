# SPDX-License-Identifier: Apache-2.0
"""A fixture that tests restore, through boto3, and over a server that is killed."""

import concurrent.futures
import http.client
import json
import os
import random
import tempfile
import unittest
import urllib.parse

import boto3
from botocore.config import Config

from emulator_process import EmulatorProcess
from orders_table import TABLE

ITEMS = 1000
KILLS = 8


class SnapshotsTest(unittest.TestCase):
    def start(self, on_disk):
        directory = tempfile.TemporaryDirectory(prefix="pumice-snapshots-")
        self.addCleanup(directory.cleanup)
        data = os.path.join(directory.name, "data") if on_disk else ""
        self.emulator = EmulatorProcess(os.environ["PUMICE_BINARY"], data)
        self.emulator.start()
        self.addCleanup(self.emulator.stop)
        self.connect()
        self.db.create_table(**TABLE)
        self.write("new", range(ITEMS))
        self.assertEqual(self.control("POST", "snapshots", '{"name":"fixture"}')["name"], "fixture")

    def connect(self):
        config = Config(retries={"max_attempts": 0}, read_timeout=30, proxies={})
        self.db = boto3.client("dynamodb", endpoint_url=self.emulator.endpoint, config=config)
        self.addCleanup(self.db.close)

    def control(self, method, path, body=""):
        """A control request as any HTTP client makes it."""
        host = urllib.parse.urlparse(self.emulator.endpoint).netloc
        connection = http.client.HTTPConnection(host)
        try:
            connection.request(method, f"/_pumice/{path}", body)
            response = connection.getresponse()
            answer = json.loads(response.read())
            self.assertEqual(response.status, 200, answer)
            return answer
        finally:
            connection.close()

    def write(self, state, numbers):
        numbers = list(numbers)
        for start in range(0, len(numbers), 25):
            puts = [
                {"PutRequest": {"Item": {"id": {"S": f"o{n}"}, "state": {"S": state}}}}
                for n in numbers[start : start + 25]
            ]
            self.db.batch_write_item(RequestItems={"Orders": puts})

    def states(self, index=None):
        """How many items there are of each state."""
        arguments = {"IndexName": index} if index else {"ConsistentRead": True}
        counts = {}
        for page in self.db.get_paginator("scan").paginate(TableName="Orders", **arguments):
            for item in page["Items"]:
                counts[item["state"]["S"]] = counts.get(item["state"]["S"], 0) + 1
        return counts

    def both(self):
        states = self.states()
        self.assertEqual(self.states("ByState"), states)
        return states

    def test_each_test_finds_the_fixture(self):
        self.start(on_disk=False)
        for name in ("ship", "cancel", "purge"):
            with self.subTest(name):
                self.assertEqual(self.both(), {"new": ITEMS})
                if name == "purge":
                    self.db.delete_table(TableName="Orders")
                else:
                    self.write(name, range(10))
                    self.db.delete_item(TableName="Orders", Key={"id": {"S": "o11"}})
                    self.assertEqual(self.both(), {"new": ITEMS - 11, name: 10})
                self.control("POST", "snapshots/fixture/restore")
        self.assertEqual(self.both(), {"new": ITEMS})
        self.assertEqual(
            [s["name"] for s in self.control("GET", "snapshots")["snapshots"]], ["fixture"]
        )
        self.control("DELETE", "snapshots/fixture")
        self.control("POST", "reset")
        self.assertEqual(self.db.list_tables()["TableNames"], [])

    def test_a_kill_leaves_no_restore_half_done(self):
        self.start(on_disk=True)
        rng = random.Random(1)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            for kill in range(KILLS):
                with self.subTest(kill=kill):
                    self.write("changed", range(ITEMS))
                    self.assertEqual(self.both(), {"changed": ITEMS})
                    restore = pool.submit(self.control, "POST", "snapshots/fixture/restore")
                    concurrent.futures.wait([restore], timeout=rng.uniform(0, 0.03))
                    self.emulator.kill()
                    answered = restore.exception() is None
                    self.emulator.start()
                    self.connect()
                    found = self.both()
                    wanted = [{"new": ITEMS}] + ([] if answered else [{"changed": ITEMS}])
                    self.assertIn(found, wanted)
                    self.write("again", range(7))
                    self.control("POST", "snapshots/fixture/restore")
                    self.assertEqual(self.both(), {"new": ITEMS})


if __name__ == "__main__":
    unittest.main()
