# SPDX-License-Identifier: Apache-2.0
"""Items as DynamoDB's JSON has them, from plain Python values, and files of them."""

import base64
import decimal
import json
import os
from typing import Any, Dict, List, Mapping, Sequence, Union

Item = Mapping[str, Any]
# {"Table": [item, …]}, or the path of such a file.
Seed = Union[str, "os.PathLike[str]", Mapping[str, Sequence[Item]]]

_TYPES = frozenset(["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"])


def read_seed(seed: Seed) -> Dict[str, List[Dict[str, Any]]]:
    if isinstance(seed, (str, os.PathLike)):
        with open(seed, encoding="utf-8") as file:
            # Numbers keep all their digits.
            seed = json.load(file, parse_float=decimal.Decimal)
    if not isinstance(seed, Mapping):
        raise TypeError('a seed is {"Table": [item, …]}, or the path of such a JSON file')
    return {table: [wire_item(item) for item in items] for table, items in seed.items()}


def wire_item(item: Item) -> Dict[str, Any]:
    """The item itself if all its values are in DynamoDB's form, else what it is in that form."""
    if all(_is_wire_value(value) for value in item.values()):
        return dict(item)
    return {name: wire_value(value) for name, value in item.items()}


def wire_value(value: Any) -> Dict[str, Any]:
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, (int, float, decimal.Decimal)):
        return {"N": str(value)}
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"B": bytes(value)}
    if isinstance(value, Mapping):
        return {"M": {name: wire_value(member) for name, member in value.items()}}
    if isinstance(value, (list, tuple)):
        return {"L": [wire_value(element) for element in value]}
    if isinstance(value, (set, frozenset)):
        return _wire_set(value)
    if hasattr(value, "value"):  # boto3's Binary
        return wire_value(value.value)
    raise TypeError(f"{type(value).__name__} is no type of DynamoDB's")


def to_json(value: Any) -> bytes:
    """Bytes become base64, sets lists."""
    return json.dumps(value, default=_json_default, separators=(",", ":")).encode()


def _is_wire_value(value: Any) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _TYPES


def _wire_set(values: Any) -> Dict[str, Any]:
    elements = [wire_value(value) for value in values]
    types = {name for element in elements for name in element}
    if len(types) != 1 or not types <= {"S", "N", "B"}:
        raise TypeError("a set has strings, numbers or bytes, of one kind and at least one")
    (kind,) = types
    return {kind + "S": sorted(element[kind] for element in elements)}


def _json_default(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be in DynamoDB's JSON")
