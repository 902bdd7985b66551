# SPDX-License-Identifier: Apache-2.0
"""What the README shows works as it stands."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from pytest_plugin_test import ENTRY

README = pathlib.Path(os.environ.get("PUMICE_TEST_ROOT", "../../..")) / "bindings/python/README.md"
TEMPLATE = """\
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: Orders
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_IMAGE}
"""


class ReadmeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pumice-readme-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write("template.yaml", TEMPLATE)
        self.write("seed.json", '{"Orders": [{"id": "o1"}]}')
        self.blocks = re.findall(r"^```(\w+)\n(.*?)^```$", README.read_text(), re.M | re.S)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def run_python(self, *arguments):
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if "PYTEST" not in name},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_programs(self):
        programs = [text for kind, text in self.blocks if kind == "python" and text[:1] != "#"]
        self.assertEqual(len(programs), 5)
        for text in programs:
            with self.subTest(text):
                self.assertEqual(self.run_python("-c", text), "")

    def test_the_plugin(self):
        (ini,) = [text for kind, text in self.blocks if kind == "ini"]
        (tests,) = [text for kind, text in self.blocks if kind == "python" and text[:1] == "#"]
        self.write("pytest.ini", ini)
        self.write("test_orders.py", tests)
        plugin = [] if ENTRY else ["-p", "pumice.pytest_plugin"]
        for more in ([], ["-n", "2"]):
            said = self.run_python("-m", "pytest", "-q", "-p", "no:cacheprovider", *plugin, *more)
            self.assertIn("2 passed", said)


if __name__ == "__main__":
    unittest.main()
