# SPDX-License-Identifier: Apache-2.0
"""200 pytest tests with three tables each on pumice and its peers, and one GetItem in process and
over HTTP. By hand:

    python3 bindings/python/bench/run.py STAGE [--rounds 3] [--workers 2]

STAGE is such a folder as build/package/amd64/stage. DynamoDB Local comes from npm and needs Java;
moto takes part where this Python has it. Tells the load of the machine too: figures of a busy one
are worth little.
"""

import argparse
import contextlib
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(ROOT / "tools" / "benchmark"), str(HERE.parent)]

import peers  # noqa: E402
import servers  # noqa: E402

GETS = 5000
TABLE = {
    "TableName": "Orders",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
}


def run_suite(system, workers, endpoint=""):
    """Seconds from the start of pytest to its end."""
    with tempfile.TemporaryDirectory(prefix="pumice-bench-") as folder:
        pathlib.Path(folder, "pytest.ini").write_text(
            f"[pytest]\npumice_in_process = {system == 'in process'}\n", encoding="utf-8"
        )
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += ["-p", "pumice.pytest_plugin", "-c", f"{folder}/pytest.ini", str(HERE / "suite")]
        command += ["-n", str(workers)] if workers > 1 else []
        environment = {
            **os.environ,
            "PUMICE_BENCH": system,
            "PUMICE_BENCH_ENDPOINT": endpoint,
            "PYTHONPATH": str(HERE.parent),
        }
        begin = time.perf_counter()
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - begin
    if "200 passed" not in done.stdout:
        raise SystemExit(f"{system}: {done.stdout[-3000:]}{done.stderr}")
    return seconds


def measure_get_item():
    """Medians in microseconds: boto3 in process and over HTTP, and without boto3."""
    import boto3

    import pumice

    key = {"id": {"S": "one"}}
    seed = {"Orders": [{"id": "one", "text": "x" * 100}]}
    with pumice.local(schema=TABLE, seed=seed) as local, pumice.start(
        schema=TABLE, seed=seed
    ) as server:
        client = boto3.client("dynamodb", region_name="us-east-1")
        over_http = server.client()
        wanted = {"TableName": "Orders", "Key": key}
        calls = {
            "boto3, pumice.local()": lambda: client.get_item(**wanted),
            "boto3, HTTP on loopback": lambda: over_http.get_item(**wanted),
            "call(), in process": lambda: local.call("GetItem", wanted),
            "call(), HTTP on loopback": lambda: server.call("GetItem", wanted),
        }
        return {name: median_of(call) for name, call in calls.items()}


def median_of(call):
    times = []
    for _ in range(GETS):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1e6


def systems():
    """(name, endpoint or "") of what is there; servers run meanwhile."""
    yield "no database", ""
    yield "in process", ""
    yield "http", ""
    yield "pumice.mock_aws", ""
    has_moto = subprocess.run(
        [sys.executable, "-c", "import moto"], capture_output=True, check=False
    ).returncode
    if has_moto == 0:
        yield "moto", ""
    else:
        print("moto is left out: this Python does not have it")


@contextlib.contextmanager
def dynamodb_local():
    try:
        modules = peers.install("amplify-dynamodb-simulator", ROOT / "build" / "peers" / "python")
        program = peers.dynamodb_local(modules)
    except peers.Unavailable as reason:
        print(f"DynamoDB Local is left out: {reason}")
        yield None
        return
    # Without -sharedDb it keeps the workers' access keys apart.
    command = tuple(part for part in program.command if part != "-sharedDb")
    with servers.Server(servers.Program(program.name, command, (), program.in_memory)) as server:
        yield f"http://127.0.0.1:{server.port}"


def main():
    parser = argparse.ArgumentParser(description="pytest and GetItem, in process and over HTTP")
    parser.add_argument("stage", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    os.environ["PUMICE_BINARY"] = str(options.stage.resolve() / "bin" / "pumice")
    os.environ["PUMICE_LIBRARY"] = str(options.stage.resolve() / "lib" / "libpumice.so")

    print(f"load: {' '.join(f'{load:.1f}' for load in os.getloadavg())} ({os.cpu_count()} cores)")
    with dynamodb_local() as endpoint:
        wanted = [*systems(), *([("DynamoDB Local", endpoint)] if endpoint else [])]
        seconds = {name: [] for name, _ in wanted}
        for _ in range(options.rounds):
            for name, address in wanted:
                seconds[name].append(run_suite(name, options.workers, address))
    print(f"200 tests, {options.workers} workers: seconds, median of {options.rounds} (all)")
    for name, measured in seconds.items():
        every = " ".join(f"{value:.2f}" for value in measured)
        print(f"  {name:16} {statistics.median(measured):6.2f}  ({every})")
    print(f"one GetItem: microseconds, median of {GETS}")
    for name, value in measure_get_item().items():
        print(f"  {name:26} {value:6.0f}")
    print(f"load: {' '.join(f'{load:.1f}' for load in os.getloadavg())}")


if __name__ == "__main__":
    main()
