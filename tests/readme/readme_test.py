# SPDX-License-Identifier: Apache-2.0
"""Runs the README's console blocks against a pumice of its own and compares what they print.

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

README = pathlib.Path(__file__).parent.parent.parent / "README.md"
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


class ReadmeTest(unittest.TestCase):
    maxDiff = None

    def test_console_blocks(self):
        steps = list(console_steps(README.read_text()))
        self.assertGreater(len(steps), 5)
        with EmulatorProcess(os.environ["PUMICE_BINARY"], "") as emulator:
            outputs = self._run([command for command, _ in steps], emulator.endpoint)
        for (command, expected), output in zip(steps, outputs, strict=True):
            with self.subTest(command=command):
                self.assertEqual(output.strip("\n"), expected.strip("\n"))

    def _run(self, commands, endpoint):
        script = "".join(f"{command}\necho '{END}'\n" for command in commands)
        script = script.replace("http://127.0.0.1:8000", endpoint)
        with tempfile.TemporaryDirectory(prefix="pumice-readme-") as directory:
            result = subprocess.run(
                ["bash", "-c", script],
                cwd=directory,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=120,
                check=False,
            )
        return result.stdout.split(END + "\n")[:-1]


if __name__ == "__main__":
    unittest.main()
