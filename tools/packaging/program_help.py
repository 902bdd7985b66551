# SPDX-License-Identifier: Apache-2.0
"""What the program says of itself: `pumice --help` and each command's, taken apart.

The manual page and the completions are made of this, so that they say what the program does.
"""

import dataclasses
import os
import re
import subprocess

COMMANDS_TITLE = "Commands, each with a --help:"
# CLI11's remarks on which option needs which.
REMARKS = re.compile(r" (?:(?:Needs|Excludes):(?: --[\w-]+)+|REQUIRED)")
# Between an option and what is said of it.
GAP = re.compile(r"\s{2,}")


@dataclasses.dataclass
class Option:
    names: list  # ["-h", "--help"]; none: a positional argument
    value: str  # "FILE"; empty: it takes none
    text: str  # one line

    @property
    def long_names(self):
        return [name for name in self.names if name.startswith("--")]

    @property
    def brief(self):
        """Its text up to what stands apart."""
        return re.split(r"; | \(", self.text)[0]

    def choices(self):
        """The words that it takes, where its text begins with them: "text, or json: …"."""
        head = re.split(r"[;(]|: ", self.text)[0].strip()
        words = re.split(r",\s+(?:or\s+)?|\s+or\s+", head)
        # What has a colon is an example.
        words = [word for word in words if ":" not in word]
        is_list = len(words) > 1 and all(re.fullmatch(r"[a-z][a-z-]*", word) for word in words)
        return words if self.value and is_list else []


@dataclasses.dataclass
class Group:
    title: str
    options: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Help:
    summary: str  # one line
    usages: list  # "pumice check [OPTIONS] PATH..."
    groups: list
    rest: str  # examples and remarks, as they are printed
    commands: dict = dataclasses.field(default_factory=dict)  # name -> what it does

    def options(self):
        return [option for group in self.groups for option in group.options if option.names]


def _option(lines):
    """Of the lines that tell of one option, the first of which names it."""
    head, *more = [line.strip() for line in lines]
    declared, text = (GAP.split(head, maxsplit=1) + [""])[:2]
    declared = REMARKS.sub("", declared)
    names, value = [], declared
    if declared.startswith("-"):
        first, _, value = declared.partition(" ")
        names = first.split(",")
    return Option(names, value.replace(" ...", "..."), " ".join([text, *more]).strip())


def _is_group(lines, index):
    """Whether a line is the title of options, or of positional arguments."""
    if not re.match(r"\S.*:$", lines[index]) or index + 1 == len(lines):
        return False
    return lines[index] == "Positionals:" or lines[index + 1].startswith("  -")


def _groups(lines):
    """(the groups, the line behind the last)"""
    groups, end = [], 0
    for index in range(len(lines)):
        if not _is_group(lines, index):
            continue
        groups.append(Group(lines[index][:-1]))
        end = index + 1
        while end < len(lines) and lines[end].startswith("  "):
            rows = [lines[end]]
            end += 1
            while end < len(lines) and lines[end].startswith("   "):
                rows.append(lines[end])
                end += 1
            groups[-1].options.append(_option(rows))
    return groups, end


def _commands(text):
    """The commands that the program's own help lists."""
    _, _, listed = text.partition(COMMANDS_TITLE + "\n")
    commands = {}
    for line in listed.split("\n\n")[0].splitlines():
        called, what = GAP.split(line.strip(), maxsplit=1)
        commands[called.split()[1]] = what
    return commands


def parse(text):
    lines = text.rstrip().splitlines()
    first_usage = next(
        index for index, line in enumerate(lines) if line.lower().startswith("usage: ")
    )
    usages, end = [], first_usage
    while end < len(lines) and lines[end].strip():
        usages.append(re.sub(r"^usage: ", "", lines[end], flags=re.IGNORECASE).strip())
        end += 1
    groups, behind = _groups(lines[end:])
    rest = "\n".join(lines[end + behind :]).strip("\n")
    return Help(" ".join(lines[:first_usage]).strip(), usages, groups, rest, _commands(text))


class Program:
    """`runner` is what the program is run by: a list, empty or an emulator of its processor."""

    def __init__(self, path, runner=()):
        self._command = [*runner, str(path)]
        self.help = parse(self._output("--help"))
        self.commands = {
            name: parse(self._output(name, "--help")) for name in self.help.commands
        }
        self.version = self._output("--version").split()[1]
        self._complete_groups()

    def _output(self, *arguments):
        # Only what it says unasked, whatever PUMICE_… says here.
        environment = {"PATH": os.environ.get("PATH", "")}
        return subprocess.run(
            [*self._command, *arguments],
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
            env=environment,
        ).stdout

    def _complete_groups(self):
        """Commands whose usage names options of the program: [OPTIONS], or [--port N]."""
        own = self.help.options()
        for command in self.commands.values():
            if command.groups:
                continue
            usage = " ".join(command.usages)
            named = set(re.findall(r"--[a-z][\w-]*", usage))
            if "[OPTIONS]" in usage:
                options = own
            else:
                options = [each for each in own if named & set(each.names)]
            command.groups.append(Group("", options))
