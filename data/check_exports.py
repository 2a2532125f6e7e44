"""Is the register of exports as it was written: figures that fit their hash, steps that may follow, and as audited?"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from data.export_reads import STATE_AFTER, content_hash, state_after, wordings_on
from data.ledger_exports import STEPS, in_audit
from data.public_rules import load_public_rules, unfit
from data.tables import audit_events
from data.tables_exports import export_events, exports, public_looks


def export_problems(connection: Connection) -> Iterator[str]:
    """A sentence for each export, look or wording that is not as the program writes it."""
    events: dict[int, list[Row[Any]]] = defaultdict(list)
    for event in connection.execute(select(export_events).order_by(export_events.c.id)):
        events[event.export].append(event)
        if not isinstance(_read(event.detail), dict):
            yield f"Event {event.id} of the register of exports cannot be read."
    audited = _audited(connection)
    for row in connection.execute(select(exports).order_by(exports.c.id)):
        yield from _content(row)
        yield from _steps(row.code, [event.act for event in events[row.id]])
        if [_known(row, event) for event in events[row.id]] != audited.pop(row.id, []):
            yield f"What was done to export {row.code} is not what the audit trail tells."
    for number in audited:
        yield f"The audit trail tells of export {number}, which is not in the register."
    for look in connection.execute(select(public_looks).order_by(public_looks.c.id)):
        if not isinstance(_read(look.look), dict):
            yield f"The look {look.id} of the clinic cannot be read."
    yield from unfit(load_public_rules(), wordings_on(connection))


def _content(row: Row[Any]) -> Iterator[str]:
    content = _read(row.content)
    if not isinstance(content, dict) or content_hash(content) != row.content_sha256:
        yield f"The figures of export {row.code} are not those that were prepared."
    if not isinstance(_read(row.request), dict) or not isinstance(_read(row.checks), list):
        yield f"The request or the checks of export {row.code} cannot be read."


def _steps(code: str, acts: Sequence[str]) -> Iterator[str]:
    if list(acts[:1]) != ["prepare"]:
        yield f"Export {code} does not begin with being prepared."
    for place, act in enumerate(acts[1:], 1):
        state = state_after(acts[:place])
        if act in STATE_AFTER and act not in STEPS.get(state, ()):
            yield f"Export {code} was {STATE_AFTER[act]} when it was {state or 'not there yet'}."


def _known(row: Row[Any], event: Row[Any]) -> tuple[str, ...]:
    """An event of the register, as far as the sealed audit trail knows it too."""
    figures = row.content_sha256 if event.act == "prepare" else ""
    detail = _read(event.detail)
    file = str(detail.get("sha256", "")) if isinstance(detail, dict) else ""
    signed = (event.name, event.registration)
    return (event.at, event.actor, in_audit(event.act), event.reason, row.code, figures, *signed, file)


def _audited(connection: Connection) -> dict[int, list[tuple[str, ...]]]:
    """The same for each export, as the audit trail has it."""
    found: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    about = select(audit_events).where(audit_events.c.record_table == exports.name).order_by(audit_events.c.id)
    for event in connection.execute(about):
        told = _read(event.detail) or {}
        kept = (str(told.get(name, "")) for name in ("code", "content_sha256", "name", "registration", "sha256"))
        found[event.record].append((event.at, event.actor, event.action, event.reason, *kept))
    return found


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
