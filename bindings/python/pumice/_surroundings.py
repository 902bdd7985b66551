# SPDX-License-Identifier: Apache-2.0
"""What boto3 needs beside an answer: credentials and a region, where there are none.

Set while at least one emulator answers, and put back after the last.
"""

import configparser
import os
import sys
import threading
from typing import Any, Dict, List

_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
}
_REGION = "us-east-1"
# Where credentials come from that no file names.
_CREDENTIAL_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
_CREDENTIAL_SETTINGS = frozenset(
    [
        "aws_access_key_id",
        "credential_process",
        "login_session",
        "role_arn",
        "sso_session",
        "sso_start_url",
    ]
)

_lock = threading.RLock()
_depth = 0
_set: Dict[str, str] = {}
_had_session: "List[Any] | None" = None
_borrowers: List[Any] = []


def enter(credentials: bool = True) -> None:
    global _depth
    with _lock:
        _depth += 1
        if _depth == 1:
            _set_up(credentials)


def leave() -> None:
    global _depth
    with _lock:
        _depth -= 1
        if _depth == 0:
            _put_back()


def lend_credentials(request_signer: Any) -> None:
    """To a client that has none, until the end."""
    from botocore.credentials import Credentials

    with _lock:
        if _depth > 0:
            request_signer._credentials = Credentials(*_CREDENTIALS.values())
            _borrowers.append(request_signer)


def _set_up(credentials: bool) -> None:
    global _had_session
    profile = _profile()
    if credentials and not _has_credentials(profile):
        _set.update(_CREDENTIALS)
    if "AWS_DEFAULT_REGION" not in os.environ and "region" not in profile:
        _set["AWS_DEFAULT_REGION"] = os.environ.get("AWS_REGION") or _REGION
    os.environ.update(_set)
    if _set:
        # The default session keeps the credentials that it has found once.
        boto3 = sys.modules.get("boto3")
        _had_session = [getattr(boto3, "DEFAULT_SESSION", None)]
        if boto3 is not None:
            boto3.DEFAULT_SESSION = None  # type: ignore[attr-defined]


def _put_back() -> None:
    global _had_session
    for name, value in _set.items():
        if os.environ.get(name) == value:
            del os.environ[name]
    _set.clear()
    for signer in _borrowers:
        signer._credentials = None
    _borrowers.clear()
    if _had_session is not None and "boto3" in sys.modules:
        sys.modules["boto3"].DEFAULT_SESSION = _had_session[0]  # type: ignore[attr-defined]
    _had_session = None


def _profile() -> Dict[str, str]:
    """What the user's files say. Reads them as botocore does, but in microseconds where there are
    none, and without asking the network."""
    name = os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE") or "default"
    section = name if name == "default" else f"profile {name}"
    return {
        **_section("AWS_CONFIG_FILE", "~/.aws/config", section),
        **_section("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", name),
    }


def _section(variable: str, usual: str, section: str) -> Dict[str, str]:
    path = os.path.expanduser(os.environ.get(variable) or usual)
    if not os.path.isfile(path):
        return {}
    parser = configparser.RawConfigParser(default_section="", strict=False)
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError, OSError):
        return {}  # boto3 will say so
    return dict(parser.items(section)) if parser.has_section(section) else {}


def _has_credentials(profile: Dict[str, str]) -> bool:
    return any(os.environ.get(name) for name in _CREDENTIAL_VARIABLES) or any(
        name in _CREDENTIAL_SETTINGS for name in profile
    )
