# SPDX-License-Identifier: Apache-2.0
"""A database for every test, in one pumice that all workers of pytest-xdist use.

pumice tells callers apart by their access keys (--spaces access-key): each worker has its own, and
so a space of its own. Before each test its space becomes a copy of a prepared one.
"""

import json
import os
import urllib.error
import urllib.request

import boto3
import pytest

import stock

ENDPOINT = os.environ["AWS_ENDPOINT_URL_DYNAMODB"]
PREPARED = "prepared"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")  # "gw0", "gw1", …


def connect(access_key):
    return boto3.resource(
        "dynamodb",
        endpoint_url=ENDPOINT,
        region_name="us-east-1",
        aws_access_key_id=access_key,
        aws_secret_access_key="any",
    )


def control_space(method, name, body=None):
    url = f"{ENDPOINT}/_pumice/spaces/{name}"
    urllib.request.urlopen(urllib.request.Request(url, body, method=method), timeout=30).close()


def delete_space(name):
    try:
        control_space("DELETE", name)
    except urllib.error.HTTPError as error:
        if error.code != 404:  # there was none
            raise


def copy_space(source, name):
    delete_space(name)
    control_space("POST", name, json.dumps({"from": source}).encode())


def pytest_configure(config):
    """Once, before the workers start: what every test begins with."""
    if hasattr(config, "workerinput"):
        return
    delete_space(PREPARED)
    dynamodb = connect(PREPARED)
    dynamodb.create_table(**stock.TABLE)
    shop = stock.Stock(dynamodb)
    shop.add("apples", 10)
    shop.add("pears", 3)
    dynamodb.meta.client.close()


@pytest.fixture(scope="session")
def worker_dynamodb():
    dynamodb = connect(WORKER)
    yield dynamodb
    dynamodb.meta.client.close()


@pytest.fixture
def shop(worker_dynamodb):
    copy_space(PREPARED, WORKER)
    return stock.Stock(worker_dynamodb)
