"""The sentences of an answer: what the figures say, in plain words and without a cause."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from charts.theme import each
from charts.words import decimals, inside, number, percent, whole

if TYPE_CHECKING:
    from data.catalogue import Measure

NO_COMPARISON = (
    "There is no comparison group. Pain and movement often get better with time and other care, so these figures "
    "do not show that dry needling caused the change."
)

UNJUDGED = "no threshold to judge by"
NOBODY_JUDGED = "Nobody has two readings and a threshold to judge the change by, so no share improved can be given."
BEYOND, IMPORTANT = "beyond measurement error", "by an important amount"


def change(row: Any, measure: Measure, who: str = "") -> str:
    """ "Pain fell by 2.4 points on average (95 % CI 2.0 to 2.8) in 118 of 164 courses of care."

    *row* has ``mean_change``, ``ci_low``, ``ci_high`` (positive is better), ``n`` and ``eligible``.
    """
    prefix = f"{who}: " if who else ""
    subject = inside(measure.short) if who else measure.short
    if not row.n or math.isnan(row.n):
        return f"{prefix}{nobody(row.eligible)}"
    counted = f"in {whole(row.n)} of {whole(row.eligible)} {courses(row.eligible)}"
    if math.isnan(row.eligible):
        counted = f"in {whole(row.n)} {courses(row.n)}"
    places = decimals(measure)
    amount = number(abs(row.mean_change), places)
    unit = measure.unit
    if not float(f"{row.mean_change:.{places}f}"):
        return f"{prefix}{subject} did not change on average ({interval(row, places, 1)}) {counted}."
    rose = (row.mean_change > 0) == (measure.better == "up")
    direction = "rose" if rose else "fell"
    sign = 1 if row.mean_change > 0 else -1
    moved = f"{prefix}{subject} {direction} by {amount} {unit} on average"
    return f"{moved} ({interval(row, places, sign)}) {counted}{_unsure(row)}."


def interval(row: Any, places: int, sign: int) -> str:
    """``95 % CI 2.0 to 2.8``, turned by *sign* into the direction that the sentence speaks of."""
    low, high = sorted((sign * row.ci_low, sign * row.ci_high))
    if math.isnan(low) or math.isnan(high):
        return "no interval: too few people"
    return f"95 % CI {number(low, places)} to {number(high, places)}"


def _unsure(row: Any) -> str:
    crosses = row.ci_low <= 0 <= row.ci_high
    return "; the interval includes no change" if crosses else ""


def nobody(eligible: float) -> str:
    """Why there is no mean: nobody due, or none of those due measured twice."""
    if not eligible or math.isnan(eligible):
        return "No course of care is due for follow-up yet."
    due = f"{whole(eligible)} {courses(eligible)} due for follow-up"
    return f"None of the {due} {'has' if eligible == 1 else 'have'} a first and a later reading."


def courses(count: float) -> str:
    """``course of care`` or ``courses of care``."""
    return "course of care" if count == 1 else "courses of care"


def per_condition(frame: pd.DataFrame, measure: Measure, most: int = 3) -> tuple[str, ...]:
    """One sentence for each of the largest shown groups of *frame*, and one that says how many are left."""
    shown = frame[~frame["hidden"]].sort_values("n", ascending=False, kind="stable")
    if len(shown) == 1:
        return (change(next(each(shown)), measure), *_hidden(frame))
    said = [change(row, measure, str(row.label)) for row in each(shown.head(most))]
    if len(shown) > most:
        said.append(f"The table has {len(shown) - most} more.")
    return (*said, *_hidden(frame))


def _hidden(frame: pd.DataFrame) -> tuple[str, ...]:
    gone = int(frame["hidden"].sum())
    if not gone:
        return ()
    return (f"{gone} small {'group is' if gone == 1 else 'groups are'} hidden, so that nobody can be recognised.",)


hidden = _hidden


def classes(row: Any, important: bool = True, error: bool = True) -> str:
    """ "Of 118 courses of care classed, 70 % improved beyond measurement error, 20 % did neither and 10 % got worse."

    *important* and *error* say which of the two thresholds there was to test a change by. *row* has the five
    counts and, where it can have nobody classed, ``unclassed`` and ``n``.
    """
    judged = row.improved_both + row.improved_important + row.improved_error + row.within_error + row.worse
    n = getattr(row, "n", math.nan)
    if math.isnan(judged) and getattr(row, "unclassed", math.nan) != n:
        return "How many improved and how many got worse is hidden, because one of the groups is small."
    if not n:
        return "Nobody has two readings, so no change can be called better or worse."
    if not judged or math.isnan(judged):
        return "There is no threshold by which to call a single change better or worse."
    better = judged - row.within_error - row.worse
    shares = (percent(part / judged) for part in (better, row.within_error, row.worse))
    said = "Of {} {} classed, {} improved {}, {} did neither and {} got worse."
    better_by = " or ".join(text for text, had in ((BEYOND, error), (IMPORTANT, important)) if had)
    return said.format(whole(judged), courses(judged), next(shares), better_by, *shares)


def followed(eligible: float, again: float, begun: float = math.nan) -> str:
    """ "161 of 180 courses of care with a first reading (89 %) were measured again; 205 were due."

    *begun* counts those due with a first reading; a count that may not be shown is NaN.
    """
    if not eligible:
        return "No course of care is due for follow-up yet."
    if not begun:
        return f"None of the {whole(eligible)} {courses(eligible)} due has a first reading."
    due = "" if math.isnan(eligible) else f"; {whole(eligible)} {'was' if eligible == 1 else 'were'} due"
    if not math.isnan(begun):
        first = f"{whole(begun)} {courses(begun)} with a first reading ({percent(again / begun)})"
        return f"{whole(again)} of {first} were measured again{due}."
    if math.isnan(eligible):
        return "How many were due and how many of them were measured again is hidden."
    every = f"{whole(eligible)} {courses(eligible)} due"
    return f"{whole(again)} of {every} ({percent(again / eligible)}) were measured again."


def listed(parts: Iterable[str]) -> str:
    """``a, b and c``."""
    every = list(parts)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}" if every else ""
