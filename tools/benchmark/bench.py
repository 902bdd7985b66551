# SPDX-License-Identifier: Apache-2.0
"""Measures pumice beside its peers (DynamoDB Local, dynoxide, dynalite, installed from npm) and
beside a bare Boost.Beast server that answers the same number of bytes.

Starts them on loopback with the same data, drives each operation in rounds, all in turn, and prints
a table of medians and what they must reach; writes the same as JSON and the ratios as a picture.
Takes about twenty minutes; with --quick seven. The machine should have nothing else to do.
"""

import argparse
import contextlib
import pathlib
import sys
import time

import peers
import picture
import report
import rows
import servers
import workload
from dynamodb_http import Connection
from operations import GetRecords

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release"
OUTPUT = ROOT / "build" / "bench"
_MANY = 100_000


def main():
    options = parse_options()
    with contextlib.ExitStack() as stack:
        bench = Bench(options, stack)
        measured = []
        try:
            for row in bench.measure():
                measured.append(row)
        except KeyboardInterrupt:
            bench.tell("interrupted; what was measured until now:")
            bench.failures.append("interrupted")
        if measured:
            present(options, measured)
    return 1 if bench.failures else 0


class Bench:
    """What the sections share: options, data, the loaded servers."""

    def __init__(self, options, stack):
        self.options = options
        self.dataset = workload.Dataset(options.items)
        self.peer_programs = peers.programs(options.peers, options.peers_dir, self.tell)
        self.failures = []
        self._stack = stack
        self._fleets = {}
        self._start = time.monotonic()

    def measure(self):
        for section in rows.SECTIONS:
            names = [name for name in section.NAMES if name in self.options.rows]
            if not names:
                continue
            self.tell(f"{section.__name__}: {', '.join(names)}")
            try:
                for row in section.measure(self, names):
                    self._tell_row(row)
                    yield row
            except servers.FAULTS as fault:
                self.fail(section.__name__, fault)

    def fail(self, name, fault):
        """The row is missing in the table, and the bench fails in the end."""
        self.failures.append(name)
        self.tell(f"  {name} FAILED: {type(fault).__name__}: {fault}")

    def tell(self, text):
        minutes, seconds = divmod(int(time.monotonic() - self._start), 60)
        print(f"{minutes:3}:{seconds:02} {text}", file=sys.stderr, flush=True)

    def pumice_program(self):
        return servers.pumice(self.options.binary, self.options.threads)

    def fleet(self, on_disk):
        """pumice, first, and those peers that run, with the data; until the bench ends."""
        if on_disk not in self._fleets:
            subject = servers.Server(self.pumice_program(), on_disk)
            if self.options.endpoint:
                subject = servers.RunningServer(self.options.endpoint)
            self._fleets[on_disk] = [self._join(subject)]
            for program in self.peer_programs:
                try:
                    self._fleets[on_disk].append(self._join(servers.Server(program, on_disk)))
                except servers.FAULTS as fault:
                    self.tell(f"  {program.name} is left out: {fault}")
        return self._fleets[on_disk]

    def load(self, server, dataset=None):
        """Creates the table and writes the items."""
        dataset = dataset or self.dataset
        self.tell(f"  {server.name}: writing {dataset.items:,} items")

        def progress(done):
            if done % _MANY == 0:
                self.tell(f"  {server.name}: {done:,} of {dataset.items:,} items")

        with Connection(server.port) as connection:
            dataset.load(connection, progress)

    def _join(self, server):
        with contextlib.ExitStack() as stack:
            stack.enter_context(server)
            if isinstance(server, servers.RunningServer):
                stack.callback(_unload, server)
            self.load(server)
            self._stack.push(stack.pop_all())
        return server

    def _tell_row(self, row):
        figures = ", ".join(f"{name} {value:,.2f}" for name, value in row.values.items())
        self.tell(f"  {row.name}: {figures} {row.unit}")


def _unload(server):
    """A server that runs on stays as it was."""
    for table in (workload.TABLE, GetRecords.table):
        with contextlib.suppress(RuntimeError), Connection(server.port) as connection:
            connection.call("DeleteTable", {"TableName": table})


def present(options, measured):
    machine = report.machine()
    line = f"{machine['processor']}, {machine['cores']} cores; {options.items:,} items"
    print(f"{line}\n\n{report.table(measured)}")
    for path in (options.json, options.picture):
        path.parent.mkdir(parents=True, exist_ok=True)
    report.write_json(options.json, vars(options), measured)
    picture.write_svg(options.picture, measured, line)
    print(f"\n{options.json}\n{options.picture}")


def parse_options():
    parser = argparse.ArgumentParser(
        prog="tools/bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--quick", action="store_true", help="one-second rounds")
    add(
        "--rows",
        type=_names(rows.NAMES),
        default=rows.NAMES,
        metavar="NAME,...",
        help=f"some of {', '.join(rows.NAMES)}",
    )
    add(
        "--peers",
        type=_names(list(peers.PEERS)),
        default=list(peers.PEERS),
        metavar="NAME,...",
        help=f"some of {', '.join(peers.PEERS)}",
    )
    add("--no-peers", dest="peers", action="store_const", const=[], help="only the bare server")
    add("--items", type=int, default=10_000, help="default 10000; 1000000 for the other data set")
    add("--disk", action="store_true", help="every server keeps its data on disk")
    add("--large", action="store_true", help="also the rows of 1,000,000 and 5,000,000 items")
    add("--scale", type=float, default=1, help="part of the items of --large (default 1)")
    add("--data-dir", type=pathlib.Path, help="pumice's own, not in use: time a start with it")
    add("--rounds", type=int, default=3, help="default 3")
    add("--seconds", type=int, help="length of a round (default 4)")
    add("--threads", type=int, default=1, help="of pumice and the bare server (default 1)")
    add("--connections", type=int, default=16, help="default 16")
    add(
        "--json",
        type=pathlib.Path,
        metavar="FILE",
        default=OUTPUT / "result.json",
        help="everything that was measured (default build/bench/result.json)",
    )
    add(
        "--picture",
        type=pathlib.Path,
        metavar="FILE",
        default=OUTPUT / "ratios.svg",
        help="default build/bench/ratios.svg",
    )
    add("--endpoint", metavar="URL", help="measure this server in pumice's place")
    add(
        "--peers-dir",
        type=pathlib.Path,
        metavar="DIR",
        default=OUTPUT / "peers",
        help="where npm installs the peers (default build/bench/peers)",
    )
    add("--binary", type=pathlib.Path, default=BUILD / "pumice", help="pumice itself")
    programs = BUILD / "tools" / "benchmark"
    add("--bare-binary", type=pathlib.Path, default=programs / "bench_bare_server")
    add("--paced-client", type=pathlib.Path, default=programs / "bench_paced_client")
    add("--in-process", type=pathlib.Path, default=programs / "bench_in_process")
    add("--no-build", action="store_true", help="take the binaries as they are")
    options = parser.parse_args()
    if options.seconds is None:
        options.seconds = 1 if options.quick else 4
    for path in ("binary", "bare_binary", "paced_client", "in_process", "data_dir"):
        if getattr(options, path):
            setattr(options, path, getattr(options, path).resolve())
    return options


def _names(known):
    def parse(text):
        chosen = text.split(",")
        for name in chosen:
            if name not in known:
                raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(known)}")
        return chosen

    return parse


if __name__ == "__main__":
    sys.exit(main())
