"""Sessions: where people stood before and after each session."""

from __future__ import annotations

import pandas as pd

from analytics.trend import by_session
from charts.public_sessions import public_sessions
from charts.session_lines import session_lines
from charts.words import decimals, number, whole
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import LEAST_SHOWN
from reports.access import SEES_FIGURES as EVERYONE
from reports.attended import crowded
from reports.beside import unshown
from reports.filters import Filters
from reports.overlap import thinned
from reports.public_use import PublicUse
from reports.reader import Reader
from reports.report import Draft, Part

TITLE = "Before and after each session"
QUESTION = "Where do people stand before and after each session, and how many are still there?"
ROLES = EVERYONE
PUBLIC = PublicUse(
    kind="outcome",
    name="Before and after each session",
    columns=("number", "phase", "n", "mean", "ci_low", "ci_high"),
    axis="scale",
    picture=public_sessions,
    prepare=lambda frame: _apart(frame),
)
OTHER = "n_other_phase"  # how many stayed stands beside both, and may be within a few of neither
CROWDED = "at_risk_crowded"  # those still coming are fewer by a few than at an earlier session
PARTS = tuple(Part("at_risk", (count,), ("at_risk",)) for count in ("n", OTHER))
WHO_STAYS = (
    "Those still coming at a late session are not those who came once: a falling line can arise with nobody changing."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per session number and phase (`analytics.trend.by_session`), in the measure's own unit."""
    rows = by_session(read.readings(read.measure), read.measure)
    rows.insert(0, "measure", read.measure.id)
    rows[OTHER] = rows.groupby("number")["n"].transform("sum") - rows["n"]
    if LEAST_SHOWN[read.viewer.role]:
        rows[CROWDED] = crowded(rows["at_risk"], rows["number"])
    measure, limits = read.measure, notes.limits(read)
    return Draft(
        frame=rows,
        keys=("measure", "number", "phase"),
        people="patients",
        parts=(*PARTS, *((Part(CROWDED, (CROWDED,), ("at_risk",)),) if CROWDED in rows else ())),
        behind=(*unshown(read), OTHER, CROWDED),
        summary=lambda frame: (*_first_and_last(frame, read), *sentences.hidden(frame)),
        draw=lambda frame: session_lines(frame, measure, **limits, baseline=_start(frame)),
        notes=(*notes.measured(read), *notes.rules(read), WHO_STAYS, sentences.NO_COMPARISON),
        empty=f"No session with a reading of {measure.short} matches these filters. Choose another measure.",
    )


def _apart(frame: pd.DataFrame) -> pd.DataFrame:
    """Only the points whose numbers of people do not differ by a few: two of them side by side would tell how many
    came no more."""
    shown = frame[~frame["hidden"]].sort_values(["phase", "number"], kind="stable")  # the line of before comes first
    return shown[thinned(shown["n"].to_numpy(dtype=float))].sort_values(["number", "phase"])


def _start(frame: pd.DataFrame) -> float | None:
    first = frame[(frame["phase"] == "before") & (frame["number"] == 1) & ~frame["hidden"]]
    return float(first["mean"].iloc[0]) if len(first) else None


def _first_and_last(frame: pd.DataFrame, read: Reader) -> tuple[str, ...]:
    """How it stood before the first and the last session that may be shown."""
    shown = frame[(frame["phase"] == "before") & ~frame["hidden"]]
    if shown.empty:
        return ("No reading before a session is recorded for these filters.",)
    measure, places = read.measure, decimals(read.measure)
    first, last = shown.iloc[0], shown.iloc[-1]
    said = [
        f"{number(row['mean'], places)} before session {row['number']} (n {whole(row['n'])})"
        for row in _two(first, last)
    ]
    return (f"{measure.short} was on average {' and '.join(said)}; not the same people throughout.",)


def _two(first: pd.Series, last: pd.Series) -> list[pd.Series]:
    return [first] if first["number"] == last["number"] else [first, last]
