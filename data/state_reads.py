"""Which state of the record a connection sees."""

from __future__ import annotations

from sqlalchemy import Connection, select

from data.tables import facts

_STATE = select(facts.c.name, facts.c.value).where(facts.c.name.in_(["data_version", "last_write"]))  # put often


def state_of(connection: Connection) -> tuple[str, str]:
    """The data's version, and the mark of the last write."""
    found = dict(connection.execute(_STATE).all())
    return found.get("data_version", "0"), found.get("last_write", "")
