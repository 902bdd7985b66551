# SPDX-License-Identifier: Apache-2.0
"""What a pumice in a child process and one in this process have in common."""

import datetime
import json
import threading
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from . import _items
from ._items import Seed
from ._options import Table

DEFAULT_SPACE = "default"
_BATCH = 25  # the most that BatchWriteItem takes
_READY_SECONDS = 60
_STREAM_OPERATIONS = frozenset(["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"])
_JSON = "application/x-amz-json-1.0"

Headers = Sequence[Tuple[str, str]]


class Answer(NamedTuple):
    status: int
    headers: List[Tuple[str, str]]
    body: bytes


class ServiceError(Exception):
    """An error that DynamoDB answers. `name` is its type, such as "ValidationException"."""

    def __init__(self, answer: Answer):
        try:
            self.answer: Dict[str, Any] = json.loads(answer.body)
        except ValueError:
            self.answer = {"message": answer.body.decode(errors="replace")}
        self.status = answer.status
        self.name = str(self.answer.get("__type", answer.status)).rpartition("#")[2]
        self.message = str(self.answer.get("message") or self.answer.get("Message") or "")
        super().__init__(f"{self.name}: {self.message}")


class ControlError(Exception):
    """pumice refuses what it was asked about a space, a snapshot or the clock, and says why."""


class Service:
    """Calls without a client of boto3's, spaces and the clock."""

    region: str
    endpoint_url: str
    credentials: Dict[str, str]
    _home = DEFAULT_SPACE

    def handle(
        self, method: str, target: str, headers: Headers = (), body: bytes = b""
    ) -> Answer:
        """The answer to one HTTP request."""
        raise NotImplementedError

    def call(
        self,
        operation: str,
        input: Optional[Mapping[str, Any]] = None,  # noqa: A002 (the word of DynamoDB's API)
        *,
        space: Optional[str] = None,
    ) -> Dict[str, Any]:
        """Carries out an operation, by its name and its input in DynamoDB's JSON form, and returns
        its output in that form. Raises ServiceError."""
        refuse_zero(operation, space)
        return output_of(self._call(operation, _items.to_json(input or {}), space))

    def space(self, name: Optional[str] = None) -> "Space":
        """A set of tables that others do not see; it is there as soon as it is used. Without a
        name: the one that clients see that say nothing of spaces."""
        return Space(self, self._home if name is None else name)

    @property
    def clock(self) -> "Clock":
        return Clock(self)

    def client(self, service: str = "dynamodb", **arguments: Any) -> Any:
        """A client of boto3's: "dynamodb" or "dynamodbstreams"."""
        import boto3

        return boto3.client(service, **self._client_arguments(arguments))

    def resource(self, service: str = "dynamodb", **arguments: Any) -> Any:
        import boto3

        return boto3.resource(service, **self._client_arguments(arguments))

    def _call(self, operation: str, body: bytes, space: Optional[str]) -> Answer:
        api = "DynamoDBStreams" if operation in _STREAM_OPERATIONS else "DynamoDB"
        scope = f"{self.credentials['aws_access_key_id']}/20260101/{self.region}/dynamodb"
        headers = [
            ("Content-Type", _JSON),
            ("X-Amz-Target", f"{api}_20120810.{operation}"),
            # pumice reads who calls and from which region; it checks no signature.
            (
                "Authorization",
                f"AWS4-HMAC-SHA256 Credential={scope}/aws4_request, SignedHeaders=host, "
                "Signature=0",
            ),
            ("X-Amz-Date", "20260101T000000Z"),
        ]
        if space is not None:
            headers.append(("X-Pumice-Space", space))
        return self.handle("POST", "/", headers, body)

    def _control(
        self,
        method: str,
        path: str,
        body: Optional[Mapping[str, Any]] = None,
        space: Optional[str] = None,
    ) -> Dict[str, Any]:
        refuse_zero(path, space)
        headers = [("Content-Type", "application/json")]
        if space is not None:
            headers.append(("X-Pumice-Space", space))
        text = b"" if body is None else json.dumps(body).encode()
        answer = self.handle(method, "/_pumice/" + path, headers, text)
        told: Dict[str, Any] = json.loads(answer.body)
        if answer.status != 200:
            raise ControlError(told.get("message") or told.get("error") or answer.body.decode())
        return told

    def _client_arguments(self, arguments: Dict[str, Any]) -> Dict[str, Any]:
        from botocore.config import Config

        # A proxy of the environment would not find this machine's own address.
        config = Config(proxies={})
        if arguments.get("config") is not None:
            config = config.merge(arguments["config"])
        return {
            "endpoint_url": self.endpoint_url,
            "region_name": self.region,
            **self.credentials,
            **arguments,
            "config": config,
        }

    def _prepare(self, tables: Iterable[Table], seed: Optional[Seed]) -> None:
        """What is there at the start, beside the templates that the program reads itself."""
        space = self.space()
        for table in tables:
            space.call("CreateTable", table)
        if seed is not None:
            space.seed(seed)


def refuse_zero(*texts: Optional[str]) -> None:
    """Raises ValueError: in C, and in a header, a text would end at its zero character."""
    for text in texts:
        if text is not None and "\0" in text:
            raise ValueError(f"{text!r} has a zero character")


def output_of(answer: Answer) -> Dict[str, Any]:
    if answer.status != 200:
        raise ServiceError(answer)
    output: Dict[str, Any] = json.loads(answer.body or b"{}")
    return output


