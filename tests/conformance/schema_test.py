# SPDX-License-Identifier: Apache-2.0
"""Every case file is what conformance/case.schema.json says, and names it for editors."""

import json
import os
import pathlib
import re
import sys
import unittest

SKIPPED = 77  # SKIP_RETURN_CODE of ctest
try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}; install python3-jsonschema and python3-yaml")
    sys.exit(SKIPPED)

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "conformance/case.schema.json"
COMMENT = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML as the runner reads it: a plain date is a text."""


Loader.yaml_implicit_resolvers = {
    first: [one for one in resolvers if not one[0].endswith(("timestamp", "merge"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

SOUND = """
area: A
source: s
cases:
  - name: n
    verified: 2026-01-31
    steps:
      - {call: Scan, with: {TableName: T}, contains: {Count: 0}}
      - {clock: {advance: P1D}}
"""


def case_files():
    for path in sorted((ROOT / "conformance").glob("**/*.yaml")):
        text = path.read_text(encoding="utf-8")
        if re.search(r"^(area|cases):", text, re.MULTILINE):
            yield path, text


class SchemaTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        jsonschema.Draft7Validator.check_schema(schema)
        cls.validator = jsonschema.Draft7Validator(schema)

    def faults(self, text):
        errors = self.validator.iter_errors(yaml.load(text, Loader))  # noqa: S506
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]

    def test_case_files(self):
        files = list(case_files())
        self.assertGreater(len(files), 50)
        for path, text in files:
            with self.subTest(file=str(path.relative_to(ROOT))):
                self.assertEqual(self.faults(text), [])

    def test_case_files_name_the_schema(self):
        for path, text in case_files():
            with self.subTest(file=str(path.relative_to(ROOT))):
                match = COMMENT.match(text)
                self.assertTrue(match, f"begins without: {COMMENT.pattern}")
                self.assertEqual(match[1], os.path.relpath(SCHEMA, path.parent))

    def test_what_the_runner_refuses(self):
        self.assertEqual(self.faults(SOUND), [])
        for old, new in [
            ("area: A", "arae: A"),
            ("verified: 2026-01-31", "verified: yesterday"),
            ("call: Scan", "cal: Scan"),
            ("contains: {Count: 0}", "contains: {Count: 0}, expect: {}"),
            ("contains: {Count: 0}", "message: m"),
            ("with: {TableName: T}", "with: T"),
            ("advance: P1D", "advance: 1 day"),
            ("name: n", "nam: n"),
        ]:
            with self.subTest(change=new):
                self.assertNotEqual(self.faults(SOUND.replace(old, new)), [])


if __name__ == "__main__":
    unittest.main()
