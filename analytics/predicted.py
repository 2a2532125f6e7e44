"""What those who never came back would have reached if they had done as others like them did."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analytics.adjusted import NotEnough, design, fit, telling
from analytics.bounds import known_and_seen
from analytics.classes import IMPROVED, classify
from analytics.intervals import LEVEL

HALF = Fraction(1, 2)


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
) -> Predicted:
    """The share improved if each of those lost had done as others did who were like them at the start.

    In: a frame of `courses.courses`, the same rows of `case_mix.covariates`, and the two thresholds as
    `classes.classify` takes them. Out: a `Predicted`. Raises `adjusted.NotEnough` where nobody is missing, or too few
    were measured again for the model.

    Notes: `adjusted.fit` of improved (1) or not (0) on `adjusted.design`, on those measured again; what cannot be
    learnt from them (a column that says nothing the others do not say of them) is left out. A linear model of a share, because only
    its mean over the missing is used; a share outside 0..1 is drawn in to the end. Interval: of the model's mean at the
    average of all due, by moving the origin of the columns there. Assumes that among people alike
    at the start those lost did as the others, and that courses are independent: two feet of one person count as two
    in the interval. It does not show whether they did: that is what cannot be known.

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
    improved = np.isin(classify(courses["change"], important, error), IMPROVED)[known]
    columns = design(covariates[known])
    learnt = columns.loc[:, telling(columns.to_numpy()[seen])]
    moved = learnt - learnt.mean()  # so that the intercept is the mean at the average of all
    moved["intercept"] = 1.0
    model = fit(np.where(seen, improved, np.nan), moved, level)
    of_missing = float(np.clip(model.predicted[~seen].mean(), 0.0, 1.0))
    k = float(improved[seen].sum()) + missing * of_missing
    low, high = np.clip(model.terms[["low", "high"]].to_numpy(dtype=float)[0], 0.0, 1.0)
    share = k / len(seen)  # within its interval also where a share of the missing was drawn in
    return Predicted(len(seen), k, share, min(share, float(low)), max(share, float(high)), missing, of_missing)


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
