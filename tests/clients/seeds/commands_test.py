# SPDX-License-Identifier: Apache-2.0
"""Runs every shell command of the five documents, as commands.yaml lists them, and what came of it.

A document's commands share a shell's folder and a pumice. `aws` is told where to go, nothing else.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from emulator_process import EmulatorProcess  # noqa: E402
from expected import differences, part_of  # noqa: E402

_PUMICE = os.environ["PUMICE_BINARY"]
_SECONDS = 60
_RESULTS = ("prints", "prints_text", "contains", "fails", "not_run")


def documents():
    with open(HERE / "commands.yaml", encoding="utf-8") as file:
        return yaml.safe_load(file)


def parsed(text):
    """JSON, where it is that."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def shown(command):
    """The command in short, without its comment."""
    lines = [line for line in command.splitlines() if not line.startswith("#")]
    words = " ".join(" ".join(lines).replace("\\", " ").split())
    return words if len(words) <= 90 else words[:87] + "..."


class Shell:
    """One shell a command; folder and exported variables go on to the next."""

    def __init__(self, folder, endpoint):
        self._folder = folder
        self._environment = {
            **os.environ,
            "AWS_ENDPOINT_URL": endpoint,
            "PATH": f"{pathlib.Path(_PUMICE).parent}:{os.environ['PATH']}",
        }
        self._aws = (
            f'aws() {{ command "{os.environ["AWS_CLI"]}" --endpoint-url "{endpoint}" "$@"; }}\n'
        )

    def run(self, before, command):
        script = self._aws + command
        if before:
            script = f"{self._aws}set -e\n{{\n{before}\n}} >&2\nset +e\n{command}"
        return subprocess.run(
            ["bash", "-c", script],
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )


class CommandsTest(unittest.TestCase):
    maxDiff = None

    def run_document(self, number):
        document = documents()[number]
        with tempfile.TemporaryDirectory(prefix="pumice-commands-") as directory:
            folder = pathlib.Path(directory) / "work"
            self.prepare(document["folder"], folder)
            with EmulatorProcess(_PUMICE) as emulator:
                shell = Shell(folder, emulator.endpoint)
                for command in document["commands"]:
                    with self.subTest(section=command["section"], command=command["command"]):
                        self.take(shell, command)

    def prepare(self, name, folder):
        """A copy, so that commands may write; the CDK apps stay beside their packages."""
        if name != "cdk":
            shutil.copytree(HERE / name, folder)
            return
        folder.mkdir()
        for entry in pathlib.Path(os.environ["SEED_APPS"]).iterdir():
            (folder / entry.name).symlink_to(entry)

    def take(self, shell, command):
        results = [result for result in _RESULTS if result in command]
        self.assertEqual(len(results), 1, "a command has one result")
        told = shown(command["command"])
        if "not_run" in command:
            print(f"not run  {told}: {command['not_run']}")
            return
        done = shell.run(command.get("before", ""), command["command"])
        if "fails" in command:
            self.assertNotEqual(done.returncode, 0, done.stdout)
            self.assertIn(command["fails"], done.stderr)
            print(f"fails    {told}: {command['fails']}")
            return
        self.assertEqual(done.returncode, 0, done.stderr)
        if "prints_text" in command:
            self.assertIn(command["prints_text"], done.stdout)
        elif "contains" in command:
            self.assertEqual(part_of(command["contains"], json.loads(done.stdout)), [])
        else:
            self.assertEqual(differences(command["prints"], self.output(command, done)), [])
        print(f"runs     {told}")

    def output(self, command, done):
        return done.stdout if isinstance(command["prints"], str) else parsed(done.stdout)

    def test_i2speedex(self):
        self.run_document(0)

    def test_inavor_shuttle(self):
        self.run_document(1)

    def test_sales_intelligence(self):
        self.run_document(2)

    def test_makeriess(self):
        self.run_document(3)

    def test_products_and_sessions(self):
        self.run_document(4)


if __name__ == "__main__":
    unittest.main()
