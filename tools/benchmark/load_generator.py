# SPDX-License-Identifier: Apache-2.0
"""Drives one operation: with wrk as fast as it goes, or at a fixed rate."""

import contextlib
import json
import os
import pathlib
import subprocess
import tempfile

from dynamodb_http import AUTHORIZATION, target

_SCRIPT = pathlib.Path(__file__).parent / "replay.lua"
_MARK = "bench: "
_LONGEST_SECONDS = 20


@contextlib.contextmanager
def requests_file(operation, bodies):
    """The requests as replay.lua reads them."""
    with tempfile.NamedTemporaryFile("w", prefix="pumice-bench-", encoding="utf-8") as file:
        file.write(f"{target(operation)}\n")
        for body in bodies:
            file.write(f"{body}\n")
        file.flush()
        yield file.name


def drive(port, requests_path, connections, seconds):
    """Returns requests per second and latencies in microseconds; raises if any request failed."""
    command = ["wrk", "--threads", "1", "--connections", str(connections)]
    command += [
        "--duration",
        f"{seconds}s",
        "--timeout",
        f"{_LONGEST_SECONDS}s",
        "--script",
        str(_SCRIPT),
    ]
    command += [f"http://127.0.0.1:{port}/", "--", requests_path]
    output = _run(command, seconds)
    [line] = [line for line in output.splitlines() if line.startswith(_MARK)]
    result = json.loads(line[len(_MARK) :])
    if not result["requests"] and not result["failures"] and seconds < _LONGEST_SECONDS:
        # Too slow for a single answer in that time.
        return drive(port, requests_path, connections, _LONGEST_SECONDS)
    _check(result)
    return {
        "requests_per_second": result["requests"] * 1e6 / result["microseconds"],
        "p50": result["p50"],
        "p99": result["p99"],
    }


def drive_at(rate, client, port, requests_path, connections, seconds):
    """At so many requests per second, by bench_paced_client. Latencies count from when a request
    was due."""
    command = [str(client), "--port", str(port), "--connections", str(connections)]
    command += ["--rate", str(rate), "--seconds", str(seconds), "--requests", requests_path]
    result = json.loads(_run(command, seconds))
    _check(result)
    return result


def _run(command, seconds):
    environment = {**os.environ, "BENCH_AUTHORIZATION": AUTHORIZATION}
    done = subprocess.run(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=seconds + 60,
        check=True,
    )
    return done.stdout


def _check(result):
    if result["failures"] or not result["requests"]:
        raise RuntimeError(f"{result['failures']} of {result['requests']} requests failed")
