"""What two answers share: by when people first changed, by sessions or by weeks, in groups side by side."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.change_curves import curves
from analytics.classes import thresholds
from analytics.first_change import first_change, log_rank
from charts import theme
from charts.step_curves import step_curves
from charts.step_words import FIRM
from charts.words import inside, number, percent, trimmed, whole
from reports import notes, sentences
from reports.conditions import labelled
from reports.filters import GROUPS
from reports.narrowing import choices
from reports.reader import Reader
from reports.report import Draft

MOST, LEAST = 4, 10  # curves in one picture; courses of care that a curve needs (house rules)
FURTHEST = {"sessions": 24, "weeks": 52}
PLACES = {"sessions": 0, "weeks": 1}
CENSORED = (
    "A change counts at the reading that showed it. When between two readings it came is not known (interval-"
    "censored), so a curve may be late by up to the time between them. It is the first time: a course may fall back."
)
STOPPED = (
    "Courses of care without such a change count for as long as they were followed (at risk), whether they stopped or "
    "go on. The curves take it that they would have gone on like the others, which these records cannot show."
)
HOW = (
    f"A curve needs {LEAST} courses of care; the {MOST} largest are drawn, the table has all. A line is thin where "
    f"fewer than {FIRM} are still followed (house rules). Share: Kaplan and Meier, with its interval on the log-log "
    "scale; median with the interval of Brookmeyer and Crowley, given only where "
    f"{FIRM} are still followed at it. Two feet of one person count as two, which makes intervals a little too narrow. "
    "All readings count, whatever the filters say about when it is measured."
)


def draft(read: Reader, time: str) -> Draft:
    """One row per group and whole session or week (`analytics.change_curves.curves`), the largest group first."""
    whole_course = read.narrowed(horizon=None, percent=None)
    courses = whole_course.courses()
    begun = courses[courses["baseline"].notna()]
    found = first_change(courses, whole_course.readings(read.measure), whole_course.sessions(), read.measure,
                         read.catalogue)  # fmt: skip
    found = found.assign(label=_groups(read, found))
    size = found["label"].value_counts()
    enough = found[found["label"].map(size).to_numpy() >= LEAST]
    rows = _firm(curves(enough, "label", time, FURTHEST[time]), enough, time)
    rows.insert(1, "measure", read.measure.id)
    drawn = list(rows["label"].drop_duplicates().head(MOST))
    beyond = _beyond(read, begun)
    return Draft(
        frame=rows,
        keys=("label", "measure", "time"),
        people="patients",
        summary=lambda frame: (
            _counted(found, beyond), *_halves(frame, drawn, time), *_compared(enough, drawn, time), *_few(size),
        ),
        draw=lambda frame: step_curves(frame[frame["label"].isin(drawn)], read.measure, time, beyond),
        notes=(
            *notes.measured(read), *notes.rules(whole_course), CENSORED, STOPPED, HOW,
            *_unseen(begun, len(found)), sentences.NO_COMPARISON,
        ),
        empty=_nothing(read, begun, size),
    )  # fmt: skip


def _groups(read: Reader, found: pd.DataFrame) -> NDArray[np.object_]:
    """The name of each course's group; the side is that of the limb, which in a course of both sides is one of them."""
    by = read.filters.group
    own = found[by] if by in found else found["episode"].map(choices(read.episodes(), by))
    code, kinds = pd.factorize(own.astype(object))
    named = labelled(read, pd.Series(kinds)) if by == "condition" else list(map(str, kinds))
    said = [name if by in ("condition", "site") else name.capitalize() for name in named]
    return np.array([*said, "Not recorded"], dtype=object)[code]


def _firm(rows: pd.DataFrame, enough: pd.DataFrame, time: str) -> pd.DataFrame:
    """The rows without the median of a group of which fewer than `FIRM` were still followed at it."""
    middle = enough["label"].map(rows.groupby("label")["median"].first()).astype("float64")
    followed = (enough[time] >= middle - 1e-9).groupby(enough["label"]).sum()
    few = rows["label"].map(followed).to_numpy(dtype=float) < FIRM
    middles = ["median", "median_low", "median_high"]
    return rows.assign(**{name: rows[name].mask(few) for name in middles})


def _beyond(read: Reader, begun: pd.DataFrame) -> str:
    """What counts as a change here, by the thresholds there are."""
    need, noise = (bool(np.isfinite(limit).any()) for limit in thresholds(begun, read.measure, read.catalogue))
    if need and noise:
        return "beyond error and important"
    return "beyond measurement error" if noise else "by an important amount"


def _counted(found: pd.DataFrame, beyond: str) -> str:
    changed, n = int(found["changed"].sum()), len(found)
    return f"{changed} of {n} {sentences.courses(n)} with a first and a later reading have once changed {beyond}."


