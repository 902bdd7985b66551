# SPDX-License-Identifier: Apache-2.0
"""Helpers of the packages' trials: a pumice that runs, and requests to it."""

import contextlib
import json
import socket
import subprocess
import time
import urllib.request

SECONDS = 60  # under an emulator of the processor too

TABLE = {
    "TableName": "Music",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "Artist", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "Artist", "KeyType": "HASH"}],
}
KEY = {"Artist": {"S": "Nina"}}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def call(port, operation, body):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/",
        json.dumps(body).encode(),
        {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            "X-Amz-Date": "20260101T000000Z",
            "Authorization": "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=x,"
            " Credential=x/20260101/us-east-1/dynamodb/aws4_request",
        },
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.load(answer)


def put_item(port):
    call(port, "CreateTable", TABLE)
    call(port, "PutItem", {"TableName": "Music", "Item": KEY})


def has_item(port):
    return call(port, "GetItem", {"TableName": "Music", "Key": KEY}).get("Item") == KEY


def wait_until(condition, process, what):
    """Throws if the process ends, or the condition does not come true."""
    end = time.monotonic() + SECONDS
    while not condition():
        if process.poll() is not None:
            raise SystemExit(f"{what}: ended with status {process.returncode}")
        if time.monotonic() > end:
            raise SystemExit(f"{what}: not within {SECONDS} s")
        time.sleep(0.05)


@contextlib.contextmanager
def running(command, healthcheck, **more):
    """A pumice from when it is healthy to its SIGTERM, after which its status must be 0. Both are
    commands; `more` goes to subprocess."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **more)
    try:
        wait_until(
            lambda: subprocess.run(healthcheck, capture_output=True, check=False, **more).returncode
            == 0,
            process,
            "pumice",
        )
        yield
        process.terminate()
        if process.wait(SECONDS) != 0:
            raise SystemExit(f"pumice: SIGTERM ended it with status {process.returncode}")
    finally:
        process.kill()
        process.wait()


def tell(text):
    print(f"  {text}", flush=True)


def expect(condition, what):
    if not condition:
        raise SystemExit(f"not so: {what}")
    tell(what)
