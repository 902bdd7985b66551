# SPDX-License-Identifier: Apache-2.0
"""Tests as users of moto have them. One line is changed: it was `from moto import mock_aws`."""

import asyncio
import os
import unittest

import boto3
import pytest
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from pumice import mock_aws


@pytest.fixture
def aws_credentials(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture
def users(aws_credentials):
    with mock_aws():
        yield create_users(boto3.resource("dynamodb"))


def create_users(resource):
    return resource.create_table(
        TableName="users",
        KeySchema=[
            {"AttributeName": "team", "KeyType": "HASH"},
            {"AttributeName": "name", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "team", "AttributeType": "S"},
            {"AttributeName": "name", "AttributeType": "S"},
        ],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    )


def table_names(region="us-east-1"):
    return boto3.client("dynamodb", region_name=region).list_tables()["TableNames"]


def test_users_of_a_team(users):
    with users.batch_writer() as batch:
        for name in ("ada", "bob"):
            batch.put_item(Item={"team": "blue", "name": name})
        batch.put_item(Item={"team": "red", "name": "cyd"})
    told = users.query(KeyConditionExpression=Key("team").eq("blue"))
    assert told["Items"] == [{"team": "blue", "name": "ada"}, {"team": "blue", "name": "bob"}]


@pytest.mark.parametrize("name", ["ada", "bob"])
def test_each_begins_with_an_empty_table(users, name):
    assert users.scan()["Count"] == 0
    users.put_item(Item={"team": "blue", "name": name})
    assert users.scan()["Items"] == [{"team": "blue", "name": name}]


def test_the_account_of_arns(users):
    assert users.table_arn == "arn:aws:dynamodb:us-east-1:123456789012:table/users"


@mock_aws
def test_regions_have_tables_of_their_own():
    create_users(boto3.resource("dynamodb", region_name="eu-west-1"))
    assert (table_names("eu-west-1"), table_names()) == (["users"], [])


@mock_aws()
def test_the_decorator_with_parentheses_and_arguments(tmp_path):
    assert tmp_path.is_dir()
    with pytest.raises(ClientError) as raised:
        boto3.client("dynamodb", region_name="us-east-1").describe_table(TableName="users")
    assert raised.value.response["Error"] == {
        "Code": "ResourceNotFoundException",
        "Message": "Requested resource not found: Table: users not found",
    }


@mock_aws(config={"core": {"mock_credentials": False, "reset_boto3_session": False}})
def test_a_config(monkeypatch):
    assert os.environ.get("AWS_ACCESS_KEY_ID") != "testing"


@pytest.fixture
@mock_aws
def table_of_a_generator():
    create_users(boto3.resource("dynamodb", region_name="us-east-1"))
    yield table_names()


def test_a_decorated_fixture(table_of_a_generator):
    assert table_of_a_generator == ["users"] == table_names()


def test_a_coroutine_function():
    @mock_aws
    async def create_and_list():
        await asyncio.sleep(0)
        create_users(boto3.resource("dynamodb", region_name="us-east-1"))
        await asyncio.sleep(0)
        return table_names()

    assert asyncio.run(create_and_list()) == ["users"]
    assert asyncio.run(create_and_list()) == ["users"]


def test_an_asynchronous_generator():
    @mock_aws
    async def tables():
        create_users(boto3.resource("dynamodb", region_name="us-east-1"))
        yield table_names()

    async def collect():
        return [names async for names in tables()]

    assert asyncio.run(collect()) == [["users"]]


def test_start_and_stop():
    mock = mock_aws()
    mock.start()
    create_users(boto3.resource("dynamodb", region_name="us-east-1"))
    mock.stop()
    with mock:
        assert table_names() == []


def test_a_mock_within_another_sees_the_same_tables():
    with mock_aws():
        create_users(boto3.resource("dynamodb", region_name="us-east-1"))
        with mock_aws():
            assert table_names() == ["users"]
        assert table_names() == ["users"]


@mock_aws
class TestOfAClass:
    def test_one(self):
        create_users(boto3.resource("dynamodb", region_name="us-east-1"))

    def test_another(self):
        create_users(boto3.resource("dynamodb", region_name="us-east-1"))


@mock_aws
class TestOfAClassWithSetup:
    @pytest.fixture
    def names(self):
        return table_names()

    def setup_method(self, method):
        self.users = create_users(boto3.resource("dynamodb", region_name="us-east-1"))
        self.method = method.__name__

    def teardown_method(self):
        assert table_names() == ["users"]

    @pytest.mark.parametrize("number", [1, 2])
    def test_what_setup_made_is_there(self, number, names):
        assert names == ["users"]
        assert self.users.scan()["Count"] == 0
        self.users.put_item(Item={"team": self.method, "name": str(number)})


@mock_aws
class UnittestTest(unittest.TestCase):
    def setUp(self):
        self.users = create_users(boto3.resource("dynamodb", region_name="us-east-1"))
        self.addCleanup(lambda: self.assertEqual(table_names(), ["users"]))

    def test_one(self):
        self.users.put_item(Item={"team": "blue", "name": "ada"})
        self.assertEqual(self.users.scan()["Count"], 1)

    def test_another(self):
        self.assertEqual(self.users.scan()["Count"], 0)


class DerivedTest(UnittestTest):
    def test_a_third(self):
        self.assertEqual(table_names(), ["users"])


@mock_aws
class AsynchronousTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        create_users(boto3.resource("dynamodb", region_name="us-east-1"))

    async def test_one(self):
        self.assertEqual(table_names(), ["users"])


@mock_aws
class Helper:
    def names(self):
        return table_names()

    @staticmethod
    def nothing():
        return None


def test_methods_of_any_class():
    assert Helper().names() == []
    assert Helper.nothing() is None
