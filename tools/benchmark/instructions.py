# SPDX-License-Identifier: Apache-2.0
"""Counts what the hot paths execute: instructions per request through Emulator::Handle, in memory,
by valgrind's callgrind. Whatever else the machine does, they vary little from run to run: by a
thousandth, those of TransactWriteItems by a tenth. Beside each count stands the recorded one
(instructions.json).

A report, not a test: it fails only if it cannot count.
"""

import argparse
import concurrent.futures
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys

import load_generator
import operations
import workload

HERE = pathlib.Path(__file__).resolve().parent
RECORDED = HERE / "instructions.json"
PROGRAM = HERE.parents[1] / "build/release/tools/benchmark/bench_in_process"
ITEMS = 2_000
_TIMEOUT = 600
# How many requests are counted of each, and in how many rounds: what a run costs beside its
# requests varies by as much as a scan does.
_ROUNDS = 5
_COUNTED = {
    operations.GetItem: 500,
    operations.Query: 100,
    operations.QueryIndex: 20,
    operations.Scan: 4,
    operations.ExecuteStatement: 500,
    operations.PutItem: 500,
    operations.UpdateItem: 500,
    operations.BatchWriteItem: 40,
    operations.TransactWriteItems: 125,
}


def main():
    options = parse_options()
    data = workload.Dataset(ITEMS)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = dict(pool.map(lambda operation: count(options.program, data, operation), _COUNTED))
    recorded = json.loads(RECORDED.read_text("utf-8")) if RECORDED.exists() else {}
    print(table(counts, recorded))
    if options.record:
        RECORDED.write_text(json.dumps(counts, indent=2) + "\n", encoding="utf-8")


def parse_options():
    parser = argparse.ArgumentParser(prog="tools/instructions", description=__doc__)
    parser.add_argument(
        "--record", action="store_true", help=f"keep the counts in {RECORDED.name}, to compare with"
    )
    parser.add_argument("--program", default=PROGRAM, help=argparse.SUPPRESS)
    # What tools/instructions itself looks at.
    parser.add_argument("--no-build", action="store_true", help="take the program as it is")
    return parser.parse_args()


def count(program, data, operation):
    """The operation's name, and instructions per request: of the rounds behind the first, so that
    what is only done at the first is left out."""
    bodies = operation(data).bodies(None)[: _COUNTED[operation]]
    prepared = [
        ("CreateTable", [json.dumps(workload.create_table())]),
        ("BatchWriteItem", list(data.load_requests())),
    ]
    requests = (operation.name, bodies)
    once = instructions(program, [*prepared, requests])
    more = instructions(program, [*prepared, requests, *[requests] * _ROUNDS])
    return operation.__name__, (more - once) // (_ROUNDS * len(bodies))


def instructions(program, runs):
    """How many the program executes for these runs of requests."""
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(load_generator.requests_file(*run)) for run in runs]
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        command += [str(program), *files]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return int(found[1])


def table(counts, recorded):
    lines = [f"{'instructions per request':28}{'now':>12}{'recorded':>12}{'now/recorded':>14}"]
    for name, number in counts.items():
        line = f"{name:28}{number:12,}"
        if recorded.get(name):
            line += f"{recorded[name]:12,}{number / recorded[name]:14.2f}"
        lines.append(line)
    return "\n".join(lines)


if __name__ == "__main__":
    main()
