"""A store that works inside one transaction of somebody else's: whatever the ledger commits there goes when it goes."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import NestedTransaction

from data.store import Store


def lent(connection: Connection, url: str) -> Store:
    """A store on *connection*, whose transaction has begun; each transaction of its own is a savepoint in that one."""
    return Store(cast(Engine, _Engine(connection)), url)


class _Engine:
    """What a store asks of an engine."""

    def __init__(self, connection: Connection) -> None:
        self._lent = _Lent(connection)
        self.dialect, self.url = connection.dialect, connection.engine.url

    def connect(self) -> _Lent:
        return self._lent


class _Lent:
    """The connection, which its borrower can neither close nor begin anew."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> _Lent:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execution_options(self, **_: object) -> _Lent:
        return self

    def begin(self) -> NestedTransaction:
        return self._connection.begin_nested()
