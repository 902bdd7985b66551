# SPDX-License-Identifier: Apache-2.0
"""Spaces and forks: callers kept apart, copies that go their own way, kills and threads."""

import collections
import concurrent.futures
import http.client
import json
import os
import random
import tempfile
import threading
import unittest
import urllib.parse

import boto3
import botocore.exceptions
import botocore.parsers
from botocore.config import Config

import orders_table
from emulator_process import EmulatorProcess

_CONFIG = Config(retries={"max_attempts": 0}, read_timeout=60, proxies={})
TABLE = {
    **orders_table.TABLE,
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
}
ITEMS = 120
THREADS = 4
KILLS = 6
STEPS = 60  # of each thread, where nothing is killed

# How boto3 and http.client report a server that went away in the middle of a request.
_DISCONNECTED = (
    botocore.exceptions.ConnectionError,
    botocore.exceptions.HTTPClientError,
    botocore.parsers.ResponseParserError,
    http.client.HTTPException,
    OSError,
)

Caller = collections.namedtuple("Caller", "access_key region")
_CALLERS = [
    Caller(access_key, region)
    for access_key in ("ALICE", "BOB", "111111111111")
    for region in ("us-east-1", "eu-west-1")
]


def control(endpoint, method, path, body="", headers=None):
    """A control request as any HTTP client makes it: the status, and the answer."""
    connection = http.client.HTTPConnection(urllib.parse.urlparse(endpoint).netloc, timeout=60)
    try:
        connection.request(method, f"/_pumice/{path}", body, headers or {})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def connect(endpoint, access_key="test", region="us-east-1", service="dynamodb"):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=access_key,
        aws_secret_access_key="any",
        config=_CONFIG,
    )


def choose_space(client, name, event="before-sign"):
    """Every request of the client says which space it is for."""

    def say(request, **_):
        request.headers["X-Pumice-Space"] = name

    client.meta.events.register(event, say)
    return client


def create_simple(client, name):
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )


def order(number, state):
    return {"id": {"S": f"o{number}"}, "state": {"S": state}}


def fill(client, numbers, state):
    numbers = list(numbers)
    for start in range(0, len(numbers), 25):
        puts = [{"PutRequest": {"Item": order(n, state)}} for n in numbers[start : start + 25]]
        client.batch_write_item(RequestItems={"Orders": puts})


def scan(client, **arguments):
    pages = client.get_paginator("scan").paginate(TableName="Orders", **arguments)
    return {item["id"]["S"]: item["state"]["S"] for page in pages for item in page["Items"]}


class SpacesCase(unittest.TestCase):
    maxDiff = 2000

    def start(self, *arguments, on_disk=False, log=None):
        directory = tempfile.TemporaryDirectory(prefix="pumice-spaces-")
        self.addCleanup(directory.cleanup)
        data = os.path.join(directory.name, "data") if on_disk else ""
        self.emulator = EmulatorProcess(os.environ["PUMICE_BINARY"], data, arguments, log)
        self.emulator.start()
        self.addCleanup(self.emulator.stop)

    def connect(self, access_key="test", region="us-east-1", service="dynamodb"):
        client = connect(self.emulator.endpoint, access_key, region, service)
        self.addCleanup(client.close)
        return client

    def control(self, method, path, body="", headers=None):
        status, answer = control(self.emulator.endpoint, method, path, body, headers)
        self.assertEqual(status, 200, answer)
        return answer

    def in_space(self, name):
        return choose_space(self.connect(), name)

    def fork(self, source, name):
        return self.control("POST", f"spaces/{name}", json.dumps({"from": source}))

    def items_of_spaces(self):
        """How many items each space has."""
        return {space["name"]: space["items"] for space in self.control("GET", "spaces")["spaces"]}

    def both(self, client):
        """What a table and its index hold."""
        items = scan(client, ConsistentRead=True)
        self.assertEqual(scan(client, IndexName="ByState"), items)
        return items


