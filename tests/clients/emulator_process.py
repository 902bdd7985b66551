# SPDX-License-Identifier: Apache-2.0
"""A pumice process of a test's own: started on a free port, ended by its own id."""

import ctypes
import os
import signal
import socket
import subprocess
import tempfile
import time

START_SECONDS = 30
STOP_SECONDS = 15


def _die_with_parent():
    """A test that is killed takes its server along (Linux, prctl(2) PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class EmulatorProcess:
    """`with EmulatorProcess(binary, data_dir) as emulator: … emulator.endpoint`.

    An empty `data_dir` means in memory. `log`: a file for its stderr. start() and kill() may be
    repeated on one directory.
    """

    def __init__(self, binary, data_dir="", arguments=(), log=None):
        self._binary = binary
        self._data_dir = data_dir
        self._arguments = list(arguments)
        self._log = log
        self._process = None
        self.endpoint = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Returns when the server accepts connections; raises after START_SECONDS."""
        with tempfile.TemporaryDirectory(prefix="pumice-port-") as directory:
            port_file = os.path.join(directory, "port")
            command = [self._binary, "--port", "0", "--port-file", port_file, *self._arguments]
            if self._data_dir:
                command += ["--data-dir", self._data_dir]
            self._process = subprocess.Popen(command, preexec_fn=_die_with_parent,
                                             stderr=self._log)
            try:
                port = self._wait_for_port(port_file)
            except BaseException:
                self.kill()
                raise
        self.endpoint = f"http://127.0.0.1:{port}"

    def kill(self):
        """SIGKILL: the process gets no chance to write anything more."""
        self._process.kill()
        self._process.wait(STOP_SECONDS)

    def stop(self):
        """SIGTERM; raises if the process does not end cleanly in time."""
        if self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            status = self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        if status != 0:
            raise RuntimeError(f"{self._binary} ended with status {status} after SIGTERM")

    def _wait_for_port(self, port_file):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"{self._binary} ended with status {self._process.returncode}")
            port = _read_port(port_file)
            if port and _accepts_connections(port):
                return port
            time.sleep(0.01)
        raise TimeoutError(f"{self._binary} was not ready after {START_SECONDS} seconds")


def _read_port(port_file):
    try:
        with open(port_file, encoding="ascii") as file:
            text = file.read()
    except FileNotFoundError:
        return None
    return int(text) if text.endswith("\n") or text.isdigit() else None


def _accepts_connections(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
