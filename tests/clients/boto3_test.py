# SPDX-License-Identifier: Apache-2.0
"""The Makeriess scenario through boto3."""

import unittest


import scenario
from boto3_client import LowLevelClient, TableResource


class LowLevelClientTest(scenario.MakeriessScenario, unittest.TestCase):
    def setUp(self):
        self.client = LowLevelClient()
        self.addCleanup(self.client.close)


class TableResourceTest(scenario.MakeriessScenario, unittest.TestCase):
    def setUp(self):
        self.client = TableResource()
        self.addCleanup(self.client.close)


if __name__ == "__main__":
    scenario.main()
