"""Is the register of exports as it was written: figures that fit their hash, and only steps that may follow?"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from data.export_reads import STATE_AFTER, content_hash, state_after, wordings_on
from data.ledger_exports import STEPS
from data.public_rules import load_public_rules, unfit
from data.tables_exports import export_events, exports, public_looks


def export_problems(connection: Connection) -> Iterator[str]:
    """A sentence for each export, look or wording that is not as the program writes it."""
    acts: dict[int, list[str]] = defaultdict(list)
    for event in connection.execute(select(export_events).order_by(export_events.c.id)):
        acts[event.export].append(event.act)
        if not isinstance(_read(event.detail), dict):
            yield f"Event {event.id} of the register of exports cannot be read."
    for row in connection.execute(select(exports).order_by(exports.c.id)):
        yield from _of(row, acts[row.id])
    for look in connection.execute(select(public_looks).order_by(public_looks.c.id)):
        if not isinstance(_read(look.look), dict):
            yield f"The look {look.id} of the clinic cannot be read."
    yield from unfit(load_public_rules(), wordings_on(connection))


def _of(row: Row[Any], acts: Sequence[str]) -> Iterator[str]:
    content = _read(row.content)
    if not isinstance(content, dict) or content_hash(content) != row.content_sha256:
        yield f"The figures of export {row.code} are not those that were prepared."
    if not isinstance(_read(row.request), dict) or not isinstance(_read(row.checks), list):
        yield f"The request or the checks of export {row.code} cannot be read."
    if list(acts[:1]) != ["prepare"]:
        yield f"Export {row.code} does not begin with being prepared."
    for place, act in enumerate(acts[1:], 1):
        state = state_after(acts[:place])
        if act in STATE_AFTER and act not in STEPS.get(state, ()):
            yield f"Export {row.code} was {STATE_AFTER[act]} when it was {state or 'not there yet'}."


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
