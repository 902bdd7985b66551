# SPDX-License-Identifier: Apache-2.0
"""libpumice.so by ctypes: pumice/pumice.h in Python's words.

What may take time lets other threads of Python run meanwhile (CDLL); what only reads an answer
does not (PyDLL), since giving the interpreter's lock away costs more than that.
"""

import ctypes
import functools
from typing import Any, Callable, List, Sequence, Tuple

from ._files import library_path
from ._service import Answer

OK, INVALID, FAILED = range(3)

LogSink = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p)
RecordCallback = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


class Header(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("value", ctypes.c_char_p)]


_STRING = ctypes.c_char_p
_POINTER = ctypes.c_void_p
_SIZE = ctypes.c_size_t
_OUT = ctypes.POINTER(ctypes.c_void_p)

_STATUS_FUNCTIONS = {
    "pumice_open_logged": [_SIZE, ctypes.POINTER(_STRING), LogSink, _POINTER, _OUT],
    "pumice_call": [_POINTER, _STRING, _STRING, _STRING, _SIZE, _OUT],
    "pumice_handle": [
        _POINTER,
        _STRING,
        _STRING,
        ctypes.POINTER(Header),
        _SIZE,
        _STRING,
        _SIZE,
        _OUT,
    ],
    "pumice_listen": [_POINTER, ctypes.POINTER(ctypes.c_uint16)],
    "pumice_feed_open": [_POINTER, _STRING, _STRING, RecordCallback, _POINTER, _OUT],
}


class Library:
    """The functions that Python needs; status ones raise what pumice_last_error says."""

    def __init__(self, path: str):
        shared = ctypes.CDLL(path)
        quick = ctypes.PyDLL(path, handle=shared._handle)
        self._functions = {
            name: _declare(shared, name, ctypes.c_int, arguments)
            for name, arguments in _STATUS_FUNCTIONS.items()
        }
        self.close = _declare(shared, "pumice_close", None, [_POINTER])
        self.feed_free = _declare(shared, "pumice_feed_free", None, [_POINTER])
        self._last_error = _declare(quick, "pumice_last_error", _STRING, [])
        self._version = _declare(quick, "pumice_version", _STRING, [])
        self._answer_status = _declare(quick, "pumice_answer_status", ctypes.c_int, [_POINTER])
        self._answer_body = _declare(
            quick, "pumice_answer_body", _POINTER, [_POINTER, ctypes.POINTER(_SIZE)]
        )
        self._header_count = _declare(quick, "pumice_answer_header_count", _SIZE, [_POINTER])
        self._answer_header = _declare(quick, "pumice_answer_header", Header, [_POINTER, _SIZE])
        self._answer_free = _declare(quick, "pumice_answer_free", None, [_POINTER])

    def version(self) -> str:
        return str(self._version().decode())

    def run(self, fault: Callable[[str], Exception], name: str, *arguments: Any) -> None:
        if self._functions[name](*arguments) != OK:
            # The error is this thread's, which has called nothing since.
            raise fault(self._last_error().decode(errors="replace"))

    def take_answer(self, pointer: ctypes.c_void_p) -> Answer:
        """What it holds; frees it."""
        try:
            size = _SIZE()
            body = self._answer_body(pointer, ctypes.byref(size))
            headers: List[Tuple[str, str]] = []
            for index in range(self._header_count(pointer)):
                header = self._answer_header(pointer, index)
                headers.append((header.name.decode("latin-1"), header.value.decode("latin-1")))
            return Answer(
                self._answer_status(pointer), headers, ctypes.string_at(body, size.value)
            )
        finally:
            self._answer_free(pointer)


@functools.lru_cache(maxsize=None)
def load() -> Library:
    return Library(str(library_path()))


def header_array(headers: Sequence[Tuple[bytes, bytes]]) -> "ctypes.Array[Header]":
    return (Header * len(headers))(*headers)  # type: ignore[misc]


def string_array(strings: Sequence[str]) -> "ctypes.Array[ctypes.c_char_p]":
    return (ctypes.c_char_p * len(strings))(*[string.encode() for string in strings])


def _declare(library: Any, name: str, result: Any, arguments: Sequence[Any]) -> Any:
    function = library[name]  # one object of its own for each use, unlike library.name
    function.restype = result
    function.argtypes = arguments
    return function
