# SPDX-License-Identifier: Apache-2.0
"""The completions and the manual page that are made of the program's --help, in the shells that are
installed.

  completions_test.py PROGRAM
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = sys.argv.pop() if len(sys.argv) > 1 else shutil.which("pumice")
sys.path.insert(0, str(ROOT / "tools/packaging"))
import completions  # noqa: E402
import manual  # noqa: E402
from program_help import Program  # noqa: E402

BASH = """
source pumice.bash
COMP_WORDS=({words}) COMP_CWORD={index}
_pumice 2>/dev/null
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
ZSH = """
zmodload zsh/zpty
zpty -b shell zsh -f -i
said() {{
  local chunk text=
  repeat {tries}; do
    if zpty -r -t shell chunk; then text+=$chunk; else sleep 0.02; fi
    [[ $text == *$1* ]] && break
  done
  print -r -- "$text"
}}
zpty -w shell 'PS1= fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; print rea""dy'
said ready >/dev/null
zpty -w -n shell '{line}'$'\\t'
said '{expected}'
zpty -d shell
"""


def run(shell, script, folder):
    return subprocess.run(
        [shell, *(["-f"] if shell == "zsh" else []), "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    ).stdout


class CompletionsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = Program(PROGRAM)
        cls.folder = tempfile.mkdtemp(prefix="pumice-completions-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        completions.write(cls.program, pathlib.Path(cls.folder))
        (pathlib.Path(cls.folder) / "patterns.yaml").touch()
        (pathlib.Path(cls.folder) / "data").mkdir()

    def bash(self, *words):
        script = BASH.format(words=" ".join(f"'{word}'" for word in words), index=len(words) - 1)
        return run("bash", script, self.folder).split()

    def test_the_help_is_understood(self):
        commands = list(self.program.commands)
        self.assertEqual(sorted(commands), ["check", "deploy", "env", "healthcheck", "run"])
        options = {name: each for each in self.program.help.options() for name in each.names}
        self.assertEqual(options["--port-file"].value, "FILE")
        self.assertIn("and what a Query or Scan read", options["--explain"].text)
        self.assertEqual(options["--log-format"].choices(), ["text", "json"])
        self.assertEqual(options["--port"].choices(), [])
        deployed = self.program.commands["check"].options()
        self.assertIn(["--deployed"], [option.names for option in deployed])

    def test_bash(self):
        self.assertEqual(self.bash("pumice", "he"), ["healthcheck"])
        self.assertEqual(self.bash("pumice", "--port-"), ["--port-file"])
        self.assertEqual(self.bash("pumice", "--log-format", "j"), ["json"])
        self.assertEqual(self.bash("pumice", "--data-dir", ""), ["data"])
        self.assertEqual(self.bash("pumice", "--port", ""), [])
        self.assertEqual(self.bash("pumice", "check", "--ju"), ["--junit"])
        self.assertEqual(self.bash("pumice", "check", "pat"), ["patterns.yaml"])
        self.assertEqual(self.bash("pumice", "run", "--exit-"), ["--exit-with-parent"])
        self.assertEqual(self.bash("pumice", "run", "--", "cat", "pat"), ["patterns.yaml"])
        self.assertIn("cat", self.bash("pumice", "run", "--", "ca"))
        self.assertEqual(self.bash("pumice", "env", "--t"), ["--tls"])

    @unittest.skipUnless(shutil.which("fish"), "no fish")
    def test_fish(self):
        def words(line):
            script = f"source pumice.fish; complete -C '{line}'"
            return [each.split("\t")[0] for each in run("fish", script, self.folder).splitlines()]

        self.assertEqual(words("pumice he"), ["healthcheck"])
        self.assertEqual(words("pumice --log-format "), ["json", "text"])
        self.assertEqual(words("pumice --data-dir "), ["data/"])
        self.assertEqual(words("pumice check --ju"), ["--junit"])
        self.assertEqual(words("pumice check pat"), ["patterns.yaml"])
        self.assertEqual(words("pumice env --tl"), ["--tls"])

    @unittest.skipUnless(shutil.which("zsh"), "no zsh")
    def test_zsh(self):
        for line, expected in (
            ("pumice hea", "healthcheck"),
            ("pumice --log-format j", "json"),
            ("pumice check --ju", "--junit"),
            ("pumice check pat", "patterns.yaml"),
            ("pumice --data-d", "--data-dir"),
            ("pumice deploy --dry", "--dry-run"),
        ):
            with self.subTest(line=line):
                script = ZSH.format(line=line, expected=expected, tries=200)
                self.assertIn(expected, run("zsh", script, self.folder))

    def test_the_manual_names_every_option(self):
        page = manual.page(self.program, "2026-01-31")
        for option in self.program.help.options():
            self.assertIn(f"\\fB{option.names[-1]}".replace("-", "\\-"), page)
        for command in self.program.commands:
            self.assertIn(f".SH PUMICE {command.upper()}\n", page)
        if shutil.which("man"):
            done = subprocess.run(
                ["man", "--warnings", "-l", "-"],
                input=page,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