class ModesTest(SpacesCase):
    """Each caller makes a table of its own, and lists the tables that it sees."""

    def check_who_sees_whom(self, space_of):
        clients = {caller: self.connect(*caller) for caller in _CALLERS}
        for caller, client in clients.items():
            create_simple(client, ".".join(caller))
        spaces = collections.defaultdict(list)
        for caller in _CALLERS:
            spaces[space_of(caller)].append(".".join(caller))
        for caller, client in clients.items():
            with self.subTest(caller=caller):
                self.assertEqual(
                    client.list_tables()["TableNames"], sorted(spaces[space_of(caller)])
                )
        told = self.control("GET", "spaces")["spaces"]
        self.assertEqual(
            {space["name"]: space["tables"] for space in told},
            {"default": [], **{name: sorted(tables) for name, tables in spaces.items()}},
        )
        return clients

    def accounts_and_regions(self, clients):
        found = {}
        for caller, client in clients.items():
            arn = client.describe_table(TableName=".".join(caller))["Table"]["TableArn"]
            _, _, _, region, account, _ = arn.split(":")
            found[caller] = Caller(account, region)
        return found

    def test_callers_are_kept_apart_as_the_mode_says(self):
        def account(caller):
            return caller.access_key if caller.access_key.isdigit() else "000000000000"

        modes = {
            "shared": lambda caller: "default",
            "region": lambda caller: caller.region,
            "account": account,
            "access-key": lambda caller: caller.access_key,
            "access-key+region": "+".join,
            "account+region": lambda caller: f"{account(caller)}+{caller.region}",
        }
        for mode, space_of in modes.items():
            with self.subTest(mode=mode):
                self.start("--spaces", mode)
                clients = self.check_who_sees_whom(space_of)
                in_arns = account if "account" in mode else lambda caller: "000000000000"
                self.assertEqual(
                    self.accounts_and_regions(clients),
                    {caller: Caller(in_arns(caller), caller.region) for caller in _CALLERS},
                )

    def test_flags_of_dynamodb_local_keep_callers_apart(self):
        self.start("-inMemory")
        self.check_who_sees_whom("+".join)

    def test_shared_db_of_dynamodb_local_does_not(self):
        self.start("-inMemory", "-sharedDb")
        self.check_who_sees_whom(lambda caller: "default")


class ChoiceTest(SpacesCase):
    def test_a_header_chooses_whatever_the_mode(self):
        for mode in ("shared", "access-key+region"):
            with self.subTest(mode=mode):
                self.start("--spaces", mode)
                for event in ("before-sign", "before-send"):
                    client = choose_space(self.connect(), event, f"{event}.dynamodb")
                    create_simple(client, f"By-{event}")
                others = choose_space(self.connect("OTHER", "eu-west-1"), "before-sign")
                self.assertEqual(others.list_tables()["TableNames"], ["By-before-sign"])
                self.assertEqual(self.connect().list_tables()["TableNames"], [])

    def test_a_host_name_chooses(self):
        self.start()
        client = self.connect()

        def say(request, **_):
            request.headers["Host"] = "team.localhost:8000"

        client.meta.events.register("before-sign", say)
        create_simple(client, "Things")
        self.assertEqual(self.in_space("team").list_tables()["TableNames"], ["Things"])
        self.assertEqual(self.connect().list_tables()["TableNames"], [])
        told = self.control("POST", "snapshots", '{"name":"s"}', {"Host": "team.localhost"})
        self.assertEqual(told["name"], "s")
        self.assertEqual(self.control("GET", "snapshots")["snapshots"], [])

    def test_snapshots_and_reset_are_a_space_s_own(self):
        self.start("--spaces", "access-key")
        for name in ("one", "two"):
            create_simple(self.connect(name), "Things")
        status, answer = control(self.emulator.endpoint, "POST", "reset")
        self.assertEqual((status, list(answer)), (400, ["message"]))
        one = {"X-Pumice-Space": "one"}
        self.control("POST", "snapshots", '{"name":"s"}', one)
        self.control("POST", "reset", "", one)
        self.assertEqual(self.connect("one").list_tables()["TableNames"], [])
        self.assertEqual(self.connect("two").list_tables()["TableNames"], ["Things"])

    def test_the_log_says_once_where_a_table_is(self):
        with tempfile.TemporaryFile("w+") as log:
            self.start("--spaces", "region", log=log)
            create_simple(self.connect(region="eu-west-1"), "Orders")
            client = self.connect(region="us-east-1")
            for _ in range(2):
                with self.assertRaises(client.exceptions.ResourceNotFoundException) as raised:
                    client.get_item(TableName="Orders", Key={"id": {"S": "a"}})
                self.assertEqual(
                    raised.exception.response["Error"]["Message"], "Requested resource not found"
                )
            self.emulator.stop()
            log.seek(0)
            said = log.read()
        hint = (
            "table Orders is not in space us-east-1; it is in eu-west-1: "
            "did you mean --spaces shared?"
        )
        self.assertEqual(said.count(hint), 1, said)


