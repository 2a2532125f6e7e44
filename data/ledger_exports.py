"""The register of exports: prepared once, then approved, sent back or withdrawn, each step written down for good.

Nothing here changes a record, so the data's version stays: the same figures can be made again from it.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import exists, insert, select

from data.clock import shown
from data.export_reads import (
    APPROVED,
    LENGTH,
    LETTERS,
    PREFIX,
    PREPARED,
    SENT_BACK,
    STATE_AFTER,
    ExportRecord,
    NoSuchExport,
    content_hash,
    export_on,
)
from data.ledger_text import check_reason, check_text
from data.ledger_write import LedgerError, Writing
from data.tables_exports import export_events, exports

STEPS: Mapping[str, tuple[str, ...]] = {
    PREPARED: ("approve", "send back", "withdraw"),
    APPROVED: ("withdraw",),
    SENT_BACK: ("withdraw",),
}
_CODE = re.compile(f"{PREFIX}[{LETTERS}]{{{LENGTH}}}")
_REGISTRATION = re.compile("[A-Z0-9]{6,20}")


def new_code() -> str:
    """A code nobody can guess, such as ``DN-7K2M9QXA``."""
    return PREFIX + "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def prepare_export(
    act: Writing,
    *,
    code: str,
    question: str,
    purpose: str,
    request: Mapping[str, Any],
    content: Mapping[str, Any],
    checks: Sequence[Mapping[str, Any]],
    data_version: int,
    as_of: date,
    program: str,
    expires_on: date,
) -> str:
    """Enter an export into the register; its code, a new one where none is given."""
    for message in _against(code, question, purpose, as_of, expires_on):
        raise LedgerError(message)
    kept: dict[str, Any] = {
        "id": act.ids.next("exports"), "code": _free(act, code), "made_at": act.at, "made_by": act.actor,
        "question": question, "purpose": purpose.strip(), "request": as_json(request), "content": as_json(content),
        "content_sha256": content_hash(content), "checks": as_json(list(checks)), "data_version": data_version,
        "as_of": as_of, "program": program, "expires_on": expires_on,
    }  # fmt: skip
    check_text((question, purpose, program))
    act.connection.execute(insert(exports).values(kept))
    told = {name: kept[name] for name in ("code", "question", "content_sha256", "data_version")}
    _note(act, kept["id"], "prepare", kept["purpose"], told)
    return str(kept["code"])


def approve_export(act: Writing, code: str, name: str, registration: str, reason: str, today: date) -> None:
    """A registered practitioner lets the export out, with a reason."""
    number, found = _allowed(act, code, "approve")
    check_reason(reason)
    check_text(name)
    signed = "".join(registration.split()).upper()
    if not name.strip():
        raise LedgerError("Give the name of the registered practitioner who approves.")
    if not _REGISTRATION.fullmatch(signed):
        raise LedgerError("Give the registration number: 6 to 20 letters and digits, such as POD0001234567.")
    if found.expires_on < today:
        raise LedgerError(f"{found.code} expired on {shown(found.expires_on)}. Prepare it again from today's records.")
    told = {"code": found.code, "name": name.strip(), "registration": signed}
    _note(act, number, "approve", reason, told, name=name.strip(), registration=signed)


def step_export(act: Writing, code: str, step: str, reason: str) -> None:
    """Send the export back or withdraw it, with a reason."""
    number, found = _allowed(act, code, step)
    check_reason(reason)
    _note(act, number, step, reason, {"code": found.code})


def note_export(act: Writing, code: str, what: str, detail: Mapping[str, Any]) -> None:
    """Write down that a file of the export was made, or the export made again, whatever its state."""
    number, found = _found(act, code)
    told = {"code": found.code, **{name: detail[name] for name in ("sha256", "form") if name in detail}}
    _note(act, number, what, "", told, detail=as_json(detail))


def in_audit(act: str) -> str:
    """The name of an *act* on an export in the audit trail."""
    return {"file": "make file", "remake": "make again"}.get(act, f"{act} export")


def as_json(given: Any) -> str:
    """*given* as text that comes back the same to the last digit. Raises `LedgerError` for what would not."""
    try:
        text = json.dumps(given, ensure_ascii=False, allow_nan=False)
        same = json.loads(text) == _plain(given)
    except (TypeError, ValueError, RecursionError):
        same = False
    if not same:
        raise LedgerError("An export holds text, finite numbers, yes and no, nothing, lists, and names for them only.")
    check_text(given)
    return text


def _plain(given: Any) -> Any:
    """*given* with lists for tuples, as they come back; names that are no text stay, and are found out."""
    if isinstance(given, Mapping):
        return {name: _plain(value) for name, value in given.items()}
    return [_plain(value) for value in given] if isinstance(given, (list, tuple)) else given


def _against(code: str, question: str, purpose: str, as_of: date, expires_on: date) -> list[str]:
    found = []
    if code and not _CODE.fullmatch(code):
        found.append(f"{code} is not a code of the register.")
    if not question.strip():
        found.append("Say which question the export answers.")
    if not purpose.strip():
        found.append("Say what the export is for, so that whoever approves it can judge.")
    if expires_on <= as_of:
        found.append("An export expires after the day it is made of, not before.")
    return found


def _free(act: Writing, code: str) -> str:
    chosen = code or new_code()
    while act.connection.scalar(select(exists().where(exports.c.code == chosen))):
        if code:
            raise LedgerError(f"{code} is in the register already.")
        chosen = new_code()
    return chosen


def _found(act: Writing, code: str) -> tuple[int, ExportRecord]:
    try:
        return export_on(act.connection, code)
    except NoSuchExport as problem:
        raise LedgerError(str(problem)) from None


def _allowed(act: Writing, code: str, step: str) -> tuple[int, ExportRecord]:
    """The export, when *step* may follow now; else a sentence that names its state, and whose doing that was."""
    number, found = _found(act, code)
    if step not in STEPS.get(found.state, ()):
        last = [event for event in found.events if event.act in STATE_AFTER][-1]
        who = f"{last.actor}, {shown(last.at.astimezone().date())}"
        raise LedgerError(f"{found.code} is {found.state} ({who}), so it cannot be {STATE_AFTER[step]}.")
    return number, found


def _note(act: Writing, number: int, what: str, reason: str, told: Mapping[str, Any], **kept: str) -> None:
    """One event of the register, and one in the audit trail, which holds none of the figures."""
    row = {"id": act.ids.next("export_events"), "export": number, "at": act.at, "actor": act.actor, "act": what}
    act.connection.execute(insert(export_events).values(row | {"reason": reason.strip()} | kept))
    act.audit(in_audit(what), "exports", number, reason.strip(), told)
