# SPDX-License-Identifier: Apache-2.0
"""`mock_aws` in moto's manner: as a decorator or a context manager, with a fresh DynamoDB each."""

import contextlib
import functools
import inspect
import os
import re
import threading
import unittest
from types import TracebackType
from typing import (
    Any,
    Callable,
    Dict,
    List,
    Mapping,
    Optional,
    Tuple,
    Type,
    TypeVar,
    cast,
    overload,
)

from . import _routes
from ._emulator import Emulator
from ._service import ControlError, Headers

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

# ARNs name moto's account.
_ACCOUNT = "123456789012"
_SCOPE = re.compile(r"Credential=[^/]*/(\d*)/([^/]*)/")


class _State:
    """What mocks of this process share: an emulator, and spaces that begin with the outermost
    mock and end with it. As with moto, a mock within another one sees the same tables, and each
    region has its own."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._emulator: Optional[Emulator] = None
        self._depth = 0
        self._number = 0
        self._regions: Dict[str, None] = {}
        self._answerer: Optional[_routes.Answerer] = None

    def enter(self, credentials: bool) -> None:
        from . import _botocore, _surroundings

        with self._lock:
            if self._depth == 0:
                _botocore.install()
                if self._emulator is None or self._emulator._pid != os.getpid():
                    self._emulator = Emulator(spaces="account")
                self._number += 1
                self._answerer = _botocore.answerer(self._emulator, self._choose)
                _routes.activate(self._answerer)
                _surroundings.enter(credentials)
            self._depth += 1

    def leave(self) -> None:
        from . import _surroundings

        with self._lock:
            self._depth -= 1
            if self._depth == 0:
                assert self._answerer is not None and self._emulator is not None
                _routes.deactivate(self._answerer)
                _surroundings.leave()
                regions, self._regions = self._regions, {}
                if self._emulator._pid == os.getpid():
                    for space in regions:
                        # A request that was refused may not have made one.
                        with contextlib.suppress(ControlError):
                            self._emulator.space(space).delete()

    def _choose(self, headers: List[Tuple[str, str]]) -> Headers:
        """The region's space, and the account."""
        region = ""
        chosen = []
        for name, value in headers:
            if name.lower() == "authorization":
                match = _SCOPE.search(value)
                region = match[2] if match else ""
                value = _SCOPE.sub(rf"Credential={_ACCOUNT}/\1/\2/", value, count=1)
            chosen.append((name, value))
        space = f"mock-{self._number}+{region or 'none'}"
        self._regions[space] = None
        return [*chosen, ("X-Pumice-Space", space)]


_state = _State()


class MockAws:
    """One mock: start() and stop(), `with`, or a decorator. May be used again, and at once by
    several threads, which then see the same tables."""

    def __init__(self, config: Optional[Mapping[str, Any]] = None):
        self._credentials = _read_config(config)
        self._started = 0

    def start(self) -> None:
        _state.enter(self._credentials)
        self._started += 1

    def stop(self) -> None:
        if self._started == 0:
            raise RuntimeError("this mock is not started")
        self._started -= 1
        _state.leave()

    def __enter__(self) -> "MockAws":
        self.start()
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.stop()

    def __call__(self, decorated: Decorated) -> Decorated:
        decorate: Any = _decorate_class if inspect.isclass(decorated) else _decorate_function
        return cast(Decorated, decorate(self, decorated))


@overload
def mock_aws(func: Decorated, config: Optional[Mapping[str, Any]] = None) -> Decorated: ...


@overload
def mock_aws(func: None = None, config: Optional[Mapping[str, Any]] = None) -> MockAws: ...


def mock_aws(func: Any = None, config: Optional[Mapping[str, Any]] = None) -> Any:
    """Answers DynamoDB and its streams in process: `@mock_aws`, `@mock_aws()`, `with mock_aws():`,
    or mock_aws().start(). For functions (also async ones and generators) and for classes: each
    test method begins with an empty DynamoDB, which setUp or setup_method see too.

    Other services are not mocked: their requests go on to where they went, with credentials that
    no service knows unless some are set. config: moto's, of which {"core": {"mock_credentials":
    False}} counts.
    """
    mock = MockAws(config)
    return mock if func is None else mock(func)


def _read_config(config: Optional[Mapping[str, Any]]) -> bool:
    """Whether credentials are set where there are none."""
    core = dict((config or {}).get("core", {}))
    others = sorted(set(config or {}) - {"core"})
    if others:
        raise ValueError(f"pumice mocks DynamoDB only, and knows no config of {', '.join(others)}")
    credentials = core.pop("mock_credentials", True)
    core.pop("reset_boto3_session", None)  # nothing is left in it
    if core:
        raise ValueError(f"pumice knows no config of core: {', '.join(sorted(core))}")
    return bool(credentials)


def _decorate_function(mock: MockAws, function: Any) -> Any:
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def wrapper(*arguments: Any, **named: Any) -> Any:
            with mock:
                return await function(*arguments, **named)

    elif inspect.isasyncgenfunction(function):

        @functools.wraps(function)
        async def wrapper(*arguments: Any, **named: Any) -> Any:
            with mock:
                async for value in function(*arguments, **named):
                    yield value

    elif inspect.isgeneratorfunction(function):

        @functools.wraps(function)
        def wrapper(*arguments: Any, **named: Any) -> Any:
            with mock:
                return (yield from function(*arguments, **named))

    else:

        @functools.wraps(function)
        def wrapper(*arguments: Any, **named: Any) -> Any:
            with mock:
                return function(*arguments, **named)

    return wrapper


def _decorate_class(mock: MockAws, kind: type) -> type:
    if issubclass(kind, unittest.TestCase):
        # From before setUp until after the last clean-up.
        for name in ("run", "debug"):
            setattr(kind, name, _decorate_function(mock, getattr(kind, name)))
        return kind
    for name, member in list(vars(kind).items()):
        if inspect.isfunction(member) and not name.startswith("_") and not _is_fixture(member):
            setattr(kind, name, _decorate_function(mock, member))
    if any(name.startswith("test") for name in dir(kind)):
        _mock_from_setup_to_teardown(mock, kind)
    return kind


def _is_fixture(function: Any) -> bool:
    return hasattr(function, "_pytestfixturefunction")


def _mock_from_setup_to_teardown(mock: MockAws, kind: Any) -> None:
    """What pytest calls around each test method; the methods' own mocks are within this one."""
    setup = getattr(kind, "setup_method", None)
    teardown = getattr(kind, "teardown_method", None)

    def setup_method(self: Any, method: Any) -> None:
        mock.start()
        try:
            _call_with_method(setup, self, method)
        except BaseException:
            mock.stop()
            raise

    def teardown_method(self: Any, method: Any) -> None:
        try:
            _call_with_method(teardown, self, method)
        finally:
            mock.stop()

    kind.setup_method = setup_method
    kind.teardown_method = teardown_method


def _call_with_method(function: Any, instance: Any, method: Any) -> None:
    """Both forms are pytest's: with the method as an argument, and without."""
    if function is None:
        return
    takes_method = len(inspect.signature(function).parameters) > 1
    function(*((instance, method) if takes_method else (instance,)))
