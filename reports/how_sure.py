"""How sure can we be: how many people a wanted interval takes in each condition, and by when there will be so many."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.outlook import LEAST, outlook
from charts.precision_bars import precision_bars
from charts.words import amount, trimmed, whole
from data.catalogue import Catalogue, Measure
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.conditions import labelled
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

if TYPE_CHECKING:
    import plotly.graph_objects as go

TITLE = "How sure can we be"
QUESTION = "How many more people does it take before we can say, and by when will there be so many?"
ROLES = (OWNER, PODIATRIST)
SHARES = (0.10, 0.05)
PARTS = (0.10, 0.05)  # of the scale: 1 and 0.5 points of 10
DRAWN, NAMED = 8, 4  # conditions in the picture, and named in one sentence
LONGEST = 10 * 52  # weeks: beyond ten years a date says nothing
COLUMNS = (
    "condition", "label", "measure", "figure", "wanted", "wanted_words", "n", "patients", "now", "needed", "more",
    "per_year", "by", "state",
)  # fmt: skip
ENOUGH, NEVER = "enough already", "not at today's rate"
PLANNED = (
    "People needed: the least number at which the 95 % interval is as narrow as wanted, if the spread between people "
    "(or the share improved) and the share measured again stay as they are. By when: on a straight line, at the rate "
    "of the last 52 weeks; not at today's rate means in more than ten years, or never. The widths planned for are a "
    "tenth and a twentieth of the scale, and 10 and 5 per cent of a share (house rule)."
)
NOT_YET = (
    f"Below {LEAST} people measured again nothing is planned (house rule): the spread of so few is hardly known, and a "
    "number of people worked out from it would be a guess."
)
STRAIGHT = (
    "It does not show whether the people to come will be like those so far, nor quiet and busy seasons. A narrow "
    "interval is about chance alone: it says nothing about those who were not measured again."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per condition, figure and wanted width (`analytics.outlook.outlook`), most people first."""
    courses, measure = read.courses(weeks=filters.horizon), read.measure
    width = measure.high - measure.low
    reaches = {"mean": tuple(part * width for part in PARTS), "improved": SHARES}
    found = outlook(courses, measure, catalogue, reaches, as_of=read.as_of, weeks=filters.horizon)
    rows = _worded(read, found, measure).sort_values(
        ["patients", "condition", "figure", "wanted"], ascending=[False, True, False, False], ignore_index=True
    )
    return Draft(
        frame=rows[list(COLUMNS)],
        keys=("condition", "label", "measure", "figure", "wanted", "wanted_words"),
        people="patients",
        summary=_said,
        draw=lambda frame: _drawn(frame, measure),
        notes=(*notes.of_change(read, courses, drawn=False), notes.ANY_IMPROVED, PLANNED, NOT_YET, STRAIGHT),
    )


def _drawn(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """The conditions with most people, so that the picture can be taken in at a glance; the table has all."""
    known = list(dict.fromkeys(frame["condition"]))
    shown = frame[frame["condition"].isin(known[:DRAWN])]
    return precision_bars(shown, measure, len(known) if len(known) > DRAWN else 0)


def _worded(read: Reader, found: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """With its words: labels, widths in the unit they are shown in, the day and the state."""
    share = (found["figure"] == "improved").to_numpy()
    scale = pd.Series(1.0, index=found.index).mask(share, 100.0)
    wanted = found["reach"] * scale
    by = [_day(read.as_of, row) for row in _each(found)]
    return found.assign(
        label=labelled(read, found["condition"]), measure=measure.id, wanted=wanted, now=_planned(found) * scale,
        wanted_words=[_width(figure, size, measure) for figure, size in zip(found["figure"], wanted, strict=True)],
        per_year=found["per_week"] * 52, by=pd.Series(by, index=found.index, dtype="datetime64[s]"),
        state=[_state(row, on, _judged(read, row)) for row, on in zip(_each(found), by, strict=True)],
    )  # fmt: skip


def _each(frame: pd.DataFrame) -> Any:
    return frame.itertuples()


def _planned(found: pd.DataFrame) -> pd.Series:
    """Today's half width; blank below the number of people from which anything is planned."""
    return found["now"].where(found["patients"] >= LEAST)


def _width(figure: str, size: float, measure: Measure) -> str:
    if figure == "improved":
        return f"Share improved to ±{trimmed(size)} %"
    return f"Mean change to ±{amount(size, measure.unit)}"


def _day(as_of: date, row: Any) -> date | None:
    """The day there will be enough people; none where there are, or where it is not in sight."""
    return as_of + timedelta(weeks=row.weeks) if 0 < row.weeks <= LONGEST else None


def _judged(read: Reader, row: Any) -> bool:
    return row.figure != "improved" or notes.judges(read, row.condition)


def _state(row: Any, on: date | None, judged: bool) -> str:
    if not judged:
        return sentences.UNJUDGED
    if row.patients < LEAST:
        return f"not enough yet: {whole(row.patients)} of {LEAST} people"
    if row.more == 0:
        return ENOUGH
    return f"about {on:%B %Y}" if on else NEVER


def _said(frame: pd.DataFrame) -> tuple[str, ...]:
    every = frame.groupby("wanted_words", sort=False)
    return tuple(_sentence(str(words), rows) for words, rows in every)


def _sentence(words: str, rows: pd.DataFrame) -> str:
    """ "Mean change to ±1 point: enough already in Heel pain; next in Cramp, about May 2027; not enough yet in 3." """
    state = rows["state"]
    enough, later = rows[state == ENOUGH], rows[rows["by"].notna()].sort_values("by", kind="stable")
    few, never = state.str.startswith("not enough yet").sum(), int((state == NEVER).sum())
    unjudged = int((state == sentences.UNJUDGED).sum())
    parts = [f"enough already in {_named(enough)}"] if len(enough) else []
    if len(later):
        first = later.iloc[0]
        parts.append(f"next in {first['label']}, {first['state']}")
    parts += [f"after that in {_counted(len(later) - 1)}"] if len(later) > 1 else []
    parts += [f"not at today's rate in {_counted(never)}"] if never else []
    parts += [f"not enough people yet to plan in {_counted(few)}"] if few else []
    parts += [f"{sentences.UNJUDGED}{f' in {_counted(unjudged)}' if parts else ''}"] if unjudged else []
    return f"{words}: {'; '.join(parts)}."


def _named(rows: pd.DataFrame) -> str:
    return sentences.listed(rows["label"].astype(str)) if len(rows) <= NAMED else _counted(len(rows))


def _counted(count: int) -> str:
    return "1 condition" if count == 1 else f"{count} conditions"
