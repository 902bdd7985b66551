# SPDX-License-Identifier: Apache-2.0
"""Every test keeps to the convention; the check finds what it is for in made-up files."""

import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools/checks"))
import sources  # noqa: E402
import tests  # noqa: E402

NAME = "tests/engine/item/number_test.cc"


def file(*cases):
    return tests.OPENING + "\n" + "".join(case + " {}\n\n" for case in cases) + tests.CLOSING


class TestsTest(unittest.TestCase):
    def findings(self, text):
        return list(tests.check_text(NAME, text))

    def test_the_tree_keeps_to_the_convention(self):
        self.assertEqual(list(tests.check(ROOT, sources.cpp(ROOT))), [])

    def test_sound_cases_pass(self):
        self.assertEqual(
            self.findings(
                file(
                    'TEST_CASE("Numbers order", "[number]")',
                    'TEST_CASE("list_append joins lists", "[number][property]")',
                    'TEST_CASE("application/json is taken", "[number][threads]")',
                    'TEST_CASE("A name in "\n          "two literals", "[number]")',
                )
            ),
            [],
        )

    def test_faults_are_found(self):
        for text, what in (
            ("TEST_CASE(\"Numbers order\", \"[number]\") {}\n", "anonymous namespace"),
            (file('TEST_CASE("numbers order", "[number]")'), '"numbers order" begins in lower'),
            (file('TEST_CASE("Numbers order")'), 'should be "[number]"'),
            (file('TEST_CASE("Numbers order", "[item]")'), 'should be "[number]"'),
            (file('TEST_CASE("Numbers order", "[item][property]")'), '"[number][property]"'),
            (file('TEST_CASE("Numbers order", "[number][size]")'), 'should be "[number]"'),
        ):
            findings = self.findings(text)
            self.assertEqual(len(findings), 1, findings)
            self.assertIn(what, findings[0])

    def test_fixed_text_passes(self):
        text = file('TEST_CASE("numbers order", "[item][property]")', 'TEST_CASE("a")')
        fixed = tests.fixed(NAME, text)
        self.assertEqual(self.findings(fixed), [])
        self.assertIn('TEST_CASE("Numbers order", "[number][property]")', fixed)


if __name__ == "__main__":
    unittest.main()