class ForkTest(SpacesCase):
    def records(self, client, streams):
        """What a space's stream tells, as (event, id)."""
        arn = client.describe_table(TableName="Orders")["Table"]["LatestStreamArn"]
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        return [
            (record["eventName"], record["dynamodb"]["Keys"]["id"]["S"])
            for record in streams.get_records(ShardIterator=iterator)["Records"]
        ]

    def test_a_fork_and_its_source_go_their_own_way(self):
        self.start("--spaces", "access-key")
        names = ("fixture", "copy")
        source, copy = (self.connect(name) for name in names)
        streams = [self.connect(name, service="dynamodbstreams") for name in names]
        source.create_table(**TABLE)
        fill(source, range(ITEMS), "new")
        told = self.fork("fixture", "copy")
        self.assertEqual(
            (told["name"], told["tables"], told["items"]), ("copy", ["Orders"], ITEMS)
        )
        before = self.both(source)
        self.assertEqual(len(before), ITEMS)
        self.assertEqual(self.both(copy), before)
        self.assertEqual(self.records(copy, streams[1]), [])

        copy.put_item(TableName="Orders", Item=order(0, "paid"))
        copy.delete_item(TableName="Orders", Key={"id": {"S": "o1"}})
        self.assertEqual(self.both(source), before)
        source.put_item(TableName="Orders", Item=order("-late", "new"))
        after = {**before, "o0": "paid"}
        del after["o1"]
        self.assertEqual(self.both(copy), after)
        self.assertEqual(self.both(source), {**before, "o-late": "new"})
        self.assertEqual(self.records(copy, streams[1]), [("MODIFY", "o0"), ("REMOVE", "o1")])
        self.assertEqual(self.records(source, streams[0])[ITEMS:], [("INSERT", "o-late")])

        self.control("DELETE", "spaces/fixture")
        self.assertEqual(source.list_tables()["TableNames"], [])
        self.assertEqual(self.both(copy), after)

    def test_a_fork_of_what_is_written_to_is_one_moment(self):
        self.start()
        fixture = self.in_space("fixture")
        fixture.create_table(**TABLE)
        acknowledged = 0
        done = threading.Event()

        def write():
            nonlocal acknowledged
            while not done.is_set():
                state = str(acknowledged + 1)
                puts = [{"Put": {"TableName": "Orders", "Item": order(n, state)}} for n in "ab"]
                fixture.transact_write_items(TransactItems=puts)
                acknowledged += 1

        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            writer = pool.submit(write)
            try:
                for number in range(40):
                    least = acknowledged
                    self.fork("fixture", f"copy{number}")
                    most = acknowledged + 1
                    items = self.both(self.in_space(f"copy{number}"))
                    self.assertEqual(items.get("oa"), items.get("ob"))
                    self.assertIn(int(items.get("oa", 0)), range(least, most + 1))
            finally:
                done.set()
            writer.result()

    def test_one_of_several_forks_to_a_name_is_made(self):
        self.start()
        fixture = self.in_space("fixture")
        fixture.create_table(**TABLE)
        fill(fixture, range(ITEMS), "new")
        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            for number in range(10):
                answers = pool.map(
                    lambda _, path=f"spaces/copy{number}": control(
                        self.emulator.endpoint, "POST", path, '{"from":"fixture"}'
                    )[0],
                    range(THREADS),
                )
                self.assertEqual(sorted(answers), [200] + [409] * (THREADS - 1))

    def test_a_space_ends_while_control_requests_are_on_their_way_to_it(self):
        self.start()
        self.in_space("fixture").create_table(**TABLE)
        host = urllib.parse.urlparse(self.emulator.endpoint).netloc
        requests = [
            ("DELETE", "spaces/brief", ""),
            ("POST", "spaces/brief", '{"from":"fixture"}'),
            *[("GET", "snapshots", ""), ("POST", "reset", "")] * 2,
        ]

        def repeat(request):
            method, path, body = request
            connection = http.client.HTTPConnection(host, timeout=60)
            statuses = set()
            for _ in range(4000):
                connection.request(method, f"/_pumice/{path}", body, {"X-Pumice-Space": "brief"})
                with connection.getresponse() as response:
                    statuses.add(response.status)
                    response.read()
            connection.close()
            return statuses

        with concurrent.futures.ThreadPoolExecutor(len(requests)) as pool:
            for request, statuses in zip(requests, pool.map(repeat, requests)):
                with self.subTest(request=request):
                    self.assertLessEqual(statuses, {200, 404, 409})


