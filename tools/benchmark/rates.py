# SPDX-License-Identifier: Apache-2.0
"""Requests per second of each operation, pumice beside the bare server and the peers, round by
round in turn."""

import contextlib
import dataclasses
import json
import statistics
import time

import load_generator
import operations
import servers
from dynamodb_http import Connection
from results import PUMICE, Row, of_bare, of_best_peer
from workload import GROWING_NUMBER

WARM_UP_SECONDS = 1
_PAUSE_SECONDS = 0.2


@dataclasses.dataclass(frozen=True)
class Rate:
    name: str
    what: str
    operation: type
    # What must be reached: so much of the bare server's rate, so many times the best peer's.
    bare: float = None
    peer: float = 3
    on_disk: bool = False


# What only reads comes first, on data that was written once; the last rows in memory read what the
# writes left behind.
RATES = [
    Rate("GetItem", "GetItem", operations.GetItem, bare=0.75),
    Rate("Query", "Query, 20 items", operations.Query, bare=0.45),
    Rate("QueryIndex", "Query, GSI, 20 items, descending", operations.QueryIndex, bare=0.45),
    Rate("Scan", "Scan, 1 MiB, filter", operations.Scan, peer=5),
    Rate("PartiQL", "PartiQL SELECT by key", operations.ExecuteStatement, peer=5),
    Rate("GetRecords", "GetRecords, 100", operations.GetRecords, peer=5),
    Rate("PutItem", "PutItem, one GSI", operations.PutItem, bare=0.5),
    Rate("UpdateItem", "UpdateItem, condition, arithmetic", operations.UpdateItem, bare=0.5),
    Rate("BatchWriteItem", "BatchWriteItem, 25 puts", operations.BatchWriteItem, peer=5),
    Rate("TransactWriteItems", "TransactWriteItems, 4", operations.TransactWriteItems, peer=5),
    Rate("QueryAfterWrites", "Query, after these writes", operations.Query, bare=0.45),
    Rate("ScanAfterWrites", "Scan, after these writes", operations.Scan, peer=5),
    Rate("PutItemDisk", "PutItem, one GSI, on disk", operations.PutItem, bare=0.4, on_disk=True),
]
NAMES = [rate.name for rate in RATES]


def measure(bench, names):
    for rate in RATES:
        if rate.name not in names or (rate.on_disk and bench.options.endpoint):
            continue
        try:
            yield _measure(bench, rate)
        except servers.FAULTS as fault:
            bench.fail(rate.name, fault)


def _measure(bench, rate):
    fleet = bench.fleet(rate.on_disk or bench.options.disk)
    operation = rate.operation(bench.dataset)
    with contextlib.ExitStack() as stack:
        contestants, answer_bytes = _prepare(bench, fleet, operation, stack)
        bare = stack.enter_context(_bare(bench, operation.name, answer_bytes))
        contestants.append((bare, contestants[0][1]))
        rounds = alternate(bench, contestants)
    medians = {name: _medians(each) for name, each in rounds.items()}
    values = {name: each["requests_per_second"] for name, each in medians.items()}
    targets = [of_bare(values, rate.bare)] if rate.bare else []
    peer = of_best_peer(values, rate.peer)
    targets += [peer] if peer else []
    details = {"answer_bytes": answer_bytes, "servers": medians}
    return Row(rate.name, rate.what, "requests/s", values, targets, details)


@contextlib.contextmanager
def _bare(bench, operation, answer_bytes):
    """The bare server, answering as many bytes as pumice does."""
    program = servers.bare(bench.options.bare_binary, bench.options.threads, answer_bytes)
    with servers.Server(program) as server:
        with Connection(server.port) as connection:
            if len(connection.post(operation, "{}")) != answer_bytes:
                raise RuntimeError("the bare server answers another number of bytes")
        yield server


def _prepare(bench, fleet, operation, stack):
    """(server, its file of requests) of all who answer rightly, pumice first; and the size of
    pumice's answer."""
    contestants = []
    answer_bytes = None
    for server in fleet:
        try:
            with Connection(server.port) as connection:
                bodies = operation.bodies(connection)
                size = check_first_answer(operation, bodies, connection)
        except servers.FAULTS as fault:
            if server.name == PUMICE:
                raise
            bench.tell(f"  {server.name} cannot: {fault}")
            continue
        answer_bytes = answer_bytes or size
        file = load_generator.requests_file(operation.name, bodies)
        contestants.append((server, stack.enter_context(file)))
    return contestants, answer_bytes


def check_first_answer(operation, bodies, connection):
    """Raises unless the answer is right: a fast error is no result. Returns the answer's length."""
    body = bodies[0].replace(GROWING_NUMBER, "0" * len(GROWING_NUMBER))
    answer = connection.post(operation.name, body)
    operation.check(json.loads(answer))
    return len(answer)


@contextlib.contextmanager
def _alone(server, contestants):
    others = [other for other, _ in contestants if other is not server]
    # For the answers under way when the load before ended.
    time.sleep(_PAUSE_SECONDS)
    for other in others:
        other.pause()
    try:
        yield
    finally:
        for other in others:
            other.resume()


def alternate(bench, contestants):
    """The figures of each round by the server's name: all in turn, so that all see the same
    machine, and each alone. A peer that fails is left out."""
    rounds = {server.name: [] for server, _ in contestants}
    lengths = [WARM_UP_SECONDS] + [bench.options.seconds] * bench.options.rounds
    for number, seconds in enumerate(lengths):
        for server, requests in contestants:
            if server.name not in rounds:
                continue
            try:
                with _alone(server, contestants):
                    figures = load_generator.drive(
                        server.port, requests, bench.options.connections, seconds
                    )
            except servers.FAULTS as fault:
                if server.name == PUMICE:
                    raise
                bench.tell(f"  {server.name} is left out: {fault}")
                del rounds[server.name]
                continue
            if number > 0:
                rounds[server.name].append(figures)
    return rounds


def _medians(rounds):
    result = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    return {**result, "rounds": rounds}
