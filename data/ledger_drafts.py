"""Sessions not finished yet: kept so that a lost connection loses nothing, and no part of the record.

An audit event says who saved or threw one away, never what was in it. A version number is never given
twice, so that who saw an earlier draft of the same course cannot overwrite a later one unawares.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update

from data.ledger_versions import ChangedMeanwhile, draft_now
from data.ledger_write import LedgerError, Writing
from data.tables_care import episodes
from data.tables_waiting import session_drafts


def save_draft(act: Writing, episode: int, content: Mapping[str, Any], version: int) -> int:
    """Keep the unfinished session of *episode*; *version* is the one seen, 0 for none. The new version."""
    if act.connection.scalar(select(episodes.c.id).where(episodes.c.id == episode)) is None:
        raise LedgerError(f"There is no episode number {episode}.")
    _check_seen(act, episode, version)
    new = act.ids.next("session_drafts")
    values = {"actor": act.actor, "content": _as_json(content), "at": act.at, "version": new}
    table = session_drafts
    if version:
        act.connection.execute(update(table).where(table.c.episode == episode).values(values))
    else:
        act.connection.execute(insert(table).values(episode=episode, **values))
    act.audit("save draft", "session_drafts", episode, detail={"version": new})
    return new


def discard_draft(act: Writing, episode: int, version: int) -> None:
    """Throw the unfinished session of *episode* away."""
    take_draft(act, episode, version)
    act.audit("discard draft", "session_drafts", episode, detail={"version": version})


def take_draft(act: Writing, episode: int, version: int) -> None:
    """Remove the draft of *episode* that was seen. Raises `ChangedMeanwhile`."""
    if not version:
        raise LedgerError("There is no unfinished session of this course.")
    _check_seen(act, episode, version)
    act.connection.execute(delete(session_drafts).where(session_drafts.c.episode == episode))


def _check_seen(act: Writing, episode: int, version: int) -> None:
    now = draft_now(act.connection, episode)
    if now.get("version", 0) != version:
        raise ChangedMeanwhile(now)


def _as_json(content: Mapping[str, Any]) -> str:
    try:
        return json.dumps(dict(content), allow_nan=False)
    except (TypeError, ValueError):
        raise LedgerError("A draft holds text, whole and decimal numbers, yes and no, lists and names only.") from None
