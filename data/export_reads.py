"""Reading the register of what was prepared for the public, the clinic's own wordings, and its look."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select

from data.tables_exports import export_events, exports, public_looks, public_wordings

if TYPE_CHECKING:
    from data.store import Store

PREPARED, APPROVED, SENT_BACK, WITHDRAWN = "prepared", "approved", "sent back", "withdrawn"
STATE_AFTER = {"prepare": PREPARED, "approve": APPROVED, "send back": SENT_BACK, "withdraw": WITHDRAWN}
PREFIX, LENGTH = "DN-", 8
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U to be misread
_MISREAD = str.maketrans("OIL", "011")


class NoSuchExport(ValueError):
    """The register has no export of this code; the message names the nearest."""


@dataclass(frozen=True)
class ExportEvent:
    """One act on an export: ``act`` is prepare, approve, send back, withdraw, file or remake.

    ``name`` and ``registration`` are those of the practitioner who approved it.
    """

    at: datetime
    actor: str
    act: str
    name: str
    registration: str
    reason: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class ExportRecord:
    """One export as it was prepared, and what happened to it since, oldest first.

    ``state`` is prepared, approved, sent back or withdrawn; whether it has expired depends on the reader's day.
    Lists in ``request``, ``content`` and ``checks`` were perhaps tuples when they were given; numbers are the same.
    """

    code: str
    state: str
    question: str
    purpose: str
    request: dict[str, Any]
    content: dict[str, Any]
    content_sha256: str
    checks: tuple[dict[str, Any], ...]
    data_version: int
    as_of: date
    program: str
    expires_on: date
    made_at: datetime
    made_by: str
    events: tuple[ExportEvent, ...]


def read_exports(store: Store) -> tuple[ExportRecord, ...]:
    """Every export, newest first."""
    with store.reading() as connection:
        rows = connection.execute(select(exports).order_by(exports.c.id.desc())).all()
        events = _events(connection)
    return tuple(_record(row, events[row.id]) for row in rows)


def read_export(store: Store, code: str) -> ExportRecord:
    """The export *code*, however it was typed. Raises `NoSuchExport`."""
    with store.reading() as connection:
        return export_on(connection, code)[1]


def export_on(connection: Connection, code: str) -> tuple[int, ExportRecord]:
    """The same on an open connection, with its number in the database."""
    row = connection.execute(select(exports).where(exports.c.code == tidy_code(code))).one_or_none()
    if row is None:
        raise NoSuchExport(_not_there(code, connection.scalars(select(exports.c.code)).all()))
    return row.id, _record(row, _events(connection, row.id)[row.id])


def tidy_code(code: str) -> str:
    """*code* as the register writes it: capitals, the prefix, and 0 and 1 for letters that look like them."""
    letters = re.sub(r"[^0-9A-Z]+", "", code.upper())
    if len(letters) > LENGTH:
        letters = letters.removeprefix(PREFIX.rstrip("-"))
    return PREFIX + letters.translate(_MISREAD)


def read_look(store: Store) -> dict[str, Any] | None:
    """The clinic's look as it was set last; ``None`` where it never was."""
    newest = select(public_looks.c.look).order_by(public_looks.c.id.desc()).limit(1)
    with store.reading() as connection:
        text = connection.scalar(newest)
    return json.loads(text) if text is not None else None


def read_wordings(store: Store) -> dict[tuple[str, str], str]:
    """The clinic's own wordings, by check and part; what went back to the catalogue's own words is left out."""
    with store.reading() as connection:
        return wordings_on(connection)


def wordings_on(connection: Connection) -> dict[tuple[str, str], str]:
    """The same, on an open connection."""
    rows = connection.execute(select(public_wordings).order_by(public_wordings.c.id))
    newest = {(row.check_name, row.part): row.wording for row in rows}
    return {place: wording for place, wording in newest.items() if wording}


def content_hash(content: Mapping[str, Any]) -> str:
    """The SHA-256 by which the register knows *content*, whatever the order of its names."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def state_after(acts: Sequence[str]) -> str:
    """The state of an export to which *acts* happened, in this order; empty when it was never prepared."""
    return next((STATE_AFTER[act] for act in reversed(acts) if act in STATE_AFTER), "")


def _events(connection: Connection, export: int | None = None) -> dict[int, tuple[ExportEvent, ...]]:
    query = select(export_events).order_by(export_events.c.id)
    if export is not None:
        query = query.where(export_events.c.export == export)
    found: dict[int, tuple[ExportEvent, ...]] = defaultdict(tuple)
    for row in connection.execute(query):
        at, detail = datetime.fromisoformat(row.at), json.loads(row.detail)
        found[row.export] += (ExportEvent(at, row.actor, row.act, row.name, row.registration, row.reason, detail),)
    return found


def _record(row: Row[Any], events: tuple[ExportEvent, ...]) -> ExportRecord:
    return ExportRecord(
        code=row.code,
        state=state_after([event.act for event in events]),
        question=row.question,
        purpose=row.purpose,
        request=json.loads(row.request),
        content=json.loads(row.content),
        content_sha256=row.content_sha256,
        checks=tuple(json.loads(row.checks)),
        data_version=row.data_version,
        as_of=row.as_of,
        program=row.program,
        expires_on=row.expires_on,
        made_at=datetime.fromisoformat(row.made_at),
        made_by=row.made_by,
        events=events,
    )


def _not_there(code: str, codes: Sequence[str]) -> str:
    wanted = tidy_code(code)
    close = get_close_matches(wanted, codes, n=2, cutoff=0.7)
    also = " Did you mean " + " or ".join(close) + "?" if close else ""
    return f"There is no export {wanted if wanted != PREFIX else 'without a code'} in the register.{also}"
