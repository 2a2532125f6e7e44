"""Improved, within error, or worse: how one change is classed against its thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure

CLASSES = (
    "improved beyond both",
    "improved, important only",
    "improved, error only",
    "within error",
    "worse",
)
IMPROVED = CLASSES[:3]
BOTH_WORDS = {
    "improved beyond both": "improved beyond error and important",
    "improved, important only": "improved by an important amount, within error",
    "improved, error only": "improved beyond error, not important",
    "within error": "within error",
    "worse": "worse beyond error",
}
IMPORTANT_WORDS = {
    "improved, important only": "improved by an important amount (error not assessable)",
    "within error": "no important change",
    "worse": "worse by an important amount",
}
ERROR_WORDS = {
    "improved, error only": "improved beyond measurement error",
    "within error": "within measurement error",
    "worse": "worse beyond measurement error",
}
TOLERANCE = 1e-9  # a threshold met exactly is met, whatever the last binary digit says


class UnknownClass(ValueError):
    """A name that is not one of `CLASSES`."""


def classify(change: ArrayLike, important: ArrayLike | None, error: ArrayLike | None) -> pd.Categorical[str]:
    """Class each change against the important change and the measurement error.

    In: *change* oriented (positive is better), *important* and *error* magnitudes in the same unit, each one
    number, one per change (NaN: none), or None. Out: an ordered categorical of `CLASSES`, missing where the change
    is missing or there is no threshold at all.

    Notes: with d the change, E the error and I the important change: beyond both d > E and d >= I; important only d
    >= I; error only d > E; worse d < -E; otherwise within error. Without an error, importance alone is tested and
    worse is d <= -I. Without an important change, the error alone. Comparisons allow for 1e-9. It does not show
    recovery, nor that the treatment caused the change; a person may be classed by chance alone (about 1 in 40 each
    way at a 95 % error).

    References: Jacobson & Truax, J Consult Clin Psychol 1991;59:12-19; 10.1186/1477-7525-4-54 (reliable against
    important); the boundaries between the classes are a product choice.

    >>> list(classify([2.0, 1.5, 1.0, -1.4], important=2, error=1.33))
    ['improved beyond both', 'improved, error only', 'within error', 'worse']
    """
    moved = np.asarray(change, dtype=float).ravel()
    need, noise = (_limit(limit, moved.size) for limit in (important, error))
    has_need, has_noise = np.isfinite(need), np.isfinite(noise)
    enough = has_need & (moved >= need - TOLERANCE)
    beyond = has_noise & (moved > noise + TOLERANCE)
    worse = np.where(has_noise, moved < -noise - TOLERANCE, has_need & (moved <= -need + TOLERANCE))
    code = np.select([enough & beyond, enough, beyond, worse], [0, 1, 2, 4], default=3).astype(np.int64)
    code[~np.isfinite(moved) | ~(has_need | has_noise)] = -1
    return pd.Categorical.from_codes(code, categories=pd.Index(CLASSES), ordered=True)


def thresholds(
    courses: pd.DataFrame, measure: Measure, catalogue: Catalogue, weeks: float | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The important change and the error that hold for each course, looked up by its condition.

    In: *courses* with `condition`, the *measure*, the *catalogue*, the horizon in *weeks* or None.
    Out: two arrays, one number per course in the measure's unit, NaN where no rule threshold matches.

    Notes: `Catalogue.threshold` chooses the most specific (condition and horizon, condition, horizon, general). One
    in percent is turned into units at that course's own baseline. It does not show where a threshold comes from:
    the Methods page does.

    References: each threshold's own, in `data/measures/`.

    >>> from data.catalogue import load_catalogue
    >>> frame = pd.DataFrame({"condition": ["achilles"]})
    >>> words = load_catalogue()
    >>> [limit.tolist() for limit in thresholds(frame, words.measure("nprs"), words)]
    [[2.0], [1.33]]
    """
    condition = courses["condition"].astype("category")
    names: list[str | None] = [str(name) for name in condition.cat.categories]
    pick = condition.cat.codes.to_numpy()  # -1, a missing condition, picks the last: no condition
    found = []
    for kind in ("important", "error"):
        rules = [catalogue.threshold(measure.id, kind, name, weeks) for name in [*names, None]]
        found.append(np.array([np.nan if rule is None else rule.value for rule in rules])[pick])
    return found[0], found[1]


def classed(courses: pd.DataFrame, measure: Measure, catalogue: Catalogue, weeks: float | None = None) -> pd.DataFrame:
    """The courses with the thresholds that hold for each and the class they put it in.

    In: a frame of `courses.courses`. Out: the same rows with `important` and `error` (the measure's unit, NaN:
    none) and `cls` (categorical of `CLASSES`) added; returned as it is when it has them already.

    Notes: `classify` with `thresholds`. Only courses with status "counted" should be counted in a share. It does
    not show why a course has no class: no change, or no threshold (every range of motion has an error only).

    References: as `classify`.

    >>> from data.catalogue import load_catalogue
    >>> frame = pd.DataFrame({"condition": ["achilles"], "change": [2.0]})
    >>> words = load_catalogue()
    >>> classed(frame, words.measure("nprs"), words)["cls"].tolist()
    ['improved beyond both']
    """
    if "cls" in courses.columns:
        return courses
    important, error = thresholds(courses, measure, catalogue, weeks)
    kinds = classify(courses["change"], important, error)
    return courses.assign(important=important, error=error, cls=kinds)


def class_counts(classes: pd.Categorical[str] | pd.Series) -> pd.Series:
    """How many are in each class, all five always there, worst class included.

    In: classes from `classify`. Out: whole numbers indexed by `CLASSES` in their order; the unclassed are not
    counted. Where none of them could be classed all five are NaN: worse was not looked for, so it is not 0.

    Notes: a count. It does not show how many could not be classed: that is the length less the sum.

    References: always showing the worse, 10.1007/s11136-018-2020-3.

    >>> class_counts(classify([2.0, 0.0], important=2, error=1.33)).tolist()
    [1, 0, 0, 1, 0]
    """
    codes = pd.Categorical(classes, categories=list(CLASSES)).codes
    if len(codes) and not (codes >= 0).any():
        return pd.Series(np.nan, index=list(CLASSES))
    return pd.Series(np.bincount(codes[codes >= 0], minlength=len(CLASSES)), index=list(CLASSES))


def label(name: str, important: float | None, error: float | None) -> str:
    """The class in the words of a chart, true to which thresholds there were.

    In: one of `CLASSES`, and the two thresholds (None or NaN: none). Out: a few words.

    Notes: without an error, "within error" would claim something that was not tested, so it reads "no important
    change"; without an important change, nothing is called important. It does not show the thresholds' sources.

    References: clinical wording is a product choice (10.1186/1477-7525-4-54 for keeping the two apart).

    >>> label("within error", 8, None), label("improved, error only", None, 4.7)
    ('no important change', 'improved beyond measurement error')
    """
    if name not in CLASSES:
        raise UnknownClass(f"{name!r} is not a class. Use one of: {', '.join(CLASSES)}.")
    has_need, has_noise = (limit is not None and bool(np.isfinite(limit)) for limit in (important, error))
    if has_need and has_noise:
        return BOTH_WORDS[name]
    return (IMPORTANT_WORDS if has_need else ERROR_WORDS).get(name, name)


def _limit(limit: ArrayLike | None, size: int) -> NDArray[np.float64]:
    return np.broadcast_to(np.asarray(np.nan if limit is None else limit, dtype=float), (size,))
