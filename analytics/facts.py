"""What the rules of progress look at: the change so far, the sessions behind it, and similar courses, per limb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.alike import LEAST, STEPS, among
from analytics.classes import classify, thresholds
from analytics.codes import days, limbs, words
from analytics.pool import Pool, pool
from analytics.readings import usable

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure


@dataclass(frozen=True)
class Facts:
    """The facts of one limb. Numbers in the measure's unit, NaN where there is none; change positive is better.

    `sessions`: held before the day of the last reading. `value`: the latest before session `number` (0: none after the
    first), beside `there` similar courses with a reading there, `better` of them better; `n` similar courses in all.
    `room`: from the baseline to the best end of a scale.
    """

    baseline: float
    last: float
    change: float
    important: float
    error: float
    cls: str
    sessions: int
    number: int
    value: float
    width: float
    n: int
    there: int
    better: int
    room: float
    unit: str


FIELDS = tuple(Facts.__dataclass_fields__)


def facts(
    asked: pd.DataFrame,
    courses: pd.DataFrame,
    readings: pd.DataFrame,
    sessions: pd.DataFrame,
    measure: Measure,
    catalogue: Catalogue,
    *,
    least: int = LEAST,
    steps: tuple[float, ...] = STEPS,
) -> pd.DataFrame:
    """The facts of each limb asked about, one row each, in the order of *asked*.

    In: *asked*, rows of a frame of `courses.courses` (with a column error where another error than the catalogue's
    holds: `standing.standing`); *courses*, *readings*, *sessions* of the whole clinic; courses of the same *measure*.
    Out: episode, side, and the fields of `Facts`, in the measure's unit.

    Notes: thresholds by condition without a horizon; similar courses as `alike.among`, of the same condition and
    method. It does not judge: `zones.zone` does.

    References: as `classes.classify` and `alike.among`.

    >>> from analytics.courses import courses as made
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, known = clinic(), load_catalogue()
    >>> pain = known.measure("nprs")
    >>> frame = made(ours.readings, ours.episodes, pain, as_of=TODAY)
    >>> found = facts(frame[:1], frame, ours.readings, ours.sessions, pain, known)
    >>> found[["change", "cls", "sessions", "number", "value", "n", "room"]].values.tolist()
    [[3.0, 'improved beyond both', 2, 2, 5.0, 1, 6.0]]
    """
    important, error = thresholds(asked, measure, catalogue)
    if "error" in asked.columns:
        error = asked["error"].to_numpy(dtype=float)
    frame = asked[["episode", "side", "baseline", "last", "change"]].reset_index(drop=True)
    frame = frame.assign(important=important, error=error, sessions=_behind(asked, sessions))
    frame["cls"] = classify(frame["change"], important, error).astype(object)
    frame["cls"] = frame["cls"].fillna("").astype(str)
    frame["room"] = measure.high - frame["baseline"] if measure.better == "up" else frame["baseline"] - measure.low
    if measure.bounds != "scale":
        frame["room"] = np.nan
    conditions = asked["condition"].astype(object).unique()
    scale = (measure.low, measure.high)
    every = pool(courses[courses["condition"].isin(conditions)], usable(readings, measure), scale)
    frame = frame.assign(**_latest(asked, every), unit=measure.unit)
    return _beside(frame, asked, every, measure.sign, least, steps)[["episode", "side", *FIELDS]]


def _behind(asked: pd.DataFrame, sessions: pd.DataFrame) -> np.ndarray:
    """How many sessions were held before the day of the last reading (all, where there is none)."""
    place = pd.Index(asked["episode"].unique())
    at = place.get_indexer(pd.Index(sessions["episode"]))
    on, at = days(sessions["on"])[at >= 0], at[at >= 0]
    until = days(asked["last_on"].fillna(pd.Timestamp("2200-01-01")))
    order = np.lexsort((on, at))
    keys = at[order] * 200_000 + on[order] + 60_000  # days since 1970 lie within
    own = place.get_indexer(pd.Index(asked["episode"])) * 200_000
    return np.searchsorted(keys, own + until + 60_000) - np.searchsorted(keys, own)


def _latest(asked: pd.DataFrame, every: Pool) -> dict[str, np.ndarray]:
    """The latest value before a session after the first, and the number of that session (0: none)."""
    at = pd.Index(every.limb).get_indexer(pd.Index(limbs(asked)))
    values = np.c_[np.full(len(every.patient), np.nan), every.value[:, 1:]]
    values = np.r_[values, np.full((1, values.shape[1]), np.nan)][at]
    there = np.isfinite(values)
    column = there.shape[1] - 1 - there[:, ::-1].argmax(axis=1)
    found = there.any(axis=1)
    value = np.where(found, values[np.arange(len(values)), column], np.nan)
    return {"number": np.where(found, column + 1, 0).astype(np.int64), "value": value}


def _beside(
    frame: pd.DataFrame, asked: pd.DataFrame, every: Pool, sign: float, least: int, steps: tuple[float, ...]
) -> pd.DataFrame:
    width, counts = np.full(len(frame), np.nan), np.zeros((3, len(frame)), dtype=np.int64)
    kinds = pd.MultiIndex.from_arrays([words(asked["condition"]), words(asked["method"])])
    group, pairs = pd.factorize(kinds)
    patient = asked["patient"].to_numpy()
    baseline, value, number = (frame[name].to_numpy() for name in ("baseline", "value", "number"))
    for place, (condition, method) in enumerate(pairs):
        rows = np.flatnonzero(group == place)
        found = among(
            every.of(condition, method), baseline[rows], patient[rows], value[rows], number[rows],
            sign=sign, least=least, steps=steps,
        )  # fmt: skip
        width[rows], counts[:, rows] = found.width, np.stack([found.n, found.there, found.better])
    return frame.assign(width=width, n=counts[0], there=counts[1], better=counts[2])
