# SPDX-License-Identifier: Apache-2.0
"""`with pumice.local():` boto3's clients are answered by an emulator in this process."""

from types import TracebackType
from typing import Any, Optional, Sequence, Type

from . import _routes
from ._emulator import Emulator, Log
from ._items import Seed
from ._options import Schema


class Local(Emulator):
    """An emulator that answers DynamoDB's clients of this process between start() and stop().

    The innermost one answers, in all threads. Other services' requests go on to where they went.
    """

    _answerer: Optional[_routes.Answerer] = None

    def start(self) -> "Local":
        from . import _botocore, _surroundings

        if self._answerer is not None:
            raise RuntimeError("it is started already")
        _botocore.install()
        _surroundings.enter()
        self._answerer = _botocore.answerer(self)
        _routes.activate(self._answerer)
        return self

    def stop(self) -> None:
        """Idempotent."""
        answerer, self._answerer = self._answerer, None
        if answerer is not None:
            from . import _surroundings

            _routes.deactivate(answerer)
            _surroundings.leave()

    def close(self) -> None:
        self.stop()
        super().close()

    def __enter__(self) -> "Local":
        return self.start()

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()


def local(
    *,
    schema: Optional[Schema] = None,
    seed: Optional[Seed] = None,
    options: Sequence[str] = (),
    region: Optional[str] = None,
    log: Optional[Log] = None,
    **settings: Any,
) -> Local:
    """An emulator in this process, which answers boto3's clients within the `with`:

        with pumice.local(schema="template.yaml"):
            boto3.client("dynamodb").list_tables()

    All of DynamoDB's and its streams' clients, of any session and endpoint, but those of a pumice
    that was started besides. Credentials and a region are set meanwhile where there are none.
    Keywords are those of pumice.start; log: a function that takes a level and a line.
    """
    return Local(schema=schema, seed=seed, options=options, region=region, log=log, **settings)
