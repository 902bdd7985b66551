# SPDX-License-Identifier: Apache-2.0
"""pumice.Emulator: calls in this process, records of streams, threads, forks and faults."""

import concurrent.futures
import json
import os
import queue
import subprocess
import sys
import threading
import time
import unittest
import urllib.request

import pumice
import tables

STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
RECORD_SECONDS = 30
FORK = """
import os, pumice
emulator = pumice.Emulator()
mock = pumice.mock_aws()
with mock:
    import boto3
    client = boto3.client("dynamodb")
    client.list_tables()
    child = os.fork()
    if child == 0:
        for call in (emulator.call, lambda _: client.list_tables()):
            try:
                call("ListTables")
                os._exit(1)
            except pumice.EmulatorError as error:
                print(str(error).partition(":")[0].replace(str(os.getppid()), "PARENT"), flush=True)
        emulator.close()
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
child = os.fork()
if child == 0:
    with mock:
        print(boto3.client("dynamodb").list_tables()["TableNames"], flush=True)
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
print(emulator.call("ListTables"))
"""
EXIT = """
import pumice, threading
emulator = pumice.Emulator()
emulator.call("CreateTable", {table!r})
emulator.on_record("Orders", lambda record: emulator.call("ListTables"))
for number in range(50):
    emulator.call("PutItem", {{"TableName": "Orders",
                              "Item": {{"customer": {{"S": "ada"}}, "id": {{"N": str(number)}}}}}})
print("end")
"""


