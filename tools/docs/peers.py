#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what other emulators answer otherwise: the tables in conformance/README.md and
docs/differences.md, from reports of `conformance_runner --against URL --against-report FILE`.

  tools/docs/peers.py "DynamoDB Local 3.3.0=FILE" "dynoxide 1.2.1=FILE"
"""

import argparse
import collections
import dataclasses
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
AREAS_PAGE = ROOT / "conformance/README.md"
REASONS_PAGE = ROOT / "docs/differences.md"
# The order of the columns of a report's rows, behind "row" (conformance/runner/against.h).
VERDICT, REASON = 1, 9
VERDICTS = {
    "pumice": "pumice",
    "peer": "the other",
    "neither": "neither",
    "unspecified": "not specified",
    "undecided": "undecided",
}


@dataclasses.dataclass
class Report:
    """What one peer answers otherwise."""

    name: str
    # By area: cases, and those of them that are answered alike.
    cases: collections.Counter
    equal: collections.Counter
    # (verdict, reason): differences.
    reasons: collections.Counter
    followers: int


def area(path):
    """conformance/cases/tables/tags.yaml: tables; conformance/cases/smoke.yaml: smoke."""
    path = pathlib.PurePath(path)
    if "systems" in path.parts:
        return "systems"
    return path.stem if path.parent.name == "cases" else path.parent.name


def read(name, path):
    report = Report(name, *(collections.Counter() for _ in range(3)), 0)
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if columns[0] == "file":
            report.cases[area(columns[1])] += int(columns[2])
            report.equal[area(columns[1])] += int(columns[3])
        elif columns[VERDICT] == "follows":
            report.followers += 1
        else:
            report.reasons[columns[VERDICT], columns[REASON]] += 1
    return report


def areas_table(reports):
    """A row for each area: its cases, and how many each peer answers otherwise."""
    rows = [["area", "cases"] + [report.name for report in reports]]
    rows.append(["---"] + ["--:"] * (len(reports) + 1))
    first = reports[0]
    for name in sorted(first.cases):
        others = [str(report.cases[name] - report.equal[name]) for report in reports]
        rows.append([name, str(first.cases[name])] + others)
    sums = [report.cases.total() - report.equal.total() for report in reports]
    rows.append(["**all**"] + [f"**{count}**" for count in [first.cases.total(), *sums]])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def reasons_table(reports):
    """A row for each reason: who answers as documented, and how many differences it decides."""
    total = collections.Counter()
    for report in reports:
        total.update(report.reasons)
    rows = [["difference", "as documented"] + [report.name for report in reports]]
    rows.append(["---", "---"] + ["--:"] * len(reports))
    for verdict, shown in VERDICTS.items():
        for (found, reason), _ in total.most_common():
            if found == verdict:
                counts = [str(report.reasons[found, reason]) for report in reports]
                rows.append([reason, shown] + counts)
    followers = [str(report.followers) for report in reports]
    rows.append(["What follows from a write that only one of the two took", ""] + followers)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def write(page, table):
    marked = re.compile(r"(<!-- generated: peers -->\n).*?(\n<!-- end -->)", re.DOTALL)
    text = page.read_text(encoding="utf-8")
    if not marked.search(text):
        sys.exit(f"{page}: no part '<!-- generated: peers -->'")
    page.write_text(marked.sub(lambda match: match[1] + table + match[2], text), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("reports", nargs="+", metavar="NAME=FILE")
    options = parser.parse_args()
    reports = [read(*given.split("=", 1)) for given in options.reports]
    write(AREAS_PAGE, areas_table(reports))
    write(REASONS_PAGE, reasons_table(reports))


if __name__ == "__main__":
    main()
