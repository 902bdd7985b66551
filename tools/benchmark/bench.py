"""Measures pumice beside a bare Boost.Beast server that answers the same number of bytes.

Starts both on loopback and drives each operation in alternating rounds; prints medians. Takes about
two minutes; with --quick half a minute.
"""

import argparse
import contextlib
import json
import pathlib
import sys

import load_generator
import report
import servers
import workload
from dynamodb_http import Connection

BUILD = pathlib.Path(__file__).resolve().parents[2] / "build" / "release"
BINARY = BUILD / "pumice"
BARE_BINARY = BUILD / "tools" / "benchmark" / "bench_bare_server"
WARM_UP_SECONDS = 1


def main():
    options = parse_options()
    subject = choose_server(options)
    with subject, loaded(subject.port):
        results = [
            measure(operation, subject, options)
            for operation in workload.OPERATIONS
            if operation.name in options.operations
        ]
    print(report.table(results))
    if options.json:
        report.write_json(options.json, vars(options), results)


def parse_options():
    names = [operation.name for operation in workload.OPERATIONS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one-second rounds")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, help="length of a round (default 4)")
    parser.add_argument("--threads", type=int, default=1, help="of each server (default 1)")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--disk", action="store_true", help="pumice keeps its data on disk")
    parser.add_argument("--operations", nargs="+", choices=names, default=names)
    parser.add_argument("--json", metavar="FILE", help="write everything that was measured")
    parser.add_argument("--endpoint", metavar="URL", help="measure this server in pumice's place")
    parser.add_argument("--binary", type=pathlib.Path, default=BINARY, help="pumice itself")
    parser.add_argument("--bare-binary", type=pathlib.Path, default=BARE_BINARY)
    parser.add_argument("--no-build", action="store_true", help="take the binaries as they are")
    options = parser.parse_args()
    if options.seconds is None:
        options.seconds = 1 if options.quick else 4
    return options


def choose_server(options):
    if options.endpoint:
        return servers.RunningServer(options.endpoint)
    return servers.pumice(options.binary, options.threads, options.disk)


@contextlib.contextmanager
def loaded(port):
    """The table is there within, and gone after: a server that runs on stays as it was."""
    with Connection(port) as connection:
        workload.load(connection)
    try:
        yield
    finally:
        with Connection(port) as connection:
            workload.unload(connection)


def measure(operation, subject, options):
    """Alternates between the server and the bare one, so that both see the same machine."""
    answer_bytes = check_first_answer(operation, subject.port)
    bare = servers.bare(options.bare_binary, options.threads, answer_bytes)
    rounds = {subject.name: [], bare.name: []}
    with bare, load_generator.requests_file(operation) as requests:
        for server in (subject, bare):
            load_generator.drive(server.port, requests, options.connections, WARM_UP_SECONDS)
        for _ in range(options.rounds):
            for server in (subject, bare):
                figures = load_generator.drive(
                    server.port, requests, options.connections, options.seconds
                )
                rounds[server.name].append(figures)
    result = {
        "operation": operation.name,
        "answer_bytes": answer_bytes,
        "servers": {name: report.medians(each) for name, each in rounds.items()},
    }
    print(f"{operation.name}: {report.ratio(result, subject.name):.2f} of bare", file=sys.stderr)
    return result


def check_first_answer(operation, port):
    """Raises unless the answer is right: a fast error is no result. Returns the answer's length."""
    number = "0" * len(workload.GROWING_NUMBER)
    body = operation.bodies()[0].replace(workload.GROWING_NUMBER, number)
    with Connection(port) as connection:
        answer = connection.post(operation.name, body)
    operation.check(json.loads(answer))
    return len(answer)


if __name__ == "__main__":
    main()
