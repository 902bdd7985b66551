"""One DynamoDB request over HTTP, as the load generator sends it."""

import http.client
import json

AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=bench/20240101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" + "0" * 64
)
_SECONDS_PER_REQUEST = 30


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
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            "X-Amz-Date": "20240101T000000Z",
            "Authorization": AUTHORIZATION,
        }
        self._connection.request("POST", "/", body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(f"{operation} answers {response.status}: {answer.decode()}")
        return answer

    def call(self, operation, parameters):
        return json.loads(self.post(operation, json.dumps(parameters)))
