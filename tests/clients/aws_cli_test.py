# SPDX-License-Identifier: Apache-2.0
"""The Makeriess scenario through the `aws` command line.

A command takes half a second: ctest plays the access patterns in memory, the operations on disk.
"""

import unittest

import scenario
from aws_cli_client import AwsCliClient


class AwsCliScenario(scenario.MakeriessScenario):
    def setUp(self):
        self.client = AwsCliClient()


class AccessPatterns(AwsCliScenario, unittest.TestCase):
    parts = ("patterns",)


class Operations(AwsCliScenario, unittest.TestCase):
    parts = ("operations",)


if __name__ == "__main__":
    scenario.main()
