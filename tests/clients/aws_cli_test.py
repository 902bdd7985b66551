"""The Makeriess scenario through the `aws` command line.

A command takes half a second: ctest plays every step on disk, and the guide's patterns in memory.
"""

import unittest

import scenario
from aws_cli_client import AwsCliClient


class EveryStep(scenario.MakeriessScenario, unittest.TestCase):
    def setUp(self):
        self.client = AwsCliClient()


class AccessPatterns(EveryStep):
    patterns_only = True


if __name__ == "__main__":
    scenario.main()
