# SPDX-License-Identifier: Apache-2.0
"""The include graph is that of ARCHITECTURE.md; the check finds what it is for in made-up trees."""

import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools/checks"))
import layering  # noqa: E402
import sources  # noqa: E402

ARCHITECTURE = """
## Folders

| folder | what it does |
|---|---|
| `roof/` | the top |
| `middle/door` | one file above its folder |
| `middle/`, `middle/tables/` | two folders, one layer |
| `ground/`, `include/house/ground` | the bottom |

Beside them:

| folder | what it does |
|---|---|
| `tests/` | tests |
| `tools/` | tools |

## Next

| `nowhere/` | another section's table |
"""

SOUND = {
    "roof/main.cc": '#include <vector>\n#include "middle/door.h"\n#include "ground/stone.h"\n',
    "middle/door.h": '#include "middle/room.h"\n',
    "middle/room.h": '#include "middle/tables/row.h"\n#include "house/ground.h"\n',
    "middle/tables/row.h": '#include "ground/stone.h"\n',
    "ground/stone.h": "",
    "include/house/ground.h": '#include "ground/stone.h"\n',
    "tests/roof/main_test.cc": '#include "roof/main.h"\n#include "tests/support/help.h"\n',
    "tests/support/help.h": '#include "ground/stone.h"\n',
}


class LayeringTest(unittest.TestCase):
    maxDiff = None

    def findings(self, changes, architecture=ARCHITECTURE):
        """What the check says of the sound tree with files changed, added, or (None) removed."""
        tree = {path: text for path, text in (SOUND | changes).items() if text is not None}
        with tempfile.TemporaryDirectory(prefix="pumice-layers-") as directory:
            root = pathlib.Path(directory)
            (root / "ARCHITECTURE.md").write_text(architecture)
            for path, text in tree.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
            return list(layering.check(root, tree))

    def test_the_sources_keep_to_the_table(self):
        self.assertEqual(list(layering.check(ROOT, sources.cpp(ROOT))), [])

    def test_a_sound_tree_has_no_findings(self):
        self.assertEqual(self.findings({}), [])

    def test_a_folder_that_includes_upward(self):
        self.assertEqual(
            self.findings({"ground/stone.h": '\n#include "middle/room.h"\n'})[0],
            "ground/stone.h:2: ground/ includes upward: middle/room.h is middle/'s",
        )

    def test_a_file_above_its_folder(self):
        self.assertEqual(
            self.findings({"middle/tables/row.h": '#include "middle/door.h"\n'})[0],
            "middle/tables/row.h:1: middle/tables/ includes upward: middle/door.h is middle/door's",
        )

    def test_a_public_header_has_a_layer(self):
        self.assertEqual(
            self.findings({"include/house/ground.h": '#include <middle/room.h>\n'})[0],
            "include/house/ground.h:1: include/house/ground includes upward: "
            "middle/room.h is middle/'s",
        )

    def test_a_layer_includes_nothing_from_beside(self):
        self.assertEqual(
            self.findings({"roof/main.cc": '#include "tests/support/help.h"\n'})[0],
            "roof/main.cc:1: includes tests/support/help.h, which stands beside the layers",
        )

    def test_folders_in_a_circle(self):
        findings = self.findings(
            {
                "tools/one/a.h": '#include "tools/two/b.h"\n',
                "tools/two/b.h": '#include "tools/three/c.h"\n',
                "tools/three/c.h": '#include "tools/one/a.h"\n',
            }
        )
        self.assertEqual(
            findings,
            [
                "tools/one/a.h:1: folders include each other: tools/one/a.h:1 includes tools/two/, "
                "tools/two/b.h:1 includes tools/three/, tools/three/c.h:1 includes tools/one/"
            ],
        )

    def test_a_folder_that_no_row_names(self):
        self.assertEqual(
            self.findings({"middle/attic/box.h": ""}),
            ["middle/attic/box.h:1: ARCHITECTURE.md's tables name no folder for this file"],
        )

    def test_a_row_that_names_nothing(self):
        self.assertEqual(
            self.findings({"middle/door.h": None}),
            ["ARCHITECTURE.md: the table of layers names middle/door, which has no file"],
        )

    def test_a_document_without_its_tables(self):
        self.assertEqual(len(self.findings({}, "# Architecture\n")), 1)
        one_table = "## Folders\n\n| one | |\n|---|---|\n| `a/` | |\n"
        self.assertEqual(len(self.findings({}, one_table)), 1)

    def test_third_party_headers(self):
        engine = ARCHITECTURE.replace("`ground/`,", "`ground/`, `engine/`,")
        self.assertEqual(
            self.findings({"engine/a.h": "#include <rapidjson/document.h>\n"}, engine),
            ["engine/a.h:1: engine/ must not know <rapidjson/document.h>"],
        )


if __name__ == "__main__":
    unittest.main()
