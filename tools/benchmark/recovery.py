# SPDX-License-Identifier: Apache-2.0
"""What point-in-time recovery costs a write; and how long backups and restores take, with a million
items by --large, else with those of --items."""

import contextlib
import statistics
import time

import load_generator
import operations
from dynamodb_http import Connection
from large import loaded, many_or_few
from rates import WARM_UP_SECONDS, check_first_answer
from results import PUMICE, Row, Target, limit
from workload import TABLE

RATE_WITH_HISTORY = 0.75
CREATE_MILLISECONDS = 50
_POLL_SECONDS = 0.02
_RECOVERY_SECONDS = 600
# The bound is for single writes; a batch's commit is mostly its rows, and twice as many with them.
_WRITES = {
    "PutItemPitr": (operations.PutItem, False, RATE_WITH_HISTORY),
    "PutItemPitrDisk": (operations.PutItem, True, RATE_WITH_HISTORY),
    "BatchWriteItemPitr": (operations.BatchWriteItem, False, None),
}
_BACKUPS = ["CreateBackup", "BackupAvailable", "RestoreBackup", "RestorePointInTime"]
NAMES = [*_WRITES, *_BACKUPS]


def measure(bench, names):
    if bench.options.endpoint:
        return
    for name, (operation, on_disk, bound) in _WRITES.items():
        if name in names:
            yield _compare_writes(bench, name, operation, on_disk, bound)
    if any(name in names for name in _BACKUPS):
        for row in _backups(bench):
            if row.name in names:
                yield row


def _enable_recovery(connection):
    connection.call(
        "UpdateContinuousBackups",
        {
            "TableName": TABLE,
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        },
    )


def _compare_writes(bench, name, kind, on_disk, bound):
    """Two servers with the same items, in turn; one of them keeps a history."""
    rounds = {"without": [], "with": []}
    operation = kind(bench.dataset)
    with contextlib.ExitStack() as stack:
        contestants = {}
        for which in rounds:
            server = stack.enter_context(loaded(bench, bench.dataset, on_disk))
            with Connection(server.port) as connection:
                if which == "with":
                    _enable_recovery(connection)
                bodies = operation.bodies(connection)
                check_first_answer(operation, bodies, connection)
            requests = load_generator.requests_file(operation.name, bodies)
            contestants[which] = (server, stack.enter_context(requests))
        for seconds in [WARM_UP_SECONDS] + [bench.options.seconds] * bench.options.rounds:
            for which, (server, requests) in contestants.items():
                figures = load_generator.drive(
                    server.port, requests, bench.options.connections, seconds
                )
                rounds[which].append(figures["requests_per_second"])
    medians = {which: statistics.median(each[1:]) for which, each in rounds.items()}
    where = "on disk" if on_disk else "in memory"
    ratio = medians["with"] / medians["without"]
    targets = [Target("rate without PITR", ratio, bound, at_least=True)] if bound else []
    what = f"{operation.name} with PITR, {where}"
    details = {**rounds, "ratio": ratio}
    return Row(name, what, "requests/s", {PUMICE: medians["with"]}, targets, details)


def _backups(bench):
    dataset = many_or_few(bench)
    with loaded(bench, dataset, on_disk=True, options=("--pitr-lag", "0s")) as server:
        with Connection(server.port) as connection:
            _enable_recovery(connection)
            start = time.perf_counter()
            parameters = {"TableName": TABLE, "BackupName": "bench"}
            arn = connection.call("CreateBackup", parameters)["BackupDetails"]["BackupArn"]
            answered = (time.perf_counter() - start) * 1000
            _wait_until_available(connection, arn)
            available = time.perf_counter() - start
            what = f"of {dataset.items:,} items on disk"
            target = limit(answered, CREATE_MILLISECONDS)
            yield Row("CreateBackup", f"CreateBackup {what}", "ms", {PUMICE: answered}, [target])
            yield Row("BackupAvailable", f"backup {what} available", "s", {PUMICE: available})
            source = {"TargetTableName": "restored", "BackupArn": arn}
            seconds = _restore(connection, "RestoreTableFromBackup", source)
            yield Row("RestoreBackup", f"restore of a backup {what}", "s", {PUMICE: seconds})
            source = {"SourceTableName": TABLE, "TargetTableName": "restored"}
            source["UseLatestRestorableTime"] = True
            seconds = _restore(connection, "RestoreTableToPointInTime", source)
            yield Row("RestorePointInTime", f"PITR {what}", "s", {PUMICE: seconds})


def _restore(connection, operation, parameters):
    """Seconds until the table is active; it is dropped then."""
    start = time.perf_counter()
    connection.call(operation, parameters)
    connection.wait_until_active(parameters["TargetTableName"])
    seconds = time.perf_counter() - start
    connection.call("DeleteTable", {"TableName": parameters["TargetTableName"]})
    return seconds


def _backup_status(connection, arn):
    described = connection.call("DescribeBackup", {"BackupArn": arn})["BackupDescription"]
    return described["BackupDetails"]["BackupStatus"]


def _wait_until_available(connection, arn):
    deadline = time.monotonic() + _RECOVERY_SECONDS
    while _backup_status(connection, arn) != "AVAILABLE":
        if time.monotonic() > deadline:
            raise RuntimeError(f"the backup is not available after {_RECOVERY_SECONDS} s")
        time.sleep(_POLL_SECONDS)
