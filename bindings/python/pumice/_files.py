# SPDX-License-Identifier: Apache-2.0
"""Where the program and the library are: in this package, or where a variable says."""

import os
import pathlib

_PACKAGE = pathlib.Path(__file__).resolve().parent


def binary_path() -> pathlib.Path:
    return _find("PUMICE_BINARY", _PACKAGE / "_bin" / "pumice")


def library_path() -> pathlib.Path:
    return _find("PUMICE_LIBRARY", _PACKAGE / "_lib" / "libpumice.so")


def _find(variable: str, packaged: pathlib.Path) -> pathlib.Path:
    path = pathlib.Path(os.environ.get(variable) or packaged)
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is not there: install pumice's wheel for this machine, or set {variable}"
        )
    return path
