"""The line a patient may be expected to follow, from similar courses, and how wide single readings lie around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.alike import LEAST, STEPS, distances, widths
from analytics.intercepts import NotEnough, random_intercept
from analytics.pool import pool
from analytics.similar import visits

LEVEL = 0.8  # an 80 % interval: of five new patients about four; a product choice
LEAST_FOR_MODEL = 30  # below about 30 courses no mixed model (product choice of the clinical reference)
COLUMNS = ("number", "expected", "low", "high")
MIXED = "mixed model (REML, a level of its own for each patient)"
PLAIN = "linear regression"


@dataclass(frozen=True)
class Expected:
    """The line: how it was made (`method`, words; why not, where `frame` is empty), from `n` courses, at `level`.

    `frame`: number, expected, low, high (the measure's unit).
    """

    method: str
    n: int
    level: float
    frame: pd.DataFrame


def expected(
    courses: pd.DataFrame,
    readings: pd.DataFrame,
    *,
    baseline: float,
    patient: int,
    scale: tuple[float, float],
    least: int = LEAST,
    steps: tuple[float, ...] = STEPS,
    least_for_model: int = LEAST_FOR_MODEL,
    level: float = LEVEL,
) -> Expected:
    """The expected reading before each later session, with the interval for a new patient's single reading.

    In: as `similar.similar`; *level* 0..1 of the interval. Out: an `Expected`; its frame has one row per session
    number from 2 on: number, expected, low, high (the measure's unit, cut at the ends of the scale).

    Notes: the courses are those of `similar.similar`, numbers with fewer than 5 patients left out. Model: reading =
    one mean per session number + slope x (baseline - this baseline), with a random level per patient from
    *least_for_model* courses on, without it (plain regression) from *least* on; fewer give no line. The interval is
    expected +- z (or t) x root(variance of the mean + between + within): it holds a share *level* of single readings
    of new patients, not of means. It does not show what care caused, nor what this patient will feel; it assumes that
    those who stopped coming would have gone on like those who came.

    References: Laird & Ware, Biometrics 1982;38:963-974 (mixed model, valid if missing at random).

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, pain = clinic(), load_catalogue().measure("nprs")
    >>> frame = courses(ours.readings, ours.episodes, pain, as_of=TODAY)
    >>> expected(frame, ours.readings, baseline=6.0, patient=11, scale=(0, 10)).method
    'no line: fewer than 20 similar courses'
    """
    every = pool(courses, readings, scale)
    away = distances(every, np.array([baseline]), np.array([patient]))
    width, count = widths(away, scale, least, steps)
    n = int(count[0])
    if not np.isfinite(width[0]):
        return Expected(f"no line: fewer than {least} similar courses", n, level, _frame([], [], [], [], scale))
    rows = visits(every, away[0] <= width[0] + 1e-9)
    rows = rows[rows["number"] >= 2]
    if rows.empty:
        return Expected("no line: too few came a second time", n, level, _frame([], [], [], [], scale))
    method, frame = _line(rows, baseline, n >= least_for_model, level, scale)
    return Expected(method, n, level, frame)


def _line(
    rows: pd.DataFrame, baseline: float, mixed: bool, level: float, scale: tuple[float, float]
) -> tuple[str, pd.DataFrame]:
    numbers = np.unique(rows["number"])
    x = (rows["number"].to_numpy()[:, None] == numbers).astype(float)
    off = rows["baseline"].to_numpy(dtype=float) - baseline
    if np.ptp(off) > 0:
        x = np.column_stack([x, off])
    y, people = rows["value"].to_numpy(dtype=float), rows["patient"].to_numpy()
    here = np.eye(len(numbers), x.shape[1])  # this patient: one number at a time, baseline off by nothing
    try:
        mean, variance, times, method = _mixed(y, x, people, here, level) if mixed else _plain(y, x, here, level)
    except NotEnough as why:
        return f"no line: {str(why)[0].lower()}{str(why)[1:].rstrip('.')}", _frame([], [], [], [], scale)
    half = times * np.sqrt(variance)
    return method, _frame(numbers, mean, mean - half, mean + half, scale)


def _mixed(y: NDArray, x: NDArray, people: NDArray, here: NDArray, level: float) -> tuple[NDArray, NDArray, float, str]:
    from scipy.special import ndtri

    found = random_intercept(y, x, people)
    around = np.einsum("ij,jk,ik->i", here, found.covariance, here)
    return here @ found.beta, around + found.between + found.within, float(ndtri(0.5 + level / 2)), MIXED


def _plain(y: NDArray, x: NDArray, here: NDArray, level: float) -> tuple[NDArray, NDArray, float, str]:
    from scipy.special import stdtrit

    freedom = len(y) - x.shape[1]
    if freedom < 2 or np.linalg.matrix_rank(x) < x.shape[1]:
        raise NotEnough("There are not enough readings to fit the model.")
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    spread = float(((y - x @ beta) ** 2).sum()) / freedom
    around = np.einsum("ij,jk,ik->i", here, inverse, here)
    return here @ beta, spread * (1 + around), float(stdtrit(freedom, 0.5 + level / 2)), PLAIN


def _frame(
    number: NDArray | list, mean: NDArray | list, low: NDArray | list, high: NDArray | list, scale: tuple[float, float]
) -> pd.DataFrame:
    columns = {
        name: np.clip(np.asarray(column, dtype=float), *scale)
        for name, column in zip(COLUMNS[1:], (mean, low, high), strict=True)
    }
    return pd.DataFrame({"number": np.asarray(number, dtype=np.int64), **columns})
