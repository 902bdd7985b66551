# SPDX-License-Identifier: Apache-2.0
"""Writes the manual page pumice(1), made of the program's --help and its commands'."""

import argparse
import datetime
import os
import pathlib
import re

from program_help import Program

SERVICE = """\
The Debian package has the unit pumice.service, neither enabled nor started when it is installed.
It keeps its data in /var/lib/pumice and listens at http://127.0.0.1:8000; options go as variables
into /etc/default/pumice: PUMICE_PORT=9000.

  systemctl enable --now pumice"""


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", r"\\&", text, flags=re.MULTILINE)


def option_text(option):
    """.TP, the option and what is said of it."""
    names = ", ".join(f"\\fB{escaped(name)}\\fR" for name in option.names)
    value = f"\\fI{escaped(option.value)}\\fR" if option.value else ""
    return f".TP\n{' '.join(filter(None, [names, value]))}\n{escaped(option.text)}\n"


def groups_text(groups):
    text = ""
    for group in groups:
        if group.title not in ("", "Options", "Positionals"):
            text += f".SS {escaped(group.title)}\n"
        text += "".join(map(option_text, group.options))
    return text


def blocks(text):
    """(is it literal, its lines) of each part of a help text: what is indented is literal."""
    literal, lines = None, []
    for line in text.splitlines():
        if not line.strip():
            # An empty line goes on with what is literal, and ends a paragraph.
            if literal:
                lines.append(line)
            elif lines:
                yield literal, lines
                literal, lines = None, []
            continue
        if lines and line.startswith("  ") != literal:
            yield literal, lines
            lines = []
        literal = line.startswith("  ")
        lines.append(line)
    if lines:
        yield literal, lines


def prose(text):
    parts = []
    for literal, lines in blocks(text):
        body = escaped("\n".join(lines).strip("\n"))
        parts.append(f".PP\n.nf\n{body}\n.fi\n" if literal else f".PP\n{body}\n")
    return "".join(parts)


def usages_text(usages):
    return "\n.br\n".join(escaped(usage) for usage in usages) + "\n"


def page(program, date):
    summary = program.help.summary.partition(": ")[2].rstrip(".")
    commands = program.commands
    usages = [*program.help.usages, *(u for each in commands.values() for u in each.usages)]
    text = f'.TH PUMICE 1 "{date}" "pumice {program.version}" "User Commands"\n'
    text += f".SH NAME\npumice \\- {escaped(summary)}\n"
    text += f".SH SYNOPSIS\n{usages_text(usages)}"
    text += f".SH OPTIONS\n{groups_text(program.help.groups)}"
    text += f".SH DESCRIPTION\n{prose(program.help.rest)}"
    for name, command in commands.items():
        text += f".SH PUMICE {name.upper()}\n{usages_text(command.usages)}"
        text += f".PP\n{escaped(command.summary)}\n"
        if command.groups[0].title:  # of its own
            text += groups_text(command.groups)
        text += prose(command.rest)
    text += f".SH SERVICE\n{prose(SERVICE)}"
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    arguments = parser.parse_args()
    now = datetime.datetime.now(datetime.timezone.utc).timestamp()
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", now))
    date = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).date()
    text = page(Program(arguments.program), date.isoformat())
    arguments.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
