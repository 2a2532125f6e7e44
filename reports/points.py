"""The readings of one course of care as a chart draws them: every one of a measure, with what was done that day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analytics.standing import OTHER, error_kind
from data.catalogue import load_catalogue

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure
    from data.visit_reads import EpisodeRecord, ReadingRecord, SessionRecord
    from reports.filters import Filters

COLUMNS = (
    "on", "number", "phase", "side", "value", "muscles", "technique", "marked", "method", "rater", "instrument", "n",
)  # fmt: skip
ORDER = {"before": 0, "review": 1, "after": 2}


class Panel(NamedTuple):
    """One picture of a course of care: a measure on one side by one method, and how many readings it has."""

    measure: str
    method: str
    side: str
    readings: int


def panels(record: EpisodeRecord, catalogue: Catalogue, kinds: tuple[str, ...] = ()) -> list[Panel]:
    """What there is to draw of a course of care: each measure of *kinds* (all), method and side that has readings.

    The treated side first, then as the catalogue lists the measures, then the method with more readings.
    """
    counts: dict[tuple[str, str, str], int] = {}
    for one in _every(record):
        key = (one.measure, one.method, one.side)
        counts[key] = counts.get(key, 0) + 1
    listed = list(catalogue.measures)
    found = [
        Panel(*key, number)
        for key, number in counts.items()
        if key[0] in catalogue.measures and (not kinds or catalogue.measures[key[0]].kind in kinds)
    ]
    return sorted(
        found, key=lambda one: (_away(one.side, record), listed.index(one.measure), -one.readings, one.method)
    )


def points(record: EpisodeRecord, measure: str, filters: Filters) -> tuple[pd.DataFrame, str]:
    """One row per reading of *measure* by one method, oldest first, and the side that is looked at.

    Columns: on (date), number (of the session, 0 for a review), phase, side, value (the measure's unit), muscles and
    technique (words, blank for a review), marked (another rater or instrument than the first reading of that side, as
    `analytics.standing.error_kind`), method, rater, instrument, n (1). The method and side are those of *filters*,
    else those with most readings, the treated side ahead of the other.
    """
    rows = list(_rows(record, measure))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    chosen = _most(frame["method"]) if filters.method is None else filters.method
    frame = frame[frame["method"] == chosen]
    frame = frame.assign(place=frame["phase"].map(ORDER)).sort_values(["on", "number", "place"], kind="stable")
    frame = frame.drop(columns="place").reset_index(drop=True)
    side = filters.side[0] if filters.side else _side(frame, record)
    return frame.assign(marked=_marked(frame, load_catalogue().measure(measure)), on=pd.to_datetime(frame["on"])), side


def _every(record: EpisodeRecord) -> Iterator[ReadingRecord]:
    for session in record.sessions:
        yield from session.readings
    yield from record.reviews


def _rows(record: EpisodeRecord, measure: str) -> Iterator[tuple[Any, ...]]:
    for session in record.sessions:
        for reading in session.readings:
            if reading.measure == measure:
                yield _row(reading, session)
    for reading in record.reviews:
        if reading.measure == measure:
            yield _row(reading, None)


def _row(reading: ReadingRecord, session: SessionRecord | None) -> tuple[Any, ...]:
    number = session.facts.number or 0 if session else 0
    muscles = ", ".join(session.facts.muscles) if session else ""
    technique = session.facts.technique if session else ""
    seen = (reading.on, number, reading.phase, reading.side, reading.value, muscles, technique)
    return (*seen, False, reading.method, reading.rater, reading.instrument, 1)


def _marked(frame: pd.DataFrame, measure: Measure) -> list[bool]:
    """Another rater or instrument than that of the side's first reading; what was not written down is not another."""
    first: dict[str, tuple[str, str]] = {}
    found = []
    for side, rater, tool in zip(frame["side"], frame["rater"], frame["instrument"], strict=True):
        found.append(error_kind(measure, first.setdefault(side, (rater, tool)), (rater, tool)) == OTHER)
    return found


def _most(names: pd.Series) -> str:
    return str(names.value_counts().sort_index().idxmax()) if len(names) else ""


def _side(frame: pd.DataFrame, record: EpisodeRecord) -> str:
    if frame.empty or (frame["side"] == record.side).any():
        return record.side
    return _most(frame["side"])


def _away(side: str, record: EpisodeRecord) -> bool:
    return side != record.side and record.side != "both"
