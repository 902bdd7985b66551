# SPDX-License-Identifier: Apache-2.0
"""Answers the requests of botocore's clients, before they reach the network.

botocore emits `before-send` with each request and takes the response of a handler in the place of
the network's. The handler here stays registered once it is, and leaves alone what nobody in
_routes answers.
"""

import gc
import io
import sys
import threading
import urllib.parse
from typing import Any, Callable, Iterator, List, Optional, Tuple

from . import _routes
from ._emulator import Emulator
from ._service import Headers

_SERVICES = ("dynamodb", "dynamodb-streams")
_UNIQUE_ID = "pumice"

# Given the request's headers, those that are sent in their place.
Choose = Callable[[List[Tuple[str, str]]], Headers]

_lock = threading.Lock()
_is_installed = False


def install() -> None:
    """Makes every client ask _routes: those of sessions to come, and those that are there."""
    global _is_installed
    with _lock:
        if _is_installed:
            return
        import botocore.handlers

        for service in _SERVICES:
            for event, handler in _handlers(service):
                botocore.handlers.BUILTIN_HANDLERS.append(
                    (event, handler, botocore.handlers.REGISTER_FIRST)
                )
        for emitter in _emitters():
            for service in _SERVICES:
                for event, handler in _handlers(service):
                    emitter.register_first(event, handler, f"{_UNIQUE_ID}-{event}")
        _is_installed = True


def answerer(emulator: Emulator, choose: Optional[Choose] = None) -> _routes.Answerer:
    """Answers a request of botocore's by the emulator."""

    def answer(request: Any) -> Any:
        from botocore.awsrequest import AWSResponse

        url = urllib.parse.urlsplit(request.url)
        target = url.path or "/"
        headers = [("Host", url.netloc), *_headers(request)]
        answered = emulator.handle(
            request.method,
            f"{target}?{url.query}" if url.query else target,
            choose(headers) if choose else headers,
            _body(request.body),
        )
        return AWSResponse(
            request.url, answered.status, dict(answered.headers), _Raw(answered.body)
        )

    return answer


class _Raw(io.BytesIO):
    """A body as urllib3 hands it to botocore."""

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.read()


def _handlers(service: str) -> Iterator[Tuple[str, Any]]:
    yield f"before-send.{service}", _before_send
    yield f"before-sign.{service}", _before_sign


def _before_send(request: Any, **_: Any) -> Any:
    answer = _routes.find(urllib.parse.urlsplit(request.url).netloc)
    if answer is None:
        return None
    _refuse_asynchronous_client()
    return answer(request)


def _before_sign(request_signer: Any, **_: Any) -> None:
    """A client that was made where there were no credentials cannot sign."""
    if _routes.is_active() and getattr(request_signer, "_credentials", False) is None:
        from . import _surroundings

        _surroundings.lend_credentials(request_signer)


def _refuse_asynchronous_client() -> None:
    if "aiobotocore" not in sys.modules:
        return
    frame = sys._getframe(2)
    while frame is not None and frame.f_globals.get("__name__") == "botocore.hooks":
        frame = frame.f_back  # type: ignore[assignment]
    name = frame.f_globals.get("__name__", "") if frame else ""
    if name.startswith("aiobotocore."):
        raise NotImplementedError(
            "clients of aiobotocore and aioboto3 are not answered in process: give them the "
            "endpoint_url of pumice.start()"
        )


def _emitters() -> Iterator[Any]:
    """Those of the sessions and clients that were made before."""
    import botocore.client
    import botocore.session

    for thing in gc.get_objects():
        kind = type(thing)  # isinstance would wake up lazy proxies
        if issubclass(kind, botocore.client.BaseClient):
            yield thing.meta.events
        elif issubclass(kind, botocore.session.Session):
            yield thing.get_component("event_emitter")


def _headers(request: Any) -> List[Tuple[str, str]]:
    return [(_text(name), _text(value)) for name, value in request.headers.items()]


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _body(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if hasattr(body, "read"):
        return bytes(body.read())
    return bytes(body)
