# SPDX-License-Identifier: Apache-2.0
"""Who answers the requests of botocore's clients in this process.

A request to an address of a pumice's own goes there; any other goes to what was activated last,
or on to where it went. Thread-safe: the values are replaced, never changed.
"""

import threading
from typing import Any, Callable, Dict, Optional, Tuple

# Takes a request of botocore's (AWSPreparedRequest) and returns a response of its (AWSResponse).
Answerer = Callable[[Any], Any]

_lock = threading.Lock()
_active: Tuple[Answerer, ...] = ()
# None: the request goes on to the network.
_addresses: Dict[str, Optional[Answerer]] = {}


def find(address: str) -> Optional[Answerer]:
    """Who answers a request to "host:port"; None: nobody here."""
    if address in _addresses:
        return _addresses[address]
    active = _active
    return active[-1] if active else None


def is_active() -> bool:
    return bool(_active)


def activate(answerer: Answerer) -> None:
    global _active
    with _lock:
        _active = (*_active, answerer)


def deactivate(answerer: Answerer) -> None:
    """Need not be the last one: threads may overlap."""
    global _active
    with _lock:
        index = len(_active) - 1 - _active[::-1].index(answerer)
        _active = _active[:index] + _active[index + 1 :]


def pass_on(address: str) -> None:
    with _lock:
        _addresses[address] = None


def bind(address: str, answerer: Answerer) -> None:
    with _lock:
        _addresses[address] = answerer


def unbind(address: str) -> None:
    with _lock:
        _addresses.pop(address, None)
