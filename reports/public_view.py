"""Whom the figures for others are about: everybody but those who withdrew consent for use beyond their own care.

What marketing reads, on its pages and in a picture, is for others; what owner and podiatrists read is the clinic
looking after its own quality, and counts everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from data.consent_reads import withdrawn
from data.snapshot import Snapshot, current
from reports.access import LEAST_SHOWN, MARKETING, SEES_PEOPLE, Viewer

if TYPE_CHECKING:
    from data.store import Store

LEAST = LEAST_SHOWN[MARKETING]
LEFT_OUT = "People who withdrew consent for use beyond their own care are left out"


def seen_by(viewer: Viewer, store: Store) -> Snapshot:
    """The records behind what *viewer* is shown."""
    return current(store) if viewer.role in SEES_PEOPLE else seen_publicly(store)


def seen_publicly(store: Store) -> Snapshot:
    """The records behind what others are shown."""
    return without_withdrawn(current(store))


def without_withdrawn(snapshot: Snapshot) -> Snapshot:
    """The same records as if those who withdrew had never come.

    Their names and references stay in the list of patients, which no figure reads: typed words are held against it.
    """
    gone = withdrawn(snapshot.consents)
    return snapshot.memo(("without withdrawn",), lambda: _without(snapshot, gone)) if gone else snapshot


def _without(snapshot: Snapshot, gone: frozenset[int]) -> Snapshot:
    episodes, sessions, readings = (
        _cut(frame, gone) for frame in (snapshot.episodes, snapshot.sessions, snapshot.readings)
    )
    return Snapshot(snapshot.version, snapshot.url, snapshot.patients, episodes, sessions, readings)


def _cut(frame: pd.DataFrame, gone: frozenset[int]) -> pd.DataFrame:
    """Without the rows of these people, and without the names that only they had."""
    rows = frame[~frame["patient"].isin(gone)].reset_index(drop=True)
    named = [name for name in ("condition", "site", "podiatrist", "measure", "method", "care") if name in rows]
    return rows.assign(**{name: rows[name].cat.remove_unused_categories() for name in named})


def left_out(snapshot: Snapshot) -> str:
    """The sentence that says who is not counted; how many only in tens, so that one more or less tells nobody."""
    tens = len(withdrawn(snapshot.consents)) // LEAST * LEAST
    return f"{LEFT_OUT} (at least {tens})." if tens else f"{LEFT_OUT}; how many is not told below {LEAST}."
