"""Reading the accounts of imports, and the audit trail."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import Connection, select

from data.audit_reads import events_told
from data.places import StoreError
from data.rows import Account, Problem
from data.tables import audit_events, import_batches, rejected_rows, row_problems

if TYPE_CHECKING:
    from data.store import Store

_RENAMED = {
    "id": "batch",
    **{f"rows_{name}": name for name in ("read", "stored", "already_there", "rejected", "blank")},
}


def read_batches(store: Store) -> pd.DataFrame:
    """Every import, newest first.

    Columns: batch, file, sha256, importer, at (UTC), actor, read, stored, already_there, rejected, blank,
    new_patients, new_episodes, new_sessions, new_readings, status (stored or withdrawn), withdrawn_at,
    withdrawn_by, withdrawn_because.
    """
    with store.reading() as connection:
        result = connection.execute(select(import_batches).order_by(import_batches.c.id.desc()))
        frame = pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))
    frame = frame.rename(columns=_RENAMED).drop(columns="header")
    for column in ("at", "withdrawn_at"):
        frame[column] = pd.to_datetime(frame[column], format="ISO8601", utc=True)
    frame["status"] = frame["withdrawn_at"].isna().map({True: "stored", False: "withdrawn"})
    return frame


def read_batch(store: Store, batch: int) -> Account:
    """The account of import *batch*, as it was given then. Raises `StoreError` when there is none."""
    with store.reading() as connection:
        return account_of(connection, batch)


def account_of(connection: Connection, batch: int) -> Account:
    """The account of import *batch* on an open connection."""
    row = connection.execute(select(import_batches).where(import_batches.c.id == batch)).one_or_none()
    if row is None:
        raise StoreError(f"There is no import number {batch}.")
    rejected = select(rejected_rows.c.row_number, rejected_rows.c.cells).where(rejected_rows.c.batch == batch)
    problems = select(
        *(row_problems.c[name] for name in ("row_number", "field", "value", "code", "message", "severity"))
    )
    problems = problems.where(row_problems.c.batch == batch).order_by(row_problems.c.place)
    counts = {name: getattr(row, f"rows_{name}") for name in ("read", "stored", "already_there", "rejected", "blank")}
    new = {name: getattr(row, name) for name in ("new_patients", "new_episodes", "new_sessions", "new_readings")}
    return Account(
        batch=batch,
        file=row.file,
        importer=row.importer,
        **counts,
        **new,
        header=tuple(json.loads(row.header)),
        rejected_rows={
            number: tuple(json.loads(cells)) for number, cells in connection.execute(rejected.order_by("row_number"))
        },
        problems=tuple(Problem(*found) for found in connection.execute(problems)),
    )


def read_audit(store: Store) -> pd.DataFrame:
    """Every audit event, newest first: event, at (UTC), actor, action, record_table, record, reason, detail, seal."""
    with store.reading() as connection:
        result = connection.execute(events_told().order_by(audit_events.c.id.desc()))
        frame = pd.DataFrame([tuple(row) for row in result], columns=list(result.keys())).rename(
            columns={"id": "event"}
        )
    frame["at"] = pd.to_datetime(frame["at"], format="ISO8601", utc=True)
    frame["record"] = frame["record"].astype("Int64")
    return frame
