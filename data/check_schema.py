"""Are the tables as this version of the program makes them, with every rule and guard?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection

from data import tables_exports, tables_people, tables_rights, tables_waiting  # noqa: F401  (so that METADATA knows every table)
from data.columns import METADATA
from data.migrations.steps import everything
from data.sqlite_driver import sqlite

_OBJECTS = """SELECT type || ' ' || name, sql FROM sqlite_master
    WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%' AND name NOT LIKE 'sqlite%'"""


def schema_problems(connection: Connection) -> Iterator[str]:
    """A sentence for each table, rule, view or guard that is missing, has been altered, or (SQLite) is a stranger."""
    if connection.dialect.name == "sqlite":
        yield from _sqlite(connection)
    else:
        yield from _postgres(connection)


def _sqlite(connection: Connection) -> Iterator[str]:
    there = {name: _plain(sql) for name, sql in connection.exec_driver_sql(_OBJECTS).all()}
    made = _as_made()
    for name in sorted(there.keys() - made.keys()):
        yield f"The {name} is not of this program."
    for name, sql in made.items():
        if name not in there:
            yield f"The {name} is missing."
        elif there[name] != sql:
            yield f"The {name} is not as this program makes it; a rule may be lost."


def _as_made() -> dict[str, str]:
    """The schema of a fresh database, from the steps themselves."""
    fresh = sqlite.connect(":memory:")
    try:
        for statement in everything("sqlite"):
            fresh.execute(statement)
        return {name: _plain(sql) for name, sql in fresh.execute(_OBJECTS).fetchall()}
    finally:
        fresh.close()


def _plain(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()


def _postgres(connection: Connection) -> Iterator[str]:
    query = """SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
        UNION SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()
        UNION SELECT tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
            WHERE tgenabled <> 'D' AND relnamespace = current_schema()::regnamespace
        UNION SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"""
    there = set(connection.exec_driver_sql(query).scalars())
    for name in sorted(_names_made() - there):
        yield f"The rule, table or guard {name} is missing."


def _names_made() -> set[str]:
    pattern = r"CONSTRAINT (\w+)|CREATE (?:UNIQUE )?(?:INDEX|TABLE|VIEW|TRIGGER) (\w+)"
    found = {name for text in everything("postgresql") for pair in re.findall(pattern, text) for name in pair if name}
    return found | set(METADATA.tables)
