# SPDX-License-Identifier: Apache-2.0
"""Tests of orders.py: one pumice for the run, one table for each test."""

import os
import pathlib
import subprocess
import tempfile
import time
import unittest
import uuid

import boto3

import orders


class Pumice:
    """An empty database in memory, on a free port, until the `with` ends."""

    def __enter__(self):
        with tempfile.TemporaryDirectory() as directory:
            port = pathlib.Path(directory, "port")
            command = [os.environ.get("PUMICE", "pumice"), "--port", "0", "--port-file", str(port)]
            self._process = subprocess.Popen(command)
            while not port.exists():
                if self._process.poll() is not None:
                    raise RuntimeError("pumice did not start")
                time.sleep(0.01)
            self.endpoint = f"http://127.0.0.1:{port.read_text().strip()}"
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()


class OrdersTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dynamodb = boto3.resource(
            "dynamodb",
            endpoint_url=cls.enterClassContext(Pumice()).endpoint,
            region_name="us-east-1",
            aws_access_key_id="any",
            aws_secret_access_key="any",
        )

    def setUp(self):
        table = self.dynamodb.create_table(TableName=f"Orders-{uuid.uuid4()}", **orders.TABLE)
        self.orders = orders.Orders(table)

    def test_the_newest_order_comes_first(self):
        self.orders.place("ada", "2026-03-01T10:00:00Z", 10)
        self.orders.place("ada", "2026-03-09T10:00:00Z", 20)
        self.orders.place("ada", "2026-04-01T10:00:00Z", 30)
        self.orders.place("bob", "2026-03-05T10:00:00Z", 40)
        totals = [order["Total"] for order in self.orders.of_month("ada", "2026-03")]
        self.assertEqual(totals, [20, 10])

    def test_an_order_is_placed_once(self):
        self.orders.place("ada", "2026-03-01T10:00:00Z", 10)
        with self.assertRaises(orders.AlreadyPlaced):
            self.orders.place("ada", "2026-03-01T10:00:00Z", 99)


if __name__ == "__main__":
    unittest.main()
