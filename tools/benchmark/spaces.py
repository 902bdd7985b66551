# SPDX-License-Identifier: Apache-2.0
"""How long a fork of a space takes, and its end, with a million items by --large, else with those
of --items; and what an empty space costs. No peer has forks."""

import json
import statistics

from control import Control
from dynamodb_http import Connection
from large import in_memory_and_on_disk, loaded, many_or_few
from results import PUMICE, Row, limit
from servers import resident_mib

FORK_MILLISECONDS = 30
EMPTY_KIB = 4
_FORKS = 50
_EMPTY = 10_000
NAMES = ["ForkSpace", "ForkSpaceDisk", "DeleteSpace", "EmptySpace", "EmptySpaceMemory"]


def measure(bench, names):
    yield from in_memory_and_on_disk(bench, names, NAMES, _spaces)


def _spaces(bench, on_disk):
    dataset = many_or_few(bench)
    where = f"{dataset.items:,} items {'on disk' if on_disk else 'in memory'}"
    with loaded(bench, dataset, on_disk) as server:
        control = Control(server.port)
        fork = json.dumps({"from": "default"})
        forked = [control.milliseconds(f"spaces/fork{i}", fork) for i in range(_FORKS)]
        with Connection(server.port) as connection:
            assert connection.call("ListTables", {})["TableNames"]
        ended = [control.milliseconds(f"spaces/fork{i}", method="DELETE") for i in range(_FORKS)]
        before = resident_mib(server.pid)
        empty = [control.milliseconds(f"spaces/empty{i}", "{}") for i in range(_EMPTY)]
        there = [control.milliseconds(f"spaces/empty{i}", "{}") for i in range(_EMPTY)]
        kib = (resident_mib(server.pid) - before) * 1024 / _EMPTY
    median = statistics.median(forked)
    target = limit(median, FORK_MILLISECONDS)
    name = "ForkSpaceDisk" if on_disk else "ForkSpace"
    yield Row(name, f"a fork of {where}", "ms", {PUMICE: median}, [target], {"forks": forked})
    if on_disk:
        return
    end = statistics.median(ended)
    yield Row("DeleteSpace", f"the end of a fork of {where}", "ms", {PUMICE: end})
    made = (statistics.median(empty) - statistics.median(there)) * 1000
    yield Row("EmptySpace", "making an empty space, of 10,000", "us", {PUMICE: made})
    yield Row(
        "EmptySpaceMemory",
        "memory of an empty space, of 10,000",
        "KiB",
        {PUMICE: kib},
        [limit(kib, EMPTY_KIB)],
    )
