"""Records on a PostgreSQL server: backed up into a SQLite file of the same schema, and from one into an empty database.

Read in one transaction that sees one state whatever others write, and compared with the server before it ends. From
there on it is a backup like any other, proven in the same way. The file is encrypted from its first byte, with a key
of its own (`data.vault_server`): nothing of the records touches this computer's disk in the clear.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from data.backup import put
from data.backup_drill import Proof, bring_up, check_known, prove
from data.backup_files import PARTS, WHOLE, BackupError, Progress, alone, full, part, trouble
from data.backup_folder import Copy
from data.backup_manifest import contents_on
from data.columns import METADATA  # `data.backup_drill` has read every table into it
from data.disk import drop, is_full
from data.engine import make_engine, wait_turn
from data.ledger_backup import BackupLedger
from data.ledger_write import Ids, writing
from data.places import StoreError, home, read_url
from data.store import Store, open_store
from data.vault_server import make_locked

BATCH = 5_000
NOT_EMPTY = (
    "The database in CLINIC_DATABASE holds records already. A backup is brought back into an empty one: make one, name "
    "it there, and try again. Nothing was changed."
)


def take_from_server(store: Store, actor: str, final: Path, work: Path, progress: Progress | None = None) -> Copy:
    """Back up the records on the server to *final*, by way of the scratch folder *work*; raises `BackupError`."""
    whole = work / "copy.db"
    _begin(whole, store, actor)
    engine = make_engine(read_url(f"sqlite:///{whole}"), may_alter=True)
    try:
        bring_up(whole)
        with store.reading() as server, engine.connect().execution_options(write=True) as file, file.begin():
            copy_rows(server, file, part(progress, 0, 800))
            if contents_on(server) != contents_on(file):
                raise BackupError("The copy does not have what the server has. Try again; nothing was kept.")
        engine.dispose()
        return put(whole, final, part(progress, 800, 1000), source="postgresql")
    except DBAPIError as error:
        if is_full(error.orig):
            raise full(work.parent) from None
        raise
    finally:
        engine.dispose()
        for companion in PARTS:
            drop(Path(f"{whole}{companion}"))


def _begin(whole: Path, store: Store, actor: str) -> None:
    try:
        make_locked(whole, store, actor)
    except StoreError as error:
        raise BackupError(str(error)) from None
    except OSError as error:
        raise trouble(whole.parent.parent, error) from error


def copy_rows(source: Connection, target: Connection, progress: Progress) -> None:
    """Every row of every table from *source* into *target*, in place of what a new database begins with."""
    if target.dialect.name == "sqlite":
        target.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for table in reversed(METADATA.sorted_tables):
        if target.scalar(select(func.count()).select_from(table)):
            target.execute(delete(table))
    total = sum(contents_on(source).rows.values())
    done = 0
    for table in METADATA.sorted_tables:
        for rows in source.execute(select(table).order_by(*table.primary_key)).mappings().partitions(BATCH):
            target.execute(insert(table), [dict(row) for row in rows])
            done += len(rows)
            progress(done, total)


def restore_to_server(url: str, copy: Copy, actor: str, progress: Progress | None = None) -> Proof:
    """Bring *copy* back into the empty PostgreSQL database at *url*, checked as in a drill first, in one transaction.

    Raises `BackupError`, and writes nothing, when the backup is not proven or the database is not empty.
    """
    with open_store(url) as store, alone(home()) as work:
        scratch = work / "restored.db"
        check_empty(store)
        proof = prove(copy, scratch, None, part(progress, 0, 400))
        check_known(proof)
        with open_store(f"sqlite:///{scratch}") as file, file.reading() as source:
            if file.is_demo:
                raise BackupError(f"{copy.name} is of the invented clinic. Nothing was changed.")
            with writing(store, actor) as act:
                wait_turn(act.connection)
                check_empty(store, act.connection)
                copy_rows(source, act.connection, part(progress, 400, 1000))
                act.ids = Ids(act.connection)  # the numbers given out are those of the backup now
                BackupLedger.note_restored(act, copy, {})
    if progress:
        progress(WHOLE, WHOLE)
    return proof


def check_empty(store: Store, connection: Connection | None = None) -> None:
    """Raise `BackupError` when anything has been recorded in *store*."""
    if connection is None:
        with store.reading() as own:
            check_empty(store, own)
        return
    if contents_on(connection).audit_events or store.has_records():
        raise BackupError(NOT_EMPTY)
