"""Courses of care that began alike, and how one patient stands among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.pool import Numbers, Pool, Whole

LEAST = 20  # fewer similar courses give no band: a product choice
STEPS = (0.5, 1.0, 1.5, 2.0, 3.0)  # half widths tried, in tenths of the scale: a product choice
TOLERANCE = 1e-9
CELLS = 4_000_000  # patients x courses compared at once: keeps the memory small


@dataclass(frozen=True)
class Place:
    """Per patient asked about: half width (NaN: too few), similar courses, those there at that number, those better."""

    width: Numbers
    n: Whole
    there: Whole
    better: Whole


def among(
    pool: Pool,
    baseline: Numbers,
    patient: Whole,
    value: Numbers,
    number: Whole,
    *,
    sign: float,
    least: int = LEAST,
    steps: tuple[float, ...] = STEPS,
) -> Place:
    """How many similar courses stood better than each patient before the same session.

    In: the *pool*; per patient asked about: *baseline* and *value* (the measure's unit), *patient*, the session
    *number* of the value (0: none); *sign* of the measure. Out: a `Place`.

    Notes: similar are courses of other patients whose baseline lies within the half width, widened step by step
    until there are *least*; where there never are, width is NaN, n is how many there were, and nobody is compared.
    Better is strictly better, by more than 1e-9. It does not show why somebody stands where they do: the others too
    were needled, and those doing well may have stopped coming.

    References: a product choice.

    >>> others = Pool(np.arange(20), np.full(20, 6.0), np.full((20, 2), 3.0), (0, 10))
    >>> asked = (np.array([6.0]), np.array([99]), np.array([5.0]), np.array([2]))
    >>> among(others, *asked, sign=-1.0).better.tolist()
    [20]
    """
    size = max(1, CELLS // max(1, len(pool.patient)))
    parts = []
    for start in range(0, max(1, len(baseline)), size):
        part = slice(start, start + size)
        away = distances(pool, baseline[part], patient[part])
        width, n = widths(away, pool.scale, least, steps)
        inside = away <= width[:, None] + TOLERANCE  # NaN: nobody
        theirs = _at_number(pool, number[part])
        there = inside & np.isfinite(theirs)
        better = there & (sign * theirs > sign * value[part, None] + TOLERANCE)
        parts.append((width, n, there.sum(axis=1), better.sum(axis=1)))
    return Place(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def distances(pool: Pool, baseline: Numbers, patient: Whole) -> Numbers:
    """How far each course of the pool began from each patient asked about; a patient's own are infinitely far.

    In: the *pool*, and per patient asked about *baseline* (the measure's unit) and *patient*. Out: a matrix, patients
    asked about x courses, in the measure's unit.

    Notes: |baseline - baseline|. It does not show likeness in anything but the first reading.

    References: a product choice.

    >>> two = Pool(np.array([1, 2]), np.array([6.0, 5.0]), np.empty((2, 0)), (0, 10))
    >>> distances(two, np.array([6.0]), np.array([1]))
    array([[inf,  1.]])
    """
    away = np.abs(baseline[:, None] - pool.baseline[None, :])
    away[patient[:, None] == pool.patient[None, :]] = np.inf
    away[np.isnan(away)] = np.inf
    return away


def widths(
    away: Numbers, scale: tuple[float, float], least: int = LEAST, steps: tuple[float, ...] = STEPS
) -> tuple[Numbers, Whole]:
    """The half width at which there are enough similar courses, and how many there are within it.

    In: *away* of `distances`, the ends of the *scale*, *least* courses, *steps* in tenths of the scale.
    Out: per row the half width in the measure's unit (NaN where the widest step has too few) and the number of
    courses within it (within the widest where there are too few).

    Notes: the first step that holds at least *least*. The next wider one would hold more but less alike. It does not
    show how alike they are in age, duration or treatment.

    References: a product choice.

    >>> widths(np.array([[0.0, 0.4, 1.0, np.inf]]), (0, 10), least=3)
    (array([1.]), array([3]))
    """
    half = np.sort(np.array(steps)) * (scale[1] - scale[0]) / 10
    inside = np.stack([(away <= one + TOLERANCE).sum(axis=1) for one in half], axis=1)
    enough = inside >= least
    found = enough.any(axis=1)
    step = np.where(found, enough.argmax(axis=1), len(half) - 1)
    return np.where(found, half[step], np.nan), inside[np.arange(len(inside)), step].astype(np.int64)


def _at_number(pool: Pool, number: Whole) -> Numbers:
    """Everybody's value at each asked number, one row per number; NaN where nobody can be."""
    wide = np.c_[pool.value, np.full(len(pool.patient), np.nan)]
    place = np.where((number >= 1) & (number <= pool.value.shape[1]), number - 1, -1)
    return wide[:, place].T
