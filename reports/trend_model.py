"""Trend model: scores over sessions of those still there, of complete cases, and by a model of all who began."""

from __future__ import annotations

from functools import partial
from math import inf

import pandas as pd

from analytics.modelled import LEAST_FOR_MODEL, Modelled, modelled
from charts.modelled_lines import modelled_lines
from charts.session_dots import session_dots
from charts.words import decimals, inside, interval, number, whole
from data.catalogue import Catalogue, Measure
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Draft

TITLE = "Scores over sessions, those who stopped included"
QUESTION = "Would the line over sessions look the same if those who stopped coming had gone on?"
ROLES = (OWNER, PODIATRIST)  # at late sessions a handful of people stand behind a point
LAST = (
    "The last session in the picture is the last before which 10 courses of care were still measured, at most 12 "
    "(house rule)."
)
MODEL = (
    "Model: score = session + first reading + condition + age + sex + method, with a level of its own for each patient "
    "and each podiatrist (restricted maximum likelihood). Its mean is for all who began, at their averages "
    "of these. With few podiatrists its interval is somewhat too narrow."
)
CANNOT = (
    "The model takes it that those who stopped would have gone on like others with the same readings. Where they "
    "stopped for a reason that no reading shows, it is off, and these records cannot tell."
)
ALIKE = (
    "A course that was finished, one that was broken off and one that has only begun count alike: none of them has "
    "later readings."
)
SMALL = (
    f"Below {LEAST_FOR_MODEL} courses of care no model is fitted: every reading is a dot, with the median (house rule)."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per session number (`analytics.modelled`); for a small group one per number and value."""
    measure = read.measure
    found = read.keep(("trend_model", measure.id), lambda: _found(read, measure))
    small = not len(found.frame) or (found.fit is None and found.again < LEAST_FOR_MODEL)
    rows = (found.dots if small else found.frame).assign(measure=measure.id)
    return Draft(
        frame=rows,
        keys=("measure", "number", "value") if small else ("measure", "number"),
        summary=partial(_dots_said if small else _said, found=found, measure=measure),
        draw=lambda frame: (session_dots if small else modelled_lines)(frame, measure),
        notes=(*notes.measured(read), *((SMALL,) if small else (LAST, MODEL, ALIKE)), sentences.NO_COMPARISON),
        empty=f"No course of care with a first reading of {measure.short} matches these filters. Widen them.",
    )


def _found(read: Reader, measure: Measure) -> Modelled:
    ends = (measure.low, measure.high) if measure.bounds == "scale" else (-inf, inf)  # as the first reading is taken
    return modelled(read.courses(), read.readings(measure), read.sessions(), ends)


def _said(frame: pd.DataFrame, found: Modelled, measure: Measure) -> tuple[str, ...]:
    """How it stood before the last session with as many courses as a model needs, and whether the model settled."""
    firm = frame[(frame["n"] >= LEAST_FOR_MODEL) & (frame["number"] > 1)]
    last, places = (firm if len(firm) else frame).iloc[-1], decimals(measure)
    seen = interval(last["mean"], last["ci_low"], last["ci_high"], places)
    first = (
        f"Before session {last['number']}, {inside(measure.short)} was {seen} on average in the {whole(last['n'])} of "
        f"{found.begun} {sentences.courses(found.begun)} still measured."
    )
    if found.fit is None:
        return (first, found.said)
    model = interval(last["modelled"], last["modelled_low"], last["modelled_high"], places)
    apart = round(float(last["modelled"]), places) - round(float(last["mean"]), places)  # as the reader would subtract
    beside = f"{_apart(apart, places, measure)}{_overlap(last)}"
    return (f"{first} {found.said} It puts all {found.begun} who began at {model}: {beside}.", CANNOT)


def _apart(apart: float, places: int, measure: Measure) -> str:
    """Whether those still there stand better or worse than the model has everybody."""
    if not float(f"{apart:.{places}f}"):
        return "the same as those still measured"
    worse = (apart > 0) == (measure.better == "down")
    return f"{number(abs(apart), places)} {measure.unit} {'worse' if worse else 'better'} than those still measured"


def _overlap(last: pd.Series) -> str:
    meet = last["modelled_low"] <= last["ci_high"] and last["ci_low"] <= last["modelled_high"]
    return "; the intervals overlap" if meet else ""


def _dots_said(frame: pd.DataFrame, found: Modelled, measure: Measure) -> tuple[str, ...]:
    middle = frame.groupby("number")["median"].first()
    first, last = (number(middle.iloc[place], 1) for place in (0, -1))
    line = f"The median was {first} {measure.unit} at the first reading (n {found.begun})"
    if len(middle) > 1:
        n = int(frame.loc[frame["number"] == middle.index[-1], "n"].sum())
        line += f" and {last} before session {middle.index[-1]} (n {n})"
        line += "; not all the same people" if n < found.begun else ""
    return (f"{line}.", found.said)
