# SPDX-License-Identifier: Apache-2.0
"""Rows as a table (Markdown) and as JSON."""

import datetime
import json
import os
import pathlib
import platform

from results import BARE, PUMICE


def table(rows):
    """As the README shows it: figures, and pumice's ratios with what they must reach."""
    peers = []
    for row in rows:
        peers += [name for name in row.peers() if name not in peers]
    headings = ["", "unit", PUMICE, BARE, *peers, "of bare", "of best peer", "other target", ""]
    lines = [headings]
    for row in rows:
        values = [_number(row.values.get(name)) for name in (PUMICE, BARE, *peers)]
        others = [target for target in row.targets if target.of not in ("bare", "best peer")]
        ratios = [_targets(_of(row, "bare")), _targets(_of(row, "best peer")), _targets(others)]
        lines.append([row.what, row.unit, *values, *ratios, _verdict(row.reached)])
    return _aligned(lines)


def machine():
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
    }


def write_json(path, parameters, rows):
    document = {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": machine(),
        "parameters": parameters,
        "rows": [
            {
                "name": row.name,
                "what": row.what,
                "unit": row.unit,
                "values": row.values,
                "targets": [{**vars(target), "reached": target.reached} for target in row.targets],
                "reached": row.reached,
                "details": row.details,
            }
            for row in rows
        ],
    }
    text = json.dumps(document, indent=2, default=str)
    pathlib.Path(path).write_text(text + "\n", encoding="utf-8")


def _of(row, of):
    return [target for target in row.targets if target.of == of]


def _targets(targets):
    return ", ".join(_target(target) for target in targets)


def _target(target):
    """'0.81 (≥ 0.75)'; a limit's value stands in pumice's column already."""
    bound = f"{'≥' if target.at_least else '≤'} {target.bound:g}"
    if target.of == "limit":
        return bound
    other = "" if target.of in ("bare", "best peer") else f" of {target.of}"
    return f"{_number(target.value)}{other} ({bound})"


def _number(value):
    if value is None:
        return "-"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _verdict(reached):
    return {True: "reached", False: "missed", None: ""}[reached]


def _aligned(lines):
    """The first line is the heading; columns of numbers are aligned to the right."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    right = ["", "", *[">"] * (len(widths) - 3), ""]
    rule = [
        "-" * width if not side else "-" * (width - 1) + ":" for width, side in zip(widths, right)
    ]
    cells = [
        [f"{cell:{side or '<'}{width}}" for cell, side, width in zip(line, right, widths)]
        for line in lines
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in (cells[0], rule, *cells[1:]))


def _processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()
