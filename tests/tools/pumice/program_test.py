# SPDX-License-Identifier: Apache-2.0
"""The pumice program as scripts meet it: what it prints, its exit statuses, its signals.

usage: program_test.py PROGRAM [unittest's options]
"""
import concurrent.futures
import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = sys.argv.pop(1)
TIMEOUT = 20
READY = re.compile(r"pumice \d+\.\d+\.\d+ ready at (https?)://([\d.]+):(\d+) \((.*)\)\n")


def run(*options):
    """The finished program: for what does not start."""
    return subprocess.run([PROGRAM, *options], capture_output=True, text=True, timeout=TIMEOUT)


class Pumice:
    """A running program. Its two lines have been read when this is there."""

    def __init__(self, *options):
        self.process = subprocess.Popen([PROGRAM, *options], text=True, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.ready = self.process.stdout.readline()
        self.hint = self.process.stdout.readline()
        match = READY.fullmatch(self.ready)
        if not match:
            self.process.kill()
            raise AssertionError(f"not ready: {self.ready!r} {self.process.communicate()[1]!r}")
        self.scheme, self.host, self.port, self.storage = match.groups()
        self.port = int(self.port)

    def end(self, sent=signal.SIGTERM):
        """Exit status, and what was left on stdout and stderr."""
        self.process.send_signal(sent)
        out, err = self.process.communicate(timeout=TIMEOUT)
        return self.process.returncode, out, err

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


def get(port, tls=False, path="/"):
    """Status and body of a GET."""
    if tls:
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=TIMEOUT,
                                                 context=context)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def ask(port, method, headers, body=None):
    """Status, Access-Control-Allow-Origin and body of a request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request(method, "/", body, headers)
        response = connection.getresponse()
        origin = response.getheader("Access-Control-Allow-Origin")
        return response.status, origin, response.read().decode()
    finally:
        connection.close()


VALUES = {":x": {"N": "9"}}
PUT_ORDER = {"TableName": "Orders", "Item": {"pk": {"S": "a"}, "n": {"N": "5"}}}
# A put, one whose condition fails, and a scan whose filter drops all.
ORDERS_REQUESTS = [
    PUT_ORDER,
    {**PUT_ORDER, "ConditionExpression": "n > :x", "ExpressionAttributeValues": VALUES},
    {"TableName": "Orders", "FilterExpression": "n > :x", "ExpressionAttributeValues": VALUES},
]


def body_as_logged(body, size=40):
    """A body as --log-bodies=40 and --log-format json have it."""
    if len(body) > size:
        body = f"{body[:size]}... ({len(body) - size} bytes more)"
    return json.dumps(body)


def play_orders(port):
    """A few requests to a new table, and what the answers' X-Pumice-Explain say."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)

    def answer(method, path, body, headers):
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.read()
        return response.getheader("X-Pumice-Explain")

    def call(operation, body):
        return answer("POST", "/", json.dumps(body), {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": "DynamoDB_20120810." + operation,
            "X-Amz-Date": "20240101T000000Z",
            "Authorization": "AWS4-HMAC-SHA256 "
                             "Credential=a/20240101/us-east-1/dynamodb/aws4_request, "
                             "SignedHeaders=host;x-amz-date, Signature=ab"})

    put, failing, scan = ORDERS_REQUESTS
    try:
        call("CreateTable", {
            "TableName": "Orders", "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]})
        return [
            call("PutItem", put),
            call("PutItem", failing),
            call("Scan", scan),
            call("Frobnicate", {}),
            answer("GET", "/_pumice/other", None, {}),
        ]
    finally:
        connection.close()


def is_running(pid):
    """Whether it is there and no zombie."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition):
    """Whether it came true, however long a busy machine takes."""
    limit = time.monotonic() + TIMEOUT
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


def resident(pid):
    """The process's memory in KiB."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read())[1])


class ProgramTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pumice-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def assert_fails(self, finished, status, *parts):
        """One line on stderr, nothing on stdout."""
        self.assertEqual(finished.stdout, "")
        self.assertEqual(finished.stderr.count("\n"), 1, finished.stderr)
        self.assertTrue(finished.stderr.startswith("pumice: "), finished.stderr)
        for part in parts:
            self.assertIn(part, finished.stderr)
        self.assertEqual(finished.returncode, status)

    def test_help_and_version(self):
        for option in ("--help", "-help", "-h"):
            finished = run(option)
            self.assertEqual((finished.returncode, finished.stderr), (0, ""))
            self.assertIn("--data-dir DIR", finished.stdout)
            self.assertIn("Examples:", finished.stdout)
        for option in ("--version", "-version"):
            finished = run(option)
            self.assertEqual((finished.returncode, finished.stderr), (0, ""))
            self.assertRegex(finished.stdout, r"\Apumice \d+\.\d+\.\d+( \([0-9a-f]{7,}\+?\))?\n\Z")

    def test_ready_line_and_hint(self):
        with Pumice("--port", "0") as pumice:
            self.assertEqual((pumice.scheme, pumice.host), ("http", "127.0.0.1"))
            self.assertEqual(pumice.storage, "in memory")
            self.assertEqual(
                pumice.hint,
                "  try: AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x aws dynamodb list-tables"
                f" --endpoint-url http://127.0.0.1:{pumice.port} --region us-east-1\n")
            self.assertEqual(get(pumice.port)[0], 200)

    def test_signals_end_it_cleanly(self):
        for sent in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with Pumice("--port", "0") as pumice:
                self.assertEqual(pumice.end(sent), (0, "", ""))

    def test_it_ends_with_its_parent_however_that_ends(self):
        # The parent tells the child's process id and port, and is killed.
        code = ("import subprocess, sys, time\n"
                "child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)\n"
                "print(child.pid, child.stdout.readline(), flush=True)\n"
                "time.sleep(60)\n")
        parent = subprocess.Popen([sys.executable, "-c", code, PROGRAM, "--port", "0",
                                   "--exit-with-parent"], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True)
        pid = int(parent.stdout.readline().split()[0])
        parent.kill()
        parent.wait()
        start = time.monotonic()
        while is_running(pid) and time.monotonic() < start + TIMEOUT:
            time.sleep(0.02)
        self.assertFalse(is_running(pid))
        self.assertIn("ending: the process that started pumice is gone (--exit-with-parent)",
                      parent.communicate()[1])

    def test_the_end_of_a_thread_that_started_it_is_not_its_parents_end(self):
        # The kernel tells of that as of a process's end.
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            pumice = pool.submit(Pumice, "--port", "0", "--exit-with-parent").result()
        with pumice:
            for _ in range(5):
                self.assertEqual(get(pumice.port)[0], 200)
                time.sleep(0.1)
            self.assertEqual(pumice.end(), (0, "", ""))

    def test_it_ends_when_nobody_asks(self):
        with Pumice("--port", "0", "--idle-exit", "1500ms") as pumice:
            start = time.monotonic()
            while time.monotonic() < start + 3:
                self.assertEqual(get(pumice.port)[0], 200)
                time.sleep(0.1)
            out, err = pumice.process.communicate(timeout=TIMEOUT)
            self.assertEqual((pumice.process.returncode, out), (0, ""))
            self.assertRegex(err, r"ending: no request for 1500 ms \(--idle-exit\)\n\Z")

    def test_run(self):
        shell = ('test "$AWS_ENDPOINT_URL_DYNAMODB" = "$AWS_ENDPOINT_URL_DYNAMODB_STREAMS" &&'
                 ' echo "$AWS_ENDPOINT_URL_DYNAMODB $AWS_REGION $AWS_ACCESS_KEY_ID" &&'
                 ' "$0" healthcheck "$AWS_ENDPOINT_URL_DYNAMODB" && exit 7')
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("AWS_")}
        finished = subprocess.run([PROGRAM, "run", "--stream-shards", "2", "--", "sh", "-c", shell,
                                   PROGRAM], capture_output=True, text=True, timeout=TIMEOUT,
                                  env={**environment, "AWS_REGION": "eu-west-1"})
        self.assertRegex(finished.stdout,
                         r"\A(http://127\.0\.0\.1:\d+) eu-west-1 pumice\n\1 is healthy\n\Z")
        self.assertEqual((finished.stderr, finished.returncode), ("", 7))
        url = finished.stdout.split()[0]
        finished = run("healthcheck", url)
        self.assertEqual((finished.stdout, finished.returncode), ("", 1))
        self.assertRegex(finished.stderr, r"\Apumice healthcheck: cannot connect to .*\n\Z")

    def test_run_passes_on_how_its_command_ends(self):
        for arguments, status, told in (
                (["--", "sh", "-c", "kill -9 $$"], 128 + signal.SIGKILL, ""),
                (["--", "no-such-command"], 127,
                 "pumice run: no-such-command: No such file or directory\n"),
                ([], 2, "pumice run: needs -- and a command, such as pumice run -- npm test; "
                        "see pumice run --help\n"),
                (["--prot", "--", "true"], 2,
                 "pumice: unknown option --prot; see pumice --help\n")):
            finished = run("run", *arguments)
            self.assertEqual((finished.stdout, finished.stderr, finished.returncode),
                             ("", told, status))

    def test_a_signal_to_run_ends_its_command(self):
        process = subprocess.Popen([PROGRAM, "run", "--", "sh", "-c",
                                    "trap 'echo told; exit 3' TERM; echo up;"
                                    " while :; do sleep 0.05; done"],
                                   stdout=subprocess.PIPE, text=True)
        self.assertEqual(process.stdout.readline(), "up\n")
        process.terminate()
        self.assertEqual(process.communicate(timeout=TIMEOUT)[0], "told\n")
        self.assertEqual(process.returncode, 3)

    @unittest.skipUnless(sys.platform == "linux", "the kernel tells of a parent's end")
    def test_the_command_ends_when_run_is_killed(self):
        process = subprocess.Popen([PROGRAM, "run", "--", "sh", "-c", "echo $$; exec sleep 600"],
                                   stdout=subprocess.PIPE, text=True)
        pid = int(process.stdout.readline())
        process.kill()
        process.wait()
        ended = wait_until(lambda: not is_running(pid))
        if not ended:
            os.kill(pid, signal.SIGKILL)
        process.stdout.close()
        self.assertTrue(ended)

    def test_healthcheck_and_env_know_the_server_by_its_options(self):
        name = self.path("port")
        with Pumice("--port", "0", "--port-file", name, "--tls") as pumice:
            url = f"https://127.0.0.1:{pumice.port}"
            for arguments in ([url], ["--tls", "--port", str(pumice.port)],
                              ["--tls", "--port-file", name]):
                finished = run("healthcheck", *arguments)
                self.assertEqual((finished.stdout, finished.stderr, finished.returncode),
                                 (f"{url} is healthy\n", "", 0))
            finished = run("env", "--tls", "--port-file", name)
            self.assertIn(f"export AWS_ENDPOINT_URL_DYNAMODB='{url}'\n", finished.stdout)
            pumice.end()  # and its port file goes
        for command in ("healthcheck", "env"):
            finished = run(command, "--port-file", name)
            self.assertEqual((finished.stdout, finished.stderr, finished.returncode), (
                "", f"pumice {command}: there is no port file {name}: pumice does not answer yet, "
                    "or ended\n", 1))
            self.assertEqual(run(command, "nonsense").returncode, 2)
            self.assertEqual(run(command, "--prot").returncode, 2)

    def test_a_port_counts_where_the_port_file_is_missing(self):
        name = self.path("port")
        with Pumice("--port", "0") as pumice:
            arguments = ["healthcheck", "--port", str(pumice.port), "--port-file", name]
            self.assertEqual(run(*arguments).returncode, 0)
            self.assertEqual(run("healthcheck", "--port", "0", "--port-file", name).returncode, 1)
            for text in ("", "x", "0\n", "70000\n"):
                with open(name, "w") as file:
                    file.write(text)
                finished = run(*arguments)
                self.assertEqual((finished.stdout, finished.stderr, finished.returncode), (
                    "", f"pumice healthcheck: {name} does not hold a port\n", 1))

    def test_each_command_has_help(self):
        for command in ("run", "env", "healthcheck", "check", "deploy"):
            finished = run(command, "--help")
            self.assertEqual((finished.returncode, finished.stderr), (0, ""))
            self.assertIn(f"pumice {command}", finished.stdout)

    def test_idle_connections_do_not_delay_the_end(self):
        with Pumice("--port", "0") as pumice:
            with socket.create_connection(("127.0.0.1", pumice.port), timeout=TIMEOUT) as idle:
                start = time.monotonic()
                self.assertEqual(pumice.end(), (0, "", ""))
                self.assertLess(time.monotonic() - start, 1.5)
                try:
                    self.assertEqual(idle.recv(1), b"")
                except ConnectionResetError:
                    pass  # ended as well: the process was gone before its goodbye

    def test_a_reader_that_leaves_does_not_end_it(self):
        with Pumice("--port", "0") as pumice:
            pumice.process.stdout.close()
            self.assertEqual(get(pumice.port)[0], 200)
            pumice.process.stdout = None
            self.assertEqual(pumice.end()[0], 0)

    def test_port_file(self):
        name = self.path("port")
        with open(name, "w") as file:
            file.write("what an earlier run left")
        with Pumice("--port", "0", "--port-file", name) as pumice:
            with open(name) as file:
                self.assertEqual(file.read(), f"{pumice.port}\n")
            self.assertEqual(os.listdir(self.folder), ["port"])
            self.assertEqual(pumice.end()[0], 0)
        self.assertEqual(os.listdir(self.folder), [])

    def test_port_file_that_cannot_be_written(self):
        name = self.path("no/such/folder/port")
        self.assert_fails(run("--port", "0", "--port-file", name), 1, name,
                          "No such file or directory")

    def test_taken_port(self):
        with Pumice("--port", "0") as pumice:
            self.assert_fails(run("--port", str(pumice.port)), 1,
                              f"127.0.0.1:{pumice.port}: the port is taken")
            self.assertEqual(get(pumice.port)[0], 200)

    def test_wrong_options(self):
        self.assert_fails(run("--prot"), 2, "--prot", "see pumice --help")
        self.assert_fails(run("--port", "x"), 2, "--port", "see pumice --help")
        self.assert_fails(run("-inMemory", "-dbPath", self.folder), 2, "exclude each other")

    def test_dynamodb_local_flags(self):
        with Pumice("-inMemory", "-sharedDb", "-port", "0", "-cors", "*", "-disableTelemetry",
                    "-delayTransientStatuses") as pumice:
            self.assertEqual(pumice.storage, "in memory")
            self.assertEqual(pumice.end()[0], 0)
        data = self.path("data")
        os.mkdir(data)
        with Pumice("-port", "0", "-dbPath", data, "-sharedDb",
                    "-optimizeDbBeforeStartup") as pumice:
            self.assertEqual(pumice.storage, "in " + data)

    def test_pages_of_others_are_refused_and_named_once(self):
        with Pumice("--port", "0") as pumice:
            for _ in range(3):
                self.assertEqual(ask(pumice.port, "OPTIONS", {"Origin": "http://evil.example"})[:2],
                                 (403, None))
            self.assertEqual(ask(pumice.port, "OPTIONS", {"Origin": "http://localhost:3000"})[:2],
                             (200, "http://localhost:3000"))
            log = pumice.end()[2]
            self.assertEqual(log.count("\n"), 1, log)
            self.assertIn("start pumice with --cors http://evil.example ", log)
        with Pumice("--port", "0", "-cors", "evil.example", "-inMemory") as pumice:
            self.assertEqual(ask(pumice.port, "OPTIONS", {"Origin": "http://evil.example"})[:2],
                             (200, "http://evil.example"))
            self.assertEqual(pumice.end()[2], "")

    def test_memory_comes_back_after_a_burst(self):
        large = b"[" + b'"text that is long enough",' * 300_000 + b"1]"
        headers = {"Content-Type": "application/x-amz-json-1.0",
                   "X-Amz-Target": "DynamoDB_20120810.ListTables", "X-Amz-Date": "20240101T000000Z",
                   "Authorization": "AWS4-HMAC-SHA256 Credential=a/20240101/us-east-1/dynamodb/"
                                    "aws4_request, SignedHeaders=host, Signature=ab"}
        with Pumice("--port", "0") as pumice:
            self.assertEqual(ask(pumice.port, "POST", headers, large)[0], 400)
            before = resident(pumice.process.pid)
            with concurrent.futures.ThreadPoolExecutor(20) as pool:
                answers = list(pool.map(lambda _: ask(pumice.port, "POST", headers, large)[0],
                                        range(40)))
            self.assertEqual(set(answers), {400})
            limit = time.monotonic() + TIMEOUT
            while resident(pumice.process.pid) > 1.1 * before and time.monotonic() < limit:
                time.sleep(0.1)
            self.assertLessEqual(resident(pumice.process.pid), 1.1 * before)

    def test_https_with_a_generated_certificate(self):
        with Pumice("--port", "0", "--tls") as pumice:
            self.assertEqual(pumice.scheme, "https")
            self.assertTrue(pumice.hint.endswith(" --no-verify-ssl\n"), pumice.hint)
            self.assertEqual(get(pumice.port, tls=True)[0], 200)

    def test_verbose_logs_requests(self):
        with Pumice("--port", "0", "--verbose") as pumice:
            get(pumice.port)
            get(pumice.port, path="/_pumice/status")
            play_orders(pumice.port)
            log = pumice.end()[2]
        log = re.sub(r"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\]", "[time]", log, flags=re.M)
        self.assertEqual(re.sub(r"\d+ us$", "N us", log, flags=re.M).splitlines(), [
            "[time] [pumice] [info] CreateTable Orders | 200 | N us",
            "[time] [pumice] [info] PutItem Orders | 200 | 1 unit | N us",
            "[time] [pumice] [info] PutItem Orders | 400 ConditionalCheckFailedException: "
            "The conditional request failed | n > :x: 5 > 9 is false | N us",
            "[time] [pumice] [info] Scan Orders | 200 | read 1, returned 0, 0.5 units | N us",
            "[time] [pumice] [warning] Frobnicate: not implemented (DynamoDB_20120810)",
            "[time] [pumice] [info] Frobnicate | 400 UnknownOperationException: Operation "
            "Frobnicate of DynamoDB_20120810 is not implemented by pumice 0.1.0 | N us",
            "[time] [pumice] [info] GET /_pumice/other | 404 there are only /_pumice/clock, "
            "/_pumice/status, /_pumice/insights, /_pumice/snapshots, /_pumice/reset and "
            "/_pumice/spaces | N us",
        ])

    def test_health_checks_are_logged_at_debug(self):
        for level, lines in (("info", []), ("debug", ["GET /", "GET /_pumice/status"])):
            with Pumice("--port", "0", "--verbose", "--log-level", level) as pumice:
                get(pumice.port)
                get(pumice.port, path="/_pumice/status")
                self.assertEqual(re.findall(r"\[debug\] (.*) \| 200 \| \d+ us\n", pumice.end()[2]),
                                 lines)

    def test_the_log_is_json_with_bodies_and_answers_are_explained(self):
        with Pumice("--port", "0", "--verbose", "--log-bodies=40", "--log-format", "json",
                    "--explain") as pumice:
            explanations = play_orders(pumice.port)
            log = pumice.end()[2]
        self.assertEqual(explanations, [
            None, "n > :x: 5 > 9 is false",
            "table Orders: read 1 item, returned 0; the filter dropped 1; 0.5 read units",
            None, None])
        log = re.sub(r'"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"', '"time":"T"', log)
        lines = re.sub(r'"microseconds":\d+', '"microseconds":0', log).splitlines()
        put, failing, scan = [body_as_logged(json.dumps(body)) for body in ORDERS_REQUESTS]
        failed = body_as_logged(
            '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",'
            '"message":"The conditional request failed"}')
        scanned = body_as_logged('{"Items":[],"Count":0,"ScannedCount":1}')
        self.assertEqual(lines[1:5], [
            '{"time":"T","level":"info","operation":"PutItem","table":"Orders","status":200,'
            '"units":1.0,"microseconds":0,"request":' + put + ',"answer":"{}"}',
            '{"time":"T","level":"info","operation":"PutItem","table":"Orders","status":400,'
            '"error":"ConditionalCheckFailedException",'
            '"error_message":"The conditional request failed",'
            '"explanation":"n > :x: 5 > 9 is false","microseconds":0,'
            '"request":' + failing + ',"answer":' + failed + '}',
            '{"time":"T","level":"info","operation":"Scan","table":"Orders","status":200,'
            '"read":1,"returned":0,"units":0.5,"microseconds":0,'
            '"request":' + scan + ',"answer":' + scanned + '}',
            '{"time":"T","level":"warning",'
            '"message":"Frobnicate: not implemented (DynamoDB_20120810)"}',
        ])
        self.assertEqual([json.loads(line).get("operation") for line in lines],
                         ["CreateTable", "PutItem", "PutItem", "Scan", None, "Frobnicate",
                          "GET /_pumice/other"])

    def test_nothing_is_logged_of_requests_unless_asked_for(self):
        with Pumice("--port", "0", "--log-level", "info") as pumice:
            get(pumice.port)
            self.assertEqual(pumice.end()[2], "")

    def test_a_directory_is_created_kept_and_opened_again(self):
        data = self.path("new/data")
        os.mkdir(self.path("new"))
        for _ in range(2):
            with Pumice("--port", "0", "--data-dir", data) as pumice:
                self.assertEqual(pumice.storage, "in " + data)
                self.assertEqual(pumice.end(), (0, "", ""))

    def test_a_killed_program_leaves_its_directory_usable(self):
        data = self.path("data")
        with Pumice("--port", "0", "--data-dir", data) as pumice:
            pumice.end(signal.SIGKILL)
        with Pumice("--port", "0", "--data-dir", data) as pumice:
            self.assertEqual(get(pumice.port)[0], 200)

    def test_a_damaged_directory_is_refused_and_repaired(self):
        data = self.path("data")
        self.assertEqual(run("--repair").returncode, 2)
        self.assertEqual(run("--data-dir", data, "--repair").stderr,
                         f"pumice: data directory {data} is no directory: "
                         "name the one to repair with --data-dir\n")
        with Pumice("--port", "0", "--data-dir", data) as pumice:
            pumice.end(signal.SIGKILL)
        finished = run("--data-dir", data, "--repair")
        self.assertEqual((finished.returncode, finished.stdout),
                         (0, f"data directory {data}: nothing is damaged\n"))
        os.remove(os.path.join(data, "CURRENT"))
        self.assert_fails(run("--port", "0", "--data-dir", data), 1, "CURRENT is missing",
                          ": restore the directory from a copy, or run pumice with --repair, "
                          "which keeps what it can and tells what is lost\n")
        finished = run("--data-dir", data, "--repair")
        self.assertEqual(finished.returncode, 0)
        self.assertIn(f"is repaired; what was damaged is kept in {data}/PUMICE.damaged-1\n",
                      finished.stdout)
        with Pumice("--port", "0", "--data-dir", data) as pumice:
            self.assertEqual(get(pumice.port)[0], 200)

    def test_a_directory_that_another_holds(self):
        data = self.path("data")
        with Pumice("--port", "0", "--data-dir", data) as pumice:
            self.assertEqual(run("--port", "0", "--data-dir", data).stderr,
                             f"pumice: data directory {data} is in use by another pumice: "
                             "stop that one or choose another directory with --data-dir\n")
            self.assertEqual(get(pumice.port)[0], 200)
            self.assertEqual(pumice.end()[0], 0)

    def test_a_foreign_directory_is_left_alone(self):
        with open(self.path("letter.txt"), "w") as file:
            file.write("not pumice's")
        self.assert_fails(run("--port", "0", "--data-dir", self.folder), 1, self.folder,
                          "choose an empty or a new one with --data-dir\n")
        self.assertEqual(os.listdir(self.folder), ["letter.txt"])

    def test_a_directory_that_cannot_be(self):
        name = self.path("file")
        with open(name, "w") as file:
            file.write("a file")
        self.assert_fails(run("--port", "0", "--data-dir", name), 1, name)
        self.assert_fails(run("--port", "0", "--data-dir", name + "/below"), 1, name)
        with open(name) as file:
            self.assertEqual(file.read(), "a file")

    @unittest.skipIf(os.geteuid() == 0, "root may write anywhere")
    def test_a_directory_without_permission(self):
        os.chmod(self.folder, 0o500)
        self.assert_fails(run("--port", "0", "--data-dir", self.path("data")), 1, self.folder)


if __name__ == "__main__":
    unittest.main()
