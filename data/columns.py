"""The column types of the tables, the same meaning on SQLite and PostgreSQL, and the metadata they share.

SQLite has no date, boolean or range of its own: its tables are STRICT, a day is ISO text that must
be a real day, and yes/no is 0 or 1. PostgreSQL uses its own types.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    REAL,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

METADATA = MetaData(naming_convention={"pk": "%(table_name)s_key"})
STRICT: dict[str, Any] = {"sqlite_strict": True}
Number: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


class Day(TypeDecorator[date]):
    """A calendar day: DATE on PostgreSQL, ``YYYY-MM-DD`` text on SQLite."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the server at hand."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        """On its way into the database."""
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:  # noqa: ARG002
        """On its way out."""
        return date.fromisoformat(value) if isinstance(value, str) else value


class YesNo(TypeDecorator[bool]):
    """Yes, no or not written down: BOOLEAN on PostgreSQL, 1 / 0 / NULL on SQLite."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the server at hand."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        """On its way into the database."""
        return int(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:  # noqa: ARG002
        """On its way out."""
        return None if value is None else bool(value)


def key() -> Column[int]:
    """The integer key of a record; the ledger gives it out, and never twice."""
    return Column("id", Integer, primary_key=True, autoincrement=False)


def link(name: str, table: str, target: str, *, optional: bool = False) -> Column[int]:
    """An integer reference to another record."""
    constraint = ForeignKey(target, name=f"{table}_{name}_known")
    return Column(name, Integer, constraint, nullable=optional)


def words(name: str, *, default: str | None = None, optional: bool = False) -> Column[str]:
    """A text column; with *default* the database fills it in when it is left out."""
    return Column(name, Text, nullable=optional, server_default=default)


def one_of(table: str, column: str, allowed: tuple[str, ...]) -> CheckConstraint:
    """The constraint that *column* holds one of the *allowed* words."""
    listed = ", ".join(f"'{word}'" for word in allowed)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{table}_{column}_allowed")


def real_day(table: str, column: str) -> CheckConstraint:
    """The SQLite constraint that *column* is a day of the calendar (2024-02-30 is not)."""
    rule = CheckConstraint(f"{column} IS date({column}, '+0 days')", name=f"{table}_{column}_real_day")
    return rule.ddl_if(dialect="sqlite")


def yes_no(table: str, column: str) -> CheckConstraint:
    """The SQLite constraint that *column* is 0, 1 or NULL."""
    return CheckConstraint(f"{column} IN (0, 1)", name=f"{table}_{column}_yes_no").ddl_if(dialect="sqlite")


def between(table: str, column: str, low: str | float, high: str | float) -> CheckConstraint:
    """The constraint that *column*, where it is written down, lies within *low* and *high*."""
    return CheckConstraint(f"{column} BETWEEN {_plain(low)} AND {_plain(high)}", name=f"{table}_{column}_in_range")


def _plain(bound: str | float) -> str:
    return bound if isinstance(bound, str) else f"{bound:g}"


def version() -> Column[int]:
    """How often the record was written; two people editing the same record are told apart by it."""
    return Column("version", Integer, nullable=False, server_default="1")
