# SPDX-License-Identifier: Apache-2.0
"""mock_aws beyond what moto_user_test.py shows: what is left behind, threads, what is refused."""

import concurrent.futures
import os
import unittest
from unittest import mock

import boto3

import pumice
import tables
from pumice import _mock


class MockTest(unittest.TestCase):
    def spaces(self):
        told = _mock._state._emulator._control("GET", "spaces")["spaces"]
        return [space["name"] for space in told if space["name"].startswith("mock-")]

    def test_nothing_is_left_of_a_mock(self):
        before = tables.aws_variables()
        with pumice.mock_aws():
            for region in ("us-east-1", "eu-west-1"):
                boto3.client("dynamodb", region_name=region).create_table(**tables.table())
            self.assertEqual(len(self.spaces()), 2)
        self.assertEqual((self.spaces(), tables.aws_variables()), ([], before))

    def test_a_failure_ends_it(self):
        @pumice.mock_aws
        def fail():
            boto3.client("dynamodb", region_name="us-east-1").create_table(**tables.table())
            raise KeyError("mine")

        with self.assertRaises(KeyError):
            fail()
        self.assertEqual(self.spaces(), [])

    def test_the_wrapped_function_keeps_its_name(self):
        @pumice.mock_aws
        def documented(argument, *, more):
            """Says something."""
            return argument, more

        self.assertEqual(
            (documented.__name__, documented.__doc__, documented(1, more=2)),
            ("documented", "Says something.", (1, 2)),
        )
        self.assertIs(pumice.mock_dynamodb, pumice.mock_aws)

    def test_threads_share_it(self):
        def write(number):
            with pumice.mock_aws():
                client.put_item(TableName="Orders", Item=tables.order(number))

        with pumice.mock_aws():
            client = boto3.client("dynamodb", region_name="us-east-1")
            client.create_table(**tables.table())
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                list(pool.map(write, range(100)))
            self.assertEqual(
                client.scan(TableName="Orders")["Items"],
                [tables.order(number) for number in range(100)],
            )

    def test_what_it_does_not_know_is_refused(self):
        for config, wanted in (
            ({"lambda": {"use_docker": False}}, "no config of lambda"),
            ({"core": {"service_whitelist": ["s3"]}}, "no config of core: service_whitelist"),
        ):
            with self.subTest(config), self.assertRaisesRegex(ValueError, wanted):
                pumice.mock_aws(config=config)
        with self.assertRaisesRegex(RuntimeError, "is not started"):
            pumice.mock_aws().stop()

    def test_within_local_and_around_it(self):
        with pumice.local(schema=tables.table("Local")) as local, pumice.mock_aws():
            client = boto3.client("dynamodb", region_name="us-east-1")
            self.assertEqual(client.list_tables()["TableNames"], [])
            with pumice.local(schema=tables.table("Inner")):
                self.assertEqual(client.list_tables()["TableNames"], ["Inner"])
            self.assertEqual(local.client().list_tables()["TableNames"], ["Local"])

    def test_credentials_that_are_set_stay(self):
        mine = {"AWS_ACCESS_KEY_ID": "AKIDMINE", "AWS_SECRET_ACCESS_KEY": "s"}
        with mock.patch.dict(os.environ, mine), pumice.mock_aws():
            self.assertEqual(os.environ["AWS_ACCESS_KEY_ID"], "AKIDMINE")
            boto3.client("dynamodb", region_name="us-east-1").create_table(**tables.table())


if __name__ == "__main__":
    unittest.main()
