# SPDX-License-Identifier: Apache-2.0
"""The requests of a test, from the log that --log-format json writes."""

import collections
import json
import os
from typing import Any, Deque, Dict, List

_MOST_LINES = 1000


class LogLines:
    """The log of requests of an emulator in this process."""

    def __init__(self, space: str):
        self._space = space
        self._lines: Deque[str] = collections.deque(maxlen=_MOST_LINES)

    def take(self, level: str, line: str) -> None:
        self._lines.append(line)

    def begin(self) -> None:
        self._lines.clear()

    def read(self) -> str:
        return _requests_text(list(self._lines), self._space)


class LogFile:
    """That of a server, which has other workers' requests between."""

    def __init__(self, path: str, space: str):
        self._path = path
        self._space = space
        self._begin = 0

    def begin(self) -> None:
        self._begin = os.path.getsize(self._path)

    def read(self) -> str:
        with open(self._path, encoding="utf-8", errors="replace") as file:
            file.seek(self._begin)
            return _requests_text(file.read().splitlines(), self._space)


def _requests_text(lines: List[str], space: str) -> str:
    records = (json.loads(line) for line in lines if line.startswith("{"))
    return "".join(
        _request_text(record)
        for record in records
        if "operation" in record and record.get("space", "default") == space
    )


def _request_text(record: Dict[str, Any]) -> str:
    parts = [f"{record['operation']} {record.get('table', '')}".strip(), str(record["status"])]
    if "error" in record:
        parts.append(f"{record['error']}: {record.get('error_message', '')}")
    if "explanation" in record:
        parts.append(record["explanation"])
    for name in ("request", "answer"):
        if name in record:
            parts[-1] += f"\n  {name} {record[name]}"
    return " | ".join(parts) + "\n"
