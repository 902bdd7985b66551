# SPDX-License-Identifier: Apache-2.0
"""Two server threads against one, with the client beside them."""

import contextlib
import statistics

import load_generator
import operations
import rates
import servers
from dynamodb_http import Connection
from results import PUMICE, Row, Target

_OPERATIONS = {"TwoThreadsGetItem": operations.GetItem, "TwoThreadsPutItem": operations.PutItem}
NAMES = list(_OPERATIONS)


def measure(bench, names):
    chosen = [name for name in NAMES if name in names]
    if not chosen or bench.options.endpoint:
        return
    with contextlib.ExitStack() as stack:
        contestants = []
        for threads in (1, 2):
            program = servers.pumice(bench.options.binary, threads)
            server = stack.enter_context(servers.Server(program, bench.options.disk))
            server.name = f"{threads}"
            bench.load(server)
            contestants.append(server)
        for name in chosen:
            yield _measure(bench, name, contestants)


def _measure(bench, name, contestants):
    operation = _OPERATIONS[name](bench.dataset)
    with Connection(contestants[0].port) as connection:
        bodies = operation.bodies(connection)
    with load_generator.requests_file(operation.name, bodies) as requests:
        rounds = rates.alternate(bench, [(server, requests) for server in contestants])
    one, two = (
        statistics.median(each["requests_per_second"] for each in rounds[server.name])
        for server in contestants
    )
    what = f"{operation.name}, two server threads"
    target = Target("one thread", two / one, 1, at_least=True)
    return Row(name, what, "requests/s", {PUMICE: two}, [target], {"one_thread": one})
