# SPDX-License-Identifier: Apache-2.0
"""From exec to the first answered request, and the memory that is resident then."""

import contextlib
import os
import shutil
import signal
import socket
import statistics
import time

import servers
from dynamodb_http import AUTHORIZATION
from results import PUMICE, Row, limit

STARTS = 15
# Those that take long start less often.
SECONDS_OF_STARTS = 6
MEMORY_MILLISECONDS = 5
DISK_MILLISECONDS = 50
RESIDENT_MIB = 16
NAMES = ["Start", "StartEmptyDirectory", "StartData", "Resident"]

_REQUEST = (
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.0\r\n"
    b"X-Amz-Target: DynamoDB_20120810.ListTables\r\nX-Amz-Date: 20240101T000000Z\r\n"
    b"Authorization: %s\r\nContent-Length: 2\r\n\r\n{}"
)


def measure(bench, names):
    if bench.options.endpoint:
        return
    if "Start" in names or "Resident" in names:
        starts = _all(bench, on_disk=False)
        resident = {name: values["mib"] for name, values in starts.items()}
        if "Start" in names:
            yield _row("Start", "exec to first answer, in memory", starts, MEMORY_MILLISECONDS)
        if "Resident" in names:
            target = limit(resident[PUMICE], RESIDENT_MIB)
            yield Row("Resident", "resident memory after start", "MiB", resident, [target])
    if "StartEmptyDirectory" in names:
        starts = _all(bench, on_disk=True)
        what = "exec to first answer, empty directory"
        yield _row("StartEmptyDirectory", what, starts, DISK_MILLISECONDS)
    if "StartData" in names and bench.options.data_dir:
        yield with_data("StartData", bench, bench.options.data_dir)


def with_data(name, bench, directory):
    """pumice with a directory that holds data."""
    gigabytes = sum(file.stat().st_size for file in directory.rglob("*") if file.is_file()) / 1e9
    starts = {PUMICE: _median(bench.pumice_program(), True, directory)}
    what = f"exec to first answer, {gigabytes:.1f} GB of data"
    return _row(name, what, starts, DISK_MILLISECONDS)


def _all(bench, on_disk):
    starts = {}
    for program in (bench.pumice_program(), *bench.peer_programs):
        try:
            starts[program.name] = _median(program, on_disk)
        except servers.FAULTS as fault:
            if program.name == PUMICE:
                raise
            bench.tell(f"  {program.name} is left out: {fault}")
    return starts


def _row(name, what, starts, bound):
    values = {server: each["ms"] for server, each in starts.items()}
    return Row(name, what, "ms", values, [limit(values[PUMICE], bound)], starts)


def _median(program, on_disk, directory=None):
    deadline = time.monotonic() + SECONDS_OF_STARTS
    starts = [_start(program, on_disk, directory)]
    while len(starts) < STARTS and time.monotonic() < deadline:
        starts.append(_start(program, on_disk, directory))
    return {name: statistics.median(each[name] for each in starts) for name in ("ms", "mib")}


def _start(program, on_disk, directory):
    with servers.temporary_directory() as temporary:
        data = directory or temporary / "data"
        data.mkdir(exist_ok=True)
        port = servers.free_port()
        arguments = program.arguments(port, data, on_disk)
        executable = shutil.which(arguments[0])
        quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
        environment = servers.environment()
        start = time.perf_counter()
        pid = os.posix_spawn(executable, arguments, environment, file_actions=quiet)
        try:
            _ask(port, pid)
            milliseconds = (time.perf_counter() - start) * 1000
            return {"ms": milliseconds, "mib": servers.resident_mib(pid)}
        finally:
            _end(pid)


def _ask(port, pid):
    """Returns when a request is answered. Tries without pause: a pause would be part of the
    figure."""
    request = _REQUEST % AUTHORIZATION.encode("ascii")
    deadline = time.monotonic() + servers.START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(request)
                if connection.recv(65536).startswith(b"HTTP/1.1 200"):
                    return
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            raise RuntimeError("ended before it answered")
    raise TimeoutError(f"no answer after {servers.START_SECONDS} seconds")


def _end(pid):
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + servers.STOP_SECONDS
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)
