# SPDX-License-Identifier: Apache-2.0
"""The pytest plug-in, in runs of pytest of its own: isolation, xdist, failures, ends."""

import importlib.metadata
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import unittest

import pytest
import tables
from server_test import wait_for_end

# Each takes two seconds.
ROUNDS = int(os.environ.get("PUMICE_TEST_ROUNDS", "2"))
XDIST = ["-n", "2"]
IN_PROCESS = ["-o", "pumice_in_process=true"]
ENTRY = any(
    entry.value == "pumice.pytest_plugin"
    for distribution in importlib.metadata.distributions()
    for entry in distribution.entry_points
)

INI = """\
[pytest]
pumice_schema = schema/template.yaml
pumice_seed =
    seeds/first.json
    seeds/second.json
addopts = -q -p no:cacheprovider --strict-markers
"""
ISOLATED = '''\
"""Every test changes everything, and finds what it began with."""

import os

import pytest

SEEDED = {seeded!r}


@pytest.fixture(scope="session")
def notes(pumice_server):
    """Of a session's fixture, what it makes stays."""
    pumice_server.call("CreateTable", {{**{table!r}, "TableName": "Notes"}})


@pytest.mark.parametrize("number", range(40))
def test_by_the_client(dynamodb, pumice_space, number):
    items = pumice_space.items()
    assert items.pop("Notes", []) == []
    assert items == {{"Orders": SEEDED}}
    dynamodb.put_item(TableName="Orders", Item={{"customer": {{"S": "eve"}}, "id": {{"N": "1"}}}})
    dynamodb.delete_item(
        TableName="Orders", Key={{"customer": {{"S": "ada"}}, "id": {{"N": str(number % 2 + 1)}}}}
    )
    if number % 10 == 0:
        dynamodb.delete_table(TableName="Orders")


@pytest.mark.parametrize("number", range(10))
def test_by_the_resource(notes, dynamodb_resource, number):
    table = dynamodb_resource.Table("Notes")
    assert table.scan()["Items"] == []
    table.put_item(Item={{"customer": "bob", "id": number}})
    assert table.scan()["Items"] == [{{"customer": "bob", "id": number}}]


def test_fixtures_that_are_asked_for_late(request):
    assert request.getfixturevalue("pumice_space").items()["Orders"] == SEEDED
    request.getfixturevalue("dynamodb").delete_table(TableName="Orders")


def test_what_the_tested_code_finds(pumice_server):
    assert pumice_server.space().items()["Orders"] == SEEDED
    if "INVALID" not in pumice_server.endpoint_url.upper():
        port = pumice_server.endpoint_url.rpartition(":")[2]
        assert os.environ["AWS_ENDPOINT_URL_DYNAMODB"] == f"http://localhost:{{port}}"
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        assert os.environ["AWS_ACCESS_KEY_ID"] == worker


def test_without_pumice():
    pass
'''
FAILING = """\
import pytest


@pytest.mark.parametrize("name", ["a/b", "fine"])
def test_fails(dynamodb, name):
    dynamodb.put_item(TableName="Orders", Item={"customer": {"S": name}, "id": {"N": "1"}})
    assert name == "fine"


def test_fails_without_pumice():
    assert False


@pytest.fixture
def broken(dynamodb):
    dynamodb.delete_table(TableName="Orders")
    raise KeyError("mine")


def test_fails_in_setup(broken):
    pass
"""
FAILING_AT_THE_END = """\
import pytest


@pytest.fixture
def checked(dynamodb):
    yield dynamodb
    assert dynamodb.scan(TableName="Orders")["Count"] == 0


@pytest.fixture
def gone(dynamodb):
    yield dynamodb
    dynamodb.delete_table(TableName="Orders")
    assert False


@pytest.fixture
def unaware():
    yield
    assert False


def write(dynamodb, name):
    dynamodb.put_item(TableName="Orders", Item={"customer": {"S": name}, "id": {"N": "1"}})


def test_fails_at_the_end(checked):
    write(checked, "a")


def test_is_isolated(dynamodb, pumice_space):
    assert len(pumice_space.items()["Orders"]) == 2
    spaces = pumice_space._service._control("GET", "spaces")["spaces"]
    assert f"{pumice_space.name}-ended" not in [space["name"] for space in spaces]


def test_fails_without_tables(gone):
    pass


def test_fails_without_requests(unaware, dynamodb):
    pass


def test_fails_beside(unaware, dynamodb):
    write(dynamodb, "b")
"""
IDLE = """\
import os
import pathlib
import time

import pytest


@pytest.mark.parametrize("number", [1, 2])
def test_waits(dynamodb, number):
    pathlib.Path(f"ready.part{number}").write_text(str(os.getpid()))
    os.rename(f"ready.part{number}", f"ready{number}")
    for _ in range(600):
        time.sleep(0.1)
"""


class PluginTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pumice-pytest-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name, "project")
        self.temporary = pathlib.Path(folder.name, "tmp")
        self.temporary.mkdir()
        self.write("pytest.ini", INI)
        self.write("schema/template.yaml", tables.TEMPLATE)
        self.write("seeds/first.json", json.dumps({"Orders": tables.ITEMS[:1]}))
        self.write("seeds/second.json", '{"Orders": [{"customer": "ada", "id": 2, "paid": true}]}')

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def command(self, arguments):
        plugin = [] if ENTRY else ["-p", "pumice.pytest_plugin"]
        return [sys.executable, "-m", "pytest", *plugin, *arguments]

    def environment(self):
        # This run of pytest's own variables would make the other one a worker of it.
        return {
            **{name: value for name, value in os.environ.items() if "PYTEST" not in name},
            "TMPDIR": str(self.temporary),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run_pytest(self, *arguments):
        done = subprocess.run(
            self.command(arguments),
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        self.assertEqual(self.servers(), [])
        return done

    def servers(self):
        """pumice's processes that were started with this test's temporary folder."""
        mark = f"--port-file={self.temporary}/".encode()
        found = []
        for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if mark in path.read_bytes():
                    found.append(int(path.parent.name))
            except OSError:
                pass  # it has ended meanwhile
        return found

    def passed(self, done):
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return int(re.search(r"(\d+) passed", done.stdout)[1])

    def test_tests_are_isolated(self):
        self.write("test_isolated.py", ISOLATED.format(seeded=tables.ITEMS, table=tables.table()))
        for arguments in ([], IN_PROCESS, [*XDIST, *IN_PROCESS], *[XDIST] * ROUNDS):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.passed(self.run_pytest(*arguments)), 53)
        self.assertEqual([path.name for path in self.folder.glob(".pumice")], [])

    def test_failures_keep_items_and_requests(self):
        self.write("test_failing.py", FAILING)
        for arguments in ([], XDIST, IN_PROCESS):
            with self.subTest(arguments=arguments):
                done = self.run_pytest(*arguments)
                self.assertIn("2 failed, 1 passed, 1 error", done.stdout)
                folders = sorted(re.findall(r"log of requests: (\S+)$", done.stdout, re.MULTILINE))
                self.assertEqual(
                    folders,
                    [
                        ".pumice/failures/test_failing.py_test_fails[a_b]",
                        ".pumice/failures/test_failing.py_test_fails_in_setup",
                    ],
                )
                kept = {
                    str(path.relative_to(self.folder)): path.read_text(encoding="utf-8")
                    for path in self.folder.glob(".pumice/failures/*/*")
                }
                items, requests, *setup = (kept[name] for name in sorted(kept))
                written = {"customer": {"S": "a/b"}, "id": {"N": "1"}}
                self.assertEqual(
                    (json.loads(items)["Orders"], json.loads(setup[0])),
                    ([*tables.ITEMS, written], {}),
                )
                self.assertEqual(
                    requests,
                    "PutItem Orders | 200\n"
                    '  request {"TableName": "Orders", "Item": {"customer": {"S": "a/b"}, '
                    '"id": {"N": "1"}}}\n'
                    "  answer {}\n",
                )
                self.assertEqual(setup[1].partition("\n")[0], "DeleteTable Orders | 200")

    def test_failures_of_fixtures_at_the_end_keep_them_too(self):
        self.write("test_failing.py", FAILING_AT_THE_END)
        for arguments in ([], XDIST, IN_PROCESS):
            with self.subTest(arguments=arguments):
                done = self.run_pytest(*arguments)
                self.assertIn("5 passed, 4 errors", done.stdout)
                kept = {}
                for name in re.findall(r"log of requests: (\S+)$", done.stdout, re.MULTILINE):
                    items = json.loads((self.folder / name / "items.json").read_text("utf-8"))
                    requests = (self.folder / name / "requests.log").read_text("utf-8")
                    kept[name.rpartition("py_")[2]] = (
                        sorted(item["customer"]["S"] for item in items.get("Orders", [])),
                        re.findall(r"^\w+ Orders", requests, re.MULTILINE),
                    )
                self.assertEqual(
                    kept,
                    {
                        "test_fails_at_the_end": (
                            ["a", "ada", "ada"],
                            ["PutItem Orders", "Scan Orders"],
                        ),
                        "test_fails_without_tables": ([], ["DeleteTable Orders"]),
                        "test_fails_beside": (["ada", "ada", "b"], ["PutItem Orders"]),
                    },
                )

    def test_a_schema_that_is_at_fault_fails_the_tests_that_need_it(self):
        self.write("schema/template.yaml", "Resources: {T: {Type: AWS::DynamoDB::Table}}")
        self.write("test_it.py", "def test_it(dynamodb): pass\ndef test_other(): pass\n")
        for arguments in ([], XDIST, IN_PROCESS):
            with self.subTest(arguments=arguments):
                done = self.run_pytest(*arguments)
                self.assertIn("1 passed, 1 error", done.stdout)
                self.assertIn("template.yaml", done.stdout)

    def test_a_schema_that_is_at_fault_is_told_once(self):
        self.write("schema/template.yaml", "Resources: {T: {Type: AWS::DynamoDB::Table}}")
        self.write(
            "test_it.py",
            "import pytest\n"
            "@pytest.fixture(scope='session')\n"
            "def tables(pumice_server): pass\n"
            "@pytest.mark.parametrize('number', range(25))\n"
            "def test_it(tables, dynamodb, number): pass\n",
        )
        for arguments, processes in (([], 1), (XDIST, 2), (IN_PROCESS, 1)):
            with self.subTest(arguments=arguments):
                done = self.run_pytest(*arguments)
                self.assertEqual(done.returncode, 1)
                self.assertRegex(done.stdout, rf"\b{25 - processes} skipped, {processes} error")
                told = r"^pumice did not start: .*template\.yaml"
                found = re.findall(told, done.stdout, re.MULTILINE)
                self.assertEqual(len(found), processes, done.stdout)

    def test_a_killed_controller_leaves_no_process(self):
        self.write("test_idle.py", IDLE)
        process = subprocess.Popen(
            self.command(XDIST),
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ready = [self.folder / f"ready{number}" for number in (1, 2)]
        while not all(path.exists() for path in ready):
            self.assertIsNone(process.poll())
            try:
                process.wait(0.02)
            except subprocess.TimeoutExpired:
                pass
        (server,) = self.servers()
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_for_end(server)
        # xdist's workers end by themselves ten seconds later.
        for path in ready:
            worker = int(path.read_text(encoding="ascii"))
            os.kill(worker, signal.SIGKILL)
            wait_for_end(worker)


def test_the_plugin_of_this_very_run(pumice_server, dynamodb, pumice_space):
    dynamodb.create_table(**tables.table())
    assert pumice_space.items() == {"Orders": []}
    with pytest.raises(dynamodb.exceptions.ResourceInUseException):
        dynamodb.create_table(**tables.table())


if __name__ == "__main__":
    unittest.main()
