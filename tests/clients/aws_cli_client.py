# SPDX-License-Identifier: Apache-2.0
"""The `aws` command line as the scenario's client: one process a request."""

import json
import os
import pathlib
import re
import subprocess

from scenario import TABLE
from wire import ServiceError, normalized

_AWS = os.environ.get("AWS_CLI", "aws")
_SECONDS_PER_COMMAND = 60
_ERROR = re.compile(r"An error occurred \((\w+)\) when calling the \w+ operation: (.*)", re.DOTALL)
_CREATE_TABLE = pathlib.Path(__file__).parent / "makeriess" / "create_table.sh"


class AwsCliClient:
    language = "shell"
    parallel_calls = 2
    puts_per_request = 25
    walks_pages = False  # the command does it itself: read_all()

    def __init__(self):
        self._endpoint = os.environ["PUMICE_ENDPOINT"]

    def create_table(self):
        """The documented command, to the letter; only `aws` itself is told where to go."""
        script = (
            f'aws() {{ command "{_AWS}" --endpoint-url "{self._endpoint}" "$@"; }}\n'
            f'. "{_CREATE_TABLE}"'
        )
        return _run(["sh", "-c", script])

    def wait_for(self, state):
        self.run("wait", state.replace("_", "-"), "--table-name", TABLE)

    def call(self, operation, parameters):
        return self.run(_kebab_case(operation), *_options(parameters))

    def read_all(self, operation, parameters):
        """In two calls: the first stops at --max-items, the second goes on at its token."""
        options = {name: value for name, value in parameters.items() if name != "Limit"}
        paging = ["--page-size", str(parameters["Limit"])]
        command = [_kebab_case(operation), *_options(options), *paging]
        first = self.run(*command, "--max-items", "2")
        if "NextToken" not in first:
            return first["Items"]
        rest = self.run(*command, "--starting-token", first["NextToken"])
        return first["Items"] + rest["Items"]

    def run(self, *arguments):
        """`aws dynamodb ARGUMENTS`; its answer."""
        return _run([_AWS, "--endpoint-url", self._endpoint, "dynamodb", *arguments])


def _run(command):
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_SECONDS_PER_COMMAND, check=False
    )
    if done.returncode == 0:
        return normalized(json.loads(done.stdout or "{}"))
    error = _ERROR.search(done.stderr)
    if not error:
        raise RuntimeError(f"{command} failed: {done.stderr}")
    raise ServiceError(error[1], error[2].rstrip("\n"))


def _options(parameters):
    options = []
    for name, value in parameters.items():
        flag = _kebab_case(name)
        if isinstance(value, bool):
            options.append(f"--{flag}" if value else f"--no-{flag}")
        else:
            options += [f"--{flag}", value if isinstance(value, str) else json.dumps(value)]
    return options


def _kebab_case(name):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
