"""Drives one operation with wrk."""

import contextlib
import json
import os
import pathlib
import subprocess
import tempfile

from dynamodb_http import AUTHORIZATION

_SCRIPT = pathlib.Path(__file__).parent / "replay.lua"
_MARK = "bench: "


@contextlib.contextmanager
def requests_file(operation):
    """The requests of an operation, as replay.lua reads them."""
    with tempfile.NamedTemporaryFile("w", prefix="pumice-bench-", encoding="utf-8") as file:
        lines = [f"DynamoDB_20120810.{operation.name}", *operation.bodies()]
        file.write("\n".join(lines) + "\n")
        file.flush()
        yield file.name


def drive(port, requests_path, connections, seconds):
    """Returns requests per second and latencies in microseconds; raises if any request failed."""
    command = ["wrk", "--threads", "1", "--connections", str(connections)]
    command += ["--duration", f"{seconds}s", "--timeout", "10s", "--script", str(_SCRIPT)]
    command += [f"http://127.0.0.1:{port}/", "--", requests_path]
    environment = {**os.environ, "BENCH_AUTHORIZATION": AUTHORIZATION}
    done = subprocess.run(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=seconds + 60,
        check=True,
    )
    output = done.stdout
    [line] = [line for line in output.splitlines() if line.startswith(_MARK)]
    result = json.loads(line[len(_MARK) :])
    requests, failures = result["requests"], result["failures"]
    if failures or not requests:
        raise RuntimeError(f"{failures} of {requests} requests failed:\n{output}")
    return {
        "requests_per_second": requests * 1e6 / result["microseconds"],
        "p50": result["p50"],
        "p99": result["p99"],
    }
