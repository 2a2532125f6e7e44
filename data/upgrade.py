"""Bring a database to the newest revision, in one transaction: a fresh one from nothing, an old one with its rows.

A SQLite file that holds records is first copied (``VACUUM INTO``) beside itself, with the revision
it had in the copy's name.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from data.engine import wait_turn
from data.migrations import HEAD
from data.places import StoreError
from data.sqlite_driver import sqlite
from data.vault_files import remove

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


def upgrade(engine: Engine, target: str = HEAD) -> None:
    """Upgrade to *target* when the database is behind it. Raises `StoreError` when it is newer than this program."""
    with engine.connect() as connection:
        found = revision(connection)
    if found == target:
        return
    if found is not None:
        _check_known(found)
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
    draft = aside.with_name(f"{aside.name}.part")
    remove(draft)  # of an upgrade that was killed
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(draft),))  # of an encrypted file: encrypted, with the same key
        os.replace(draft, aside)
    except (sqlite.Error, OSError) as error:
        remove(draft)
        raise StoreError(f"No copy could be kept before upgrading ({error}); nothing was changed.") from error
    finally:
        raw.close()
