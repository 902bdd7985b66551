# SPDX-License-Identifier: Apache-2.0
"""One DynamoDB request over HTTP, as the load generator sends it."""

import http.client
import json
import time

AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=bench/20240101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" + "0" * 64
)
_SECONDS_PER_REQUEST = 300
_SECONDS_UNTIL_ACTIVE = 300
_STREAMS = {"ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"}


def target(operation):
    """The value of X-Amz-Target."""
    service = "DynamoDBStreams_20120810" if operation in _STREAMS else "DynamoDB_20120810"
    return f"{service}.{operation}"


class Connection:
    """Keeps one connection open; `with` closes it."""

    def __init__(self, port):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, _SECONDS_PER_REQUEST)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.close()

    def post(self, operation, body):
        """Returns the answer's bytes; raises RuntimeError for any answer but 200."""
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": target(operation),
            "X-Amz-Date": "20240101T000000Z",
            "Authorization": AUTHORIZATION,
        }
        self._connection.request("POST", "/", body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(f"{operation} answers {response.status}: {answer.decode()[:500]}")
        return answer

    def call(self, operation, parameters):
        return json.loads(self.post(operation, json.dumps(parameters)))

    def create_table(self, parameters):
        """Returns when the table is ready."""
        self.call("CreateTable", parameters)
        self.wait_until_active(parameters["TableName"])

    def wait_until_active(self, table):
        deadline = time.monotonic() + _SECONDS_UNTIL_ACTIVE
        while self.call("DescribeTable", {"TableName": table})["Table"]["TableStatus"] != "ACTIVE":
            if time.monotonic() > deadline:
                raise TimeoutError(f"{table} is not ACTIVE after {_SECONDS_UNTIL_ACTIVE} seconds")
            time.sleep(0.01)
