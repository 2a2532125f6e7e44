"""What would have happened anyway: how far readings fall back towards the mean on their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEAST_PAIRS = 30  # fewer pairs say little of how readings hold together: a product choice


@dataclass(frozen=True)
class Repeated:
    """Two readings of the same people before any treatment: ``n`` people, their correlation ``r``, and ``mean``."""

    n: int
    r: float
    mean: float


def repeated(first: ArrayLike, second: ArrayLike) -> Repeated:
    """How two readings before any treatment hold together.

    In: the *first* and *second* reading of each person, in one unit; a pair with NaN is left out. Out: a `Repeated`,
    the mean in the same unit; NaN with fewer than `LEAST_PAIRS` pairs or where all readings of one kind are the same.

    Notes: Pearson's correlation, and the mean of all readings. Assumes that people did not get better or worse between
    the two. It does not show whether those read twice are like the others.

    References: Barnett et al., Int J Epidemiol 2005;34:215-220.

    >>> repeated([5, 6], [5, 7])
    Repeated(n=2, r=nan, mean=nan)
    """
    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    kept = np.isfinite(one) & np.isfinite(two)
    one, two = one[kept], two[kept]
    if one.size < LEAST_PAIRS or not one.std() or not two.std():
        return Repeated(int(one.size), np.nan, np.nan)
    return Repeated(int(one.size), float(np.corrcoef(one, two)[0, 1]), float(np.r_[one, two].mean()))


def expected_drop(baseline: ArrayLike, r: float, mean: float) -> NDArray[np.float64]:
    """By how much a reading is expected to fall back towards the mean with nothing done.

    In: the *baseline* of each person, the *mean* of people like them (same unit), and the correlation *r* of two
    readings. Out: baseline less what is expected the next time, in the same unit; negative for those below the mean.

    Notes: (1 - r)(baseline - mean). Assumes readings of about normal spread, and that the mean and r are those of the
    people at hand, not of those chosen for a high reading. It does not show what anybody would have done.

    References: Barnett 2005 as `repeated`; Galton, J Anthropol Inst 1886;15:246-263.

    >>> [float(one) for one in expected_drop([7.0, 5.0], 0.6, 5.0)]
    [0.8, 0.0]
    """
    return (1 - r) * (np.asarray(baseline, dtype=float) - mean)
