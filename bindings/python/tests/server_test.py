# SPDX-License-Identifier: Apache-2.0
"""pumice.start: a child process, its spaces and its end."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import warnings
from unittest import mock

import boto3

import pumice
import tables

ENDS_WITHIN = 20


def is_running(pid):
    """A zombie that nobody waits for is not."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def wait_for_end(pid):
    deadline = time.monotonic() + ENDS_WITHIN
    while is_running(pid):
        if time.monotonic() > deadline:
            raise AssertionError(f"process {pid} is still there")
        time.sleep(0.01)


class StartTest(unittest.TestCase):
    def start(self, **arguments):
        server = pumice.start(**arguments)
        self.addCleanup(server.stop)
        return server

    def test_a_template_and_a_seed_are_there_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            template = pathlib.Path(folder, "template.yaml")
            template.write_text(tables.TEMPLATE, encoding="utf-8")
            server = self.start(schema=template, seed=tables.SEED)
        client = boto3.client(
            "dynamodb",
            endpoint_url=server.endpoint_url,
            region_name=server.region,
            **server.credentials,
        )
        self.addCleanup(client.close)
        told = client.scan(TableName="Orders")
        self.assertEqual(
            tables.plain(told), {"Items": tables.ITEMS, "Count": 2, "ScannedCount": 2}
        )
        self.assertEqual(server.space().items(), {"Orders": tables.ITEMS})

    def test_tables_and_templates_may_be_mixed_and_the_seed_be_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            template = pathlib.Path(folder, "template.yaml")
            template.write_text(tables.TEMPLATE, encoding="utf-8")
            seed = pathlib.Path(folder, "seed.json")
            seed.write_text(
                '{"Notes": [{"customer": "bob", "id": 0.30000000000000000001}]}', encoding="utf-8"
            )
            server = self.start(schema=[str(template), tables.table("Notes")], seed=seed)
        self.assertEqual(
            server.space().items(),
            {
                "Notes": [{"customer": {"S": "bob"}, "id": {"N": "0.30000000000000000001"}}],
                "Orders": [],
            },
        )

    def test_seeds_of_all_types_and_more_than_a_batch(self):
        values = {
            "text": "é",
            "whole": 7,
            "bytes": b"\x00\xff",
            "none": None,
            "yes": True,
            "list": [1, "a", {"b": []}],
            "numbers": {1, 2},
        }
        many = [{"customer": "bob", "id": number} for number in range(60)]
        server = self.start(
            schema=tables.table(), seed={"Orders": [{"customer": "ada", "id": 1, **values}, *many]}
        )
        items = server.space().items()["Orders"]
        first = [item for item in items if item["customer"] == {"S": "ada"}]
        self.assertEqual(
            first,
            [
                {
                    "customer": {"S": "ada"},
                    "id": {"N": "1"},
                    "text": {"S": "é"},
                    "whole": {"N": "7"},
                    "bytes": {"B": "AP8="},
                    "none": {"NULL": True},
                    "yes": {"BOOL": True},
                    "list": {"L": [{"N": "1"}, {"S": "a"}, {"M": {"b": {"L": []}}}]},
                    "numbers": {"NS": ["1", "2"]},
                }
            ],
        )
        self.assertEqual(
            [item for item in items if item not in first],
            [{"customer": {"S": "bob"}, "id": {"N": str(number)}} for number in range(60)],
        )

    def test_options_by_keyword_and_as_they_are(self):
        with tempfile.TemporaryDirectory() as folder:
            arguments = {"data_dir": pathlib.Path(folder, "data"), "clock": "manual:2026-01-01"}
            first = self.start(schema=tables.table(), options=["--explain"], **arguments)
            client = first.client()
            told = client.query(
                TableName="Orders",
                KeyConditionExpression="customer = :c",
                ExpressionAttributeValues={":c": {"S": "ada"}},
            )
            client.close()
            headers = told["ResponseMetadata"]["HTTPHeaders"]
            self.assertIn("read 0 items", headers["x-pumice-explain"])
            self.assertEqual(first.clock.advance("P1D").isoformat(), "2026-01-02T00:00:00+00:00")
            first.stop()
            second = self.start(**arguments)
            self.assertEqual(second.space().tables(), ["Orders"])

    def test_the_clock_takes_times_of_several_kinds(self):
        clock = self.start(clock="manual:2026-01-01").clock
        told = [clock.now(), clock.advance(1.5), clock.advance(60), clock.set("2026-03-01")]
        self.assertEqual(
            [time.isoformat() for time in told],
            [
                "2026-01-01T00:00:00+00:00",
                "2026-01-01T00:00:01.500000+00:00",
                "2026-01-01T00:01:01.500000+00:00",
                "2026-03-01T00:00:00+00:00",
            ],
        )
        with self.assertRaisesRegex(pumice.ControlError, "time does not go back"):
            clock.set("2026-01-01")
        with self.assertRaisesRegex(pumice.ControlError, "the clock is the machine's"):
            self.start().clock.advance(1)

    def test_what_does_not_start_says_why(self):
        with self.assertRaises(pumice.StartError) as raised:
            pumice.start(spaces="mine")
        self.assertEqual(
            str(raised.exception),
            "pumice: --spaces: mine is not shared, region, account, access-key, or several with + "
            "between; see pumice --help",
        )
        with self.assertRaises(pumice.ServiceError) as refused:
            pumice.start(schema={"TableName": "x"})
        self.assertEqual(refused.exception.name, "ValidationException")

    def test_https(self):
        server = self.start(tls=True, schema=tables.table())
        self.assertEqual(server.endpoint_url.partition(":")[0], "https")
        client = server.client()
        self.addCleanup(client.close)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # urllib3's, that nobody checks the certificate
            self.assertEqual(client.list_tables()["TableNames"], ["Orders"])

    def test_variables_of_the_program_are_for_others(self):
        with mock.patch.dict(os.environ, {"PUMICE_SPACES": "nonsense", "PUMICE_TLS": "true"}):
            self.assertEqual(self.start().space().tables(), [])

    def test_the_environment_names_it_to_other_processes(self):
        server = self.start(schema=tables.table())
        said = subprocess.run(
            [sys.executable, "-c", "import os; print(os.environ['AWS_ENDPOINT_URL_DYNAMODB'])"],
            env={**os.environ, **server.environment},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        self.assertEqual(said.strip().rpartition(":")[2], server.endpoint_url.rpartition(":")[2])

    def test_stop_ends_it_and_leaves_no_file(self):
        with tempfile.TemporaryDirectory() as folder:
            program = (
                "import pumice, sys\n"
                "server = pumice.start()\n"
                "server.stop(); server.stop()\n"
                "print(server.pid)\n"
            )
            pid = subprocess.run(
                [sys.executable, "-c", program],
                env={**os.environ, "TMPDIR": folder},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            self.assertFalse(is_running(int(pid)))
            self.assertEqual(os.listdir(folder), [])

    def test_calls_to_one_that_has_stopped_say_so(self):
        server = self.start()
        space = server.space()
        server.stop()
        for call in (lambda: server.call("ListTables"), space.reset, server.clock.now):
            with self.assertRaisesRegex(
                pumice.StoppedError, r"^pumice has stopped: stop\(\) was called$"
            ):
                call()
        killed = self.start()
        os.kill(killed.pid, signal.SIGKILL)
        with self.assertRaisesRegex(
            pumice.StoppedError, "^pumice has stopped by itself, with status -9$"
        ):
            for _ in range(1000):  # it may still answer
                killed.call("ListTables")

    def test_zero_characters_are_refused(self):
        server = self.start()
        for call in (
            lambda: server.call("List\0Tables"),
            lambda: server.call("ListTables", space="a\0b"),
            lambda: server.space("a\0b"),
            lambda: server.space().fork("a\0b"),
        ):
            with self.assertRaisesRegex(ValueError, "has a zero character$"):
                call()

    def test_it_ends_with_a_program_that_forgets_it_and_with_one_that_is_killed(self):
        program = "import pumice\nprint(pumice.start().pid, flush=True)\n"
        for last, ended in (("", 0), ("input()", -signal.SIGKILL)):
            with self.subTest(last=last), tempfile.TemporaryDirectory() as folder:
                process = subprocess.Popen(
                    [sys.executable, "-c", program + last],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env={**os.environ, "TMPDIR": folder},
                )
                with process:
                    pid = int(process.stdout.readline())
                    if ended:
                        process.kill()
                self.assertEqual(process.returncode, ended)
                wait_for_end(pid)


class SchemaSpaceTest(unittest.TestCase):
    def test_schema_and_seed_are_where_clients_look(self):
        with tempfile.TemporaryDirectory() as folder:
            template = pathlib.Path(folder, "template.yaml")
            template.write_text(tables.TEMPLATE)
            for spaces in ("shared", "account", "access-key", "region", "access-key+region"):
                for key in ("default", "gw0", "123456789012"):
                    with self.subTest(spaces=spaces, key=key), pumice.start(
                        spaces=spaces,
                        access_key=key,
                        region="eu-west-1",
                        schema=template,
                        seed=tables.SEED,
                    ) as server, contextlib.closing(server.client()) as client:
                        self.assertEqual(client.scan(TableName="Orders")["Count"], 2)
                        self.assertEqual(server.space().items(), {"Orders": tables.ITEMS})


class SpaceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = pumice.start(spaces="access-key", schema=tables.table(), seed=tables.SEED)
        cls.addClassCleanup(cls.server.stop)

    def names(self):
        return sorted(
            space["name"] for space in self.server._control("GET", "spaces")["spaces"]
        )

    def fork(self, name):
        space = self.server.space().fork(name)
        self.addCleanup(space.delete)
        return space

    def test_callers_of_different_access_keys_see_different_tables(self):
        self.fork("gw0")
        for key, wanted in (("gw0", ["Orders"]), ("gw1", [])):
            client = self.server.client(aws_access_key_id=key)
            self.addCleanup(client.close)
            self.assertEqual(client.list_tables()["TableNames"], wanted)
        self.server.space("gw1").delete()

    def test_a_fork_goes_its_own_way(self):
        fork = self.fork("fork")
        client = fork.client()
        self.addCleanup(client.close)
        client.delete_item(TableName="Orders", Key=tables.order(1))
        self.assertEqual(fork.items(), {"Orders": tables.ITEMS[1:]})
        self.assertEqual(self.server.space().items(), {"Orders": tables.ITEMS})
        with self.assertRaisesRegex(pumice.ControlError, "fork"):
            self.server.space().fork("fork")

    def test_snapshots_are_restored_any_number_of_times(self):
        space = self.fork("snapshots")
        space.snapshot("seeded")
        for _ in range(3):
            space.call("DeleteTable", {"TableName": "Orders"})
            space.restore("seeded")
            self.assertEqual(space.items(), {"Orders": tables.ITEMS})
        space.delete_snapshot("seeded")
        with self.assertRaisesRegex(pumice.ControlError, "seeded"):
            space.restore("seeded")

    def test_reset_seed_and_delete(self):
        space = self.fork("brief")
        space.reset()
        self.assertEqual(space.items(), {})
        space.call("CreateTable", tables.table("Notes"))
        space.seed({"Notes": [{"customer": "ada", "id": 3}]})
        self.assertEqual(space.items(), {"Notes": [tables.order(3)]})
        other = self.server.space("other")
        other.call("ListTables")
        self.assertIn("other", self.names())
        other.delete()
        self.assertNotIn("other", self.names())

    def test_a_resource_of_a_space(self):
        space = self.fork("resource")
        resource = space.resource()
        self.addCleanup(resource.meta.client.close)
        resource.Table("Orders").put_item(Item={"customer": "bob", "id": 1})
        self.assertEqual(
            space.items(),
            {"Orders": [{"customer": {"S": "bob"}, "id": {"N": "1"}}, *tables.ITEMS]},
        )

    def test_an_error_is_told_as_the_service_tells_it(self):
        with self.assertRaises(pumice.ServiceError) as raised:
            self.server.call("GetItem", {"TableName": "Orders", "Key": {}})
        error = raised.exception
        self.assertEqual(
            (error.status, error.name, error.message),
            (400, "ValidationException", "The provided key element does not match the schema"),
        )
        self.assertEqual(
            error.answer,
            {
                "__type": "com.amazon.coral.validate#ValidationException",
                "message": "The provided key element does not match the schema",
            },
        )




if __name__ == "__main__":
    unittest.main()
