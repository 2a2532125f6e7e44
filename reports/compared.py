"""One person beside the rest of the clinic: everybody is looked at here, and only totals come out.

Nothing in this module hands on a row of another person: a `Similar`, an `Expected` and a `Usual` hold counts,
quartiles and a fitted line by session number, and the person's own courses of care are never among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics import courses as course_frames
from analytics.caseload import caseload
from analytics.expected import Expected, expected
from analytics.facts import Facts, facts
from analytics.similar import Similar, similar
from analytics.usual import Usual, usual_sessions
from data.progress_rules import load_progress_rules
from reports.whole import courses_of, readings_of

if TYPE_CHECKING:
    from datetime import date

    from data.catalogue import Catalogue, Measure
    from data.snapshot import Snapshot

Frames = tuple[pd.DataFrame, pd.DataFrame]
CoursesOf = Callable[["Measure", float | None], pd.DataFrame]


class Clinic:
    """The whole clinic's courses of one condition, measured by one measure and method; kept for the data's version."""

    def __init__(self, snapshot: Snapshot, catalogue: Catalogue, as_of: date) -> None:
        self._snapshot, self._catalogue, self._as_of = snapshot, catalogue, as_of

    def similar(self, condition: str, measure: Measure, method: str, baseline: float, patient: int) -> Similar:
        """How courses that began alike went on (`analytics.similar.similar`)."""
        return similar(*self._alike(condition, measure, method), **_asked(measure, baseline, patient))

    def expected(self, condition: str, measure: Measure, method: str, baseline: float, patient: int) -> Expected:
        """The line that may be expected from them (`analytics.expected.expected`)."""
        return expected(*self._alike(condition, measure, method), **_asked(measure, baseline, patient))

    def usual(self, condition: str) -> Usual:
        """How many sessions a closed course of this condition had (`analytics.usual.usual_sessions`)."""
        whole = self._snapshot
        return whole.memo(
            ("usual sessions", condition), lambda: usual_sessions(whole.sessions, whole.episodes, condition)
        )

    def facts(self, asked: pd.DataFrame, condition: str, measure: Measure, method: str) -> Facts:
        """What the rules of progress look at (`analytics.facts.facts`) for the one limb *asked* about."""
        every, readings = self._alike(condition, measure, method)
        visits = self._snapshot.sessions
        own = visits[np.isin(visits["episode"].to_numpy(), asked["episode"].to_numpy())]
        found = facts(asked, every, readings, own, measure, self._catalogue)
        return Facts(*found.drop(columns=["episode", "side"]).iloc[0])

    def caseload(self, episodes: pd.DataFrame) -> pd.DataFrame:
        """The list of patients for *episodes* alone (`analytics.caseload.caseload`), each set beside everybody."""
        whole, rules = self._snapshot, load_progress_rules()
        return caseload(
            episodes, whole.sessions, whole.readings, _ByMeasure(self._courses, self._catalogue), self._catalogue,
            as_of=self._as_of, rules=rules.rules, limits=rules.limits, all_episodes=whole.episodes,
        )  # fmt: skip

    def _courses(self, measure: Measure, weeks: float | None) -> pd.DataFrame:
        return courses_of(self._snapshot, self._catalogue, measure, weeks, self._as_of)

    def _alike(self, condition: str, measure: Measure, method: str) -> Frames:
        key = ("alike", self._catalogue.digest, condition, measure.id, method, self._as_of)
        return self._snapshot.memo(key, lambda: self._made(condition, measure, method))

    def _made(self, condition: str, measure: Measure, method: str) -> Frames:
        """Methods are never pooled: courses are those that were begun with this one."""
        whole, every = self._snapshot, readings_of(self._snapshot, measure)
        episodes = whole.episodes[(whole.episodes["condition"] == condition).to_numpy()]
        readings = every[np.isin(every["episode"].to_numpy(), episodes["episode"].to_numpy())]
        readings = readings[method_is(readings, method)]
        visits = whole.sessions[np.isin(whole.sessions["episode"].to_numpy(), episodes["episode"].to_numpy())]
        found = course_frames.courses(readings, episodes, measure, as_of=self._as_of, sessions=visits)
        return found, readings


class _ByMeasure(Mapping[str, pd.DataFrame]):
    """The whole clinic's courses of care by measure, each worked out (and kept) when it is asked for."""

    def __init__(self, courses: CoursesOf, catalogue: Catalogue) -> None:
        self._courses, self._catalogue = courses, catalogue

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._courses(self._catalogue.measure(name), None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalogue.measures)

    def __len__(self) -> int:
        return len(self._catalogue.measures)


def method_is(readings: pd.DataFrame, method: str) -> np.ndarray:
    """Which readings were taken by *method*; one that is not written down is the empty one."""
    named = readings["method"]
    return (named.isna() | (named == "")).to_numpy() if method == "" else (named == method).to_numpy()


def _asked(measure: Measure, baseline: float, patient: int) -> dict[str, Any]:
    return {"baseline": baseline, "patient": patient, "scale": (measure.low, measure.high)}
