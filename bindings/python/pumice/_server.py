# SPDX-License-Identifier: Apache-2.0
"""pumice as a child process."""

import http.client
import os
import pathlib
import shutil
import ssl
import subprocess
import tempfile
import time
import weakref
from types import TracebackType
from typing import Any, Dict, List, Optional, Sequence, Type

from . import _routes
from ._files import binary_path
from ._items import Seed
from ._options import PathLike, Schema, arguments_of, region_of, schema_arguments, split_schema
from ._service import DEFAULT_SPACE, Answer, Headers, Service

_START_SECONDS = 60
_STOP_SECONDS = 15
_DYING_SECONDS = 1  # between the end of its connections and its own
_REQUEST_SECONDS = 120
_LOCAL_ACCOUNT = "000000000000"


class StartError(RuntimeError):
    """The program has ended, or is not ready in time; says what it said."""


class StoppedError(RuntimeError):
    """The server was stopped, or has ended by itself."""


class Connection(Service):
    """A pumice that listens already, wherever it was started."""

    _address = ""

    def __init__(
        self,
        endpoint_url: str,
        *,
        region: Optional[str] = None,
        access_key: str = DEFAULT_SPACE,
    ):
        self.endpoint_url = endpoint_url
        self.region = region or region_of(dict(os.environ))
        self.credentials = {
            "aws_access_key_id": access_key,
            "aws_secret_access_key": "pumice",
        }
        self._scheme, _, self._address = endpoint_url.partition("://")
        # A client that is told this address means this server, also within pumice.local.
        _routes.pass_on(self._address)

    @property
    def environment(self) -> Dict[str, str]:
        """The variables by which SDKs and tools in other processes find it."""
        # Not word for word the endpoint_url: what finds it by the environment is still answered by
        # pumice.local and mock_aws.
        url = self.endpoint_url.replace("127.0.0.1", "localhost")
        return {
            "AWS_ENDPOINT_URL_DYNAMODB": url,
            "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": url,
            "AWS_ACCESS_KEY_ID": self.credentials["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": self.credentials["aws_secret_access_key"],
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
        }

    def handle(self, method: str, target: str, headers: Headers = (), body: bytes = b"") -> Answer:
        connection = self._connect()
        try:
            connection.request(method, target, body, dict(headers))
            with connection.getresponse() as response:
                return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        if self._scheme == "http":
            return http.client.HTTPConnection(self._address, timeout=_REQUEST_SECONDS)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the certificate is one that pumice made at its start
        return http.client.HTTPSConnection(
            self._address, timeout=_REQUEST_SECONDS, context=context
        )

    def _client_arguments(self, arguments: Dict[str, Any]) -> Dict[str, Any]:
        trust = {"verify": False} if self._scheme == "https" else {}
        return super()._client_arguments({**trust, **arguments})


class Server(Connection):
    """A pumice of one's own: `with pumice.start() as server`. It ends by stop(), at the end of the
    `with`, and in any case with this process, also a killed one."""

    def __init__(
        self,
        *,
        schema: Optional[Schema] = None,
        seed: Optional[Seed] = None,
        options: Sequence[str] = (),
        region: Optional[str] = None,
        access_key: str = DEFAULT_SPACE,
        log: Optional[PathLike] = None,
        **settings: Any,
    ):
        folder = tempfile.mkdtemp(prefix="pumice-")
        self.log = pathlib.Path(log) if log is not None else pathlib.Path(folder, "log")
        paths, tables = split_schema(schema)
        settings = {"port": 0, "exit_with_parent": True, **settings}
        arguments = [*arguments_of(settings), *schema_arguments(paths), *options]
        region = region or region_of(dict(os.environ))
        home = _space_of(_value_of("--spaces", arguments), access_key, region)
        if not _value_of("--schema-space", arguments):
            arguments.append(f"--schema-space={home}")
        port_file = os.path.join(folder, "port")
        try:
            self._process = _spawn(
                [f"--port-file={port_file}", *arguments], self.log, region, access_key
            )
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._owner = os.getpid()
        self._is_stopped = False
        self._end = weakref.finalize(self, _end, self._process, folder, self._owner)
        try:
            port = self._wait_for(port_file)
            super().__init__(
                f"{'https' if '--tls' in arguments else 'http'}://{_host(settings)}:{port}",
                region=region,
                access_key=access_key,
            )
            self._home = home
            self._prepare(tables, seed)
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.stop()

    def handle(self, method: str, target: str, headers: Headers = (), body: bytes = b"") -> Answer:
        """Raises StoppedError once it has ended."""
        self._demand_running()  # its port may be another program's by now
        try:
            return super().handle(method, target, headers, body)
        except (OSError, http.client.HTTPException):
            self._demand_running(_DYING_SECONDS)
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        """Ends it, after the requests under way. Idempotent; no-op in a forked child."""
        if os.getpid() != self._owner:
            return
        self._is_stopped = True
        self._end()
        if self._address:
            _routes.unbind(self._address)

    def _demand_running(self, patience: float = 0) -> None:
        if self._is_stopped:
            raise StoppedError("pumice has stopped: stop() was called")
        if os.getpid() != self._owner:
            return  # whether it runs only its parent can ask
        try:
            status = self._process.wait(patience)
        except subprocess.TimeoutExpired:
            return
        raise StoppedError(f"pumice has stopped by itself, with status {status}")

    def _wait_for(self, port_file: str) -> int:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            try:
                # The file appears whole, once the server accepts connections.
                with open(port_file, encoding="ascii") as file:
                    return int(file.read())
            except FileNotFoundError:
                pass
            try:
                self._process.wait(0.002)
            except subprocess.TimeoutExpired:
                continue
            raise StartError(self._last_words())
        raise StartError(f"pumice is not ready after {_START_SECONDS} seconds")

    def _last_words(self) -> str:
        said = self.log.read_text(encoding="utf-8", errors="replace").strip()
        return said or f"pumice ended with status {self._process.returncode}"


def start(
    *,
    schema: Optional[Schema] = None,
    seed: Optional[Seed] = None,
    options: Sequence[str] = (),
    region: Optional[str] = None,
    access_key: str = DEFAULT_SPACE,
    log: Optional[PathLike] = None,
    **settings: Any,
) -> Server:
    """Starts pumice as a child process, on a free port; returns when it answers.

    schema: paths of templates (CloudFormation, SAM, CDK, serverless.yml, Terraform, create-table
    JSON), or inputs of CreateTable. seed: {"Table": [item, …]}, or the path of such a JSON file.
    log: a file for its log. Further keywords are the program's options: data_dir="x" is --data-dir
    x, fsync=True --fsync; options=["--explain"] are passed on as they are. With
    spaces="access-key", "region" and so on, schema and seed go to the space of clients with
    `access_key` and `region`.

    Raises StartError with what the program says if it does not start.
    """
    return Server(
        schema=schema,
        seed=seed,
        options=options,
        region=region,
        access_key=access_key,
        log=log,
        **settings,
    )


def _spawn(
    arguments: List[str], log: pathlib.Path, region: str, access_key: str
) -> "subprocess.Popen[bytes]":
    # Of variables only AWS's count: a developer's PUMICE_DATA_DIR is not for tests.
    unwanted = ("AWS_PROFILE", "AWS_SESSION_TOKEN")
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if name not in unwanted and not name.startswith("PUMICE_")
        },
        # The account and region of the tables that --schema makes.
        "AWS_ACCESS_KEY_ID": access_key,
        "AWS_SECRET_ACCESS_KEY": "pumice",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }
    with open(log, "ab") as stderr:
        return subprocess.Popen(
            [str(binary_path()), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            env=environment,
            # Ctrl-C is for the tests, which still need it to clean up.
            start_new_session=True,
        )


def _end(process: "subprocess.Popen[bytes]", folder: str, owner: int) -> None:
    if os.getpid() != owner:
        return
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _host(settings: Dict[str, Any]) -> str:
    """Where a client on this machine reaches it."""
    host = str(settings.get("host") or "localhost")
    if host in ("localhost", "0.0.0.0"):
        return "127.0.0.1"
    return f"[{'::1' if host == '::' else host}]" if ":" in host else host


def _space_of(mode: str, access_key: str, region: str) -> str:
    """Where the program finds the tables of such a caller, with --spaces `mode`."""
    is_account = len(access_key) == 12 and access_key.isascii() and access_key.isdigit()
    parts = {
        "account": access_key if is_account else _LOCAL_ACCOUNT,
        "access-key": access_key,
        "region": region,
    }
    wanted = [part for name, part in parts.items() if name in mode.split("+")]
    return "+".join(wanted) or DEFAULT_SPACE


def _value_of(option: str, arguments: List[str]) -> str:
    for index, argument in enumerate(arguments):
        if argument.startswith(option + "="):
            return argument.partition("=")[2]
        if argument == option and index + 1 < len(arguments):
            return arguments[index + 1]
    return ""
