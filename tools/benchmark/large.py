# SPDX-License-Identifier: Apache-2.0
"""pumice with much data, by --large: a million items in memory and on disk, five million on disk
against ten thousand."""

import contextlib
import dataclasses
import statistics
import threading
import time

import load_generator
import operations
import rates
import servers
import startup
from dynamodb_http import Connection
from results import PUMICE, Row, Target, limit
from workload import TABLE, Dataset

MANY_ITEMS = 1_000_000
MOST_ITEMS = 5_000_000
FEW_ITEMS = 10_000
LOADED_MIB = 256
DELETE_MILLISECONDS = 10
TIMES_SLOWER = 1.5
_DELETES = {"DeleteTable": False, "DeleteTableDisk": True}
_SIZES = {"LargeGetItem": operations.GetItem, "LargeQuery": operations.Query}
NAMES = ["ResidentLoaded", *_DELETES, *_SIZES, "StartLarge"]


def measure(bench, names):
    if not bench.options.large or bench.options.endpoint:
        return
    if "DeleteTable" in names:
        with _loaded(bench, _scaled(bench, MANY_ITEMS), on_disk=False) as (server, dataset):
            yield _delete(server, dataset, "DeleteTable", "in memory")
    if "ResidentLoaded" in names or "DeleteTableDisk" in names:
        with _loaded(bench, _scaled(bench, MANY_ITEMS), on_disk=True) as (server, dataset):
            if "ResidentLoaded" in names:
                yield _resident(bench, server, dataset)
            if "DeleteTableDisk" in names:
                yield _delete(server, dataset, "DeleteTableDisk", "on disk")
    sizes = [name for name in _SIZES if name in names]
    if sizes or "StartLarge" in names:
        with servers.temporary_directory() as directory:
            yield from _sizes(bench, sizes, directory)
            if "StartLarge" in names:
                yield startup.with_data("StartLarge", bench, directory)


def _scaled(bench, items):
    return int(items * bench.options.scale)


def many_or_few(bench):
    """A million items by --large, else those of --items."""
    return Dataset(_scaled(bench, MANY_ITEMS) if bench.options.large else bench.dataset.items)


def in_memory_and_on_disk(bench, names, own, rows):
    """The rows of those names that `rows(bench, on_disk)` yields; those on disk end with Disk."""
    if bench.options.endpoint:
        return
    for on_disk in (False, True):
        wanted = [name for name in names if name in own and name.endswith("Disk") == on_disk]
        if wanted:
            yield from (row for row in rows(bench, on_disk) if row.name in wanted)


@contextlib.contextmanager
def loaded(bench, dataset, on_disk, directory=None, options=()):
    """A pumice of its own, with further options, that holds the items."""
    program = bench.pumice_program()
    program = dataclasses.replace(program, command=(*program.command, *options))
    with servers.Server(program, on_disk, directory) as server:
        bench.load(server, dataset)
        yield server


@contextlib.contextmanager
def _loaded(bench, items, on_disk, directory=None):
    """The same, and what it holds."""
    dataset = Dataset(items)
    with loaded(bench, dataset, on_disk, directory) as server:
        yield server, dataset


def _delete(server, dataset, name, where):
    with Connection(server.port) as connection:
        start = time.perf_counter()
        connection.call("DeleteTable", {"TableName": TABLE})
        milliseconds = (time.perf_counter() - start) * 1000
    what = f"DeleteTable, {dataset.items:,} items, {where}"
    return Row(name, what, "ms", {PUMICE: milliseconds}, [limit(milliseconds, DELETE_MILLISECONDS)])


def _resident(bench, server, dataset):
    """The most that is resident while items are read and written."""
    samples = []
    done = threading.Event()

    def watch():
        while not done.wait(0.1):
            samples.append(servers.resident_mib(server.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for operation in (operations.GetItem(dataset), operations.PutItem(dataset)):
            _rate(bench, server, operation, bench.options.rounds)
    finally:
        done.set()
        watcher.join()
    samples.append(servers.resident_mib(server.pid))
    what = f"resident memory under load, {dataset.items:,} items on disk"
    target = limit(max(samples), LOADED_MIB)
    return Row("ResidentLoaded", what, "MiB", {PUMICE: max(samples)}, [target])


def _sizes(bench, names, directory):
    """Leaves the larger data in the directory."""
    with contextlib.ExitStack() as stack:
        large = stack.enter_context(_loaded(bench, _scaled(bench, MOST_ITEMS), True, directory))
        small = stack.enter_context(_loaded(bench, FEW_ITEMS, True)) if names else None
        servers.wait_until_idle(large[0].pid)
        for name in names:
            yield _compare(bench, name, _SIZES[name], large, small)


def _compare(bench, name, operation, large, small):
    rounds = {"large": [], "small": []}
    for _ in range(bench.options.rounds):
        for size, (server, dataset) in (("large", large), ("small", small)):
            rounds[size].append(_rate(bench, server, operation(dataset), 1))
    most, few = (statistics.median(rounds[size]) for size in ("large", "small"))
    what = f"{operation.name}, {large[1].items:,} items on disk"
    target = Target(f"{small[1].items:,} items, times slower", few / most, TIMES_SLOWER, False)
    return Row(name, what, "requests/s", {PUMICE: most}, [target], rounds)


def _rate(bench, server, operation, rounds):
    with Connection(server.port) as connection:
        bodies = operation.bodies(connection)
        rates.check_first_answer(operation, bodies, connection)
    with load_generator.requests_file(operation.name, bodies) as requests:
        seconds = bench.options.seconds * rounds
        figures = load_generator.drive(server.port, requests, bench.options.connections, seconds)
    return figures["requests_per_second"]
