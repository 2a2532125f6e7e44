"""What those who never came back would have reached if they had done as others like them did."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.bounds import known_and_seen
from analytics.classes import classify
from analytics.groups import t_quantile
from analytics.intervals import LEVEL
from analytics.products import Kinds, NotEnough, inverse_of, telling_of
from analytics.tallies import improved

HALF = Fraction(1, 2)
Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Predicted:
    """``share`` improved (0..1) of the ``n`` due with its interval, and ``missing_share`` of the ``missing`` of them.

    ``k`` is how many of the ``n`` are expected to have improved: no whole number.
    """

    n: int
    k: float
    share: float
    low: float
    high: float
    missing: int
    missing_share: float


def as_predicted(
    courses: pd.DataFrame,
    covariates: pd.DataFrame,
    important: ArrayLike | None,
    error: ArrayLike | None,
    level: float = LEVEL,
    classes: pd.Categorical[str] | None = None,
) -> Predicted:
    """The share improved if each of those lost had done as others did who were like them at the start.

    In: a frame of `courses.courses`, the same rows of `case_mix.covariates`, and the two thresholds as
    `classes.classify` takes them, and the *classes* it gives with them, where they are known already.
    Out: a `Predicted`. Raises `adjusted.NotEnough` where nobody is missing, or too few were measured again for the
    model.

    Notes: `adjusted.fit` of improved (1) or not (0) on `adjusted.design`, on those measured again; what cannot be
    learnt from them (a column that says nothing the others do not say of them) is left out. A linear model of a
    share, because only its mean over the missing is used; a share outside 0..1 is drawn in to the end. Interval: of
    the model's mean at the average of all due, by moving the origin of the columns there. Assumes that among people
    alike at the start those lost did as the others, and that courses are independent: two feet of one person count
    as two in the interval. It does not show whether they did: that is what cannot be known.

    References: prediction of what is missing from what is seen, Little & Rubin, Statistical Analysis with Missing
    Data, 3rd edition, chapter 4; a product choice of model.

    >>> rows = pd.DataFrame({"eligible": True, "baseline": np.tile([4.0, 8.0], 30), "change": np.tile([0.0, 4.0], 30)})
    >>> rows["status"] = np.where(rows.index < 40, "counted", "no follow-up")
    >>> found = as_predicted(rows, rows[["baseline"]], 2, 1)
    >>> found.missing, round(found.missing_share, 6), round(found.k, 6), found.n
    (20, 0.5, 30.0, 60)
    """
    known, seen = known_and_seen(courses, important, error)
    seen = seen[known]
    missing = int((~seen).sum())
    if not missing:
        raise NotEnough("Nobody is missing.")
    kind = classify(courses["change"], important, error) if classes is None else classes
    better = improved(kind)[known] & seen
    kinds = Kinds(covariates[known])
    middle, reach, at_missing = _learnt(kinds, seen, better, level)
    of_missing = float(np.clip(at_missing, 0.0, 1.0))
    k = float(better.sum()) + missing * of_missing
    low, high = np.clip([middle - reach, middle + reach], 0.0, 1.0)
    share = k / len(seen)  # within its interval also where a share of the missing was drawn in
    return Predicted(len(seen), k, share, min(share, float(low)), max(share, float(high)), missing, of_missing)


def _learnt(kinds: Kinds, seen: Rows, better: Rows, level: float) -> tuple[float, float, float]:
    """The model of those *seen*: at the average of all, how far the interval reaches there, at that of the missing."""
    n, yes = int(seen.sum()), float(better.sum())
    products = kinds.products(seen)
    kept = np.flatnonzero(telling_of(products, n))
    of_all, of_seen, of_better = (kinds.totals(rows)[kept] for rows in (seen | True, seen, better))
    average = np.r_[0.0, of_all[1:] / len(seen)]  # columns are moved there, so that the intercept is the mean there
    missing = (of_all - of_seen) / (len(seen) - n) - average
    shift = np.outer(of_seen, average)
    products = products[np.ix_(kept, kept)] - shift - shift.T + n * np.outer(average, average)
    moments = of_better - yes * average
    inverse = inverse_of(products, n)
    beta = inverse @ moments
    beta += inverse @ (moments - products @ beta)
    spread = max(0.0, yes - float(beta @ (2 * moments - products @ beta)))
    freedom = n - len(beta)
    reach = float(t_quantile(np.array([freedom]), level)[0]) * np.sqrt(spread / freedom * inverse[0, 0])
    return float(beta[0]), float(reach), float(missing @ beta)


def tipping_point(improved: int, seen: int, missing: int, line: Fraction = HALF) -> int:
    """How many of the missing have to have improved for the share of everyone to reach the line.

    In: *improved* of those *seen* again, how many are *missing*, the *line* as a share. Out: the least whole number of
    the missing; 0 or less: the share is at the line whatever became of them; more than *missing*: it cannot be.

    Notes: the least m with (improved + m) / (seen + missing) >= line, in whole numbers, so that meeting the line
    exactly counts. It does not show how likely any number is.

    References: tipping-point analysis, Yan, Lee & Li, J Biopharm Stat 2009;19:1085-1098.

    >>> tipping_point(60, 100, 50), tipping_point(80, 100, 50), tipping_point(20, 100, 50)
    (15, -5, 55)
    """
    needed = line * (seen + missing) - improved
    return -(-needed.numerator // needed.denominator)
