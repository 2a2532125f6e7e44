"""Run one step's SQL file for the server at hand; statements are parted by a blank line."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

SQL = Path(__file__).parent / "sql"


def statements(name: str, dialect: str) -> list[str]:
    """The statements of ``sql/NAME.DIALECT.sql``."""
    text = (SQL / f"{name}.{dialect}.sql").read_text(encoding="utf-8")
    return [part.strip().removesuffix(";") for part in text.split(";\n\n") if part.strip()]


def run(connection: Connection, name: str) -> None:
    """Run them inside the migration's transaction."""
    for statement in statements(name, connection.dialect.name):
        connection.exec_driver_sql(statement)


def everything(dialect: str) -> list[str]:
    """The statements of every step, oldest first."""
    names = sorted(path.name.removesuffix(f".{dialect}.sql") for path in SQL.glob(f"*.{dialect}.sql"))
    return [statement for name in names for statement in statements(name, dialect)]
