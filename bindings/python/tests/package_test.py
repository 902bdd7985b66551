# SPDX-License-Identifier: Apache-2.0
"""The wheel: what is in it, that it is the same twice, and what its installation brings."""

import base64
import csv
import hashlib
import importlib.metadata
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

import pumice

# The checkout; the tests run as copies.
ROOT = pathlib.Path(os.environ.get("PUMICE_TEST_ROOT", "."))


@unittest.skipUnless("PUMICE_TEST_WHEEL" in os.environ, "run by tests/run, which builds a wheel")
class WheelTest(unittest.TestCase):
    def setUp(self):
        self.wheel = pathlib.Path(os.environ["PUMICE_TEST_WHEEL"])
        self.stage = pathlib.Path(os.environ["PUMICE_TEST_STAGE"])

    def read(self):
        with zipfile.ZipFile(self.wheel) as wheel:
            return {info.filename: (info, wheel.read(info)) for info in wheel.infolist()}

    def test_what_is_in_it(self):
        files = self.read()
        info = "pumice-0.1.0.dist-info"
        modules = [path.name for path in (ROOT / "bindings/python/pumice").glob("*.py")]
        libraries = [
            path.name
            for path in (self.stage / "lib").glob("*.so.*")
            if not path.name.startswith("libpumice")
        ]
        notices = [path.name for path in self.stage.glob("NOTICE*")]
        expected = [
            *[f"pumice/{name}" for name in (*modules, "py.typed", "_bin/pumice")],
            *[f"pumice/_lib/{name}" for name in ("libpumice.so", *libraries)],
            *[
                f"{info}/{name}"
                for name in (
                    "LICENSE",
                    "METADATA",
                    "RECORD",
                    "WHEEL",
                    "entry_points.txt",
                    *notices,
                )
            ],
        ]
        self.assertEqual(sorted(files), sorted(expected))
        executable = [name for name, (each, _) in files.items() if each.external_attr >> 16 & 0o111]
        self.assertEqual(executable, ["pumice/_bin/pumice"])

    def test_its_record_is_true(self):
        files = self.read()
        (name,) = [name for name in files if name.endswith("/RECORD")]
        told = {row[0]: row[1:] for row in csv.reader(io.StringIO(files[name][1].decode()))}
        wanted = {name: ["", ""]}
        for each, (_, content) in files.items():
            if each != name:
                digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
                wanted[each] = ["sha256=" + digest.rstrip(b"=").decode(), str(len(content))]
        self.assertEqual(told, wanted)

    def test_two_are_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            stage = pathlib.Path(folder, "stage")
            shutil.copytree(self.stage, stage)  # of another time and place
            machine = "arm64" if "aarch64" in self.wheel.name else "amd64"
            subprocess.run(
                [
                    sys.executable,
                    ROOT / "tools/packaging/wheel.py",
                    f"--stage={machine}={stage}",
                    f"--out={folder}",
                ],
                check=True,
                capture_output=True,
            )
            again = pathlib.Path(folder, self.wheel.name)
            self.assertEqual(again.read_bytes(), self.wheel.read_bytes())

    def test_the_command_is_the_program(self):
        command = shutil.which("pumice")
        said = subprocess.run(
            [command, "--version"], capture_output=True, text=True, check=True
        ).stdout
        self.assertEqual(said.split()[:2], ["pumice", pumice.__version__])
        process = subprocess.Popen(
            [command, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        with process:
            process.stdout.readline()  # it is ready
            program = os.readlink(f"/proc/{process.pid}/exe")
            process.terminate()
        self.assertEqual(pathlib.Path(program).parts[-3:], ("pumice", "_bin", "pumice"))
        self.assertEqual(process.returncode, 0)

    def test_what_the_installation_tells(self):
        found = importlib.metadata.distribution("pumice")
        self.assertEqual((found.version, found.metadata["License"]), ("0.1.0", "Apache-2.0"))
        self.assertEqual(
            {(each.group, each.name, each.value) for each in found.entry_points},
            {
                ("console_scripts", "pumice", "pumice.__main__:main"),
                ("pytest11", "pumice", "pumice.pytest_plugin"),
            },
        )
        self.assertNotIn(str(ROOT), pumice.__file__)

    def test_the_import_needs_nothing_of_boto3(self):
        program = "import sys, pumice; print([m for m in sys.modules if m.startswith('boto')])"
        said = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        ).stdout
        self.assertEqual(said, "[]\n")


if __name__ == "__main__":
    unittest.main()
