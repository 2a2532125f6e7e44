"""What courses of care had between their two readings: every thing that can be looked at, and who had it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.codes import days
from data.frames import BETWEEN

SINGLE = ("technique", "twitch", "stimulation")
UNKNOWN = "unknown"  # says nothing at all
ABSENT = frozenset({"no", "none", UNKNOWN})  # a word that says a thing was not there is nothing to look at
BANDS = (("up to 4 needles", 0.0, 4.5), ("5 to 8 needles", 4.5, 8.5), ("9 or more needles", 8.5, np.inf))
NEEDLES, OTHER_CARE, ANY = "needles", "other care", "any other care"
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Look:
    """One thing, and per course of care whether it is known to have *had* it, or to have *had_not*."""

    kind: str
    thing: str
    had: Flags
    had_not: Flags


def looks(
    courses: pd.DataFrame, sessions: pd.DataFrame, needling: pd.DataFrame
) -> tuple[list[Look], NDArray[np.int64]]:
    """Every muscle, technique, twitch response, stimulation, band of needles and other care, and who had it.

    In: *courses* of `analytics.courses.courses` with both readings; frames of `data.frames` SESSIONS and NEEDLING
    (columns that are not there are left out). Out: one `Look` per thing (flags in the order of *courses*), and how
    many sessions each course had between its readings.

    Notes: sessions from the day of the first reading up to, but not on, the day of the last one count: the last reading
    is taken before needling. A course had a thing when any of those sessions had it. It had not when none had it and
    at least one says something of that kind ("unknown" says nothing); where none says anything, it is not compared.
    Needles are banded by their mean number a session (bands are a product choice). Other care is set against needling
    alone: courses with no other care written down at all. Capitals do not tell two things apart. It does not show care
    that was not written down.

    References: kinds after STRICTA 2010, MacPherson et al., PLoS Med 2010;7:e1000261; the rest a product choice.

    >>> courses = pd.DataFrame({"episode": [1, 2], "baseline_on": pd.to_datetime(["2026-01-05"] * 2),
    ...                         "last_on": pd.to_datetime(["2026-02-02"] * 2)})
    >>> sessions = pd.DataFrame({"session": [7, 8], "episode": [1, 2], "on": pd.to_datetime(["2026-01-05"] * 2),
    ...                          "care": pd.Categorical(["taping", None])})
    >>> found, visits = looks(courses, sessions, pd.DataFrame({"session": [7, 8], "twitch": ["yes", "no"]}))
    >>> [(one.kind, one.thing, one.had.tolist(), one.had_not.tolist()) for one in found]
    [('twitch', 'yes', [True, False], [False, True]), ('other care', 'taping', [True, False], [False, True])]
    """
    visits = _between(courses, sessions).merge(needling, on="session", how="left")
    row, size = visits["row"].to_numpy(dtype=np.int64), len(courses)
    found: list[Look] = []
    for name in ("muscles", *SINGLE):
        if name in visits:
            found += _of_words(name.removesuffix("s") if name == "muscles" else name, visits[name], row, size)
    if "insertions" in visits:
        found += _of_needles(visits["insertions"].to_numpy(dtype=float), row, size)
    return [*found, *_of_care(visits["care"], row, size)], np.bincount(row, minlength=size)


def _between(courses: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """One row per course and session between its two readings; `row` is the place of the course."""
    asked = courses[["episode"]].assign(
        row=np.arange(len(courses)), first=days(courses["baseline_on"]), last=days(courses["last_on"])
    )
    known = sessions.loc[sessions["on"].notna(), ["session", "episode", "on", "care"]]
    both = asked.merge(known.assign(day=days(known["on"])), on="episode")
    return both[(both["day"] >= both["first"]) & (both["day"] < both["last"])]


def _things(column: pd.Series) -> tuple[dict[str, Flags], Flags]:
    """Per thing in the sets of *column* the rows that have it, and the rows that have any."""
    sets = column.astype("category").cat
    codes = sets.codes.to_numpy()
    split = [str(words).casefold().split(BETWEEN) for words in sets.categories]
    things = sorted({thing for code in np.unique(codes[codes >= 0]) for thing in split[code]})
    has = {thing: np.array([thing in parts for parts in split] + [False]) for thing in things}
    return {thing: flags[codes] for thing, flags in has.items()}, codes >= 0


def _any(flags: Flags, row: NDArray[np.int64], size: int) -> Flags:
    return np.bincount(row[flags], minlength=size) > 0


def _of_words(kind: str, column: pd.Series, row: NDArray[np.int64], size: int) -> Iterator[Look]:
    things, some = _things(column)
    says = np.any([flags for thing, flags in things.items() if thing != UNKNOWN] or [some & False], axis=0)
    known = _any(says, row, size)
    for thing, flags in things.items():
        if thing not in ABSENT:
            had = _any(flags, row, size)
            yield Look(kind, thing, had, known & ~had)


def _of_care(column: pd.Series, row: NDArray[np.int64], size: int) -> Iterator[Look]:
    """Each kind of other care against needling alone, and, where there are several kinds, any of them."""
    things, says = _things(column)
    some = _any(says, row, size)
    alone = (np.bincount(row, minlength=size) > 0) & ~some
    for thing, flags in things.items():
        yield Look(OTHER_CARE, thing, _any(flags, row, size), alone)
    if len(things) > 1:
        yield Look(OTHER_CARE, ANY, some, alone)


def _of_needles(insertions: NDArray[np.float64], row: NDArray[np.int64], size: int) -> Iterator[Look]:
    told = np.isfinite(insertions)
    sessions = np.bincount(row[told], minlength=size)
    mean = np.bincount(row[told], insertions[told], size) / np.maximum(sessions, 1)
    known = sessions > 0
    for band, low, high in BANDS:
        had = known & (mean >= low) & (mean < high)
        if had.any():
            yield Look(NEEDLES, band, had, known & ~had)
