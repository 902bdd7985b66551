# SPDX-License-Identifier: Apache-2.0
"""The packed program and the container image: made twice, the same bytes; and tried.

  archives_test.py PROGRAM
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PACKAGING = pathlib.Path(__file__).resolve().parents[3] / "tools/packaging"
PROGRAM = sys.argv.pop() if len(sys.argv) > 1 else shutil.which("pumice")


class ArchivesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="pumice-archives-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        (cls.folder / "stage/bin").mkdir(parents=True)
        subprocess.run(["strip", "-o", cls.folder / "stage/bin/pumice", PROGRAM], check=True)

    def run_script(self, name, output):
        done = subprocess.run(
            [sys.executable, "-B", PACKAGING / f"{name}.py", "--stage", self.folder / "stage",
             "--output", output],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=200, check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout.strip()

    def make(self, kind):
        """Twice; the folder of the first."""
        made = [pathlib.Path(self.run_script(kind, self.folder / kind / each)) for each in "12"]
        self.assertEqual(made[0].read_bytes(), made[1].read_bytes())
        return made[0].parent

    def test_the_program(self):
        self.run_script("try_program", self.make("program"))

    @unittest.skipUnless(os.geteuid() == 0, "chroot needs root")
    def test_the_image(self):
        self.run_script("try_image", self.make("image"))


if __name__ == "__main__":
    unittest.main()
