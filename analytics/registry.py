"""The table by condition from many clinics: each worked through alone, and only whole numbers are brought together."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.classes import classify, thresholds
from analytics.codes import firsts, in_order_of
from analytics.groups import numbered, share, t_quantile
from analytics.intervals import LEVEL
from analytics.tallies import (
    CLASS_COLUMNS,
    RESPONDERS,
    STAGES,
    in_classes,
    responding,
    stages,
    untested_blank,
    with_shares,
)
from analytics.whole_sums import GRID, by_run, on_grid, products

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure

KEY = "condition"
CLASSES = (*CLASS_COLUMNS, "unclassed")
COUNTS = (*STAGES, "n", "patients", *CLASSES, *RESPONDERS)
SUMS = ("baseline", "last", "change", "squares", "own_squares", "own_products", "own_counts")
COLUMNS = (KEY, *COUNTS, *SUMS)
NO_SPREAD = 1e-12  # of the mean: as `intervals.group_intervals`, a spread of rounding errors is no spread


def sums(
    courses: pd.DataFrame,
    measure: Measure,
    catalogue: Catalogue,
    *,
    weeks: float | None = None,
    percent: float | None = None,
) -> pd.DataFrame:
    """What has to be known of some patients' courses to put them together with other patients' courses.

    In: a frame of `courses.courses` for *measure*, of whole patients; the rest as for `summary.by_group`.
    Out, one row per condition: condition, `COUNTS` (courses; patients), `SUMS` (whole numbers of Python without limit,
    in steps of 2^-44 of the measure's unit, or steps times steps): of the courses counted the sums of baseline, last,
    change and change squared; of each patient's own sum of changes S and number m the sums of S * S, S * m and m * m.

    Notes: each value is moved to the nearest step, at most 3e-14 of a unit; from there on nothing is lost, so that
    the order, and how patients are divided into parts, change no digit. A patient must be in one part only: the same
    key in two parts is two patients. It does not hold a value of a single course, but a row of one patient is one.
    Raises `whole_sums.TooLarge` for a value beyond 131,072 units.

    References: sufficient statistics of `summary.by_group`; a product choice.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> words, ours = load_catalogue(), clinic()
    >>> pain = words.measure("nprs")
    >>> found = sums(courses(ours.readings, ours.episodes, pain, as_of=TODAY), pain, words)
    >>> found[["condition", "seen", "n", "change"]].assign(change=found["change"] // 2**44).values.tolist()
    [['achilles_tendinopathy', 1, 1, 0], ['plantar_heel_pain', 3, 1, 3]]
    """
    kinds = classify(courses["change"], *thresholds(courses, measure, catalogue, weeks))
    number, table = numbered(courses, [KEY])
    size, counted = len(table), (courses["status"] == "counted").to_numpy()
    rows = {name: courses[name].to_numpy()[counted] for name in ("patient", "baseline", "last", "change")}
    group = number[counted]
    found = stages(courses, number, size) | in_classes(kinds, number, size, counted)
    found |= responding(rows, group, size, percent, measure) | _exact(rows, group, size)
    return pd.DataFrame({KEY: table[KEY].astype(object), **{name: found[name] for name in COLUMNS[1:]}})


def together(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The sums of all parts together.

    In: frames of `sums`, none of whose patients is in another. Out: the same columns, one row per condition, sorted.

    Notes: whole numbers added, so that the order of the parts changes nothing. It does not know whether a part was
    handed in twice.

    References: a product choice.

    >>> one = pd.DataFrame([["heel", *[1] * len(COUNTS), *[2**70] * len(SUMS)]], columns=list(COLUMNS))
    >>> both = together([one, one])
    >>> int(both["n"].iloc[0]), both["change"].iloc[0] == 2**71
    (2, True)
    """
    totals: dict[Any, list[int]] = {}
    for part in parts:
        for row in part[list(COLUMNS)].astype(object).itertuples(index=False):
            so_far = totals.setdefault(row[0], [0] * (len(COLUMNS) - 1))
            totals[row[0]] = [one + int(more) for one, more in zip(so_far, row[1:], strict=True)]
    found = pd.DataFrame([[name, *totals[name]] for name in sorted(totals)], columns=list(COLUMNS), dtype=object)
    return found.astype(dict.fromkeys(COUNTS, "int64"))


def described(sums: pd.DataFrame, *, percent: float | None = None, level: float = LEVEL) -> pd.DataFrame:
    """The table of `summary.by_group` by condition, from sums.

    In: a frame of `together` or `sums`, the *percent* it was made with, *level* 0..1. Out: the columns of
    `summary.by_group` by condition, in its units.

    Notes: counts are the same whole numbers; means, spreads and intervals are worked out as exact fractions and become
    floating point at the end: they agree with `summary.by_group` to 1e-12. With T, Q the sums of change and its square:
    sd^2 = (Q - T^2/n) / (n - 1); the interval as `intervals.group_intervals`, whose sum over patients of (S - m *
    mean)^2 is the sum of S^2 - 2 mean * (sum of S * m) + mean^2 * (sum of m^2). It does not correct what `by_group`
    does not show either.

    References: as `intervals.mean_interval`, `intervals.wilson`.

    >>> row = dict.fromkeys(COLUMNS, 0) | {"condition": "heel", "n": 2, "patients": 2, "change": 2**45 * 2}
    >>> row |= {"squares": 10 * 2**88, "own_squares": 10 * 2**88, "own_products": 2**46, "own_counts": 2}
    >>> described(pd.DataFrame([row]).astype({name: object for name in SUMS}))[["mean_change", "sd_change"]].round(3)
       mean_change  sd_change
    0          2.0      1.414
    """
    n, patients = (sums[name].to_numpy(dtype=np.int64) for name in ("n", "patients"))
    each = [_moments(row) for row in sums.to_dict("records")]
    mean, sd, error = (
        (np.array(column, dtype=float) for column in zip(*each, strict=True)) if each else (np.empty(0),) * 3
    )
    half = t_quantile(patients - 1, level) * error
    seen = sums[[KEY, *STAGES, "n", "patients"]].reset_index(drop=True)
    of_groups = {name: sums[name].to_numpy(dtype=np.int64) for name in COUNTS}
    return seen.assign(
        mean_baseline=_mean(sums["baseline"], n), mean_last=_mean(sums["last"], n), mean_change=mean,
        ci_low=mean - half, ci_high=mean + half, sd_change=sd, srm=share(mean, sd),
        share_followed=share(of_groups["followed_up"], of_groups["eligible"]),
        **untested_blank({name: of_groups[name] for name in CLASSES}),
        **with_shares({name: of_groups[name] for name in RESPONDERS}, percent, level),
    )  # fmt: skip


def _exact(
    rows: dict[str, NDArray], group: NDArray[np.int64], size: int
) -> dict[str, NDArray[np.object_] | NDArray[np.int64]]:
    """The columns `SUMS`, and n and patients."""
    order = in_order_of(rows["patient"])
    order = order[np.argsort(group[order].astype(np.min_scalar_type(size)), kind="stable")]
    patient, group = rows["patient"][order], group[order]
    baseline, last, change = (on_grid(rows[name][order]) for name in ("baseline", "last", "change"))
    one = np.ones(group.size, dtype=np.int64)
    first = firsts(group, patient)  # of each patient's courses of one condition
    of_group, own, times = group[first], by_run(change, first), np.diff(np.r_[first, group.size])
    found = {
        "baseline": products(baseline, one, group, size),
        "last": products(last, one, group, size),
        "change": products(change, one, group, size),
        "squares": products(change, change, group, size),
        "own_squares": products(own, own, of_group, size),
        "own_products": products(own, times, of_group, size),
        "own_counts": products(times, times, of_group, size),
    }
    whole = {name: np.array([*numbers, None], dtype=object)[:-1] for name, numbers in found.items()}
    return whole | {"n": np.bincount(group, minlength=size), "patients": np.bincount(of_group, minlength=size)}


def _mean(total: pd.Series, n: NDArray[np.int64]) -> NDArray[np.float64]:
    pairs = zip(total, n.tolist(), strict=True)
    return np.array([float(Fraction(int(steps), GRID * count)) if count else np.nan for steps, count in pairs])


def _moments(row: dict[Any, Any]) -> tuple[float, float, float]:
    """The mean change, its spread, and the standard error by patient; NaN where there is none."""
    n, patients, total = int(row["n"]), int(row["patients"]), int(row["change"])
    if not n:
        return np.nan, np.nan, np.nan
    mean = Fraction(total, n)  # in steps
    square = int(row["squares"]) - mean * total
    between = int(row["own_squares"]) - 2 * mean * int(row["own_products"]) + mean**2 * int(row["own_counts"])
    if square <= n * (NO_SPREAD * mean) ** 2:
        square = between = Fraction(0)
    sd = sqrt(square / (n - 1)) / GRID if n > 1 else np.nan
    error = sqrt(between * patients / ((patients - 1) * n * n)) / GRID if patients > 1 else np.nan
    return float(mean / GRID), sd, error