class Space:
    """A set of tables, with what tests want to do to it as a whole."""

    def __init__(self, service: Service, name: str):
        refuse_zero(name)
        self.name = name
        self._service = service

    def __repr__(self) -> str:
        return f"<pumice.Space {self.name!r}>"

    def call(
        self, operation: str, input: Optional[Mapping[str, Any]] = None  # noqa: A002
    ) -> Dict[str, Any]:
        return self._service.call(operation, input, space=self.name)

    def fork(self, to: str) -> "Space":
        """Makes another space with this one's tables and items, in the same time for any number of
        items. `to` may not have tables yet."""
        self._service._control("POST", f"spaces/{to}", {"from": self.name})
        return Space(self._service, to)

    def snapshot(self, name: str) -> None:
        """Takes a snapshot, which `restore` goes back to, any number of times."""
        self._service._control("POST", "snapshots", {"name": name}, self.name)

    def restore(self, name: str) -> None:
        """Undoes everything since the snapshot."""
        self._service._control("POST", f"snapshots/{name}/restore", None, self.name)

    def delete_snapshot(self, name: str) -> None:
        self._service._control("DELETE", f"snapshots/{name}", None, self.name)

    def reset(self) -> None:
        """Removes everything in it, its snapshots too."""
        self._service._control("POST", "reset", None, self.name)

    def delete(self) -> None:
        """Removes it with all that it holds."""
        self._service._control("DELETE", f"spaces/{self.name}")

    def tables(self) -> List[str]:
        names: List[str] = []
        page: Dict[str, Any] = {}
        while True:
            answer = self.call("ListTables", page)
            names += answer["TableNames"]
            if "LastEvaluatedTableName" not in answer:
                return names
            page = {"ExclusiveStartTableName": answer["LastEvaluatedTableName"]}

    def items(self) -> Dict[str, List[Dict[str, Any]]]:
        """All items of all tables, in DynamoDB's JSON form."""
        return {table: self._scan(table) for table in self.tables()}

    def seed(self, seed: Seed) -> None:
        """Puts items: {"Table": [item, …]}, or the path of such a JSON file. An item is plain
        (numbers, strings, …) or in DynamoDB's form ({"S": "…"})."""
        for table, items in _items.read_seed(seed).items():
            self._wait_until_active(table)
            for start in range(0, len(items), _BATCH):
                puts = [{"PutRequest": {"Item": item}} for item in items[start : start + _BATCH]]
                self._write({table: puts})

    def client(self, service: str = "dynamodb", **arguments: Any) -> Any:
        """A client of boto3's whose requests go to this space."""
        return self._bound(self._service.client(service, **arguments))

    def resource(self, service: str = "dynamodb", **arguments: Any) -> Any:
        resource = self._service.resource(service, **arguments)
        self._bound(resource.meta.client)
        return resource

    def _bound(self, client: Any) -> Any:
        def choose(request: Any, **_: Any) -> None:
            request.headers["X-Pumice-Space"] = self.name

        client.meta.events.register("before-sign", choose)
        return client

    def _scan(self, table: str) -> List[Dict[str, Any]]:
        items: List[Dict[str, Any]] = []
        page: Dict[str, Any] = {"TableName": table, "ConsistentRead": True}
        while True:
            answer = self.call("Scan", page)
            items += answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return items
            page["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _write(self, requests: Dict[str, Any]) -> None:
        while requests:
            requests = self.call("BatchWriteItem", {"RequestItems": requests})["UnprocessedItems"]

    def _wait_until_active(self, table: str) -> None:
        """At once, unless --transition-delay says otherwise."""
        pause = threading.Event()
        for _ in range(_READY_SECONDS * 100):
            told = self.call("DescribeTable", {"TableName": table})
            if told["Table"]["TableStatus"] != "CREATING":
                return
            pause.wait(0.01)
        raise TimeoutError(f"{table} is CREATING for {_READY_SECONDS} seconds")


Duration = Union[datetime.timedelta, int, float, str]
Instant = Union[datetime.datetime, int, float, str]


class Clock:
    """Where the time stands. It is moved where it is a manual one (clock="manual")."""

    def __init__(self, service: Service):
        self._service = service

    def now(self) -> datetime.datetime:
        return self._time("GET", None)

    def advance(self, by: Duration) -> datetime.datetime:
        """By a timedelta, seconds, or an ISO 8601 duration ("P90D"); does what falls due before it
        returns: items that expire meanwhile are gone."""
        if isinstance(by, str):
            return self._time("POST", {"advance": by})
        seconds = by.total_seconds() if isinstance(by, datetime.timedelta) else by
        return self._time("POST", {"advance": f"PT{seconds:.3f}S"})  # clocks tell milliseconds

    def set(self, to: Instant) -> datetime.datetime:
        """To a datetime (without a zone: UTC), seconds since the epoch, or "2026-03-01"."""
        if isinstance(to, datetime.datetime):
            aware = to if to.tzinfo else to.replace(tzinfo=datetime.timezone.utc)
            utc = aware.astimezone(datetime.timezone.utc)
            to = utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return self._time("POST", {"set": to})

    def _time(self, method: str, body: Optional[Dict[str, Any]]) -> datetime.datetime:
        text = self._service._control(method, "clock", body)["now"]
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
