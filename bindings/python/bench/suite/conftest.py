# SPDX-License-Identifier: Apache-2.0
"""`store`: a client of an empty DynamoDB for each test, by the system that PUMICE_BENCH names."""

import os

import boto3
import pytest

SYSTEM = os.environ["PUMICE_BENCH"]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


def connect(**arguments):
    return boto3.client(
        "dynamodb",
        region_name="us-east-1",
        aws_access_key_id=WORKER,
        aws_secret_access_key="any",
        **arguments,
    )


@pytest.fixture(scope="session")
def connection():
    return connect(endpoint_url=os.environ["PUMICE_BENCH_ENDPOINT"])


if SYSTEM in ("in process", "http"):

    @pytest.fixture
    def store(dynamodb):
        return dynamodb

elif SYSTEM == "no database":

    class Nothing:
        """Says what the tests want to hear: what pytest, xdist and boto3's import take."""

        def __init__(self):
            self.items = []

        def list_tables(self):
            return {"TableNames": []}

        def create_table(self, **_):
            pass

        def put_item(self, Item, **_):  # noqa: N803 (boto3's name)
            self.items.append(Item)

        def query(self, **_):
            return {"Items": self.items[2:]}

    @pytest.fixture
    def store():
        return Nothing()

elif SYSTEM in ("pumice.mock_aws", "moto"):
    if SYSTEM == "moto":
        from moto import mock_aws
    else:
        from pumice import mock_aws

    @pytest.fixture(scope="session")
    def mocked_client():
        return connect()

    @pytest.fixture
    def store(mocked_client):
        with mock_aws():
            yield mocked_client

else:

    @pytest.fixture
    def store(connection):
        """The server keeps callers of different access keys apart; each test clears up."""
        yield connection
        for name in connection.list_tables()["TableNames"]:
            connection.delete_table(TableName=name)
