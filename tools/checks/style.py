# SPDX-License-Identifier: Apache-2.0
"""SPDX lines, the length of lines, and clang-format."""

import concurrent.futures
import os
import re
import subprocess
import textwrap

import sources

IDENTIFIER = "SPDX-License-Identifier: Apache-2.0"
COLUMNS = 100
CLANG_FORMAT = "clang-format-14"
# A script's own usage text stands first.
SPDX_WITHIN = 40
LONG_WORD = re.compile(r"https?://\S{40,}")
RAW_STRING = re.compile(r'R"(\w*)\(.*?\)\1"', re.DOTALL)


def comment(path):
    return "//" if path.endswith((".cc", ".h", ".cjs", ".mjs")) else "#"


def has_spdx(text):
    return IDENTIFIER in "\n".join(text.splitlines()[:SPDX_WITHIN])


def check_spdx(root):
    for name in sources.code(root):
        if not has_spdx(sources.text(root / name)):
            yield f"{name}:1: no line \"{comment(name)} {IDENTIFIER}\" (tools/check --fix adds it)"


def with_spdx(name, text):
    """The text with the line first or, in a script, behind the comment that is its usage text."""
    line = f"{comment(name)} {IDENTIFIER}\n"
    if name.endswith((".cc", ".h", ".cjs", ".mjs")) and not text.startswith("#!"):
        return f"{line}\n{text}"
    lines = text.splitlines(keepends=True)
    index = 0
    if text.startswith("#!"):
        prefix = comment(name)
        index = 1
        while index < len(lines) and lines[index].startswith(prefix):
            index += 1
    return "".join([*lines[:index], line, *lines[index:]])


def add_spdx(root):
    """Adds the missing lines; the names of the files changed."""
    changed = []
    for name in sources.code(root):
        path = root / name
        text = path.read_text(encoding="utf-8")
        if has_spdx(text):
            continue
        path.write_text(with_spdx(name, text), encoding="utf-8")
        changed.append(name)
    sources.text.cache_clear()
    return changed


def raw_lines(text):
    """The lines of C++ that a raw string has a part in: what it says cannot be broken."""
    lines = set()
    for match in RAW_STRING.finditer(text):
        first = text.count("\n", 0, match.start()) + 1
        lines.update(range(first, first + match.group().count("\n") + 1))
    return lines


def check_lines(root):
    for name in [*sources.code(root), *sources.cases(root)]:
        if sources.is_generated(root / name):
            continue
        text = sources.text(root / name)
        raw = raw_lines(text) if name.endswith((".cc", ".h")) else ()
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > COLUMNS and number not in raw and not LONG_WORD.search(line):
                yield f"{name}:{number}: {len(line)} columns, more than {COLUMNS}"


def wrap_comments(root):
    """Breaks the long comments of CMake and JavaScript, which clang-format does not see."""
    for name in sources.code(root):
        mark = "//" if name.endswith(".mjs") else "#"
        if not name.endswith((".mjs", ".cmake", "CMakeLists.txt")):
            continue
        lines = []
        for line in sources.text(root / name).splitlines():
            indent = line[: len(line) - len(line.lstrip())] + mark + " "
            if len(line) > COLUMNS and line.startswith(indent):
                line = textwrap.fill(
                    line[len(indent) :],
                    COLUMNS,
                    initial_indent=indent,
                    subsequent_indent=indent,
                    break_long_words=False,
                    break_on_hyphens=False,
                )
            lines.append(line)
        text = "\n".join(lines) + "\n"
        if text != sources.text(root / name):
            (root / name).write_text(text, encoding="utf-8")
    sources.text.cache_clear()


def _formatted(root, names, *options):
    return subprocess.run(
        [CLANG_FORMAT, "--style=file", *options, *names],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


def _in_parallel(root, *options):
    names = [name for name in sources.cpp(root) if not sources.is_generated(root / name)]
    chunks = [names[start : start + 16] for start in range(0, len(names), 16)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(lambda chunk: _formatted(root, chunk, *options), chunks)


def check_format(root):
    """The first place of each file, and how many more there are."""
    pattern = re.compile(r"^(.+?):(\d+):\d+: (?:warning|error): code should be clang-formatted")
    for done in _in_parallel(root, "--dry-run"):
        places = {}
        for line in done.stderr.splitlines():
            match = pattern.match(line)
            if match:
                places.setdefault(match[1], []).append(match[2])
        if done.returncode and not places:
            yield f"{CLANG_FORMAT}: {done.stderr.strip()}"
        for name, numbers in places.items():
            more = f", and {len(numbers) - 1} places more" if len(numbers) > 1 else ""
            yield f"{name}:{numbers[0]}: not as {CLANG_FORMAT} writes it{more} (tools/check --fix)"


def format_all(root):
    for done in _in_parallel(root, "-i"):
        if done.returncode:
            raise SystemExit(done.stderr)
