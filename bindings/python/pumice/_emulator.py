# SPDX-License-Identifier: Apache-2.0
"""pumice in this process, over the C interface."""

import atexit
import contextlib
import ctypes
import itertools
import json
import os
import sys
import threading
import weakref
from types import TracebackType
from typing import Any, Callable, Dict, Iterator, Optional, Sequence, Set, Type

from . import _library, _routes
from ._items import Seed
from ._options import Schema, arguments_of, region_of, schema_arguments, split_schema
from ._service import DEFAULT_SPACE, Answer, Headers, Service, refuse_zero

Record = Dict[str, Any]
# Takes a level ("info", "warning", "error") and a line.
Log = Callable[[str, str], None]

_LEVELS = ("info", "warning", "error")
_numbers = itertools.count(1)
_open: "weakref.WeakSet[Emulator]" = weakref.WeakSet()


class EmulatorError(RuntimeError):
    """An option, a name or a directory is at fault, or the emulator is closed."""


class Emulator(Service):
    """An emulator in this process; several share nothing. Thread-safe.

    The keywords are those of pumice.start. Its clients (`client()`) need no port.
    """

    def __init__(
        self,
        *,
        schema: Optional[Schema] = None,
        seed: Optional[Seed] = None,
        options: Sequence[str] = (),
        region: Optional[str] = None,
        log: Optional[Log] = None,
        **settings: Any,
    ):
        paths, tables = split_schema(schema)
        arguments = [*arguments_of(settings), *schema_arguments(paths), *options]
        refuse_zero(*arguments)
        self.region = region or region_of(dict(os.environ))
        self.credentials = {
            "aws_access_key_id": DEFAULT_SPACE,
            "aws_secret_access_key": "pumice",
        }
        self._pid = os.getpid()
        self._address = f"pumice-{next(_numbers)}.invalid"
        self.endpoint_url = f"http://{self._address}"
        self._calls = _Calls()
        self._feeds: Set[Feed] = set()
        self._sink = _log_sink(log)  # kept: the library calls it until it is closed
        self._library = _library.load()
        self._handle = ctypes.c_void_p()
        self._library.run(
            EmulatorError,
            "pumice_open_logged",
            len(arguments),
            _library.string_array(arguments),
            self._sink,
            None,
            ctypes.byref(self._handle),
        )
        _open.add(self)
        try:
            self._prepare(tables, seed)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Emulator":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()

    def handle(self, method: str, target: str, headers: Headers = (), body: bytes = b"") -> Answer:
        """The answer to one HTTP request: what the server would say, without a socket."""
        refuse_zero(method, target, *itertools.chain.from_iterable(headers))
        array = _library.header_array(
            [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        )
        return self._ask(
            "pumice_handle",
            method.encode(),
            target.encode(),
            array,
            len(array),
            body,
            len(body),
        )

    def on_record(
        self, table: str, callback: Callable[[Record], object], *, space: Optional[str] = None
    ) -> "Feed":
        """Calls with each record of the table's stream from now on, as GetRecords tells it; on a
        thread of the emulator, in the order of the writes. Ends by Feed.close."""
        refuse_zero(table, space)
        with self._use():
            feed = Feed(self, callback)
            self._library.run(
                EmulatorError,
                "pumice_feed_open",
                self._handle,
                _bytes(space),
                table.encode(),
                feed._function,
                None,
                ctypes.byref(feed._handle),
            )
            self._feeds.add(feed)
        return feed

    def listen(self, port: int = 0) -> str:
        """Serves HTTP too, until it is closed; 0: on a free port. Returns the address, such as
        http://127.0.0.1:40001."""
        number = ctypes.c_uint16(port)
        with self._use():
            self._library.run(
                EmulatorError, "pumice_listen", self._handle, ctypes.byref(number)
            )
        address = f"127.0.0.1:{number.value}"
        _routes.pass_on(address)
        return f"http://{address}"

    def client(self, service: str = "dynamodb", **arguments: Any) -> Any:
        self._bind()
        return super().client(service, **arguments)

    def resource(self, service: str = "dynamodb", **arguments: Any) -> Any:
        self._bind()
        return super().resource(service, **arguments)

    def close(self) -> None:
        """Ends it, after the calls under way. Idempotent; no-op in a forked child."""
        if os.getpid() != self._pid:
            self._handle = ctypes.c_void_p()  # its threads are not here: nothing can be ended
            return
        for feed in list(self._feeds):
            feed.close()
        if self._calls.end():
            _routes.unbind(self._address)
            _open.discard(self)
            self._library.close(self._handle)
            self._handle = ctypes.c_void_p()

    def _bind(self) -> None:
        from . import _botocore

        _botocore.install()
        _routes.bind(self._address, _botocore.answerer(self))

    def _call(self, operation: str, body: bytes, space: Optional[str]) -> Answer:
        return self._ask("pumice_call", _bytes(space), operation.encode(), body, len(body))

    def _ask(self, function: str, *arguments: Any) -> Answer:
        answer = ctypes.c_void_p()
        with self._use():
            self._library.run(
                EmulatorError, function, self._handle, *arguments, ctypes.byref(answer)
            )
            return self._library.take_answer(answer)

    @contextlib.contextmanager
    def _use(self) -> Iterator[None]:
        if os.getpid() != self._pid:
            raise EmulatorError(
                f"this emulator was opened by process {self._pid} and does not live in a fork of "
                "it: open one in the child, or use pumice.start(), whose server both reach"
            )
        if not self._calls.begin():
            raise EmulatorError("this emulator is closed")
        try:
            yield
        finally:
            self._calls.done()


class Feed:
    """A subscription to a table's stream. Ends by close(), or with its emulator."""

    def __init__(self, emulator: Emulator, callback: Callable[[Record], object]):
        self._emulator = emulator
        self._thread: Optional[int] = None
        self._handle = ctypes.c_void_p()

        def take(_: Any, record: int, size: int) -> None:
            self._thread = threading.get_ident()
            try:
                callback(json.loads(ctypes.string_at(record, size)))
            except Exception:
                _tell_fault()  # the next record still comes
            finally:
                self._thread = None

        self._function = _library.RecordCallback(take)  # kept: the library calls it

    def __enter__(self) -> "Feed":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def close(self) -> None:
        """Returns when a callback that runs has ended. Not to be called by the callback.
        Idempotent."""
        if self._thread == threading.get_ident():
            raise EmulatorError("a feed cannot be closed by its own callback")
        emulator = self._emulator
        if self not in emulator._feeds:
            return
        emulator._feeds.discard(self)
        if os.getpid() == emulator._pid:
            emulator._library.feed_free(self._handle)


class _Calls:
    """Counts the calls under way, which the end waits for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running = 0
        self._ended = False

    def begin(self) -> bool:
        with self._changed:
            if self._ended:
                return False
            self._running += 1
            return True

    def done(self) -> None:
        with self._changed:
            self._running -= 1
            if self._ended:
                self._changed.notify_all()

    def end(self) -> bool:
        """Whether this is the first end; no call runs then, and none will."""
        with self._changed:
            if self._ended:
                return False
            self._ended = True
            self._changed.wait_for(lambda: self._running == 0)
            return True


def _log_sink(log: Optional[Log]) -> Any:
    if log is None:
        return ctypes.cast(0, _library.LogSink)
    told = log

    def take(_: Any, level: int, message: bytes) -> None:
        try:
            told(_LEVELS[level], message.decode(errors="replace"))
        except Exception:
            _tell_fault()

    return _library.LogSink(take)


def _tell_fault() -> None:
    """The exception that a callback raised: the library, which called it, cannot take it."""
    sys.excepthook(*sys.exc_info())


def _bytes(text: Optional[str]) -> Optional[bytes]:
    return None if text is None else text.encode()


@atexit.register
def _close_all() -> None:
    """Before the interpreter goes, which the emulators' threads would call."""
    for emulator in list(_open):
        emulator.close()
