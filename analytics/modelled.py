"""Scores over sessions three ways: of those still there, of those who stayed to the last, and by a mixed model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.adjusted import design, telling
from analytics.before_sessions import before_sessions
from analytics.codes import words
from analytics.intercepts import NotEnough
from analytics.intervals import LEVEL, group_intervals
from analytics.two_intercepts import STEPS, Fitted, two_intercepts

LEAST_FOR_MODEL = 30  # courses measured again: below about 30 dots and the median (product choice, clinical reference)
LEAST_AT_NUMBER = 10  # courses measured before a session for it to be in the picture: a product choice
FOLDED = "fewer than 10"  # words with fewer courses in the model stand together
SETTLED = "The model settled."
FEW = f"Fewer than {LEAST_FOR_MODEL} courses of care were measured before a later session, so no model is fitted."
UNSETTLED = "The model did not settle, so it is not shown."
COLUMNS = (
    "number", "n", "at_risk", "mean", "ci_low", "ci_high", "complete_n", "complete", "complete_low", "complete_high",
    "modelled", "modelled_low", "modelled_high",
)  # fmt: skip
DOTS = ("number", "value", "n", "at_risk", "median")
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Modelled:
    """`frame` (`COLUMNS`, one row per session number) and `dots` (`DOTS`, one row per number and value).

    ``begun`` courses had a first reading, ``again`` a later one, ``complete`` reached the last number. ``said`` is in
    words whether the model settled, or why there is none; ``fit`` is the model where it settled.
    """

    frame: pd.DataFrame
    dots: pd.DataFrame
    begun: int
    again: int
    complete: int
    said: str
    fit: Fitted | None


def modelled(
    courses: pd.DataFrame,
    readings: pd.DataFrame,
    sessions: pd.DataFrame,
    scale: tuple[float, float],
    *,
    level: float = LEVEL,
    steps: int = STEPS,
) -> Modelled:
    """The mean before each session as seen, of complete cases, and as a mixed model has it for all who began.

    In: a frame of `courses.courses`, the readings and sessions it is from, the ends of the measure's *scale* as
    `before_sessions` takes them; *level* of the intervals, *steps* of the search for the model. Out: a `Modelled`,
    means in the measure's unit. Session 1 is the first reading of everybody; there the model says nothing. The last
    number is the last before which 10 courses were still measured, at most 12.

    Notes: score = mean of the number + slope x baseline + condition + age + sex + method + level of the patient +
    level of the podiatrist who leads + noise (`two_intercepts`), over the readings before sessions 2 and on that are
    later than the baseline. The modelled mean is at the averages of these over all who began. Its interval is normal
    and takes those averages as known. Seen and complete: `group_intervals`, by patient. Assumes that those who
    stopped would have gone on as others with the same readings and covariates, that the order of a course does not
    matter (no level for each of a patient's courses) and that everybody's later readings keep the same distance. It
    does not show whether that is so, and it cannot be seen from these records; nor does it tell a course that was
    finished from one that was broken off.

    References: Laird & Ware, Biometrics 1982;38:963-974; Little & Rubin, Statistical Analysis with Missing Data, 3rd
    edition, chapter 6 (valid where who is missing depends on what was seen).

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours, pain = clinic(), load_catalogue().measure("nprs")
    >>> frame = courses(ours.readings, ours.episodes, pain, as_of=TODAY, sessions=ours.sessions)
    >>> modelled(frame, ours.readings, ours.sessions, (0, 10)).said[:35]
    'Fewer than 30 courses of care were '
    """
    found = before_sessions(courses, readings, sessions, scale)
    begun, value, reached = found.courses, found.value, found.reached
    again = np.isfinite(value[:, 1:]).any(axis=1)
    dots = _dots(value, reached)
    value = value[:, : _last(value)]
    last, people = value.shape[1], begun["patient"].to_numpy()
    stayed = reached >= last
    frame = _as_seen(value, people, level, ("n", "mean", "ci_low", "ci_high"))
    whole = _as_seen(value[stayed], people[stayed], level, ("complete_n", "complete", "complete_low", "complete_high"))
    frame = pd.concat([frame, whole], axis=1).assign(number=np.arange(1, last + 1), at_risk=_still(reached, last))
    line, said, fit = _model(begun, value, int(again.sum()), level, steps)
    return Modelled(
        frame.assign(**line)[list(COLUMNS)].iloc[: last if len(begun) else 0],
        dots,
        len(begun),
        int(again.sum()),
        int(stayed.sum()),
        said,
        fit,
    )


def _last(value: Numbers) -> int:
    """The last number up to which there are enough readings before every session."""
    thin = np.isfinite(value).sum(axis=0) < LEAST_AT_NUMBER
    thin[0] = False
    return int(np.argmax(thin)) if thin.any() else len(thin)


def _still(reached: NDArray[np.int64], last: int) -> NDArray[np.int64]:
    return (reached[:, None] >= np.arange(1, last + 1)).sum(axis=0)


def _as_seen(value: Numbers, people: NDArray, level: float, names: tuple[str, ...]) -> pd.DataFrame:
    count, last = value.shape
    group = np.tile(np.arange(last), count)
    found = group_intervals(value.ravel(), group, last, np.repeat(people, last), level)
    return found[["n", "mean", "low", "high"]].set_axis(list(names), axis=1)


def _dots(value: Numbers, reached: NDArray[np.int64]) -> pd.DataFrame:
    """How many courses had each value before each session, with the median of all at that number."""
    row, place = np.nonzero(np.isfinite(value))
    each = pd.DataFrame({"number": place + 1, "value": value[row, place]})
    found = each.groupby(["number", "value"]).size().rename("n").reset_index()
    middle = each.groupby("number")["value"].median()
    still = _still(reached, value.shape[1])
    return found.assign(
        at_risk=still[found["number"].to_numpy() - 1], median=middle.reindex(found["number"]).to_numpy(dtype=float)
    )[list(DOTS)]


def _model(
    begun: pd.DataFrame, value: Numbers, again: int, level: float, steps: int
) -> tuple[dict[str, Numbers | float], str, Fitted | None]:
    """The three columns of the model, in words how it went, and the model."""
    from scipy.special import ndtri

    blank: dict[str, Numbers | float] = dict.fromkeys(COLUMNS[-3:], np.nan)
    if again < LEAST_FOR_MODEL:
        return blank, FEW, None
    if value.shape[1] < 2:
        return blank, "Too few came a second time, so no model is fitted.", None
    course, place = np.nonzero(np.isfinite(value[:, 1:]))
    wide = _covariates(begun, np.bincount(course, minlength=len(begun)) > 0)
    x = np.column_stack([np.eye(value.shape[1] - 1)[place], wide[course]])
    kept = telling(x)
    owner, leader = begun["patient"].to_numpy()[course], pd.factorize(words(begun["podiatrist"]))[0][course]
    try:
        fit = two_intercepts(value[:, 1:][course, place], x[:, kept], owner, leader, steps)
    except NotEnough as why:
        return blank, f"{why} So no model is shown.", None
    if not fit.settled:
        return blank, UNSETTLED, None
    at = np.column_stack([np.eye(value.shape[1] - 1), np.tile(wide.mean(axis=0), (value.shape[1] - 1, 1))])[:, kept]
    middle = at @ fit.beta
    half = ndtri(0.5 + level / 2) * np.sqrt(np.einsum("ij,jk,ik->i", at, fit.covariance, at))
    ends = (np.r_[np.nan, one] for one in (middle, middle - half, middle + half))
    return dict(zip(COLUMNS[-3:], ends, strict=True)), SETTLED, fit


def _covariates(begun: pd.DataFrame, used: NDArray[np.bool_]) -> Numbers:
    """Baseline, condition, age, sex and method as columns; words that few *used* courses have stand together."""
    own = begun[["baseline", "condition", "age", "sex", "method"]].copy()
    for name in ("condition", "sex", "method"):
        word = pd.Series(words(begun[name]), index=begun.index)
        many = word[used].value_counts()
        own[name] = word.where(word.isin(many[many >= LEAST_AT_NUMBER].index), FOLDED)
    return design(own).drop(columns="intercept").to_numpy(dtype=float)
