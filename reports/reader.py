"""What a report may read: the records in view, already limited to the viewer's scope and the filters."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import courses as course_frames
from analytics.codes import words_in
from reports.access import SEES_FIGURES, NotAllowed, Viewer
from reports.compared import Clinic
from reports.filters import Filters
from reports.main_measure import main_in_view, main_of_course
from reports.scope import OUTSIDE, check_sees_people, identities, place_of
from reports.view import NARROWING, Recent, cut, matching, once, rows_in_view, within
from reports.whole import begun_in, courses_in, readings_of, recorded_in

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure
    from data.snapshot import Snapshot
    from data.visit_reads import EpisodeRecord

T = TypeVar("T")


class Reader:
    """The records one viewer may see, narrowed by the filters; a report module gets this and never the store.

    An owner reads everything, marketing everything (but only aggregates of it leave the desk), a
    podiatrist the courses of care they lead or treated in. Frames are shared between readers: a
    report makes new ones and never writes into these.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        catalogue: Catalogue,
        viewer: Viewer,
        filters: Filters,
        as_of: date,
        problems: Callable[[], pd.DataFrame] | None = None,
        record: Callable[[int], EpisodeRecord] | None = None,
    ) -> None:
        """*problems* reads what past imports rejected or flagged; the desk gives it to those who may import.

        *record* reads one course of care whole. Raises `reports.access.NotAllowed` for a role that sees no figures,
        and when the filters ask for a course of care not in the viewer's scope, whether or not it exists.
        """
        if viewer.role not in SEES_FIGURES:
            raise NotAllowed(f"The role {viewer.role} sees no figures.")
        self.catalogue, self.viewer, self.filters, self.as_of = catalogue, viewer, filters, as_of
        self._snapshot, self._problems, self._record = snapshot, problems, record
        self._place = None if filters.episode is None else place_of(snapshot, viewer, filters.episode)
        self._frames: dict[Hashable, pd.DataFrame] = {}  # cut to the view they are large, and quickly cut again
        self._narrowed = tuple(getattr(filters, name) for name in NARROWING)
        self._shown = snapshot.memo(("recent",), Recent).of((viewer.scope, self._narrowed, catalogue.digest, as_of))

    @property
    def version(self) -> int:
        """The version of the data behind every answer of this reader."""
        return self._snapshot.version

    @cached_property
    def measure(self) -> Measure:
        """The measure asked for, else the pain measure with most first readings in view: one for the whole answer."""
        if self.filters.measure:
            return self.catalogue.measure(self.filters.measure)
        return self.catalogue.measure(self._shared("measure", self._main_measure))

    def narrowed(self, **changes: object) -> Reader:
        """The same reader with other filters, the measure of this one kept unless it is among the *changes*."""
        filters = self.filters.with_(**{"measure": self.measure.id} | changes)
        return Reader(self._snapshot, self.catalogue, self.viewer, filters, self.as_of, self._problems, self._record)

    def identities(self) -> frozenset[str]:
        """Names and references of people, which no text may contain where people are not to be seen.

        A reference of fewer than six digits is left out: it cannot be told from a count.
        """
        return self._snapshot.memo(("identities",), lambda: identities(self._snapshot.patients))

    def references(self) -> pd.Series:
        """The clinic's reference of each patient in view, by the patient's number; for those who see people only."""
        return self.names()["reference"]

    def names(self) -> pd.DataFrame:
        """The reference and display name of each patient in view, by the patient's number; as `references`."""
        check_sees_people(self.viewer)
        known = self._snapshot.patients.set_index("patient")[["reference", "display_name"]]
        return known[known.index.isin(self.episodes()["patient"])]

    @property
    def nothing_stored(self) -> bool:
        """Whether the store has no course of care at all, whoever looks and whatever the filters."""
        return self._snapshot.episodes.empty

    def episodes(self) -> pd.DataFrame:
        """The courses of care in view (`data.frames.EPISODES`)."""
        return once(self._shown, "episodes", self._in_view)

    def conditions(self) -> tuple[str, ...]:
        """The conditions of the courses of care in view, in alphabetical order."""
        return self._shared("conditions", lambda: words_in(self.episodes()["condition"]))

    def sessions(self) -> pd.DataFrame:
        """The sessions of the courses of care in view (`data.frames.SESSIONS`)."""
        return once(self._frames, "sessions", lambda: self._belonging(self._snapshot.sessions))

    def details(self, kind: str) -> pd.DataFrame:
        """The ``needling`` of the sessions in view, or the ``raters`` of the readings in view (`data.frames`)."""
        return within(self._snapshot.details(kind), self.sessions, self.readings)

    def readings(self, measure: Measure | None = None) -> pd.DataFrame:
        """The readings of *measure* (all measures: ``None``) in view (`data.frames.READINGS`)."""
        if measure is not None and self.filters.episode is not None:
            every = self.readings()
            return once(self._frames, ("readings", measure.id), lambda: every[every["measure"] == measure.id])
        if measure is None:
            return once(self._frames, "readings", lambda: self._belonging(self._snapshot.readings))
        return once(
            self._frames, ("readings", measure.id), lambda: self._belonging(readings_of(self._snapshot, measure))
        )

    def recorded(self) -> dict[str, int]:
        """How many readings of each measure are in view, those with most first."""
        if self.filters.episode is not None:
            return {str(name): int(n) for name, n in self.readings()["measure"].value_counts().items() if n}
        return recorded_in(self._snapshot, self._rows())

    def courses(self, measure: Measure | None = None, weeks: float | None = None) -> pd.DataFrame:
        """One row per course of care and limb in view (`analytics.courses.courses`) for *measure* at *weeks*."""
        chosen = self.measure if measure is None else measure
        if self.filters.episode is not None:
            return once(self._frames, ("courses", chosen.id, weeks), lambda: self._own_courses(chosen, weeks))
        return once(self._shown, ("courses", chosen.id, weeks), lambda: self._cut_courses(chosen, weeks))

    def record(self) -> EpisodeRecord:
        """The one course of care that the filters ask for, whole; raises `NotAllowed` where none is asked for."""
        if self.filters.episode is None or self._record is None:
            raise NotAllowed(OUTSIDE)
        return self._record(self.filters.episode)

    @property
    def clinic(self) -> Clinic:
        """The whole clinic as totals, to set one person beside it."""
        return Clinic(self._snapshot, self.catalogue, self.as_of)

    def import_problems(self) -> pd.DataFrame:
        """What past imports rejected or flagged, for those who may import: batch, file, severity, column, code."""
        return pd.DataFrame() if self._problems is None else self._problems()

    def keep(self, what: Hashable, make: Callable[[], T]) -> T:
        """*make*'s answer, kept for these filters, this scope and this day."""
        key = ("asked", self.viewer.scope, self.filters, self.catalogue.digest, self.as_of, what)
        return self._snapshot.memo(key, make)

    def _shared(self, what: Hashable, make: Callable[[], T]) -> T:
        """Kept below the desk for this scope and these filters: small things that every answer of a page needs."""
        return self._snapshot.memo(("view", self.viewer.scope, self._narrowed, self.catalogue.digest, what), make)

    def _belonging(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows in view; those of one course of care by their place where the frame is in that order."""
        shown = self.episodes()
        if self.filters.episode is not None and not shown.empty and frame is not self._snapshot.sessions:
            return cut(frame, self.filters.episode)
        everything = len(shown) == len(self._snapshot.episodes)
        return frame if everything else frame[frame["episode"].isin(shown["episode"])]

    def _rows(self) -> NDArray[np.bool_]:
        return self._shared("in view", lambda: rows_in_view(self._snapshot, self.viewer, self.filters))

    def _own_courses(self, measure: Measure, weeks: float | None) -> pd.DataFrame:
        """Of the one course of care alone: nothing else is looked at."""
        return course_frames.courses(
            self.readings(measure), self.episodes(), measure,
            as_of=self.as_of, weeks=weeks, sessions=self.sessions(),
        )  # fmt: skip

    def _cut_courses(self, measure: Measure, weeks: float | None) -> pd.DataFrame:
        return courses_in(self._snapshot, self._rows(), self.catalogue, measure, weeks, self.as_of)

    def _in_view(self) -> pd.DataFrame:
        frame = self._snapshot.episodes
        if self._place is not None:
            one = frame.iloc[[self._place]]
            return one[matching(one, self.filters.with_(side=()))]
        keep = self._rows()
        return frame if keep.all() else frame[keep]

    def _main_measure(self) -> str:
        if self.filters.episode is not None:
            return main_of_course(self.readings(), self.episodes(), self.catalogue)
        return main_in_view(begun_in(self._snapshot, self._rows()), self.catalogue)
