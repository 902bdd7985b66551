# SPDX-License-Identifier: Apache-2.0
"""pytest's plug-in: fixtures `dynamodb`, `dynamodb_resource`, `pumice_space`, `pumice_server`.

One pumice serves a run, with all its pytest-xdist workers: the controller starts it and makes a
space named `prepared` from the ini options pumice_schema and pumice_seed; each worker has a fork
of it, chosen by its access key. With pumice_in_process each worker has an emulator of its own.
Every test begins with a snapshot and ends with its restoration. Of a test that fails, the items
and the log of requests are kept below .pumice/failures.
"""

import hashlib
import json
import os
import pathlib
import re
import shutil
from typing import Any, Dict, Iterator, List, Optional, Tuple

import pytest

from ._items import read_seed
from ._local import Local
from ._request_log import LogFile, LogLines
from ._server import Connection, Server
from ._service import ControlError, Service, Space

_PREPARED = "prepared"
_SNAPSHOT = "pumice-pytest"
_LOG_OPTIONS: Dict[str, Any] = {"verbose": True, "log_bodies": "4K", "log_format": "json"}
_FAILURES = pathlib.Path(".pumice", "failures")
_LONGEST_NAME = 120


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("pumice_schema", "templates whose tables every test begins with", type="paths")
    parser.addini("pumice_seed", "JSON files of the items every test begins with", type="paths")
    parser.addini("pumice_options", "further options of pumice", type="args")
    parser.addini("pumice_in_process", "no process, no port", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_RUN] = _Run(config)
    if not hasattr(config, "workerinput"):
        shutil.rmtree(config.rootpath / _FAILURES, ignore_errors=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _RUN in config.stash:
        config.stash[_RUN].end()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """In xdist's controller, before it starts a worker."""
    node.workerinput["pumice"] = node.config.stash[_RUN].tell_worker()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """That pumice does not start is told once: it is no fault of each test that needs it."""
    if item.config.stash[_RUN].is_broken and "pumice_server" in getattr(item, "fixturenames", ()):
        pytest.skip("pumice did not start: the first error of this run says why")


@pytest.fixture(scope="session")
def pumice_server(pytestconfig: pytest.Config) -> Iterator[Service]:
    """The pumice of this run, as its worker sees it: endpoint_url, credentials, client(), space(),
    call(), clock. Meanwhile the environment names it to the clients of the tested code."""
    run = pytestconfig.stash[_RUN]
    try:
        yield run.begin()
    finally:
        run.leave_environment()


@pytest.fixture(autouse=True)
def _pumice_isolation(request: pytest.FixtureRequest) -> None:
    """Puts back after each test what it changed, once the server is in use."""
    run = request.config.stash[_RUN]
    if run.service is not None or "pumice_server" in request.fixturenames:
        _isolate(request, request.getfixturevalue("pumice_server"))


@pytest.fixture
def pumice_space(request: pytest.FixtureRequest, pumice_server: Service) -> Space:
    """What the test sees, as a whole: seed(), items(), fork(), …"""
    return _isolate(request, pumice_server)


@pytest.fixture(scope="session")
def _pumice_client(pumice_server: Service) -> Iterator[Any]:
    client = pumice_server.client()
    yield client
    client.close()


@pytest.fixture(scope="session")
def _pumice_resource(pumice_server: Service) -> Iterator[Any]:
    resource = pumice_server.resource()
    yield resource
    resource.meta.client.close()


@pytest.fixture
def dynamodb(_pumice_client: Any, pumice_space: Space) -> Any:
    """A client of boto3's. It is the same in all tests of a worker, since making one takes longer
    than most tests."""
    return _pumice_client


@pytest.fixture
def dynamodb_resource(_pumice_resource: Any, pumice_space: Space) -> Any:
    """boto3's resource, likewise."""
    return _pumice_resource


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Iterator[None]:
    outcome: Any = yield
    report = outcome.get_result()
    if _SPACE in item.stash:
        if report.failed:
            log = item.config.stash[_RUN].log
            _keep(item, report, log.read(), item.stash[_SPACE])
    elif _ENDED in item.stash:
        requests, space = item.stash[_ENDED]
        del item.stash[_ENDED]
        try:
            if report.failed:
                _keep(item, report, requests, space)
        finally:
            space.delete()


def _isolate(request: pytest.FixtureRequest, server: Service) -> Space:
    """Once for each test, whichever fixture of it comes first."""
    stash: pytest.Stash = request.node.stash
    if _SPACE not in stash:
        space = server.space()
        space.snapshot(_SNAPSHOT)
        request.config.stash[_RUN].log.begin()
        stash[_SPACE] = space
        request.addfinalizer(lambda: _put_back(request))
    return stash[_SPACE]


def _put_back(request: pytest.FixtureRequest) -> None:
    stash: pytest.Stash = request.node.stash
    space = stash[_SPACE]
    del stash[_SPACE]
    # Whether a fixture's end has failed is told later, when what it saw is gone: a fork stays.
    requests = request.config.stash[_RUN].log.read()
    if requests:
        stash[_ENDED] = requests, space.fork(f"{space.name}-ended")
    space.restore(_SNAPSHOT)
    space.delete_snapshot(_SNAPSHOT)


class _ControllerError(Exception):
    """What the controller of xdist was told when it started pumice."""


def _text_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


class _Run:
    """What a process of pytest has of pumice: in xdist's controller the server, in a worker the
    connection to it, and without xdist both."""

    def __init__(self, config: pytest.Config):
        self._config = config
        self._worker = getattr(config, "workerinput", {}).get("workerid", "main")
        self._is_in_process = bool(config.getini("pumice_in_process"))
        self._server: Optional[Server] = None
        self._emulator: Optional[Local] = None
        self._environment: Dict[str, Optional[str]] = {}
        self.is_broken = False
        self.service: Optional[Service] = None
        self.log: Any = None

    def tell_worker(self) -> Dict[str, str]:
        """What the worker needs; its failure is a failure of the tests that use it only."""
        if self._is_in_process:
            return {}
        try:
            server = self._start_server()
        except Exception as error:
            return {"error": _text_of(error)}
        return {"endpoint_url": server.endpoint_url, "log": str(server.log)}

    def begin(self) -> Service:
        try:
            return self._begin()
        except Exception as error:
            self.is_broken = True
            # Those of xdist's controller have their type already.
            told = error if isinstance(error, _ControllerError) else _text_of(error)
            raise pytest.fail.Exception(f"pumice did not start: {told}", pytrace=False) from error

    def _begin(self) -> Service:
        if self._is_in_process:
            lines = LogLines("default")
            self._emulator = Local(log=lines.take, **_LOG_OPTIONS, **self._prepared())
            self.service, self.log = self._emulator.start(), lines
            return self._emulator
        told = getattr(self._config, "workerinput", {}).get("pumice")
        if told is None:
            server = self._start_server()
            told = {"endpoint_url": server.endpoint_url, "log": str(server.log)}
        if "error" in told:
            raise _ControllerError(told["error"])
        connection = Connection(told["endpoint_url"], access_key=self._worker)
        connection._home = self._worker
        connection.space(_PREPARED).fork(self._worker)
        self._enter_environment(connection.environment)
        self.service, self.log = connection, LogFile(told["log"], self._worker)
        return connection

    def leave_environment(self) -> None:
        """Puts back the variables; an emulator in process answers clients no more."""
        for name, value in self._environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._environment = {}
        if self._emulator is not None:
            self._emulator.stop()
        self.service = None

    def end(self) -> None:
        if self._emulator is not None:
            self._emulator.close()
        if self._server is not None:
            self._server.stop()

    def _start_server(self) -> Server:
        if self._server is None:
            self._server = Server(
                spaces="access-key", access_key=_PREPARED, **_LOG_OPTIONS, **self._prepared()
            )
            try:  # without a schema it is not there yet
                self._server._control("POST", f"spaces/{_PREPARED}", {})
            except ControlError:
                pass
        return self._server

    def _prepared(self) -> Dict[str, Any]:
        seed: Dict[str, List[Any]] = {}
        for path in self._config.getini("pumice_seed"):
            for table, items in read_seed(path).items():
                seed.setdefault(table, []).extend(items)
        return {
            "schema": list(self._config.getini("pumice_schema")),
            "seed": seed or None,
            "options": list(self._config.getini("pumice_options")),
        }

    def _enter_environment(self, variables: Dict[str, str]) -> None:
        variables = {**variables, "AWS_SESSION_TOKEN": ""}
        self._environment = {name: os.environ.get(name) for name in variables}
        os.environ.update(variables)


_RUN = pytest.StashKey[_Run]()
_SPACE = pytest.StashKey[Space]()
# Of a test whose fixtures have ended: its requests, and a fork of its space as it left it.
_ENDED = pytest.StashKey[Tuple[str, Space]]()


def _keep(item: pytest.Item, report: pytest.TestReport, requests: str, space: Space) -> None:
    if not requests:
        return
    folder = _FAILURES / _folder_name(item.nodeid)
    try:
        _write(item.config.rootpath / folder, requests, space)
        told = f"items and log of requests: {folder}"
    except Exception as error:  # the test's own failure is what matters
        told = f"items and log of requests could not be kept: {error!r}"
    report.sections.append(("pumice", told))


def _write(folder: pathlib.Path, requests: str, space: Space) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "requests.log").write_text(requests, encoding="utf-8")
    items = json.dumps(space.items(), indent=2, ensure_ascii=False)
    (folder / "items.json").write_text(items + "\n", encoding="utf-8")


def _folder_name(test: str) -> str:
    name = re.sub(r"[^\w.,=\[\]-]+", "_", test)
    digest = hashlib.sha256(test.encode()).hexdigest()[:8]
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}-{digest}"
