"""Adverse events: how often they were asked about, and the worst of each session in which they were."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from analytics.harm import NOT_ASKED, harm, unasked
from charts.words import percent, whole
from data.catalogue import Catalogue
from reports import coarse, sentences
from reports.access import LEAST_SHOWN
from reports.access import SEES_FIGURES as EVERYONE
from reports.filters import Filters
from reports.reader import Reader
from reports.report import ROW_BEHIND, Draft

TITLE = "Adverse events"
QUESTION = "In how many of the sessions in which adverse events were asked about did one occur, and how bad was it?"
ROLES = EVERYONE
LABELS = {
    "none": "No adverse event",
    "mild": "Mild at worst",
    "significant": "Significant at worst",
    "serious": "Serious",
    NOT_ASKED: "Not asked, or not written down",
}
EVENTS = ("mild", "significant", "serious")
EXACT = ("had", "people", "low", "high", "patients")  # what tells a count of people to those who may not see it
CLASSES = (
    "A session counts once, by its worst event. Mild: short-lived, without inconvenience; significant: it needed "
    "medical attention or interfered with activity; serious: admission, lasting disability or death."
)
NO_CAUSE = "An event in a session need not be caused by the needling, and what nobody asked about is not counted."
RARE = "Where nothing occurred in n sessions, 3 / n is the most that a rate can be (10.1001/jama.1983.03330370053031)."


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per class (`analytics.harm.harm`) and one for not asked; n is what ``per_100`` is out of.

    For viewers who see no small groups a class of one to nine people is hidden, and rates come in coarse steps.
    """
    least = LEAST_SHOWN[read.viewer.role]
    rows = harm(read.sessions())
    rows.insert(1, "label", rows["worst"].map(LABELS).astype(object))
    rows = _for_everyone(rows, least) if least else rows
    told = 0 if least else unasked(read.sessions())
    return Draft(
        frame=rows,
        keys=("worst", "label"),
        people="patients",
        behind=(*EXACT, ROW_BEHIND) if least else (),
        summary=lambda frame: (*_asked(frame, bool(least)), *_events(frame, bool(least)), *_unshown(frame)),
        notes=(CLASSES, RARE, *unasked_note(told), *([coarse.NOTE.format(least=least)] if least else ()), NO_CAUSE),
        empty="No session of the courses of care that match these filters is recorded.",
    )


def _for_everyone(rows: pd.DataFrame, least: int) -> pd.DataFrame:
    """Rates in coarse steps, never kinder than the record, and behind each row the people with such a session."""
    up, down = (way(rows["per_100"], rows["n"], least) for way in (coarse.up, coarse.down))
    rates = np.where(rows["worst"] == "none", down, up)
    return rows.assign(per_100=rates, **{ROW_BEHIND: rows["people"].astype(float)})


def _asked(frame: pd.DataFrame, roughly: bool) -> Iterable[str]:
    """ "Adverse events were asked about in 812 of 900 sessions (90 %)." """
    asked = frame.loc[frame["worst"] != NOT_ASKED, "n"].max()
    every = frame.loc[frame["worst"] == NOT_ASKED, "n"].max()
    if asked != asked and every != every:
        return
    if not asked:
        yield f"Adverse events were asked about in none of {whole(every)} {_sessions(every)}."
    elif asked != asked:
        yield f"Of {whole(every)} sessions adverse events were asked about in few or none."
    elif every != every or roughly:
        yield f"Adverse events were asked about in {whole(asked)} {_sessions(asked)}."
    else:
        share = f" ({percent(asked / every)})"
        yield f"Adverse events were asked about in {whole(asked)} of {whole(every)} {_sessions(every)}{share}."


def _events(frame: pd.DataFrame, roughly: bool) -> Iterable[str]:
    """ "Per 100 sessions asked: mild at worst 12.1 (95 % CI 10.0 to 14.5); serious none (at most 0.4)." """
    shown = frame[frame["worst"].isin(EVENTS) & ~frame["hidden"] & (frame["n"] > 0)]
    said = [_said(row, roughly) for row in shown.itertuples()]
    if said:
        yield f"Per 100 sessions asked: {'; '.join(said)}."


def _unshown(frame: pd.DataFrame) -> Iterable[str]:
    """Which classes are not shown: never silently, since what is not shown may be harm."""
    gone = frame[frame["hidden"] & frame["worst"].isin(EVENTS)]
    if len(gone):
        names = sentences.listed(_inside(worst) for worst in gone["worst"])
        yield f"Not shown, because the group is small or would give a small one away: {names}."


def _said(row: Any, roughly: bool) -> str:
    name = _inside(row.worst)
    if row.per_100 == 0:
        return f"{name} none (at most {row.at_most:.1f})"
    if roughly:
        return f"{name} up to {row.per_100:.0f}"
    return f"{name} {row.per_100:.1f} (95 % CI {row.low:.1f} to {row.high:.1f})"


def unasked_note(count: int) -> tuple[str, ...]:
    """How many sessions have an event written down although nobody asked; nothing where there is none."""
    if not count:
        return ()
    have = "session has" if count == 1 else "sessions have"
    return (f"{count} {have} an event written down although nobody asked; it has no denominator and is not counted.",)


def _inside(worst: str) -> str:
    return LABELS[worst][0].lower() + LABELS[worst][1:]


def _sessions(count: float) -> str:
    return "session" if count == 1 else "sessions"
