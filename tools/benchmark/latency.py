# SPDX-License-Identifier: Apache-2.0
"""The 99th percentile of latency at half of the top rate, over the same connections."""

import statistics

import load_generator
import operations
import rates
import servers
from dynamodb_http import Connection
from results import BARE, PUMICE, Row, limit

P99_MILLISECONDS = 2
_OPERATIONS = {
    "LatencyGetItem": operations.GetItem,
    "LatencyPutItem": operations.PutItem,
    "LatencyQuery": operations.Query,
}
NAMES = list(_OPERATIONS)


def measure(bench, names):
    for name in NAMES:
        if name not in names:
            continue
        try:
            yield _measure(bench, name)
        except servers.FAULTS as fault:
            bench.fail(name, fault)


def _measure(bench, name):
    [subject, *_] = bench.fleet(bench.options.disk)
    operation = _OPERATIONS[name](bench.dataset)
    options = bench.options
    with Connection(subject.port) as connection:
        bodies = operation.bodies(connection)
        body_bytes = rates.check_first_answer(operation, bodies, connection)
    with load_generator.requests_file(operation.name, bodies) as requests:
        rate = _top_rate(bench, subject, requests) / 2
        program = servers.bare(options.bare_binary, options.threads, body_bytes)
        rounds = {PUMICE: [], BARE: []}
        with servers.Server(program) as bare:
            for _ in range(options.rounds):
                for server in (subject, bare):
                    figures = load_generator.drive_at(
                        rate,
                        options.paced_client,
                        server.port,
                        requests,
                        options.connections,
                        options.seconds,
                    )
                    rounds[server.name].append(figures)
    values = {
        server: statistics.median(each["p99"] for each in figures) / 1000
        for server, figures in rounds.items()
    }
    what = f"{operation.name}, p99 at {rate:,.0f}/s"
    details = {"rate": rate, "rounds": rounds}
    return Row(name, what, "ms", values, [limit(values[PUMICE], P99_MILLISECONDS)], details)


def _top_rate(bench, server, requests):
    """As it is now: the data is not what it was when the rates were measured."""
    options = bench.options
    figures = [
        load_generator.drive(server.port, requests, options.connections, options.seconds)
        for _ in range(options.rounds)
    ]
    return statistics.median(each["requests_per_second"] for each in figures)
