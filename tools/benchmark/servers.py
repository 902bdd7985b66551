# SPDX-License-Identifier: Apache-2.0
"""The servers that are measured. Each listens on loopback and is ended by its own process id."""

import contextlib
import ctypes
import dataclasses
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse

from dynamodb_http import Connection

START_SECONDS = 60
STOP_SECONDS = 30

# What a server may do instead of answering rightly.
FAULTS = (
    RuntimeError,
    OSError,
    http.client.HTTPException,
    LookupError,
    TypeError,
    ValueError,
    subprocess.SubprocessError,
)


@dataclasses.dataclass(frozen=True)
class Program:
    """How a server is started. {port} and {directory} stand for what each start is given."""

    name: str
    command: tuple
    # What is added to keep the data in {directory}, and to keep it in memory.
    on_disk: tuple = ()
    in_memory: tuple = ()

    def arguments(self, port, directory, on_disk):
        parts = self.command + (self.on_disk if on_disk else self.in_memory)
        return [str(part).format(port=port, directory=directory) for part in parts]


class Server:
    """`with Server(program) as server: … server.port`.

    Its data goes with it, unless it is given a directory.
    """

    def __init__(self, program, on_disk=False, directory=None):
        self.name = program.name
        self.port = None
        self.pid = None
        self._program = program
        self._on_disk = on_disk
        self._directory = directory
        self._cleanup = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            temporary = stack.enter_context(temporary_directory())
            directory = self._directory or temporary / "data"
            directory.mkdir(exist_ok=True)
            port = free_port()
            with open(temporary / "log", "wb") as log:
                process = subprocess.Popen(
                    self._program.arguments(port, directory, self._on_disk),
                    env=environment(),
                    stdout=log,
                    stderr=log,
                    preexec_fn=_die_with_parent,
                )
            stack.callback(_stop, process)
            _wait_until_ready(process, port, temporary / "log")
            self.port = port
            self.pid = process.pid
            self._cleanup = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.resume()
        self._cleanup.close()

    def pause(self):
        """Until it is resumed, it takes no processor time: a peer's garbage collection, say."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self):
        os.kill(self.pid, signal.SIGCONT)


class RunningServer:
    """One that somebody else has started and will end."""

    def __init__(self, endpoint):
        address = urllib.parse.urlsplit(endpoint)
        if address.hostname not in ("127.0.0.1", "localhost") or not address.port:
            raise ValueError("tools/bench measures loopback only: --endpoint http://127.0.0.1:PORT")
        self.name = "pumice"
        self.port = address.port
        self.pid = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def pause(self):
        pass

    def resume(self):
        pass


def pumice(binary, threads):
    command = (binary, "--port", "{port}", "--threads", threads)
    return Program("pumice", command, on_disk=("--data-dir", "{directory}"))


def bare(binary, threads, body_bytes=2, answers=None):
    """Answers every request with so many bytes, or as the file of answers says."""
    command = (binary, "--port", "{port}", "--threads", threads, "--body-bytes", body_bytes)
    return Program("bare", command + (("--answers", answers) if answers else ()))


@contextlib.contextmanager
def temporary_directory():
    path = pathlib.Path(tempfile.mkdtemp(prefix="pumice-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment():
    """Of every server: room for dynalite's heap, and nothing told to anybody."""
    return {
        **os.environ,
        "NODE_OPTIONS": "--max-old-space-size=16384",
        "DDB_LOCAL_TELEMETRY": "0",
    }


def resident_mib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} has no memory")


def wait_until_idle(pid, seconds=120):
    """Until the process has used no more than a hundredth of a processor for a second, as when what
    was loaded has been merged; at most so long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        before = _processor_seconds(pid)
        time.sleep(1)
        if _processor_seconds(pid) - before <= 0.01:
            return


def _processor_seconds(pid):
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    user, system = stat.rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _die_with_parent():
    """A bench that is killed takes its servers along (Linux, prctl(2) PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _stop(process):
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_ready(process, port, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = log.read_text(errors="replace").strip().splitlines()[-1:]
            raise RuntimeError(f"ended with status {process.returncode}: {' '.join(said)}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            with Connection(port) as connection:
                connection.post("ListTables", json.dumps({}))
            return
        time.sleep(0.01)
    raise TimeoutError(f"not ready after {START_SECONDS} seconds")
