"""From everyone seen to those who are counted: how many leave at each stage, and why."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.responders import answers

STAGES = ("Seen", "Eligible", "Baseline", "Followed up", "Counted")
REASONS = (
    "",
    "too recent to be due",
    "no reading before care began",
    "no later reading in time",
    "baseline too low for a percentage",
)


class UnknownStage(ValueError):
    """A stage that is not one of `STAGES`."""


def flow(courses: pd.DataFrame, percent: float | None = None, minimum_baseline: float = 0.0) -> pd.DataFrame:
    """How many courses reach each stage, and how many are dropped on the way to it, with the reason.

    In: a frame of `courses.courses`; *percent* where responders are counted (None: not), with their
    *minimum_baseline* in the measure's unit. Out, one row per stage in order: stage, n, dropped (from the stage
    before), reason ("" where none).

    Notes: Seen: every row; Eligible: due by the day asked; Baseline: has one; Followed up: has a last reading;
    Counted: and, for a percentage, a baseline on which it is defined. dropped_n = n of the stage before - n. It
    does not show why a person did not come back.

    References: STROBE item 13, von Elm et al., PLoS Med 2007;4:e296.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> frame = courses(ours.readings, ours.episodes, load_catalogue().measure("nprs"), as_of=TODAY)
    >>> flow(frame)[["stage", "n", "dropped"]].values.tolist()
    [['Seen', 4, 0], ['Eligible', 3, 1], ['Baseline', 3, 0], ['Followed up', 2, 1], ['Counted', 2, 0]]
    """
    n = np.bincount(_reached(courses, percent, minimum_baseline), minlength=len(STAGES))[::-1].cumsum()[::-1]
    return pd.DataFrame({"stage": STAGES, "n": n, "dropped": -np.diff(n, prepend=n[0]), "reason": REASONS})


def dropped(
    courses: pd.DataFrame, stage: str, percent: float | None = None, minimum_baseline: float = 0.0
) -> pd.DataFrame:
    """The courses that are dropped on the way to *stage*: the list behind the number.

    In: as `flow`, and one of `STAGES`. Out: the rows of *courses*, as they are. Raises `UnknownStage`.

    Notes: each course is dropped once, at the first stage it does not reach. The rows identify people. It does not
    show why a person did not come back.

    References: as `flow`.

    >>> from analytics.courses import courses
    >>> from analytics.examples import TODAY, clinic
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> frame = courses(ours.readings, ours.episodes, load_catalogue().measure("nprs"), as_of=TODAY)
    >>> dropped(frame, "Followed up")["patient"].tolist()
    [13]
    """
    if stage not in STAGES:
        raise UnknownStage(f"{stage!r} is not a stage. Use one of: {', '.join(STAGES)}.")
    return courses[_reached(courses, percent, minimum_baseline) == STAGES.index(stage) - 1]


def _reached(courses: pd.DataFrame, percent: float | None, minimum_baseline: float) -> NDArray[np.int64]:
    """The place of the last stage that each course reached."""
    at = courses["status"].cat.codes.to_numpy().astype(np.int64)  # the statuses are in the order of the stages
    if percent is None:
        return np.where(at == 3, 4, at)
    judged = answers(courses["baseline"], courses["change"], percent, minimum_baseline)[1]
    return np.where((at == 3) & judged, 4, at)
