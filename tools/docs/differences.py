#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the generated parts of docs/differences.md: the number of implemented operations, and the
table of pending conformance cases.

  tools/docs/differences.py            rewrites the page
  tools/docs/differences.py --check    exit status 1 if the page is not what would be written
"""

import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/differences.md"
REGISTRY = ROOT / "protocol/operations/registry.cc"
# Its pending steps only test the runner.
EXCLUDED = {"smoke.yaml"}


def implemented():
    """The names of all operations that have a handler."""
    return re.findall(r'^ +\{"(\w+)", \w+\},$', REGISTRY.read_text(encoding="utf-8"), re.MULTILINE)


def pending(path):
    """Yields (case, why) for each pending case or step of a file."""
    case = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        named = re.match(r"  - name: (.*)", line)
        if named:
            case = named[1].strip("\"'")
        marked = re.match(r" {4,}(?:- )?(?:&\w+ )?pending: (.*)", line)
        if marked:
            yield case, marked[1].strip("\"'")


def pending_table():
    rows = ["| file | case | steps | waits for |", "|---|---|--:|---|"]
    for path in sorted((ROOT / "conformance").rglob("*.yaml")):
        if path.name in EXCLUDED:
            continue
        steps = {}
        for found in pending(path):
            steps[found] = steps.get(found, 0) + 1
        name = path.relative_to(ROOT / "conformance")
        rows += [f"| `{name}` | {case} | {count} | {why} |" for (case, why), count in steps.items()]
    return "\n".join(rows)


def generate(page):
    """The page with its generated parts as they are now."""
    parts = {
        "operations": f"{len(implemented())} operations are implemented.",
        "pending": pending_table(),
    }
    for name, text in parts.items():
        marked = re.compile(f"(<!-- generated: {name} -->\n).*?(\n<!-- end -->)", re.DOTALL)
        if not marked.search(page):
            sys.exit(f"{PAGE}: no part '<!-- generated: {name} -->'")
        page = marked.sub(lambda match, text=text: match[1] + text + match[2], page)
    return page


def unmentioned(page):
    """Implemented operations that the page does not list."""
    return [name for name in implemented() if not re.search(rf"\b{name}\b", page)]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args()
    before = PAGE.read_text(encoding="utf-8")
    after = generate(before)
    missing = unmentioned(after)
    if missing:
        sys.exit(f"{PAGE}: does not list {', '.join(missing)}; add them to the table of operations")
    if not options.check:
        PAGE.write_text(after, encoding="utf-8")
    elif before != after:
        sys.exit(f"{PAGE}: not up to date; run tools/docs/differences.py")


if __name__ == "__main__":
    main()