class EmulatorTest(unittest.TestCase):
    def open(self, **arguments):
        emulator = pumice.Emulator(**arguments)
        self.addCleanup(emulator.close)
        return emulator

    def test_calls(self):
        emulator = self.open(schema=tables.table(), seed=tables.SEED)
        told = emulator.call(
            "GetItem", {"TableName": "Orders", "Key": tables.order(1), "ConsistentRead": True}
        )
        self.assertEqual(told, {"Item": tables.ITEMS[0]})
        with self.assertRaises(pumice.ServiceError) as raised:
            emulator.call("DescribeTable", {"TableName": "Nothing"})
        self.assertEqual(
            (raised.exception.status, str(raised.exception)),
            (
                400,
                "ResourceNotFoundException: Requested resource not found: Table: Nothing not found",
            ),
        )

    def test_spaces_in_process_are_as_over_http(self):
        emulator = self.open(schema=tables.table(), seed=tables.SEED)
        space = emulator.space().fork("copy")
        space.snapshot("seeded")
        space.call("DeleteItem", {"TableName": "Orders", "Key": tables.order(1)})
        self.assertEqual(
            [space.items(), emulator.space().items()],
            [{"Orders": tables.ITEMS[1:]}, {"Orders": tables.ITEMS}],
        )
        space.restore("seeded")
        self.assertEqual(space.items(), {"Orders": tables.ITEMS})
        space.delete()
        self.assertEqual(emulator.call("ListTables", space="copy"), {"TableNames": []})

    def test_the_clock(self):
        clock = self.open(clock="manual:2026-01-01").clock
        clock.advance("P90D")
        self.assertEqual(clock.now().isoformat(), "2026-04-01T00:00:00+00:00")

    def test_it_listens_too(self):
        emulator = self.open(schema=tables.table())
        request = urllib.request.Request(f"{emulator.listen()}/_pumice/spaces/default")
        with urllib.request.urlopen(request, timeout=30) as answer:
            self.assertEqual(
                json.load(answer),
                {"name": "default", "tables": ["Orders"], "items": 0, "bytes": 0},
            )

    def test_records_come_in_order_to_the_callback(self):
        emulator = self.open(schema=tables.table(StreamSpecification=STREAM))
        records = queue.Queue()
        with emulator.on_record("Orders", records.put):
            for number in range(20):
                emulator.call("PutItem", {"TableName": "Orders", "Item": tables.order(number)})
            told = [records.get(timeout=RECORD_SECONDS) for _ in range(20)]
        self.assertEqual(
            [(record["eventName"], record["dynamodb"]["NewImage"]) for record in told],
            [("INSERT", tables.order(number)) for number in range(20)],
        )
        emulator.call("PutItem", {"TableName": "Orders", "Item": tables.order(99)})
        self.assertTrue(records.empty())

    def test_a_callback_may_call_and_fail_but_not_close_its_feed(self):
        emulator = self.open(schema=[tables.table(StreamSpecification=STREAM), tables.table("Log")])
        done = queue.Queue()

        def copy(record):
            if record["dynamodb"]["Keys"] == tables.order(1):
                raise ValueError("a fault of the test's own")
            emulator.call("PutItem", {"TableName": "Log", "Item": record["dynamodb"]["NewImage"]})
            try:
                feed.close()
            except pumice.EmulatorError as error:
                done.put(str(error))

        hook, sys.excepthook = sys.excepthook, lambda _, error, __: done.put(str(error))
        self.addCleanup(lambda: setattr(sys, "excepthook", hook))
        feed = emulator.on_record("Orders", copy)
        for number in (1, 2):
            emulator.call("PutItem", {"TableName": "Orders", "Item": tables.order(number)})
        self.assertEqual(
            [done.get(timeout=RECORD_SECONDS) for _ in range(2)],
            ["a fault of the test's own", "a feed cannot be closed by its own callback"],
        )
        feed.close()
        feed.close()
        self.assertEqual(emulator.space().items()["Log"], [tables.order(2)])
        with self.assertRaises(pumice.EmulatorError):
            emulator.on_record("Log", print)

    def test_the_log_tells_each_request(self):
        lines = []
        emulator = self.open(verbose=True, log=lambda level, line: lines.append((level, line)))
        emulator.call("ListTables")
        (told,) = lines
        self.assertEqual((told[0], told[1].rpartition(" | ")[0]), ("info", "ListTables | 200"))

    def test_a_fault_of_the_log_is_told_as_a_record_callbacks(self):
        told = []

        def fail(level, line):
            raise KeyError(line.partition(" | ")[0])

        def take(kind, error, trace):
            told.append((kind, str(error)))

        hook, sys.excepthook = sys.excepthook, take
        self.addCleanup(lambda: setattr(sys, "excepthook", hook))
        emulator = self.open(verbose=True, log=fail)
        emulator.call("ListTables")
        self.assertEqual(told, [(KeyError, "'ListTables'")])

    def test_zero_characters_are_refused(self):
        emulator = self.open(schema=tables.table(StreamSpecification=STREAM))
        for call in (
            lambda: emulator.call("ListTables\0nonsense"),
            lambda: emulator.call("ListTables", space="default\0other"),
            lambda: emulator.space("default\0other"),
            lambda: emulator.space().fork("a\0b"),
            lambda: emulator.on_record("Orders\0", print),
            lambda: emulator.on_record("Orders", print, space="default\0"),
            lambda: emulator.handle("GET", "/_pumice/spaces\0"),
            lambda: emulator.handle("GET", "/_pumice/spaces", [("x", "a\0b")]),
            lambda: pumice.Emulator(clock="manual\0"),
        ):
            with self.assertRaisesRegex(ValueError, "has a zero character$"):
                call()

    def test_faults_are_told(self):
        cases = [
            ({"spaces": "mine"}, "--spaces: mine is not shared"),
            ({"port_file": "x"}, "--port-file is an option of the program"),
            ({"options": ["--nonsense"]}, "--nonsense"),
            ({"schema": "/nowhere/template.yaml"}, "/nowhere/template.yaml"),
        ]
        for arguments, wanted in cases:
            with self.subTest(arguments), self.assertRaises(pumice.EmulatorError) as raised:
                pumice.Emulator(**arguments)
            self.assertIn(wanted, str(raised.exception))

    def test_a_closed_emulator_says_so(self):
        emulator = self.open()
        emulator.close()
        emulator.close()
        with self.assertRaisesRegex(pumice.EmulatorError, "^this emulator is closed$"):
            emulator.call("ListTables")

    def test_errors_belong_to_the_thread_that_made_them(self):
        emulator = self.open()
        barrier = threading.Barrier(8)

        def fail(number):
            wanted = f"Requested resource not found: Table: Table{number} not found"
            barrier.wait(30)
            for _ in range(50):
                with self.assertRaisesRegex(pumice.EmulatorError, f"^{wanted}$"):
                    emulator.on_record(f"Table{number}", print)

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(fail, range(8)))

    def test_calls_let_other_threads_run_and_close_waits_for_them(self):
        emulator = self.open(schema=tables.table())
        started = threading.Barrier(5)
        counts = []

        def write(first):
            started.wait(30)
            for number in range(first, first + 100_000):
                try:
                    emulator.call("PutItem", {"TableName": "Orders", "Item": tables.order(number)})
                except pumice.EmulatorError:
                    counts.append(number - first)
                    return

        threads = [threading.Thread(target=write, args=(k * 100_000,)) for k in range(4)]
        for thread in threads:
            thread.start()
        started.wait(30)
        time.sleep(0.05)  # calls are under way, of every thread
        emulator.close()
        for thread in threads:
            thread.join(30)
        self.assertEqual(len(counts), 4)

    def test_a_forked_child_is_refused_and_may_have_its_own(self):
        said = run_python(FORK)
        refusal = (
            "this emulator was opened by process PARENT and does not live in a fork of it\n"
        )
        self.assertEqual(said, f"{refusal}{refusal}0\n[]\n0\n{{'TableNames': []}}\n")

    def test_a_process_may_end_without_closing_anything(self):
        said = run_python(EXIT.format(table=tables.table(StreamSpecification=STREAM)))
        self.assertEqual(said, "end\n")


def run_python(program):
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=dict(os.environ),
    )
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"{done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    unittest.main()
