"""The servers that are measured. Each listens on loopback and is ended by its own process id.

A new peer is a function that returns a Server, added to tools/bench.
"""

import contextlib
import ctypes
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse

START_SECONDS = 60
STOP_SECONDS = 15


class Server:
    """`with Server(name, command) as server: … server.port`. The command writes its port.

    "{port_file}" and "{directory}" in the command become paths that last as long as the server.
    """

    def __init__(self, name, command):
        self.name = name
        self._command = [str(part) for part in command]
        self._cleanup = contextlib.ExitStack()
        self.port = None

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            directory = pathlib.Path(tempfile.mkdtemp(prefix="pumice-bench-"))
            stack.callback(shutil.rmtree, directory, ignore_errors=True)
            port_file = directory / "port"
            places = {"{port_file}": str(port_file), "{directory}": str(directory / "data")}
            command = [places.get(part, part) for part in self._command]
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, preexec_fn=_die_with_parent
            )
            stack.callback(_stop, process)
            self.port = _wait_for_port(process, port_file)
            self._cleanup = stack.pop_all()
        return self

    def __exit__(self, *_):
        self._cleanup.close()


class RunningServer:
    """One that somebody else has started and will end."""

    def __init__(self, endpoint):
        address = urllib.parse.urlsplit(endpoint)
        if address.hostname not in ("127.0.0.1", "localhost"):
            raise ValueError("tools/bench measures loopback only")
        self.name = "endpoint"
        self.port = address.port

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def pumice(binary, threads, on_disk):
    command = [binary, "--port", "0", "--port-file", "{port_file}", "--threads", threads]
    return Server("pumice", command + (["--data-dir", "{directory}"] if on_disk else []))


def bare(binary, threads, body_bytes):
    command = [binary, "--port", "0", "--port-file", "{port_file}", "--threads", threads]
    return Server("bare", command + ["--body-bytes", body_bytes])


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


def _wait_for_port(process, port_file):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with status {process.returncode}")
        with contextlib.suppress(OSError):
            text = port_file.read_text(encoding="ascii")
            if text.endswith("\n"):
                socket.create_connection(("127.0.0.1", int(text)), timeout=1).close()
                return int(text)
        time.sleep(0.01)
    raise TimeoutError(f"{process.args[0]} was not ready after {START_SECONDS} seconds")
