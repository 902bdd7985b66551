# SPDX-License-Identifier: Apache-2.0
"""dist/: what runs of tools/package leave there, one after the other, on one commit and several."""

import hashlib
import pathlib
import subprocess
import sys
import tempfile
import unittest

DIST = pathlib.Path(__file__).resolve().parents[3] / "tools/packaging/dist.py"
AMD64 = "pumice_0.1.0_amd64.deb"
ARM64 = "pumice_0.1.0_arm64.deb"


class DistTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pumice-dist-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.dist = self.root / "dist"
        self.git("init", "-q")
        (self.root / ".gitignore").write_text("/dist/\n", encoding="ascii")
        self.git("add", ".gitignore")
        self.commit()

    def git(self, *arguments):
        identity = ["-c", "user.name=x", "-c", "user.email=x@invalid"]
        return subprocess.run(
            ["git", *identity, *arguments],
            cwd=self.root, check=True, capture_output=True, text=True,
        ).stdout.strip()

    def commit(self):
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "HEAD")

    def step(self, name, status=0):
        done = subprocess.run(
            [sys.executable, "-B", DIST, name, self.dist],
            cwd=self.root, check=False, capture_output=True, text=True,
        )
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stderr

    def run_once(self, *names):
        """What it says at its begin."""
        said = self.step("begin")
        for name in names:
            (self.dist / name).write_text(name, encoding="ascii")
        self.step("end")
        return said

    def sums(self):
        text = (self.dist / "SHA256SUMS").read_text(encoding="ascii")
        subprocess.run(
            ["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=self.dist, check=True
        )
        return [line.split("  ")[1] for line in text.splitlines()]

    def test_runs_for_two_architectures_are_both_listed(self):
        self.run_once(AMD64, "pumice-0.1.0.tgz")
        self.assertEqual(self.run_once(ARM64, "pumice-0.1.0.tgz"), "")
        self.assertEqual(self.sums(), ["pumice-0.1.0.tgz", AMD64, ARM64])
        digest = hashlib.sha256(AMD64.encode()).hexdigest()
        self.assertIn(
            f"{digest}  {AMD64}\n", (self.dist / "SHA256SUMS").read_text(encoding="ascii")
        )

    def test_those_of_another_commit_are_removed_and_named(self):
        self.run_once(AMD64, "libpumice0_0.1.0_amd64.deb")
        first = self.git("rev-parse", "HEAD")
        (self.dist / "notes.txt").write_text("mine", encoding="ascii")
        second = self.commit()
        self.assertEqual(
            self.run_once(ARM64).splitlines(),
            [
                f"removed dist/libpumice0_0.1.0_amd64.deb: it is of {first}",
                f"removed dist/{AMD64}: it is of {first}",
            ],
        )
        self.assertEqual(self.sums(), [ARM64])
        self.assertEqual((self.dist / "COMMIT").read_text(encoding="ascii"), second + "\n")
        self.assertTrue((self.dist / "notes.txt").exists())

    def test_those_of_nobody_knows_which_commit_are_removed(self):
        self.dist.mkdir()
        (self.dist / AMD64).write_text("old", encoding="ascii")
        self.assertEqual(self.step("begin"), f"removed dist/{AMD64}: it is of an unknown commit\n")

    def test_those_of_uncommitted_changes_are_removed_by_the_next_run(self):
        (self.root / "more").write_text("x", encoding="ascii")
        self.run_once(AMD64)
        self.assertIn(f"removed dist/{AMD64}", self.run_once(ARM64))
        self.assertEqual(self.sums(), [ARM64])

    def test_a_commit_meanwhile_leaves_no_list(self):
        self.run_once(AMD64)
        self.step("begin")
        self.commit()
        self.assertIn("run it again", self.step("end", status=1))
        self.assertFalse((self.dist / "SHA256SUMS").exists())


if __name__ == "__main__":
    unittest.main()
