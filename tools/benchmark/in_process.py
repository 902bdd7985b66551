# SPDX-License-Identifier: Apache-2.0
"""Emulator::Handle without a socket (bench_in_process): medians."""

import contextlib
import json
import subprocess

import load_generator
import operations
import workload
from results import PUMICE, Row, limit

_LIMITS = {"InProcessGetItem": ("GetItem", 4), "InProcessPutItem": ("PutItem", 9)}
_SECONDS = 600
# All requests are held in memory.
MOST_ITEMS = 100_000
NAMES = list(_LIMITS)


def measure(bench, names):
    if not any(name in names for name in NAMES) or bench.options.endpoint:
        return
    measured = _run(bench)
    for name, (operation, bound) in _LIMITS.items():
        if name in names:
            microseconds = measured[operation]["p50"]
            what = f"{operation} in process, median"
            target = limit(microseconds, bound)
            yield Row(name, what, "µs", {PUMICE: microseconds}, [target], measured[operation])


def _run(bench):
    """What it measured, by operation."""
    data = workload.Dataset(min(bench.dataset.items, MOST_ITEMS))
    runs = [
        ("CreateTable", [json.dumps(workload.create_table())]),
        ("BatchWriteItem", data.load_requests()),
        # Once to warm up, once to count.
        *[("GetItem", operations.GetItem(data).bodies(None))] * 2,
        *[("PutItem", operations.PutItem(data).bodies(None))] * 2,
    ]
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(load_generator.requests_file(*run)) for run in runs]
        command = [str(bench.options.in_process), *files]
        done = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, timeout=_SECONDS, check=True
        )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["target"].split(".")[1]: line for line in lines}
