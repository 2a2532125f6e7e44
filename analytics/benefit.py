"""Benefit, to stand beside harm: how many improved beyond everything there is to judge by, and how many got worse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.classes import CLASSES, classed
from analytics.groups import counts, numbered, share
from analytics.intervals import LEVEL, wilson

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure

KINDS = ("improved", "between", "worse")
BY_BOTH, BY_IMPORTANT, BY_ERROR, WORSE = CLASSES[0], CLASSES[1], CLASSES[2], CLASSES[4]


def benefit(
    courses: pd.DataFrame,
    by: Sequence[str],
    measure: Measure,
    catalogue: Catalogue,
    weeks: float | None = None,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Of the courses counted and classed, how many per 100 improved, lay between, and got worse.

    In: a frame of `courses.courses`, the key columns (none: one group for all), the *measure*, the *catalogue*, the
    same horizon in *weeks* as the courses. Out, sorted by the keys: the keys; kind (one of `KINDS`), n (courses
    classed), patients (distinct people in n), had (courses of this kind), people (distinct people among them),
    per_100 (had per 100 of n), low, high (its interval, per 100). NaN where n is 0.

    Notes: improved: beyond every threshold there is, so beyond measurement error and by an important amount where
    both are known, and beyond the one where only one is. worse: as `classes.classify`. between: the rest, those
    beyond one of two among them. Wilson intervals, so two feet of one person make them slightly too narrow. It does
    not show what caused a change, nor anything about those who were not measured again.

    References: as `classes.classify` and `intervals.wilson`.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> words, ours = load_catalogue(), clinic()
    >>> pain = words.measure("nprs")
    >>> frame = courses(ours.readings, ours.episodes, pain, as_of=TODAY)
    >>> benefit(frame, [], pain, words)[["kind", "n", "had"]].values.tolist()
    [['improved', 2, 1], ['between', 2, 1], ['worse', 2, 0]]
    """
    frame = classed(courses, measure, catalogue, weeks)
    number, table = numbered(frame, by)
    counted = ((frame["status"] == "counted") & frame["cls"].notna()).to_numpy()
    improved, worse = _improved(frame), (frame["cls"] == WORSE).to_numpy()
    chosen = dict(zip(KINDS, (improved, ~improved & ~worse, worse), strict=True))
    patient, n = frame["patient"].to_numpy(), counts(number, len(table), counted)
    patients = _people(number, patient, counted, len(table))
    parts = [
        _row(table.assign(kind=kind, n=n, patients=patients), number, patient, counted & mine, level)
        for kind, mine in chosen.items()
    ]
    every = pd.concat(parts).sort_index(kind="stable")  # the rows of one group stand together
    return every.reset_index(drop=True)


def _improved(frame: pd.DataFrame) -> np.ndarray:
    """Beyond every threshold there is for that course."""
    kind = frame["cls"].astype(object)
    only_important, only_error = frame["error"].isna(), frame["important"].isna()
    found = (kind == BY_BOTH) | ((kind == BY_IMPORTANT) & only_important) | ((kind == BY_ERROR) & only_error)
    return found.to_numpy(dtype=bool)


def _row(table: pd.DataFrame, number: np.ndarray, patient: np.ndarray, mine: np.ndarray, level: float) -> pd.DataFrame:
    had, n = counts(number, len(table), mine), table["n"].to_numpy()
    low, high = wilson(had, n, level)
    people = _people(number, patient, mine, len(table))
    return table.assign(had=had, people=people, per_100=100 * share(had, n), low=100 * low, high=100 * high)


def _people(number: np.ndarray, patient: np.ndarray, chosen: np.ndarray, size: int) -> np.ndarray:
    """Distinct people among the *chosen*, by group."""
    pairs = pd.DataFrame({"group": number[chosen], "patient": patient[chosen]}).drop_duplicates()
    return np.bincount(pairs["group"].to_numpy(dtype=np.int64), minlength=size)
