"""The self-check: after an upgrade, does everything that keeps the records safe work, here and now?

Every check really does what it speaks of, and ends in one sentence: what is well, or what is wrong and what to do. No
sentence holds a value of a record. That the check was run, and what it found wrong, is an event of the activity record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from data import selfcheck_backup, selfcheck_key, selfcheck_place, selfcheck_records, selfcheck_trial
from data.catalogue import CatalogueError
from data.keys_words import WrongWords
from data.ledger_watch import SELF_CHECK, note_self_check
from data.ledger_write import LedgerError
from data.places import StoreError, read_url
from data.selfcheck_looking import Looking, NotLooked, Progress, Wrong
from data.tables import audit_events

CHECKS: dict[str, Callable[[Looking], str]] = {
    "catalogue": selfcheck_records.catalogue,
    "key": selfcheck_key.key,
    "records": selfcheck_records.records,
    "clock": selfcheck_place.clock,
    "permissions": selfcheck_place.permissions,
    "disk": selfcheck_place.disk,
    "recovery key": selfcheck_key.recovery,
    "rules": selfcheck_records.schema,
    "file": selfcheck_records.file,
    "contents": selfcheck_records.contents,
    "activity": selfcheck_records.activity,
    "sign-in": selfcheck_records.sign_in,
    "backup key": selfcheck_key.of_backups,
    "backup": selfcheck_backup.backup,
    "backup file": selfcheck_backup.as_written,
    "restore": selfcheck_backup.restored,
    "test record": selfcheck_trial.undone,
    "test write": selfcheck_trial.kept,
}
NOTE = "note"
_OURS = (Wrong, StoreError, LedgerError, CatalogueError, WrongWords)  # their words hold no record


@dataclass(frozen=True)
class Found:
    """What one check came to: ``ok`` is ``None`` when it could not be made, because an earlier one says why."""

    name: str
    ok: bool | None
    said: str


def run(url: str, actor: str, typed: str = "", show: Callable[[str], Progress | None] | None = None) -> Iterator[Found]:
    """Each check of the records at *url* as it is done; *typed* is the recovery key on paper, if it is to be compared.

    *show* gives, for the name of a check, what is told how far that one is.
    """
    look = Looking(read_url(url), actor, typed)
    wrong: list[str] = []
    try:
        for name, check in CHECKS.items():
            look.progress = show(name) if show else None
            found = _found(name, check, look)
            wrong += [name] if found.ok is False else []
            yield found
        yield _found(NOTE, lambda one: _noted(one, wrong), look)
    finally:
        if look.store is not None:
            look.store.close()


def _found(name: str, check: Callable[[Looking], str], look: Looking) -> Found:
    if look.progress:
        look.progress(0, 1)
    try:
        return Found(name, True, _sentence(check(look)))
    except NotLooked as error:
        return Found(name, None, str(error))
    except _OURS as error:
        return Found(name, False, str(error))
    except OSError as error:
        return Found(name, False, f"{error.filename or 'A file'}: {error.strerror or 'cannot be used'}.")
    except Exception as error:  # of the database perhaps, and its words may hold a row
        return Found(name, False, _kind(getattr(error, "orig", error)))


def _kind(error: object) -> str:
    if "locked" in str(error):
        return "The records are being written by somebody else, an import perhaps. Try again when that is done."
    return f"It could not be looked at ({type(error).__name__}). Look at the records: python3 -m data check"


def _sentence(said: str) -> str:
    return f"{said[0].upper()}{said[1:]}."


def _noted(look: Looking, wrong: list[str]) -> str:
    """That this was run is written down, for good, and read again by another connection."""
    note_self_check(look.opened, look.actor, len(CHECKS), wrong)
    with look.opened.reading() as connection:
        newest = connection.scalar(
            select(audit_events.c.actor).where(audit_events.c.action == SELF_CHECK).order_by(audit_events.c.id.desc())
        )
    if newest != look.actor:
        raise Wrong("That this check was run could not be written down. Look at the disk, and do not record anything.")
    return "that this check was run is in the activity record"
