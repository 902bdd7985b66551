# SPDX-License-Identifier: Apache-2.0
"""How long CreateTable takes: the table of the workload, index and all, one after another."""

import statistics
import time

import servers
import workload
from dynamodb_http import Connection
from results import PUMICE, Row, limit

MILLISECONDS = 2
TABLES = 50
NAMES = ["CreateTable"]


def measure(bench, names):
    if "CreateTable" not in names:
        return
    values = {}
    for server in bench.fleet(bench.options.disk):
        try:
            values[server.name] = _median_milliseconds(server)
        except servers.FAULTS as fault:
            if server.name == PUMICE:
                raise
            bench.tell(f"  {server.name} cannot: {fault}")
    target = limit(values[PUMICE], MILLISECONDS)
    yield Row("CreateTable", "CreateTable", "ms", values, [target])


def _median_milliseconds(server):
    times = []
    with Connection(server.port) as connection:
        for number in range(TABLES):
            name = f"{workload.TABLE}-{number}"
            start = time.perf_counter()
            connection.call("CreateTable", workload.create_table(name))
            times.append((time.perf_counter() - start) * 1000)
            connection.wait_until_active(name)
            connection.call("DeleteTable", {"TableName": name})
    return statistics.median(times)
