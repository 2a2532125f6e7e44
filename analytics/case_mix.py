"""What was known of a course of care when it began, and what people like these were to expect."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.adjusted import Model, NotEnough, design, fit, telling
from analytics.care import kinds
from analytics.codes import codes

FEWEST = 10  # courses of a kind, and as many of the others, before it has a number of its own (product choice)
MOST_CARE = 5  # kinds of other care in the model, the most frequent ones (product choice)
FIRST = "first reading"


def covariates(courses: pd.DataFrame, episodes: pd.DataFrame, sessions: pd.DataFrame | None = None) -> pd.DataFrame:
    """What the records hold of each course that may go with how much it changes.

    In: rows of a frame of `courses.courses`; the episodes behind them (`data.frames`), and the sessions where other
    care is to count too.
    Out, the same rows in the same order: ``first reading`` (the measure's unit), ``age`` (years at the start), ``sex``,
    ``duration`` (of the complaint: log2 of 1 + weeks, so that each doubling counts alike), ``condition``, ``both
    sides``, ``earlier course`` (of the same complaint, here), and with *sessions* ``care: KIND`` for the
    most frequent other care. Missing stays missing.

    Notes: words that fewer than ten courses have are called "other". Other care is given by those who are compared:
    adjusting for it also takes away a part of what they do differently. Assumes that what was done was written down.
    It does not show treatment elsewhere, other illnesses or body mass, which these records do not hold.

    References: the covariates of FOTO (NQF 0428) as far as they are recorded; duration on a log scale is a product
    choice.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> frame = courses(ours.readings, ours.episodes, load_catalogue().measure("nprs"), as_of=TODAY)
    >>> covariates(frame, ours.episodes, ours.sessions)[["first reading", "age", "both sides"]].values.tolist()[:2]
    [[6.0, 50.0, False], [8.0, 50.0, False]]
    """
    place = pd.Index(episodes["episode"]).get_indexer(pd.Index(courses["episode"]))
    found = {
        FIRST: courses["baseline"].to_numpy(dtype=float),
        "age": courses["age"].to_numpy(dtype=float),
        "sex": _common(courses["sex"]),
        "duration": np.log2(1 + episodes["duration_weeks"].to_numpy(dtype=float)[place]),
        "condition": _common(courses["condition"]),
        "both sides": (episodes["side"] == "both").to_numpy()[place],
        "earlier course": (episodes["course"] > 1).to_numpy()[place],
    }
    care = {} if sessions is None else _care(courses, sessions)
    return pd.DataFrame(found | care, index=courses.index, copy=False)


def expectation(outcome: ArrayLike, known: pd.DataFrame) -> Model | None:
    """The fullest ordinary model of *outcome* that there are enough courses for.

    In: *outcome* per course (any unit; NaN is left out) and what was *known* of it (`covariates`).
    Out: a `Model`, or None where even the first reading alone takes more courses.

    Notes: all covariates, else the first reading alone (`adjusted.fit` says when there are too few); a column that
    others already say is left out. Performance is the mean residual of a unit. Assumes straight lines and independent
    courses. It does not show what is not recorded: who is referred to whom, and why.

    References: as `adjusted.fit`; leaving out what repeats is the rule of R's `lm`.

    >>> known = pd.DataFrame({FIRST: np.arange(20.0), "age": 50.0})
    >>> found = expectation(2 + 3 * np.arange(20.0), known)
    >>> found.terms["term"].tolist(), expectation([1.0], known[:1]) is None
    (['intercept', 'first reading'], True)
    """
    kept = np.isfinite(np.asarray(outcome, dtype=float))
    for names in (list(known.columns), [FIRST]):
        columns = design(known[names])
        try:
            return fit(outcome, columns.loc[:, telling(columns.to_numpy()[kept])])
        except NotEnough:
            continue
    return None


def _common(words: pd.Series) -> pd.Categorical[str]:
    number, known = codes(words)
    often = np.bincount(number, minlength=len(known) + 1)[1:] >= FEWEST
    names, place = np.unique(
        [word if kept else "other" for word, kept in zip(known, often, strict=True)], return_inverse=True
    )
    kind = np.r_[-1, place].astype(np.int32)[number]
    return pd.Categorical.from_codes(kind, categories=pd.Index(names, dtype=object))


def _care(courses: pd.DataFrame, sessions: pd.DataFrame) -> dict[str, NDArray[np.bool_]]:
    """Whether each course had each of the kinds that enough of them had, and enough had not."""
    had = kinds(sessions)
    had = had[had["episode"].isin(courses["episode"])]
    found: dict[str, NDArray[np.bool_]] = {}
    for kind in had["care"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index:
        given = courses["episode"].isin(had.loc[had["care"] == kind, "episode"]).to_numpy()
        if FEWEST <= given.sum() <= len(given) - FEWEST and len(found) < MOST_CARE:
            found[f"care: {kind}"] = given
    return found