def _halves(frame: pd.DataFrame, drawn: list[str], time: str) -> tuple[str, ...]:
    """By when half of each drawn group had changed; or how many had by the last time that enough were followed."""
    firm = frame[(frame["at_risk"] >= FIRM) | (frame["time"] == 0)]
    rows = {row.label: row for row in theme.each(firm)}  # the last of each stays
    return (" ".join(_half(rows[name], time) for name in drawn),)


def _half(row: Any, time: str) -> str:
    places, n = PLACES[time], whole(row.n)
    if math.isnan(row.median):
        ends = "" if math.isnan(row.low) else f"95 % CI {percent(row.low)} to {percent(row.high)}; "
        by = f"by {_units(row.time, time, 0)}, the last with {FIRM} or more still followed"
        return f"{row.label}: fewer than half had changed {by}: {percent(row.share)} ({ends}n {n})."
    return f"{row.label}: half had changed by {_units(row.median, time, places)} ({_ends(row, places)}; n {n})."


def _ends(row: Any, places: int) -> str:
    """The interval of a median, of which the upper end is often open."""
    if math.isnan(row.median_low):
        return "no interval: all had changed"
    low, high = (number(end, places).removesuffix(".0") for end in (row.median_low, row.median_high))
    return f"95 % CI {low} {'with no upper end yet' if math.isnan(row.median_high) else f'to {high}'}"


def _units(value: float, time: str, places: int) -> str:
    """``1 session``, ``5.9 weeks``."""
    said = number(value, places).removesuffix(".0")
    return f"{said} {time.removesuffix('s') if said == '1' else time}"


def _compared(enough: pd.DataFrame, drawn: list[str], time: str) -> tuple[str, ...]:
    """What the log-rank test says of the drawn curves, of one course of each person in a group."""
    rows = enough[enough["label"].isin(drawn)].drop_duplicates(["patient", "label"])
    _, p = log_rank(rows[time], rows["changed"], rows["label"])
    if math.isnan(p):
        return ()
    said = "by more than chance readily gives" if p < 0.05 else "no more than chance may well give"
    size = "p below 0.001" if p < 0.001 else f"p {number(p, 3)}"
    return (
        f"The curves drawn differ {said} (log-rank test of one course a person, {size}). Groups are not drawn by lot: "
        "this does not say why.",
    )


def _few(size: pd.Series) -> tuple[str, ...]:
    few = size[size < LEAST]
    if few.empty:
        return ()
    parts = [f"{name} ({count})" for name, count in few.items()]
    return (f"Not enough yet for a curve, which needs {LEAST} courses of care: {sentences.listed(parts)}.",)


def _unseen(begun: pd.DataFrame, judged: int) -> tuple[str, ...]:
    """How many with a first reading are not in the curves: never measured again, or without a threshold."""
    again = int(begun["last"].notna().sum())
    counts = {"with a first reading and no later one": len(begun) - again,
              "measured again for which there is no threshold": again - judged}  # fmt: skip
    parts = [f"{count} {sentences.courses(count)} {words}" for words, count in counts.items() if count > 0]
    return (f"Not in the curves: {sentences.listed(parts)}.",) if parts else ()


def _nothing(read: Reader, begun: pd.DataFrame, size: pd.Series) -> str:
    """Why there is no curve, and what to do."""
    if len(size):
        by = inside(GROUPS[read.filters.group])
        return (
            f"Not enough yet: a curve needs {LEAST} courses of care with a first and a later reading of "
            f"{read.measure.short}, and the largest group by {by} has {size.max()}. Widen the filters or record more."
        )
    if len(begun) and not any(np.isfinite(limit).any() for limit in thresholds(begun, read.measure, read.catalogue)):
        return f"{_no_threshold(read, begun)}, so no curve can be given. Choose another measure."
    return (
        f"No course of care has a first and a later reading of {read.measure.short} with these filters. Widen them or "
        "choose another measure."
    )


def _no_threshold(read: Reader, begun: pd.DataFrame) -> str:
    """That there is none; where there are some for a change at one time, that none holds at every time."""
    seen = {None, *begun["condition"].dropna().unique()}
    rules = [one for one in read.measure.thresholds if one.use == "rule" and one.kind in notes.KINDS]
    at = {one.weeks for one in rules if one.weeks is not None and one.condition in seen}
    if not at:
        return f"There is no threshold by which to call a change in {read.measure.short} a real one"
    times = sentences.listed(trimmed(weeks) for weeks in sorted(at))
    return f"There is no threshold for {read.measure.short} that holds at every time, only at {times} weeks"
