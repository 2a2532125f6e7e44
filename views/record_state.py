"""What the form holds between two taps: the draft as shown, the draft as stored, and what went between them.

Every change is stored at once, so a closed tab or a lost connection loses nothing that was entered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from data.ledger import ChangedMeanwhile, LedgerError
from data.store import StoreError
from reports import records
from reports.pen import Pen
from reports.visit_form import Content, again, start
from views.room import Room

if TYPE_CHECKING:
    from data.visit_reads import EpisodeRecord, SessionRecord

DRAFT, CORRECTION = "record-draft", "record-correction"
SAID = "record-said"  # what the last act did, shown once
SAVED = "record-saved"  # (course of care, words) of a session just saved; it stays until the person goes on


@dataclass
class Held:
    """One form that is being filled in. ``was`` is the recorded session, as it was seen, that this one corrects.

    ``seen`` is what the store held last, ``version`` its version there (0: nothing yet). ``theirs`` is set while
    somebody else's version waits for a choice.
    """

    name: str
    episode: int
    content: Content
    seen: Content
    version: int
    was: SessionRecord | None = None
    turn: int = 0
    theirs: Content | None = None
    theirs_by: str = ""
    theirs_version: int = 0
    trouble: str = ""
    confirmed: set[str] = field(default_factory=set)

    def key(self, what: str) -> str:
        """The widget's key for a field; another ``turn`` makes every field read its value afresh."""
        return f"{self.name}:{self.episode}:{self.was.id if self.was else 0}:{self.turn}:{what}"

    def take(self, content: Content, version: int) -> None:
        """Show *content*, which is what the store holds."""
        self.content, self.seen, self.version = dict(content), dict(content), version
        self.theirs, self.trouble, self.turn = None, "", self.turn + 1


def pen(room: Room) -> Pen:
    """The door to the ledger for this viewer."""
    return Pen(room.store, room.catalogue, room.viewer)


def held(name: str) -> Held | None:
    """The form of this name that is open in this tab."""
    found: Held | None = st.session_state.get(name)
    return found


def draft(room: Room, record: EpisodeRecord, today: Any) -> Held:
    """The draft of *record*: as it stands in the store, or begun now (and stored with the first change)."""
    stored = records.open_draft(room.store, room.viewer, record.id)
    mine = held(DRAFT)
    if mine is None or mine.episode != record.id:
        content = stored.content if stored else start(record, room.catalogue, today, room.viewer.podiatrist or "")
        mine = Held(DRAFT, record.id, dict(content), dict(content), stored.version if stored else 0)
        st.session_state[DRAFT] = mine
    elif stored and stored.version != mine.version and mine.theirs is None and not mine.trouble:
        mine.take(stored.content, stored.version)
        st.toast(f"{stored.actor} has changed this session. It is shown as it is now.")
    elif stored is None and mine.version and mine.theirs is None and not mine.trouble:
        _gone(mine, "somebody else")
    return mine


def forget(name: str = DRAFT) -> None:
    """Let go of a form; a draft stays in the store."""
    st.session_state.pop(name, None)


def put(name: str, what: str, value: Any) -> None:
    """Write one field down and keep the draft; called when a widget changes."""
    mine = held(name)
    if mine is None:
        return
    if value in (None, "", []):
        mine.content.pop(what, None)
    else:
        mine.content[what] = value
    keep(mine)


def put_many(name: str, content: Content) -> None:
    """Write several fields down at once and show them."""
    mine = held(name)
    if mine is not None:
        mine.content |= content
        mine.turn += 1
        keep(mine)


def same_as_last(name: str, last: SessionRecord) -> None:
    """One tap: muscles, needles, technique and other care as in the *last* session."""
    put_many(name, again(last.facts))


def keep(mine: Held) -> None:
    """Store the draft as it is now. Where somebody else was first, both wait side by side for a choice."""
    if mine.was is not None or mine.theirs is not None:
        return
    room: Room = st.session_state["room"]
    try:
        mine.version = pen(room).save_draft(mine.episode, mine.content, mine.version)
        mine.seen, mine.trouble = dict(mine.content), ""
    except ChangedMeanwhile:
        clash(room, mine)
    except (LedgerError, StoreError, OSError) as error:
        mine.trouble = str(error)


def clash(room: Room, mine: Held) -> None:
    """Somebody else was first: take note of what they stored, beside what is entered here."""
    stored = records.open_draft(room.store, room.viewer, mine.episode)
    if stored is None:
        _gone(mine, "somebody else")
    else:
        mine.theirs, mine.theirs_by, mine.theirs_version = dict(stored.content), stored.actor, stored.version


def _gone(mine: Held, who: str) -> None:
    """The draft was saved as a session, or discarded: there is nothing of theirs to compare with."""
    mine.theirs, mine.theirs_by, mine.theirs_version = {}, who, 0


def settle(mine: Held, content: Content) -> None:
    """Go on with *content*, on top of what the other person stored."""
    mine.version, mine.theirs = mine.theirs_version, None
    mine.content, mine.turn = dict(content), mine.turn + 1
    keep(mine)