class Worker(threading.Thread):
    """Forks, writes to and deletes spaces of its own at random, and keeps the books.

    `spaces` is what the server has acknowledged: the items of each space. `in_flight` is the space
    that an unanswered request concerns, and `wanted` what that request would have made of it.
    """

    def __init__(self, number, endpoint, fixture, seed, steps):
        super().__init__(daemon=True)
        self.prefix = f"t{number}-"
        self.spaces = {}
        self.in_flight = None
        self.wanted = None
        self.failure = None
        self._endpoint = endpoint
        self._fixture = fixture
        self._random = random.Random(f"{seed} {number}")
        self._steps = steps
        self._client = connect(endpoint)
        self._client.meta.events.register("before-sign", self._say_space)

    def run(self):
        try:
            for _ in range(self._steps):
                self._step()
        except _DISCONNECTED as failure:
            self.failure = failure
        except BaseException as failure:  # Handed to the test, which raises it.
            self.in_flight = None
            self.failure = failure
        finally:
            self._client.close()

    def _say_space(self, request, **_):
        request.headers["X-Pumice-Space"] = self.in_flight

    def _step(self):
        puts = [self._put_item] * 2
        actions = [self._fork_space, *puts, self._delete_item, self._delete_space]
        action = self._random.choice(actions)
        names = sorted(self.spaces)
        action(self._random.choice(names) if names else None)

    def _fork_space(self, source):
        unused = [f"{self.prefix}{n}" for n in range(8) if f"{self.prefix}{n}" not in self.spaces]
        if not unused:
            return
        if source is None or self._random.random() < 0.5:
            source, items = "fixture", self._fixture
        else:
            items = self.spaces[source]
        self._tell(self._random.choice(unused), dict(items))
        self._control("POST", json.dumps({"from": source}))
        self._settle()

    def _delete_space(self, name):
        if name is None:
            return
        self._tell(name, None)
        self._control("DELETE")
        self._settle()

    def _put_item(self, name):
        if name is None:
            return
        number, state = self._random.randrange(ITEMS + 20), self._random.choice("abc")
        self._tell(name, {**self.spaces[name], f"o{number}": state})
        self._client.put_item(TableName="Orders", Item=order(number, state))
        self._settle()

    def _delete_item(self, name):
        if name is None:
            return
        key = f"o{self._random.randrange(ITEMS)}"
        self._tell(name, {k: state for k, state in self.spaces[name].items() if k != key})
        self._client.delete_item(TableName="Orders", Key={"id": {"S": key}})
        self._settle()

    def _control(self, method, body=""):
        status, answer = control(self._endpoint, method, f"spaces/{self.in_flight}", body)
        if status != 200:
            raise AssertionError(f"{method} {self.in_flight} {body}: {status} {answer}")

    def _tell(self, name, wanted):
        self.in_flight, self.wanted = name, wanted

    def _settle(self):
        if self.wanted is None:
            del self.spaces[self.in_flight]
        else:
            self.spaces[self.in_flight] = self.wanted
        self.in_flight = None


class ModelTest(SpacesCase):
    def prepare(self):
        fixture = self.in_space("fixture")
        fixture.create_table(**TABLE)
        fill(fixture, range(ITEMS), "new")
        return self.both(fixture)

    def start_workers(self, fixture, seed, steps):
        workers = [
            Worker(number, self.emulator.endpoint, fixture, seed, steps)
            for number in range(THREADS)
        ]
        for worker in workers:
            worker.start()
        return workers

    def join(self, workers):
        for worker in workers:
            worker.join(120)
            self.assertFalse(worker.is_alive())

    def check(self, spaces):
        """The spaces hold these items and no others exist; tables, indexes and counts agree."""
        found = {name: self.both(self.in_space(name)) for name in spaces}
        self.assertEqual(found, spaces)
        self.assertEqual(
            self.items_of_spaces(),
            {"default": 0, **{name: len(items) for name, items in spaces.items()}},
        )

    def test_threads_that_fork_write_and_delete(self):
        self.start()
        fixture = self.prepare()
        workers = self.start_workers(fixture, "threads", STEPS)
        self.join(workers)
        spaces = {"fixture": fixture}
        for worker in workers:
            if worker.failure:
                raise worker.failure
            spaces.update(worker.spaces)
        self.check(spaces)

    def test_a_kill_leaves_each_space_whole_or_not_there(self):
        self.start(on_disk=True)
        fixture = self.prepare()
        rng = random.Random(15)
        for kill in range(KILLS):
            with self.subTest(kill=kill):
                workers = self.start_workers(fixture, kill, 1_000_000)
                threading.Event().wait(rng.uniform(0.05, 1.0))
                self.emulator.kill()
                self.join(workers)
                self.emulator.start()
                spaces = {"fixture": fixture, **self.after_kill(workers)}
                self.check(spaces)
                for name in spaces.keys() - {"fixture"}:
                    self.control("DELETE", f"spaces/{name}")
                self.check({"fixture": fixture})

    def after_kill(self, workers):
        """What the workers' spaces hold; a request in flight has happened wholly or not at all."""
        there = self.items_of_spaces()
        spaces = {}
        for worker in workers:
            if not isinstance(worker.failure, _DISCONNECTED):
                raise worker.failure
            spaces.update(worker.spaces)
            name = worker.in_flight
            if name is None:
                continue
            items = self.both(self.in_space(name)) if name in there else None
            self.assertIn(items, (worker.spaces.get(name), worker.wanted))
            spaces[name] = items
        return {name: items for name, items in spaces.items() if items is not None}


if __name__ == "__main__":
    unittest.main()
