"""The Makeriess scenario through the `aws` command line."""

import unittest

import scenario
from aws_cli_client import AwsCliClient


class AwsCliTest(scenario.MakeriessScenario, unittest.TestCase):
    def setUp(self):
        self.client = AwsCliClient()


if __name__ == "__main__":
    scenario.main()
