# SPDX-License-Identifier: Apache-2.0
"""pumice.local: boto3's clients are answered in this process, and nothing of it stays."""

import concurrent.futures
import http.server
import os
import subprocess
import sys
import tempfile
import threading
import types
import unittest
from unittest import mock

import boto3
import botocore.session

import pumice
import tables

BEFORE_THE_IMPORT = """
import boto3, botocore.session
client = boto3.client("dynamodb", region_name="eu-west-1")
session = botocore.session.Session()
import pumice
with pumice.local(schema={table!r}):
    others = session.create_client("dynamodb", region_name="us-east-1")
    print(client.list_tables()["TableNames"], others.list_tables()["TableNames"])
"""


class LocalTest(unittest.TestCase):
    def setUp(self):
        # Nothing is set, and no file of the user's counts.
        nowhere = {"AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere"}
        patched = mock.patch.dict(os.environ, nowhere)
        patched.start()
        self.addCleanup(patched.stop)
        boto3.DEFAULT_SESSION = None

    def test_clients_and_resources_of_the_default_session(self):
        with pumice.local(schema=tables.table(), seed=tables.SEED) as emulator:
            told = boto3.client("dynamodb").scan(TableName="Orders")
            self.assertEqual(
                tables.plain(told), {"Items": tables.ITEMS, "Count": 2, "ScannedCount": 2}
            )
            boto3.resource("dynamodb").Table("Orders").put_item(Item={"customer": "bob", "id": 1})
            self.assertEqual(
                emulator.space().items(),
                {"Orders": [{"customer": {"S": "bob"}, "id": {"N": "1"}}, *tables.ITEMS]},
            )

    def test_clients_of_other_sessions_and_endpoints(self):
        with pumice.local(schema=tables.table()):
            clients = [
                boto3.Session(region_name="eu-west-1").client("dynamodb"),
                botocore.session.Session().create_client("dynamodb"),
                boto3.client("dynamodb", endpoint_url="http://localhost:9"),
            ]
            for client in clients:
                self.assertEqual(client.list_tables()["TableNames"], ["Orders"])

    def test_clients_made_before_the_package_was_imported_and_without_credentials(self):
        said = subprocess.run(
            [sys.executable, "-c", BEFORE_THE_IMPORT.format(table=tables.table())],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        self.assertEqual(said, "['Orders'] ['Orders']\n")

    def test_errors_waiters_and_paginators(self):
        with pumice.local(schema=tables.table(), seed=tables.SEED):
            client = boto3.client("dynamodb")
            client.get_waiter("table_exists").wait(TableName="Orders")
            pages = client.get_paginator("scan").paginate(
                TableName="Orders", PaginationConfig={"PageSize": 1}
            )
            self.assertEqual(pages.build_full_result()["Items"], tables.ITEMS)
            with self.assertRaises(client.exceptions.ConditionalCheckFailedException) as raised:
                client.put_item(
                    TableName="Orders",
                    Item=tables.order(1),
                    ConditionExpression="attribute_not_exists(id)",
                )
            self.assertEqual(
                raised.exception.response["Error"],
                {
                    "Code": "ConditionalCheckFailedException",
                    "Message": "The conditional request failed",
                },
            )
            client.delete_table(TableName="Orders")
            client.get_waiter("table_not_exists").wait(TableName="Orders")

    def test_the_client_of_streams(self):
        stream = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
        with pumice.local(schema=tables.table(StreamSpecification=stream), seed=tables.SEED):
            client = boto3.client("dynamodbstreams")
            (told,) = client.list_streams()["Streams"]
            arn = told["StreamArn"]
            (shard,) = client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
            iterator = client.get_shard_iterator(
                StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            records = client.get_records(ShardIterator=iterator)["Records"]
            self.assertEqual([each["dynamodb"]["NewImage"] for each in records], tables.ITEMS)

    def test_everything_is_put_back(self):
        before = tables.aws_variables()
        boto3.DEFAULT_SESSION = session = boto3.Session()
        outside = boto3.client("dynamodb", region_name="us-east-1")
        with pumice.local():
            self.assertEqual(
                {
                    name: value
                    for name, value in tables.aws_variables().items()
                    if name not in before
                },
                {
                    "AWS_ACCESS_KEY_ID": "testing",
                    "AWS_SECRET_ACCESS_KEY": "testing",
                    "AWS_SESSION_TOKEN": "testing",
                    "AWS_DEFAULT_REGION": "us-east-1",
                },
            )
            outside.list_tables()
            boto3.client("dynamodb").list_tables()
        self.assertEqual(tables.aws_variables(), before)
        self.assertIs(boto3.DEFAULT_SESSION, session)
        self.assertIsNone(session.get_credentials())
        with self.assertRaises(Exception) as raised:
            outside.list_tables()
        self.assertEqual(type(raised.exception).__name__, "NoCredentialsError")

    def test_credentials_and_a_region_that_are_there_stay(self):
        mine = {"AWS_ACCESS_KEY_ID": "AKIDMINE", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "x-1"}
        with mock.patch.dict(os.environ, mine), pumice.local():
            self.assertEqual(
                {name: os.environ.get(name) for name in (*mine, "AWS_DEFAULT_REGION")},
                {**mine, "AWS_DEFAULT_REGION": "x-1"},
            )
            self.assertNotIn("AWS_SESSION_TOKEN", os.environ)

    def test_credentials_in_a_file_stay(self):
        with tempfile.NamedTemporaryFile("w", suffix=".ini") as file:
            file.write("[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = s\n")
            file.flush()
            with mock.patch.dict(os.environ, {"AWS_SHARED_CREDENTIALS_FILE": file.name}):
                with pumice.local():
                    found = boto3.Session().get_credentials()
                    self.assertEqual(found.access_key, "AKIDFILE")

    def test_the_innermost_answers(self):
        with pumice.local(schema=tables.table("Outer")):
            client = boto3.client("dynamodb")
            with pumice.local(schema=tables.table("Inner")):
                self.assertEqual(client.list_tables()["TableNames"], ["Inner"])
            self.assertEqual(client.list_tables()["TableNames"], ["Outer"])

    def test_they_may_end_in_any_order(self):
        before = tables.aws_variables()
        first = pumice.local(schema=tables.table("First")).start()
        second = pumice.local(schema=tables.table("Second")).start()
        client = boto3.client("dynamodb")
        first.close()
        self.assertEqual(client.list_tables()["TableNames"], ["Second"])
        second.close()
        self.assertEqual(tables.aws_variables(), before)

    def test_servers_and_emulators_of_ones_own_answer_their_clients(self):
        with pumice.start(schema=tables.table("Server")) as server, pumice.Emulator(
            schema=tables.table("Emulator")
        ) as emulator, pumice.local(schema=tables.table("Local")) as local:
            for service, wanted in ((server, "Server"), (emulator, "Emulator"), (local, "Local")):
                for client in (service.client(), service.space().client()):
                    self.assertEqual(client.list_tables()["TableNames"], [wanted])
                    client.close()

    def test_what_is_found_by_the_environment_is_answered_too(self):
        with pumice.start() as server, mock.patch.dict(os.environ, server.environment):
            with pumice.local(schema=tables.table("Local")):
                client = boto3.client("dynamodb")
                self.assertEqual(client.list_tables()["TableNames"], ["Local"])

    def test_other_services_go_on_to_where_they_went(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802 (the base's name)
                self.send_response(404)
                self.send_header("x-seen", self.path)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(lambda: (server.shutdown(), thread.join(), server.server_close()))
        with pumice.local():
            client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{server.server_port}")
            with self.assertRaises(client.exceptions.ClientError) as raised:
                client.get_object(Bucket="bucket", Key="key")
            client.close()
        headers = raised.exception.response["ResponseMetadata"]["HTTPHeaders"]
        self.assertEqual(headers["x-seen"], "/bucket/key")

    def test_threads(self):
        def write(number):
            client.put_item(TableName="Orders", Item=tables.order(number))
            item = client.get_item(TableName="Orders", Key=tables.order(number))["Item"]
            return item["id"]["N"]

        with pumice.local(schema=tables.table()) as emulator:
            client = boto3.client("dynamodb")
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                told = list(pool.map(write, range(400)))
            self.assertEqual(told, [str(number) for number in range(400)])
            self.assertEqual(
                emulator.space().items(),
                {"Orders": [tables.order(number) for number in range(400)]},
            )

    def test_threads_with_an_emulator_each(self):
        def run(number):
            for _ in range(3):
                with pumice.local(schema=tables.table(f"Table{number}")):
                    boto3.session.Session().client("dynamodb").list_tables()
            return number

        before = tables.aws_variables()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            self.assertEqual(list(pool.map(run, range(4))), [0, 1, 2, 3])
        self.assertEqual(tables.aws_variables(), before)

    def test_spaces_by_access_key(self):
        with pumice.local(spaces="access-key"):
            one, other = (
                boto3.client("dynamodb", aws_access_key_id=key, aws_secret_access_key="any")
                for key in ("one", "other")
            )
            one.create_table(**tables.table())
            self.assertEqual(
                [client.list_tables()["TableNames"] for client in (one, other)], [["Orders"], []]
            )

    def test_asynchronous_clients_are_refused(self):
        """aiobotocore is not there: its part is played by a module of its name."""
        module = types.ModuleType("aiobotocore.hooks")
        exec("def emit(handler, **arguments):\n    return handler(**arguments)", module.__dict__)
        from pumice import _botocore

        request = types.SimpleNamespace(url="https://dynamodb.us-east-1.amazonaws.com/")
        with mock.patch.dict(sys.modules, {"aiobotocore": types.ModuleType("aiobotocore")}):
            self.assertIsNone(module.emit(_botocore._before_send, request=request))
            with pumice.local():
                with self.assertRaisesRegex(NotImplementedError, r"endpoint_url of pumice.start"):
                    module.emit(_botocore._before_send, request=request)
                boto3.client("dynamodb").list_tables()


if __name__ == "__main__":
    unittest.main()
