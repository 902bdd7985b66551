# SPDX-License-Identifier: Apache-2.0
"""DynamoDB's JSON as the scenario states it, and the forms in which clients give and take it."""

import base64


class ServiceError(Exception):
    """An error answer: code, message and, where the client hands it on, the item in the way."""

    def __init__(self, code, message, item=None):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.item = item


def with_bytes(value):
    """Binary values of the scenario (base64) as the bytes that boto3 takes."""
    return _map_binaries(value, base64.b64decode)


def normalized(answer):
    """A client's answer as the scenario states answers: base64, ordered sets, no absent members."""
    if isinstance(answer, dict):
        return {
            name: sorted(normalized(member)) if name in ("SS", "NS", "BS") else normalized(member)
            for name, member in answer.items()
            if member is not None and name != "ResponseMetadata"
        }
    if isinstance(answer, list):
        return [normalized(element) for element in answer]
    if isinstance(answer, bytes):
        return base64.b64encode(answer).decode("ascii")
    return answer


def _map_binaries(value, convert):
    if isinstance(value, list):
        return [_map_binaries(element, convert) for element in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        [(tag, payload)] = value.items()
        if tag == "B" and isinstance(payload, str):
            return {"B": convert(payload)}
        if tag == "BS" and isinstance(payload, list):
            return {"BS": [convert(element) for element in payload]}
    return {name: _map_binaries(member, convert) for name, member in value.items()}
