# SPDX-License-Identifier: Apache-2.0
"""DynamoDB for tests: pumice as a child process, or in this one.

    with pumice.start(schema="template.yaml") as server:
        client = server.client("dynamodb")

    with pumice.local(schema="template.yaml", seed="seed.json"):
        client = boto3.client("dynamodb")

    @pumice.mock_aws
    def test_orders(): ...

Needs nothing but Python's library; boto3 where a client is asked for.
"""

from ._emulator import Emulator, EmulatorError, Feed
from ._local import Local, local
from ._mock import MockAws, mock_aws
from ._server import Server, StartError, StoppedError, start
from ._service import Clock, ControlError, ServiceError, Space

__version__ = "0.1.0"

# moto's name for it until its version 5.
mock_dynamodb = mock_aws

__all__ = [
    "Clock",
    "ControlError",
    "Emulator",
    "EmulatorError",
    "Feed",
    "Local",
    "MockAws",
    "Server",
    "ServiceError",
    "Space",
    "StartError",
    "StoppedError",
    "local",
    "mock_aws",
    "mock_dynamodb",
    "start",
]
