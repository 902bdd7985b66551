# SPDX-License-Identifier: Apache-2.0
"""How long taking a snapshot, restoring it after a hundred writes, and a reset take, with a million
items by --large, else with those of --items."""

import json
import statistics

from control import Control
from dynamodb_http import Connection
from large import in_memory_and_on_disk, loaded, many_or_few
from results import PUMICE, Row, limit
from workload import TABLE

RESTORE_MILLISECONDS = 2
_WRITES = 100
_RESTORES = 50
NAMES = ["TakeSnapshot", "RestoreSnapshot", "RestoreSnapshotDisk", "Reset"]


def measure(bench, names):
    yield from in_memory_and_on_disk(bench, names, NAMES, _snapshots)


def _snapshots(bench, on_disk):
    dataset = many_or_few(bench)
    where = f"{dataset.items:,} items {'on disk' if on_disk else 'in memory'}"
    with loaded(bench, dataset, on_disk) as server:
        with Connection(server.port) as connection:
            control = Control(server.port)
            taken = control.milliseconds("snapshots", json.dumps({"name": "fixture"}))
            restored = [_undo(connection, control) for _ in range(_RESTORES)]
            reset = control.milliseconds("reset")
    if not on_disk:
        yield Row("TakeSnapshot", f"a snapshot of {where}", "ms", {PUMICE: taken})
    median = statistics.median(restored)
    target = limit(median, RESTORE_MILLISECONDS)
    name = "RestoreSnapshotDisk" if on_disk else "RestoreSnapshot"
    what = f"restoring it after {_WRITES} writes, {where}"
    yield Row(name, what, "ms", {PUMICE: median}, [target], {"restores": restored})
    if not on_disk:
        yield Row("Reset", f"a reset of {where}", "ms", {PUMICE: reset})


def _undo(connection, control):
    """Overwrites the first items that a Scan finds; milliseconds until that is undone."""
    page = connection.call("Scan", {"TableName": TABLE, "Limit": _WRITES})
    for item in page["Items"]:
        connection.call("PutItem", {"TableName": TABLE, "Item": {**item, "changed": {"N": "1"}}})
    return control.milliseconds("snapshots/fixture/restore")
