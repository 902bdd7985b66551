# SPDX-License-Identifier: Apache-2.0
"""The documents' links lead somewhere, and their generated parts are up to date."""

import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("", "docs", "conformance", "tests", "tools", "examples")


def documents():
    for folder in FOLDERS:
        pattern = "**/*.md" if folder else "*.md"
        for path in sorted((ROOT / folder).glob(pattern)):
            if "node_modules" not in path.parts:
                yield path


def without_code(text):
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(path):
    """The fragments of a page's headings, as hosts of repositories make them."""
    headings = re.findall(r"^#+ (.*)", without_code(path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class DocumentsTest(unittest.TestCase):
    def test_links_lead_somewhere(self):
        pages = list(documents())
        self.assertGreater(len(pages), 10)
        for page in pages:
            text = without_code(page.read_text(encoding="utf-8"))
            for target in re.findall(r"\]\(([^)\s]+)\)", text):
                if re.match(r"\w+:", target):
                    continue
                with self.subTest(page=str(page.relative_to(ROOT)), target=target):
                    name, _, fragment = target.partition("#")
                    linked = (page.parent / name).resolve() if name else page
                    self.assertTrue(linked.exists(), "leads nowhere")
                    if fragment:
                        self.assertIn(fragment, anchors(linked))

    def test_generated_parts_are_up_to_date(self):
        done = subprocess.run(
            [sys.executable, "-B", str(ROOT / "tools/docs/differences.py"), "--check"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
