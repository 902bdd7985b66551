# SPDX-License-Identifier: Apache-2.0
"""Runs the README's console blocks against a pumice of its own and compares what they print.

Times are not compared, nor how long something took.

They run in a folder that has examples/, and PATH has pumice.

A block's lines that begin with "$ " are commands (a line that ends with a backslash goes on), the
others what the command before them prints, on either stream. All blocks share one shell.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "clients"))
from emulator_process import EmulatorProcess  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
README = ROOT / "README.md"
END = "--- end of output ---"


def console_steps(text):
    """Yields (command, expected output) of every console block."""
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        steps = []
        in_command = False
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append([line[2:], []])
                in_command = line.endswith("\\")
            elif in_command:
                steps[-1][0] += "\n" + line
                in_command = line.endswith("\\")
            else:
                steps[-1][1].append(line)
        yield from ((command, "\n".join(output)) for command, output in steps)


def without_times(text):
    """What a command prints, with the log's times made equal."""
    text = re.sub(r"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\]", "[time]", text, flags=re.M)
    return re.sub(r"\b\d+ us$", "0 us", text, flags=re.M).strip("\n")


class ReadmeTest(unittest.TestCase):
    maxDiff = None

    def test_console_blocks(self):
        steps = list(console_steps(README.read_text()))
        self.assertGreater(len(steps), 5)
        with tempfile.TemporaryDirectory(prefix="pumice-readme-") as directory:
            os.symlink(ROOT / "examples", os.path.join(directory, "examples"))
            with open(os.path.join(directory, "pumice.log"), "wb") as log:
                with EmulatorProcess(os.environ["PUMICE_BINARY"], "", ["--verbose", "--explain"],
                                     log) as emulator:
                    outputs = self._run([command for command, _ in steps], emulator.endpoint,
                                        directory)
        for (command, expected), output in zip(steps, outputs, strict=True):
            with self.subTest(command=command):
                self.assertEqual(without_times(output), without_times(expected))

    def _run(self, commands, endpoint, directory):
        script = "".join(f"{command}\necho '{END}'\n" for command in commands)
        script = script.replace("http://127.0.0.1:8000", endpoint)
        program = os.path.dirname(os.environ["PUMICE_BINARY"])
        result = subprocess.run(
            ["bash", "-c", script],
            cwd=directory,
            env={**os.environ, "PATH": program + os.pathsep + os.environ["PATH"]},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=220,
            check=False,
        )
        return result.stdout.split(END + "\n")[:-1]


if __name__ == "__main__":
    unittest.main()
