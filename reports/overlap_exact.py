"""Exact linear algebra over whole numbers: which rows depend on which is decided, never rounded.

In floating point a row that is the sum of others leaves a remainder that is not quite 0; after many steps it counts as
a row of its own, and a group that is new looks as if it followed before. So all is reckoned modulo a large prime, where
0 is 0, and only the result is turned back into fractions (Wang 1981, "A p-adic algorithm for univariate partial
fractions"). A wrong answer would need the prime to divide one of the few minors met, which are small numbers here.
"""

from __future__ import annotations

from math import isqrt

import numpy as np
from numpy.typing import NDArray

from reports.overlap_search import Undecided, leads

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]
PRIME = 2_147_483_647  # 2^31 - 1: a product of two remainders still fits into 64 bits


def echelon(rows: Whole) -> Whole:
    """Reduced row echelon form of *rows* (remainders of `PRIME`), with as many rows as their rank."""
    work, done = rows % PRIME, 0
    for column in range(work.shape[1]):
        below = np.flatnonzero(work[done:, column])
        if not below.size:
            continue
        work[[done, done + below[0]]] = work[[done + below[0], done]]
        work[done] = work[done] * pow(int(work[done, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(work[:, column])
        others = others[others != done]
        work[others] = (work[others] - np.outer(work[others, column], work[done]) % PRIME) % PRIME
        done += 1
    return work[:done]


def vanishing(rows: Whole, gone: NDArray[np.bool_]) -> Whole:
    """The combinations of *rows* that are 0 in every column of *gone*, without those columns, in echelon form."""
    order = np.r_[np.flatnonzero(gone), np.flatnonzero(~gone)]
    found = echelon(rows[:, order])
    many = int(gone.sum())
    return found[leads(found) >= many, many:]


def kernel(rows: Whole) -> Whole:
    """All that *rows* send to 0: one row for each number that may be chosen freely."""
    found = echelon(rows)
    free = np.ones(rows.shape[1], dtype=bool)
    free[leads(found)] = False
    kept = np.zeros((int(free.sum()), rows.shape[1]), dtype=np.int64)
    kept[:, free] = np.eye(len(kept), dtype=np.int64)
    kept[:, ~free] = -found[:, free].T % PRIME
    return kept


def fractions(rows: Whole) -> Numbers:
    """Remainders as the fractions they stand for; raises `Undecided` where one is of no small numbers."""
    values, place = np.unique(rows, return_inverse=True)
    found: Numbers = np.array([_fraction(int(value)) for value in values], dtype=np.float64)
    return np.asarray(found[place.reshape(rows.shape)])


def _fraction(value: int) -> float:
    most = isqrt(PRIME // 2)
    before, rest, times, next_times = PRIME, value, 0, 1
    while rest > most:
        whole = before // rest
        before, rest, times, next_times = rest, before - whole * rest, next_times, times - whole * next_times
    if abs(next_times) > most:
        raise Undecided("Whether a few people could be worked out was not settled.")
    return rest / next_times
