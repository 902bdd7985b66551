# SPDX-License-Identifier: Apache-2.0
"""What tools/check runs."""

import argparse
import pathlib
import sys
import time

import layering
import shapes
import sources
import style
import tests
import tidy
import wrap_cases

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHOWN = 40

DESCRIPTION = """\
Checks the sources against what the project agreed on. Each finding is FILE:LINE: RULE; the exit
status is 1 if there is one.

  layering  a file includes only its own row of ARCHITECTURE.md's table "Folders" and rows below it
  shapes    protocol/shapes is what tools/shapes/generate.py made of its input
  spdx      every source file has its line "SPDX-License-Identifier: Apache-2.0"
  lines     at most 100 columns, outside generated code
  tests     cases of tests have CONTRIBUTING.md's namespace, names and tags
  format    clang-format-14, by .clang-format
  tidy      clang-tidy-14, by .clang-tidy

tools/checks/tidied names the last revision in which tidy found nothing in the whole tree.
"""


def parse():
    parser = argparse.ArgumentParser(
        prog="tools/check",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="all but tidy: takes seconds")
    parser.add_argument(
        "--changed",
        metavar="REV",
        nargs="?",
        const=tidy.RECORDED,
        help="tidy looks only at files that changed since this revision, or since the one in"
        " tools/checks/tidied",
    )
    parser.add_argument(
        "--minutes",
        metavar="M",
        type=float,
        help="tidy begins no file later than this, and tells how many it left out",
    )
    parser.add_argument(
        "--record",
        action="store_true",
        help="if tidy looked at every file, or at all that changed since the recorded revision, and"
        " found nothing, HEAD is recorded in tools/checks/tidied",
    )
    parser.add_argument(
        "--only",
        action="append",
        metavar="CHECK",
        choices=("layering", "shapes", "spdx", "lines", "tests", "format", "tidy"),
        help="this check; may be given several times",
    )
    parser.add_argument(
        "--fix",
        action="store_true",
        help="first add SPDX lines, tests' tags and capitals, format, and wrap comments and case"
        " files; implies --quick",
    )
    parser.add_argument(
        "--all", action="store_true", help=f"show every finding, not {SHOWN} a check"
    )
    return parser.parse_args()


def main():
    options = parse()
    checks = {
        "layering": lambda: layering.check(ROOT, sources.cpp(ROOT)),
        "shapes": lambda: shapes.check(ROOT),
        "spdx": lambda: style.check_spdx(ROOT),
        "lines": lambda: style.check_lines(ROOT),
        "tests": lambda: tests.check(ROOT, sources.cpp(ROOT)),
        "format": lambda: style.check_format(ROOT),
        "tidy": lambda: tidy.check(ROOT, options.changed, options.minutes, options.record),
    }
    if options.fix:
        for name in style.add_spdx(ROOT):
            print(f"{name}: SPDX line added")
        tests.fix_all(ROOT, sources.cpp(ROOT))
        style.wrap_comments(ROOT)
        style.format_all(ROOT)
        for name in sources.cases(ROOT):
            wrap_cases.wrap_file(ROOT / name)
        sources.text.cache_clear()
    wanted = options.only or [
        name for name in checks if name != "tidy" or not (options.quick or options.fix)
    ]
    failed = 0
    for name in wanted:
        start = time.monotonic()
        findings = list(checks[name]())
        for finding in findings if options.all else findings[:SHOWN]:
            print(finding)
        if len(findings) > SHOWN and not options.all:
            print(f"... and {len(findings) - SHOWN} more (--all)")
        failed += bool(findings)
        state = f"{len(findings)} findings" if findings else "ok"
        print(f"{name:<9} {state:<14} {time.monotonic() - start:5.1f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
