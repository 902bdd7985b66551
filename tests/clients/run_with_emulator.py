# SPDX-License-Identifier: Apache-2.0
"""Runs a command beside a pumice process of its own, whose address is in PUMICE_ENDPOINT.

With PUMICE_ENDPOINT set already, starts nothing and tests the server that is there.
"""

import argparse
import os
import subprocess
import sys
import tempfile

from emulator_process import EmulatorProcess


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--storage", choices=["memory", "disk"], default="memory")
    parser.add_argument("--seconds", type=float, default=270, help="how long the command may take")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    command = options.command[1:] if options.command[:1] == ["--"] else options.command

    if "PUMICE_ENDPOINT" in os.environ:
        return _run(command, os.environ["PUMICE_ENDPOINT"], options.seconds)
    with tempfile.TemporaryDirectory(prefix="pumice-data-") as directory:
        data_dir = directory if options.storage == "disk" else ""
        with EmulatorProcess(os.environ["PUMICE_BINARY"], data_dir) as emulator:
            return _run(command, emulator.endpoint, options.seconds)


def _run(command, endpoint, seconds):
    environment = {**os.environ, "PUMICE_ENDPOINT": endpoint}
    return subprocess.run(command, env=environment, timeout=seconds, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
