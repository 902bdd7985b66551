# SPDX-License-Identifier: Apache-2.0
"""`pumice check` as a user meets it: the patterns of its help text, one that fails, and a broken
file."""

import os
import subprocess
import tempfile
import textwrap
import unittest

BINARY = os.environ["PUMICE_BINARY"]
SECONDS = 60


def check(*arguments):
    return subprocess.run(
        [BINARY, "check", *arguments], capture_output=True, text=True, timeout=SECONDS, check=False
    )


def help_example():
    """The YAML of the help text: its indented lines from `area:` on."""
    lines = check("--help").stdout.splitlines()
    start = lines.index("  area: Orders")
    end = next(i for i in range(start, len(lines)) if lines[i] and not lines[i].startswith("  "))
    return textwrap.dedent("\n".join(lines[start:end])) + "\n"


class CheckTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="pumice-check-")
        self.addCleanup(directory.cleanup)
        self.path = os.path.join(directory.name, "patterns.yaml")

    def check(self, text):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)
        return check(self.path)

    def test_the_example_of_the_help_text_passes(self):
        done = self.check(help_example())
        table = "area     passed   failed  pending\nOrders        2        0        0\n"
        self.assertEqual(done.stdout, table + "\n2 passed, 0 failed, 0 pending\n")
        self.assertEqual((done.stderr, done.returncode), ("", 0))

    def test_a_pattern_that_fails_says_where_and_how(self):
        done = self.check(help_example().replace("o0023", "o0022"))
        expected = f"""\
FAILED {self.path}:14: the newest three orders of a customer, page by page
  source: docs/access-patterns.md
  step 1, Query
    Items[2].id.S
      expected: "o0022"
      got:      "o0023"

area     passed   failed  pending
Orders        1        1        0

1 passed, 1 failed, 0 pending
"""
        self.assertEqual(done.stdout, expected)
        self.assertEqual((done.stderr, done.returncode), ("", 1))

    def test_a_broken_file_is_told_by_line_and_column(self):
        done = self.check("area: Orders\nsource: here\ncases:\n  - name: one\n    stepz: []\n")
        broken = f'BROKEN {self.path}:5:5: a case has no member "stepz"\n\n'
        self.assertTrue(done.stdout.startswith(broken), done.stdout)
        self.assertEqual((done.stderr, done.returncode), ("", 1))

    def test_wrong_options(self):
        for arguments, fault in (
            ((), "pumice check: PATH is required; see pumice check --help\n"),
            (
                ("--endpoint", "localhost:8000", "x.yaml"),
                'pumice check: "localhost:8000" is no endpoint: '
                "http://HOST:PORT or https://HOST is\n",
            ),
        ):
            done = check(*arguments)
            self.assertEqual((done.stdout, done.stderr, done.returncode), ("", fault, 2))


if __name__ == "__main__":
    unittest.main()
