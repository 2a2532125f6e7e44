"""The draft of a person's progress by one measure: the points, what they are drawn against, and how it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from charts.progress import progress
from charts.words import day, decimals, direction, inside, number, trimmed
from reports import notes
from reports.report import Draft

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from analytics.expected import Expected
    from analytics.similar import Similar
    from data.catalogue import Measure
    from reports.own import Own
    from reports.reader import Reader

SIMILAR, LINE = "Similar patients", "Expected line"  # the notes the page shows beside the picture begin so
KEYS = ("on", "number", "phase", "side")
NOBODY = "No reading of {} is recorded in this course of care yet."
MARKED = "A ringed reading was taken by another rater or with another instrument than the first one."
NOT_CAUSE = "Pain and movement often get better with time and other care; this does not show what caused a change."


def drafted(read: Reader, person: Own, similar: Similar | None, expected: Expected | None) -> Draft:
    """The draft of `reports.progress` and of `reports.range_progress`."""
    measure = read.measure
    band = similar.band if similar is not None and len(similar.band) else None
    line = expected.frame if expected is not None and len(expected.frame) else None

    def draw(frame: pd.DataFrame) -> go.Figure | None:
        mine = frame[frame["side"] == person.side]
        aside = frame[frame["side"] == _side_of(person.other)]
        return progress(
            mine, measure, band=band, expected=line, baseline=_known(person.baseline), error=person.error,
            important=person.important, other=aside if len(aside) else None,
            level=expected.level if expected is not None and line is not None else None,
        ) if len(mine) else None  # fmt: skip

    return Draft(
        frame=person.points,
        keys=KEYS,
        single=True,
        summary=lambda frame: said(frame[frame["side"] == person.side], measure),
        draw=draw,
        notes=(
            *notes.measured(read),
            *notes.rules(read),
            *compared(similar, expected, measure),
            *_marks(person),
            NOT_CAUSE,
        ),
        empty=NOBODY.format(inside(measure.short)),
    )


def said(frame: pd.DataFrame, measure: Measure) -> tuple[str, ...]:
    """The first and the newest standing of the side looked at, each with its day; a reading after a session is none."""
    standing = frame[frame["phase"] != "after"]
    if standing.empty:
        return (f"There is no reading of {inside(measure.short)} before a session or at a review on this side.",)
    first, last = standing.iloc[0], standing.iloc[-1]
    began = f"{measure.short}: {trimmed(first['value'])} {measure.unit} on {day(first['on'])}"
    if len(standing) == 1:
        return (f"{began}, not measured again yet.",)
    return (f"{began}, {trimmed(last['value'])} {measure.unit} on {day(last['on'])}; {direction(measure)}.",)


def compared(similar: Similar | None, expected: Expected | None, measure: Measure) -> tuple[str, ...]:
    """Who the similar patients are, and how the expected line was made; or why there is neither."""
    if similar is None or expected is None:
        return ()
    if similar.width is None:
        return (
            f"{SIMILAR}: too few for a band ({similar.n} courses of other patients with this condition and a "
            f"like first reading; 20 are needed).",
        )
    width = number(similar.width, decimals(measure))
    who = (
        f"{SIMILAR}: {similar.n} courses of {similar.patients} other patients here with this condition, whose "
        f"first reading lay within {width} {measure.unit} of this one. The band is their middle half, the line in it "
        f"their median; session numbers with fewer than 5 of them are left out."
    )
    share = f"; {_share(expected)}" if len(expected.frame) else ""
    return who, f"{LINE}: {expected.method}{share}."


def _share(expected: Expected) -> str:
    return f"of new patients like these, about {expected.level * 100:.0f} % would have a reading within its band"


def _marks(person: Own) -> tuple[str, ...]:
    return (MARKED,) if person.points["marked"].any() else ()


def _known(value: float) -> float | None:
    return None if pd.isna(value) else value


def _side_of(frame: pd.DataFrame | None) -> str:
    return str(frame["side"].iloc[0]) if frame is not None else ""
