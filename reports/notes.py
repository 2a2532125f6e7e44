"""The notes beneath an answer: which measure, whose thresholds, who is left out, and what cannot be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.codes import many_of
from analytics.responders import IMMPACT, minimum_baseline, responders
from charts.words import percent, trimmed
from reports.access import SEES_PEOPLE
from reports.reader import Reader
from reports.sentences import NO_COMPARISON, listed

if TYPE_CHECKING:
    from data.catalogue import Threshold

KINDS = {"important": "Important change", "error": "Measurement error"}
ANY_IMPROVED = "Improved, here: by more than measurement error, or by an important amount, or both."


def measured(read: Reader) -> tuple[str, ...]:
    """Which measure the answer is about, and that it was chosen where nobody chose it."""
    measure = read.measure
    said = f"Measure: {measure.name} ({measure.axis_title})."
    if not read.filters.measure and measure.kind == "pain":
        most = "most first readings in view" if read.filters.episode is None else "most readings in this course of care"
        said += f" It is the pain measure with the {most}; another can be chosen in the filters."
    return (said,)


def horizon(read: Reader) -> str:
    """When a course of care was measured again, by the filters."""
    weeks = read.filters.horizon
    if weeks is None:
        return (
            "Change is from the first reading before needling to the last reading before needling or at a review, "
            "never one taken straight after. A course is due for follow-up 6 weeks after it began."
        )
    return (
        f"Change is from the first reading before needling to the one nearest {trimmed(weeks)} weeks later, within "
        f"7 days. A course is due for follow-up once those weeks and 7 days have passed since it began."
    )


def rules(read: Reader) -> tuple[str, ...]:
    """The thresholds used for the conditions in view, with their sources; or that there is none."""
    return tuple(_rule(read, kind, name) for kind, name in KINDS.items())


def _rule(read: Reader, kind: str, name: str) -> str:
    measure, weeks = read.measure, read.filters.horizon
    found: dict[Threshold, list[str]] = {}
    for condition in read.conditions():
        threshold = read.catalogue.threshold(measure.id, kind, condition, weeks)
        if threshold is not None:
            known = read.catalogue.conditions.get(condition)
            found.setdefault(threshold, []).append(known.short if known else str(condition))
    if not found:
        return f"{name}: no threshold for {measure.short} here, so none is drawn and nothing is called {_word(kind)}."
    several = len(found) > 1 or any(rule.condition for rule in found)
    parts = [
        f"{trimmed(rule.value)} {rule.unit}{' for ' + listed(where) if several else ''} "
        f"({rule.population or 'population not stated'}; {rule.source})"
        for rule, where in found.items()
    ]
    return f"{name}: {'; '.join(parts)}."


def judges(read: Reader, condition: str) -> bool:
    """Whether there is any threshold to judge a change of this condition by, at the filters' horizon."""
    asked = (condition, read.filters.horizon)
    return any(read.catalogue.threshold(read.measure.id, kind, *asked) is not None for kind in KINDS)


def _word(kind: str) -> str:
    return "an important change" if kind == "important" else "beyond measurement error"


def left_out(read: Reader, courses: pd.DataFrame) -> tuple[str, ...]:
    """How many courses of care are not counted and why; only for viewers who may see small numbers."""
    if read.viewer.role not in SEES_PEOPLE:
        return ()
    counts = many_of(courses["status"])
    why = {
        "not yet due": "not yet due for follow-up",
        "no baseline": "without a first reading of this measure",
        "no follow-up": "not measured again",
    }
    parts = [f"{counts.get(status, 0)} {words}" for status, words in why.items() if counts.get(status, 0)]
    return (f"Not counted, of {len(courses)} seen: {listed(parts)}.",) if parts else ()


def excluded_by_percent(read: Reader) -> tuple[str, ...]:
    """What a percentage of the first reading leaves out."""
    if read.filters.percent is None:
        return ()
    share = percent(read.filters.percent / 100)
    return (
        f"Better by at least {share} of the first reading: a first reading of 0, or below 3 on a 0-10 pain scale "
        "(house rule), gives no percentage; those are excluded and counted apart.",
    )


def early(read: Reader, courses: pd.DataFrame) -> tuple[str, ...]:
    """How many of those measured again were last measured before they were due; for those who see small numbers."""
    if read.filters.horizon is not None or read.viewer.role not in SEES_PEOPLE:
        return ()
    again = (courses["status"] == "counted").to_numpy()
    waited = (courses["last_on"].to_numpy() - courses["started"].to_numpy())[again]
    soon = int((waited < np.timedelta64(6, "W")).sum())
    were = "was" if soon == 1 else "were"
    return (f"Of {again.sum()} measured again, {soon} {were} last measured less than 6 weeks after care began.",)


def responders_of_pain(read: Reader, courses: pd.DataFrame) -> tuple[str, ...]:
    """The two shares better that are reported of pain, asked for or not; for those who see small numbers."""
    measure = read.measure
    if measure.kind != "pain" or measure.better != "down" or read.viewer.role not in SEES_PEOPLE:
        return ()
    counted = np.flatnonzero(courses["status"] == "counted")
    baseline, change = (courses[name].to_numpy()[counted] for name in ("baseline", "change"))
    floor = minimum_baseline(measure)
    found = [(share, responders(baseline, change, share, floor)) for share in IMMPACT]
    if not len(counted):
        return ()
    parts = [
        f"by at least {share:.0f} %, {one.k} of {one.n} ({percent(one.share)}, 95 % CI {percent(one.low)} to "
        f"{percent(one.high)})"
        for share, one in found
    ]
    why = f"first reading below {floor:.0f}" if floor else "first reading of 0"
    return (
        f"Better than the first reading {' and '.join(parts)}; {found[0][1].excluded} excluded ({why}). "
        "Both shares as IMMPACT recommends (10.1016/j.jpain.2007.09.005).",
    )


def of_change(read: Reader, courses: pd.DataFrame, drawn: bool = True) -> tuple[str, ...]:
    """All notes of an answer about course change; without the thresholds where the picture has none (*drawn*)."""
    if courses is read.courses(weeks=read.filters.horizon):
        return read.keep(("notes", drawn), lambda: _of_change(read, courses, drawn))
    return _of_change(read, courses, drawn)


def _of_change(read: Reader, courses: pd.DataFrame, drawn: bool) -> tuple[str, ...]:
    used = (*measured(read), horizon(read), *(rules(read) if drawn else ()))
    missing = (*left_out(read, courses), *early(read, courses))
    return (*used, *missing, *excluded_by_percent(read), NO_COMPARISON)


def limits(read: Reader) -> dict[str, Threshold | None]:
    """The two thresholds a chart may draw: those that hold for every condition in view alike, else none."""
    measure, weeks = read.measure, read.filters.horizon
    conditions = read.conditions() or (None,)
    drawn: dict[str, Threshold | None] = {}
    for kind in KINDS:
        found = {read.catalogue.threshold(measure.id, kind, condition, weeks) for condition in conditions}
        drawn[kind] = found.pop() if len(found) == 1 else None
    return drawn
