# SPDX-License-Identifier: Apache-2.0
"""`pumice deploy` and `pumice --schema` as scripts meet them: what they print, exit statuses.

usage: deploy_test.py PROGRAM [unittest's options]
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import urllib.request

PROGRAM = sys.argv.pop(1)
TIMEOUT = 30

ORDERS = {
    "TableName": "Orders",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
}
BY_DAY = {
    "IndexName": "ByDay",
    "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
}


def with_index():
    definitions = [*ORDERS["AttributeDefinitions"],
                   {"AttributeName": "day", "AttributeType": "S"}]
    return {**ORDERS, "AttributeDefinitions": definitions, "GlobalSecondaryIndexes": [BY_DAY]}


def environment(**variables):
    """Without what a developer may have set."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("AWS_", "PUMICE_", "TF_VAR_"))}
    return {**kept, **variables}


def deploy(*arguments, **variables):
    finished = subprocess.run([PROGRAM, "deploy", *map(str, arguments)], capture_output=True,
                              text=True, timeout=TIMEOUT, env=environment(**variables))
    return finished.returncode, finished.stdout, finished.stderr


class Pumice:
    """A running program, at `url`."""

    def __init__(self, *options, **variables):
        self.process = subprocess.Popen([PROGRAM, "--port", "0", *map(str, options)], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=environment(**variables))
        words = self.process.stdout.readline().split()
        self.url = words[4] if len(words) > 4 else None

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.kill()
        self.process.communicate()

    def call(self, operation, body, **headers):
        request = urllib.request.Request(self.url, json.dumps(body).encode(), {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": "DynamoDB_20120810." + operation,
            "X-Amz-Date": "20240101T000000Z",
            "Authorization": "AWS4-HMAC-SHA256 "
                             "Credential=local/20240101/us-east-1/dynamodb/aws4_request, "
                             "SignedHeaders=host;x-amz-date, Signature=ab", **headers})
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            return json.load(answer)

    def tables(self, space=None):
        """Of the space of that name; without one, of the caller's."""
        headers = {"X-Pumice-Space": space} if space else {}
        return self.call("ListTables", {}, **headers)["TableNames"]


class DeployTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pumice-deploy-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, value, name="orders.json"):
        path = self.folder / name
        path.write_text(value if isinstance(value, str) else json.dumps(value))
        return path

    def test_a_table_is_made_changed_and_left(self):
        path = self.write(ORDERS)
        with Pumice() as pumice:
            made = deploy(path, "--endpoint", pumice.url)
            self.assertEqual(made, (0, "+ table Orders\n    + key: id (S)\ntables: 1 made\n", ""))
            again = deploy(path, AWS_ENDPOINT_URL_DYNAMODB=pumice.url)
            self.assertEqual(again, (0, "= table Orders\ntables: 1 unchanged\n", ""))
            self.write(with_index())
            plan = "~ table Orders\n    + GSI ByDay: day (S); ALL\n"
            self.assertEqual(deploy(path, "--dry-run", "--endpoint", pumice.url),
                             (0, plan + "tables: 1 to change\n", ""))
            self.assertEqual(deploy(path, "--endpoint", pumice.url),
                             (0, plan + "tables: 1 changed\n", ""))
            table = pumice.call("DescribeTable", {"TableName": "Orders"})["Table"]
            self.assertEqual([index["IndexName"] for index in table["GlobalSecondaryIndexes"]],
                             ["ByDay"])

    def test_states_that_last_are_waited_for(self):
        path = self.write({**with_index(), "TimeToLiveSpecification":
                           {"AttributeName": "expires", "Enabled": True}})
        with Pumice("--transition-delay", "100ms") as pumice:
            status, _, errors = deploy(path, "--endpoint", pumice.url)
            self.assertEqual((status, errors), (0, ""))
            table = pumice.call("DescribeTable", {"TableName": "Orders"})["Table"]
            self.assertEqual(table["TableStatus"], "ACTIVE")
            described = pumice.call("DescribeTimeToLive", {"TableName": "Orders"})
            self.assertEqual(described["TimeToLiveDescription"]["AttributeName"], "expires")

    def test_other_keys_need_replace(self):
        path = self.write(ORDERS)
        with Pumice() as pumice:
            deploy(path, "--endpoint", pumice.url)
            other = [{"AttributeName": "id", "AttributeType": "N"}]
            self.write({**ORDERS, "AttributeDefinitions": other})
            plan = ("- table Orders is replaced, its items are lost\n"
                    "    ! key: id (S) -> id (N)\n")
            self.assertEqual(
                deploy(path, "--endpoint", pumice.url),
                (1, plan, "pumice deploy: nothing was done: a table is replaced only with "
                          "--replace, and not while it has deletion protection\n"))
            self.assertEqual(deploy(path, "--replace", "--endpoint", pumice.url),
                             (0, plan + "    + key: id (N)\ntables: 1 replaced\n", ""))

    def test_faults_name_their_place(self):
        path = self.write("TableName: T\nBilling: none\n", "t.yaml")
        self.assertEqual(
            deploy(path, "--endpoint", "http://127.0.0.1:1"),
            (1, "", f"pumice deploy: {path}:2:10: T.Billing: there is no such member\n"))

    def test_an_endpoint_that_is_not_there(self):
        path = self.write(ORDERS)
        status, out, errors = deploy(path, "--endpoint", "http://127.0.0.1:1")
        self.assertEqual((status, out), (1, ""))
        self.assertEqual(errors,
                         "pumice deploy: cannot connect to 127.0.0.1:1: Connection refused\n")

    def test_wrong_command_lines(self):
        path = self.write(ORDERS)
        see = "; see pumice deploy --help\n"
        for arguments, message in (
                ((), "PATH is required"),
                ((path, "--parameter", "x"), '"x" is no parameter: NAME=VALUE is'),
                ((path, "--endpoint", "nowhere"),
                 '"nowhere" is no endpoint: http://HOST:PORT or https://HOST is'),
                ((path, "--endpoint", "https://dynamodb.us-east-1.amazonaws.com"),
                 "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to call "
                 "dynamodb.us-east-1.amazonaws.com")):
            with self.subTest(arguments=arguments):
                self.assertEqual(deploy(*arguments),
                                 (2, "", "pumice deploy: " + message + see))

    def test_watch_deploys_again_when_a_file_changes(self):
        path = self.write(ORDERS)
        with Pumice() as pumice:
            watching = subprocess.Popen(
                [PROGRAM, "deploy", str(path), "--watch", "--endpoint", pumice.url], text=True,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
            try:
                lines = []

                def until_it_watches():
                    lines.clear()
                    for line in watching.stdout:
                        if line == "watching\n":
                            break
                        lines.append(line)
                    return "".join(lines)

                self.assertEqual(until_it_watches(),
                                 "+ table Orders\n    + key: id (S)\ntables: 1 made\n")
                self.write("{", "orders.json")
                self.assertEqual(until_it_watches(), "")
                self.write(with_index())
                self.assertEqual(until_it_watches(),
                                 "~ table Orders\n    + GSI ByDay: day (S); ALL\n"
                                 "tables: 1 changed\n")
            finally:
                watching.kill()
                _, errors = watching.communicate()
            self.assertEqual(errors, f"pumice deploy: {path}:1:2: Missing a name for object "
                                     "member.\n")

    def test_schema_is_there_with_the_first_request(self):
        self.write(ORDERS)
        other = self.write({**ORDERS, "TableName": "Carts"}, "carts.json")
        with tempfile.TemporaryDirectory(prefix="pumice-deploy-data-") as data:
            with Pumice("--schema", self.folder / "orders.json", other, "--data-dir",
                        data) as pumice:
                self.assertEqual(pumice.tables(), ["Carts", "Orders"])
            with Pumice("--data-dir", data, "--schema", self.folder) as pumice:
                self.assertEqual(pumice.tables(), ["Carts", "Orders"])

    def test_schema_is_in_the_default_space_whosever_keys_the_environment_has(self):
        path = self.write(ORDERS)
        for spaces in ("access-key", "region", "access-key+region"):
            for variables in ({}, {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "x",
                                   "AWS_REGION": "us-east-1"}):
                with self.subTest(spaces=spaces, **variables), \
                        Pumice("--schema", path, "--spaces", spaces, **variables) as pumice:
                    self.assertEqual((pumice.tables(), pumice.tables("default")), ([], ["Orders"]))

    def test_schema_is_in_the_space_that_is_named(self):
        path = self.write(ORDERS)
        with Pumice("--schema", path, "--spaces", "region", "--schema-space",
                    "us-east-1") as pumice:
            self.assertEqual((pumice.tables(), pumice.tables("default")), (["Orders"], []))

    def test_the_log_says_where_schema_is_that_callers_do_not_share(self):
        path = self.write(ORDERS)
        for spaces, told in (("shared", 0), ("access-key", 1)):
            with Pumice("--schema", path, "--spaces", spaces) as pumice:
                pumice.process.terminate()
                log = pumice.process.communicate(timeout=TIMEOUT)[1]
            self.assertEqual(log.count(
                f"schema: these tables are in the space default; with --spaces {spaces} "
                "a caller's may be another (--schema-space)\n"), told, log)

    def test_a_schema_that_is_at_fault_does_not_start(self):
        path = self.write("{}")
        finished = subprocess.run([PROGRAM, "--port", "0", "--schema", str(path)],
                                  capture_output=True, text=True, timeout=TIMEOUT,
                                  env=environment())
        self.assertEqual((finished.returncode, finished.stdout), (1, ""))
        self.assertEqual(
            finished.stderr,
            f"pumice: --schema: {path}: is none of CloudFormation, SAM, CDK's cdk.out, Terraform, "
            "serverless.yml, a table as JSON, or a model of NoSQL Workbench\n")


if __name__ == "__main__":
    unittest.main()
