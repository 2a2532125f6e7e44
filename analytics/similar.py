"""The band of similar patients: how courses that began alike went on, session by session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.alike import LEAST, STEPS, distances, widths
from analytics.groups import numbered
from analytics.pool import Pool, pool

LEAST_PATIENTS = 5  # fewer people at one session number are not shown (the clinic's own rule for small groups)
QUARTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}


@dataclass(frozen=True)
class Similar:
    """The band and how it was found: half `width` (None: too few), `n` similar courses of `patients`, of `courses`.

    `band`: number, n, q1, median, q3 (the measure's unit); no column says who.
    """

    width: float | None
    n: int
    patients: int
    courses: int
    band: pd.DataFrame


def similar(
    courses: pd.DataFrame,
    readings: pd.DataFrame,
    *,
    baseline: float,
    patient: int,
    scale: tuple[float, float],
    least: int = LEAST,
    steps: tuple[float, ...] = STEPS,
) -> Similar:
    """The middle half of similar courses before each session, without this patient's own.

    In: a frame of `courses.courses` and a readings frame of the whole clinic, both of one condition and measure;
    *baseline* of the patient asked about and the ends of the *scale* in the measure's unit; *patient*.
    Out: a `Similar`; its band has one row per session number, in order: number, n (courses), q1, median, q3.

    Notes: similar are courses of other patients whose baseline lies within half a tenth of the scale of this one,
    widened (1, 1.5, 2, 3 tenths) until there are at least *least*; otherwise width is None and the band is empty. No
    course of the patient's own is in it, the other foot neither. Quartiles interpolate linearly between readings.
    Numbers with readings of fewer than 5 patients are left out. It does not show the course of one group of people:
    those still coming at session 8 are not those who came once; nor what would have happened without care.

    References: quartiles as Hyndman & Fan, Am Stat 1996;50:361-365, type 7; the widths and the 20 courses are
    product choices.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, pain = clinic(), load_catalogue().measure("nprs")
    >>> frame = courses(ours.readings, ours.episodes, pain, as_of=TODAY)
    >>> found = similar(frame, ours.readings, baseline=6.0, patient=11, scale=(0, 10))
    >>> found.width, found.n, found.courses, len(found.band)
    (None, 2, 2, 0)
    """
    every = pool(courses, readings, scale)
    away = distances(every, np.array([baseline]), np.array([patient]))
    width, n = widths(away, scale, least, steps)
    inside = away[0] <= max(steps) * (scale[1] - scale[0]) / 10 + 1e-9
    enough = bool(np.isfinite(width[0]))
    if enough:
        inside = away[0] <= width[0] + 1e-9
    people = np.unique(every.patient[inside]).size
    band = _band(visits(every, inside & enough))
    others = int((every.patient != patient).sum())
    return Similar(float(width[0]) if enough else None, int(n[0]), people, others, band)


def visits(every: Pool, inside: np.ndarray) -> pd.DataFrame:
    """The values before each session of the courses that are *inside*, one row each.

    In: a `Pool` and which of its courses count. Out, sorted by number: number, value (the measure's unit), patient,
    baseline; only numbers at which at least 5 patients have a value.

    Notes: a choice of rows, for calculating on: it names nobody, but its rows are single readings and are not to be
    shown. It does not show who stopped coming.

    References: a product choice (small groups).

    >>> every = Pool(np.arange(5), np.full(5, 6.0), np.array([[6.0, 4.0]] * 4 + [[6.0, np.nan]]), (0, 10))
    >>> visits(every, np.full(5, True))["number"].unique().tolist()
    [1]
    """
    number, course = np.nonzero(np.isfinite(np.where(inside[:, None], every.value, np.nan)).T)
    rows = pd.DataFrame({"number": number + 1, "value": every.value[course, number]})
    rows = rows.assign(patient=every.patient[course], baseline=every.baseline[course])
    people = rows.groupby("number")["patient"].transform("nunique")
    return rows[people >= LEAST_PATIENTS].reset_index(drop=True)


def _band(rows: pd.DataFrame) -> pd.DataFrame:
    place, found = numbered(rows[["number"]], ["number"])
    values = rows["value"].groupby(place)
    parts = {name: values.quantile(q).to_numpy(dtype=float) for name, q in QUARTILES.items()}
    n = np.bincount(place, minlength=len(found)).astype(np.int64)
    return pd.DataFrame({"number": found["number"].to_numpy(dtype=np.int64), "n": n, **parts})
