#!/usr/bin/env python3
"""Wraps the long lines of case files in block style, and proves that each still says the same.

  tools/checks/wrap_cases.py             every case file
  tools/checks/wrap_cases.py FILE ...    these

A flow map or list that is too long becomes a block, a long text a folded one (">-"), a long comment
several. A file is written only if the document parsed before and after is the same, with its
anchors and the styles that decide a scalar's type.
"""
# SPDX-License-Identifier: Apache-2.0

import pathlib
import re
import sys
import textwrap

import yaml

import sources

COLUMNS = 100
KEY = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|<\w+>|[^\s"'\[\]{},#&*!|>%@`-][^:#\[\]{},"]*?)"""
ENTRY = re.compile(
    rf"^(?P<lead> *(?:- +)*)(?:(?P<key>{KEY}):(?: +|$))?(?P<anchor>&\w+ +)?(?P<value>.*)$"
)
# What stays a text when it is written without quotes in a folded block.
FOLDABLE = re.compile(r"^\S+(?: \S+)+$")


class NotWrapped(Exception):
    """The line is of a form that this does not know."""


def events(text):
    """What a document says: events, anchors, and whether a scalar is a number (plain, then)."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    names = {}
    for event in yaml.parse(text, loader):
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            anchor = names.setdefault(anchor, anchor)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style is None or event.style == ""
            number = plain and re.fullmatch(
                r"null|Null|NULL|~||true|True|TRUE|false|False|FALSE|[-+]?[\d.].*", event.value
            )
            yield "scalar", anchor, event.value, bool(number)
        else:
            yield type(event).__name__, anchor


def split(flow):
    """The entries of a flow map or list, which begins and ends with its brackets."""
    parts, depth, start, quote, index = [], 0, 1, "", 0
    while index < len(flow):
        char = flow[index]
        if quote:
            if char == "\\" and quote == '"':
                index += 1
            elif char == quote:
                quote = ""
        elif char in "\"'" and (flow[index - 1] in " [{,:" or index == 1):
            quote = char
        elif char in "[{":
            depth += 1
        elif char in "]}":
            depth -= 1
            if depth == 0 and index != len(flow) - 1:
                raise NotWrapped(flow)
        elif char == "," and depth == 1:
            parts.append(flow[start:index].strip())
            start = index + 1
        index += 1
    if depth or quote:
        raise NotWrapped(flow)
    parts.append(flow[start:-1].strip())
    return [part for part in parts if part]


def block(lead, key, anchor, value):
    """The lines of one entry. `lead`: its indentation, with dashes."""
    head = lead + (f"{key}:" if key else "")
    line = head + (" " if key and (anchor or value) else "") + anchor + value
    if len(line.rstrip()) <= COLUMNS:
        return [line.rstrip()]
    is_map = value[:1] == "{" and value[-1:] == "}"
    is_list = value[:1] == "[" and value[-1:] == "]"
    inner = " " * len(lead) + ("  " if key else "")
    if is_map or is_list:
        parts = split(value)
        if not parts:
            raise NotWrapped(line)
        opened = (head + (" " if key and anchor else "") + anchor).rstrip()
        lines = []
        if key:
            lines.append(opened)
        elif anchor:
            if not lead.strip():
                raise NotWrapped(line)
            lines.append(opened)
            inner = " " * len(lead)
        for number, part in enumerate(parts):
            first = not lines and number == 0
            start = lead if first else inner
            if is_map:
                match = re.match(rf"^(?P<key>{KEY}):(?: +(?P<anchor>&\w+ +)?(?P<value>.*))?$", part)
                if not match:
                    raise NotWrapped(part)
                lines += block(start, match["key"], match["anchor"] or "", match["value"] or "")
            else:
                match = re.match(r"^(?P<anchor>&\w+ +)?(?P<value>.*)$", part)
                lines += block(start + "- ", "", match["anchor"] or "", match["value"])
        return lines
    return folded(head, lead, key, anchor, value, line)


def folded(head, lead, key, anchor, value, line):
    """A text as a folded block."""
    text = value
    if value[:1] == value[-1:] == '"':
        # The one escape that a folded text does not need.
        text = value[1:-1].replace('\\"', '"')
        if "\\" in text:
            raise NotWrapped(line)
    elif value[:1] == value[-1:] == "'":
        text = value[1:-1].replace("''", "'")
    elif value[:1] in "\"'&*!|>{[" or " #" in value or ": " in value:
        raise NotWrapped(line)
    if not FOLDABLE.match(text) or (not key and not lead.strip()):
        raise NotWrapped(line)
    inner = " " * (len(lead) + (2 if key else 0))
    wrapped = textwrap.wrap(
        text, COLUMNS - len(inner), break_long_words=False, break_on_hyphens=False
    )
    return [f"{head}{' ' if key else ''}{anchor}>-", *(inner + one for one in wrapped)]


def wrap_line(line):
    if line.lstrip().startswith("# yaml-language-server:"):
        raise NotWrapped(line)
    if line.lstrip().startswith("#"):
        indent = line[: len(line) - len(line.lstrip())] + "# "
        text = line.lstrip()[1:].strip()
        return textwrap.wrap(
            text,
            COLUMNS,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    match = ENTRY.match(line)
    if not match or not match["value"]:
        raise NotWrapped(line)
    return block(match["lead"], match["key"] or "", match["anchor"] or "", match["value"].rstrip())


def wrap_words(line):
    """For a line inside a folded text or a flow collection: what is too much stands below it."""
    indent = line[: len(line) - len(line.lstrip())]
    wrapped = textwrap.wrap(
        line.strip(),
        COLUMNS,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    if len(wrapped) < 2:
        raise NotWrapped(line)
    return wrapped


def wrap(text):
    """The text with what can be wrapped. A line is wrapped only if the document stays the same."""
    before = list(events(text))
    # Once more: what was taken out of a line may itself be too long.
    for way in (wrap_line, wrap_words, wrap_line):
        text = wrap_by(way, text, before)
    if list(events(text)) != before:
        raise ValueError("the wrapped document differs")
    return text


def wrap_by(way, text, before):
    lines = text.split("\n")
    attempts = {}
    for number, line in enumerate(lines):
        if len(line) > COLUMNS:
            try:
                attempts[number] = way(line)
            except NotWrapped:
                continue

    def joined(chosen):
        out = []
        for number, line in enumerate(lines):
            out += chosen.get(number, [line])
        return "\n".join(out)

    def same(chosen):
        try:
            return list(events(joined(chosen))) == before
        except yaml.YAMLError:
            return False

    def keeping(numbers):
        """The attempts among these that keep the document."""
        chosen = {number: attempts[number] for number in numbers}
        if not numbers or same(chosen):
            return chosen
        if len(numbers) == 1:
            return {}
        half = len(numbers) // 2
        return {**keeping(numbers[:half]), **keeping(numbers[half:])}

    chosen = keeping(sorted(attempts))
    # Each half keeps it; so do both, but for what one part of a line means to another.
    return joined(chosen) if same(chosen) else text


def wrap_file(path):
    before = path.read_text(encoding="utf-8")
    after = wrap(before)
    if after != before:
        path.write_text(after, encoding="utf-8")


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    paths = [pathlib.Path(name) for name in sys.argv[1:]]
    for path in paths or [root / name for name in sources.cases(root)]:
        wrap_file(path)


if __name__ == "__main__":
    main()
