"""A person's course in plain words: a paragraph for the podiatrist, and what a patient may read on a turned screen.

Every number has its day beside it. Nothing here says why something changed, and nothing calls a person or a
course of care anything: a change is named by its size and by the thresholds it met.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from charts.words import day, direction, inside, trimmed
from reports.story_words import amount, times

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure
    from data.visit_reads import EpisodeRecord

OTHERS = 3  # further measures that a paragraph names; the rest are in the table
SIDES = {"left": "left side", "right": "right side", "both": "both sides"}
UP_AND_DOWN = "Scores go up and down a little from day to day."


class Score(Protocol):
    """One day's score."""

    @property
    def on(self) -> date:
        """The day."""

    @property
    def value(self) -> float:
        """The score."""


def paragraph(frame: pd.DataFrame, record: EpisodeRecord, catalogue: Catalogue) -> tuple[str, ...]:
    """The sentences about one course of care, from the checked table of the report ``standing``."""
    rows = list(frame.itertuples())
    return (
        _course(record, catalogue),
        *(sentence for row in rows[: OTHERS + 1] for sentence in _measured(row, catalogue)),
        *_newest(rows, catalogue),
        *(_adverse(rows[0]) if rows else ()),
        *((rows[0].missing,) if rows and rows[0].missing else ()),
    )


def for_patient(scores: Sequence[Score], measure: Measure | None = None) -> tuple[str, ...]:
    """What the patient reads about their own scores, oldest first; pain, where no *measure* is named."""
    if not scores:
        return ()
    first, last = scores[0], scores[-1]
    pain = measure is None or measure.kind == "pain"
    better = "Higher is better." if measure is not None and measure.better == "up" else "Lower is better."
    began = f"On {day(first.on)} your {'pain score' if pain else 'score'} was {trimmed(first.value)}."
    if len(scores) == 1:
        return began, better
    now = f"On {day(last.on)} it was {trimmed(last.value)}."
    return began, now, f"That is {_than_at_the_start(last.value - first.value)}. {better}", UP_AND_DOWN


def _than_at_the_start(change: float) -> str:
    if not round(change, 6):
        return "the same as at the start"
    return f"{trimmed(round(abs(change), 6))} {'more' if change > 0 else 'less'} than at the start"


def _course(record: EpisodeRecord, catalogue: Catalogue) -> str:
    known = catalogue.conditions.get(record.condition)
    name = known.name if known else record.condition
    held = times(len(record.sessions), "session", "sessions")
    until = f" to {day(record.ended)}, when the course ended" if record.ended else ""
    return f"{name}, {SIDES.get(record.side, record.side)}: {held} since {day(record.started)}{until}."


def _measured(row: Any, catalogue: Catalogue) -> tuple[str, ...]:
    """First and newest reading, the difference in words of the scale, and what it amounts to."""
    measure = catalogue.measure(row.measure)
    where = f", {SIDES.get(str(row.side), str(row.side))}"
    began = f"{measure.short}{where}: {amount(row.baseline, measure.unit)} on {day(row.baseline_on)}"
    if pd.isna(row.last):
        return (f"{began}, not measured again yet.",)
    now = f"{amount(row.last, measure.unit)} on {day(row.last_on)}"
    amounts = f", {row.cls_words}" if row.cls_words else ""
    return (f"{began}, {now}; {_moved(row.last - row.baseline, measure)}{amounts}.",)


def _moved(change: float, measure: Measure) -> str:
    if not round(change, 6):
        return "no difference"
    return f"{amount(abs(change), measure.unit)} {'higher' if change > 0 else 'lower'} ({direction(measure)})"


def _newest(rows: list[Any], catalogue: Catalogue) -> tuple[str, ...]:
    """What the newest session with both readings changed in the room, by the main measure."""
    if not rows or pd.isna(rows[0].immediate):
        return ()
    measure = catalogue.measure(rows[0].measure)
    moved = _moved(measure.sign * rows[0].immediate, measure)
    return (f"Within the session of {day(rows[0].immediate_on)}, {inside(measure.short)} after needling: {moved}.",)


def _adverse(row: Any) -> tuple[str, ...]:
    asked, had = int(row.adverse_asked), int(row.adverse_any)
    if not row.sessions:
        return ()
    if not asked and not had:
        return ("Adverse events have not been asked about yet.",)
    found = f"in {times(had, 'session', 'sessions')}, the worst {row.adverse_worst}" if had else "none"
    return (f"Adverse events: {found}; asked about in {asked} of {times(int(row.sessions), 'session', 'sessions')}.",)
