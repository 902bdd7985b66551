# SPDX-License-Identifier: Apache-2.0
"""The convention of tests (CONTRIBUTING.md, "Tests") over tests/**/*_test.cc.

A file's cases stand in an anonymous namespace within pumice::test. A case's name begins with a
capital, or with an identifier as it is written (list_append, application/json). Its first tag is
the file's name without _test.cc; only tags of KINDS may follow.
"""

import pathlib
import re

KINDS = ("property", "threads")
SUFFIX = "_test.cc"
OPENING = "namespace pumice::test {\nnamespace {\n"
CLOSING = "}  // namespace\n}  // namespace pumice::test\n"
LITERAL = r'"(?:[^"\\]|\\.)*"'
CASE = re.compile(rf"\bTEST_CASE\(\s*({LITERAL}(?:\s*{LITERAL})*)(?:\s*,\s*({LITERAL}))?\s*\)")
IDENTIFIER = re.compile(r"[a-z]+[\w-]*[_/.\d]\w*")


def files(names):
    return [name for name in names if name.startswith("tests/") and name.endswith(SUFFIX)]


def is_sentence(name):
    """Whether a case's name begins as one should."""
    return not name[:1].islower() or IDENTIFIER.match(name) is not None


def tags(name, tag):
    """The tags that a case of file `name` should have, given those it has."""
    stem = pathlib.PurePath(name).name.removesuffix(SUFFIX)
    kinds = [kind for kind in re.findall(r"\[([^\]]*)\]", tag or "") if kind in KINDS]
    return "".join(f"[{each}]" for each in [stem, *kinds])


def check_text(name, text):
    """Yields "file:line: what is wrong" for one file."""
    if OPENING not in text or not text.endswith(CLOSING):
        yield f"{name}:1: cases stand in an anonymous namespace within pumice::test"
    for case in CASE.finditer(text):
        place = f"{name}:{text.count(chr(10), 0, case.start()) + 1}"
        title = "".join(part[1:-1] for part in re.findall(LITERAL, case[1]))
        if not is_sentence(title):
            yield f'{place}: "{title}" begins in lower case (tools/check --fix)'
        wanted = tags(name, case[2])
        if case[2] != f'"{wanted}"':
            yield f'{place}: the tags should be "{wanted}" (tools/check --fix)'


def fixed(name, text):
    """The text with its cases' names and tags as they should be."""

    def fix(case):
        title = case[1]
        if not is_sentence(title[1:]):
            title = title[0] + title[1].upper() + title[2:]
        return f'TEST_CASE({title}, "{tags(name, case[2])}")'

    return CASE.sub(fix, text)


def check(root, names):
    for name in files(names):
        yield from check_text(name, (root / name).read_text(encoding="utf-8"))


def fix_all(root, names):
    for name in files(names):
        path = root / name
        text = path.read_text(encoding="utf-8")
        new = fixed(name, text)
        if new != text:
            path.write_text(new, encoding="utf-8")
