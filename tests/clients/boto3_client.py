# SPDX-License-Identifier: Apache-2.0
"""boto3 as the scenario's client: the low-level client, and the Table resource."""

import os

import boto3
import botocore.exceptions
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore import xform_name
from botocore.config import Config

from scenario import TABLE, load
from wire import ServiceError, normalized, with_bytes

_CONFIG = Config(retries={"max_attempts": 0}, read_timeout=30, proxies={})


def connect(endpoint=None):
    endpoint = endpoint or os.environ["PUMICE_ENDPOINT"]
    return boto3.client("dynamodb", endpoint_url=endpoint, config=_CONFIG)


class LowLevelClient:
    language = "python"
    parallel_calls = 4
    puts_per_request = 1
    walks_pages = True

    def __init__(self):
        self._client = connect()

    def close(self):
        self._client.close()

    def create_table(self):
        return self.call("CreateTable", load("create_table"))

    def wait_for(self, state):
        waiter = self._client.get_waiter(state)
        waiter.wait(TableName=TABLE, WaiterConfig={"Delay": 1, "MaxAttempts": 20})

    def call(self, operation, parameters):
        method = getattr(self._client, xform_name(operation))
        return _answer(method, with_bytes(parameters))

    def read_all(self, operation, parameters):
        paginator = self._client.get_paginator(xform_name(operation))
        parameters = with_bytes(parameters)
        page_size = parameters.pop("Limit")
        pages = paginator.paginate(**parameters, PaginationConfig={"PageSize": page_size})
        return normalized(pages.build_full_result()["Items"])


class TableResource(LowLevelClient):
    """Items are Python values (Decimal, set, bytes); what is not about items is the client's."""

    parallel_calls = 1  # resources are not thread safe (boto3 guide, "Resources")
    _VALUES_IN = ("Item", "Key", "ExpressionAttributeValues", "ExclusiveStartKey")
    _VALUES_OUT = ("Item", "Attributes", "LastEvaluatedKey")

    def __init__(self):
        super().__init__()
        self._resource = boto3.resource(
            "dynamodb", endpoint_url=os.environ["PUMICE_ENDPOINT"], config=_CONFIG
        )

    def close(self):
        self._resource.meta.client.close()
        super().close()

    def call(self, operation, parameters):
        table = self._resource.Table(parameters.get("TableName", TABLE))
        method = getattr(table, xform_name(operation), None)
        if method is None:
            return super().call(operation, parameters)
        arguments = {
            name: _to_python(value) if name in self._VALUES_IN else value
            for name, value in with_bytes(parameters).items()
            if name != "TableName"
        }
        answer = _call(method, arguments)
        for name in self._VALUES_OUT:
            if name in answer:
                answer[name] = _to_wire(answer[name])
        if "Items" in answer:
            answer["Items"] = [_to_wire(item) for item in answer["Items"]]
        return normalized(answer)


def _answer(method, parameters):
    return normalized(_call(method, parameters))


def _call(method, parameters):
    try:
        return method(**parameters)
    except botocore.exceptions.ClientError as error:
        fault = error.response["Error"]
        raise ServiceError(fault["Code"], fault["Message"]) from None


def _to_python(attributes):
    return {name: TypeDeserializer().deserialize(value) for name, value in attributes.items()}


def _to_wire(attributes):
    return {name: TypeSerializer().serialize(value) for name, value in attributes.items()}
