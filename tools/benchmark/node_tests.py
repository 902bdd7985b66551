# SPDX-License-Identifier: Apache-2.0
"""A suite of small tests by the Node SDK (node_tests.mjs), against pumice, the peers, and the bare
server, which answers what pumice was seen to answer: the SDK's own overhead."""

import contextlib
import json
import os
import pathlib
import shutil
import statistics
import subprocess

import peers
import servers
from dynamodb_http import Connection
from results import BARE, PUMICE, Row, of_bare

TIMES_OVERHEAD = 1.3
TESTS = 50
NAMES = ["NodeTests"]
_SDK = "@aws-sdk/client-dynamodb"
_SCRIPT = pathlib.Path(__file__).parent / "node_tests.mjs"
_SECONDS = 600


def measure(bench, names):
    if "NodeTests" not in names:
        return
    try:
        modules = peers.install(_SDK, bench.options.peers_dir)
    except peers.Unavailable as reason:
        bench.tell(f"  NodeTests is left out: {reason}")
        return
    values = _run(bench, modules.parent)
    targets = [of_bare(values, TIMES_OVERHEAD, at_least=False)]
    yield Row("NodeTests", f"{TESTS} tests by the Node SDK", "ms", values, targets)


def _run(bench, sdk):
    """Median milliseconds by the server's name."""
    with contextlib.ExitStack() as stack:
        fleet = bench.fleet(bench.options.disk)
        directory = stack.enter_context(servers.temporary_directory())
        answers = directory / "answers"
        answers.write_bytes(_answers(fleet[0].port))
        program = servers.bare(bench.options.bare_binary, bench.options.threads, answers=answers)
        bare = stack.enter_context(servers.Server(program))
        rounds = {}
        for _ in range(bench.options.rounds):
            for server in (*fleet, bare):
                try:
                    rounds.setdefault(server.name, []).append(_milliseconds(server.port, sdk))
                except servers.FAULTS as fault:
                    if server.name in (PUMICE, BARE):
                        raise
                    bench.tell(f"  {server.name}: {fault}")
    return {name: statistics.median(each) for name, each in rounds.items() if each}


def _milliseconds(port, sdk):
    done = subprocess.run(
        [shutil.which("node"), str(_SCRIPT), str(port), str(TESTS)],
        env={**os.environ, "BENCH_SDK": str(sdk)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=_SECONDS,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the tests fail: {' '.join(done.stderr.split())[:300]}")
    return json.loads(done.stdout)["milliseconds"]


def _answers(port):
    """One answer of each operation of a test, as the bare server reads them."""
    table = {"TableName": "bench-answers"}
    attributes = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")]
    schema = [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    create = {
        "AttributeDefinitions": attributes,
        "KeySchema": schema,
        "BillingMode": "PAY_PER_REQUEST",
    }
    query = {
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "CUSTOMER#1"}},
    }
    calls = [("CreateTable", create), ("DescribeTable", {})]
    calls += [("PutItem", {"Item": _item(number)}) for number in range(7)]
    calls += [("Query", query), ("DeleteTable", {})]
    with Connection(port) as connection:
        answers = {
            operation: connection.post(operation, json.dumps({**table, **parameters}))
            for operation, parameters in calls
        }
    return b"".join(
        operation.encode("ascii") + b" " + answer + b"\n" for operation, answer in answers.items()
    )


def _item(number):
    """As node_tests.mjs writes it."""
    line = {"product": {"S": "tea"}, "count": {"N": "2"}}
    return {
        "pk": {"S": "CUSTOMER#1"},
        "sk": {"S": f"ORDER#{number:04d}"},
        "total": {"N": str(number)},
        "lines": {"L": [{"M": line}]},
    }
