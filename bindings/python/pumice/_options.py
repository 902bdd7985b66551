# SPDX-License-Identifier: Apache-2.0
"""Keywords as the program's options, and what a schema or a seed may be."""

import datetime
import os
from typing import Any, Dict, Iterable, List, Mapping, Sequence, Tuple, Union

PathLike = Union[str, "os.PathLike[str]"]
Table = Mapping[str, Any]
# Paths of templates, or inputs of CreateTable; one or several.
Schema = Union[PathLike, Table, Sequence[Union[PathLike, Table]]]


def arguments_of(settings: Mapping[str, Any]) -> List[str]:
    """`data_dir="x"` is --data-dir=x, `fsync=True` --fsync; None and False are left out."""
    arguments = []
    for name, value in settings.items():
        option = "--" + name.replace("_", "-")
        for each in value if isinstance(value, (list, tuple)) else [value]:
            if each is True:
                arguments.append(option)
            elif each is not None and each is not False:
                arguments.append(f"{option}={_text(each)}")
    return arguments


def split_schema(schema: "Schema | None") -> Tuple[List[str], List[Table]]:
    """Paths, which are the program's to read, and tables, which are created by calls."""
    if schema is None:
        return [], []
    parts: Iterable[Any] = [schema] if _is_one(schema) else schema  # type: ignore[assignment]
    paths: List[str] = []
    tables: List[Table] = []
    for part in parts:
        if isinstance(part, Mapping):
            tables.append(part)
        else:
            paths.append(os.fspath(part))
    return paths, tables


def schema_arguments(paths: Iterable[str]) -> List[str]:
    return [f"--schema={path}" for path in paths]


def _is_one(schema: Any) -> bool:
    return isinstance(schema, (str, os.PathLike, Mapping))


def _text(value: Any) -> str:
    if isinstance(value, datetime.timedelta):
        return f"{round(value.total_seconds() * 1000)}ms"
    return str(os.fspath(value) if isinstance(value, os.PathLike) else value)


def region_of(environment: Dict[str, str]) -> str:
    return environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "us-east-1"
