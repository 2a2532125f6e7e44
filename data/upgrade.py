"""Bring a database to the newest revision, in one transaction: a fresh one from nothing, an old one with its rows.

A SQLite file that holds records is first copied beside itself as any backup is (`data.backup`), with its manifest and
with the revision it had in the copy's name.
"""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, inspect

from data.engine import wait_turn
from data.migrations import HEAD
from data.places import StoreError

FOLDER = Path(__file__).parent / "migrations"


def revision(connection: Connection) -> str | None:
    """The revision the database is at; ``None`` for an empty one. Raises `StoreError` for somebody else's tables."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
        return str(row[0]) if row else None
    if tables:
        raise StoreError(
            "This database holds tables that are not this program's. Choose an empty database, "
            "or the one that holds the clinic's records."
        )
    return None


def upgrade(engine: Engine, target: str = HEAD, *, aside: bool = True) -> None:
    """Upgrade to *target* when the database is behind it, keeping a copy *aside* first.

    Raises `StoreError` when it is newer than this program.
    """
    with engine.connect() as connection:
        found = revision(connection)
        if found == target:
            return
        _check_may_alter(connection)
    if found is not None:
        _check_known(found)
        if aside:
            _copy_aside(engine, found)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        wait_turn(connection)
        if revision(connection) != target:  # another program may have done it while we waited
            _run(connection, target)


def _scripts() -> tuple[object, object]:
    from alembic.config import Config  # a moment to import, and rarely needed
    from alembic.script import ScriptDirectory

    config = Config(attributes={"configure_logger": False})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config, ScriptDirectory.from_config(config)


def known_revisions() -> list[str]:
    """Every revision in the folder, newest first."""
    _, scripts = _scripts()
    return [script.revision for script in scripts.walk_revisions()]  # type: ignore[attr-defined]


def _check_known(found: str) -> None:
    if found not in known_revisions():
        raise StoreError(
            f"These records were last opened by a newer version of this program (revision {found}; "
            f"this one knows {HEAD}). Install the newer version and start again; nothing was changed."
        )


def _check_may_alter(connection: Connection) -> None:
    """The role that works on a server does not make tables; the one that owns them does, by command."""
    if connection.dialect.name != "postgresql":
        return
    if not connection.exec_driver_sql("SELECT has_schema_privilege(current_schema(), 'CREATE')").scalar():
        raise StoreError(
            "The tables on the server have to be made or brought up to date, and the user in CLINIC_DATABASE may not. "
            "Run python3 -m data server-roles, with the owner's address in CLINIC_DATABASE_OWNER."
        )


def _run(connection: Connection, target: str) -> None:
    from alembic import command

    config, _ = _scripts()
    config.attributes["connection"] = connection  # type: ignore[attr-defined]
    logging.getLogger("alembic").setLevel(logging.WARNING)
    command.upgrade(config, target)  # type: ignore[arg-type]


def _copy_aside(engine: Engine, found: str) -> None:
    if engine.dialect.name != "sqlite":
        return
    path = Path(str(engine.url.database))
    aside = path.with_name(f"{path.stem}-before-{HEAD}-from-{found}{path.suffix}")
    if aside.exists():
        return
    from data.backup import take  # rarely needed

    with TemporaryDirectory(prefix="backup-work-", dir=path.parent) as work:
        take(engine, aside, Path(work))
