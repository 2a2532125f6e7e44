"""The courses of care of one person that a viewer may see: to switch between them, or to find one by its patient."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from data.catalogue import load_catalogue
from data.snapshot import Snapshot, current
from reports.access import NotAllowed, Viewer
from reports.filters import FilterError
from reports.scope import OUTSIDE, check_sees_people, own_or_treated, place_of

if TYPE_CHECKING:
    from data.store import Store


class Course(NamedTuple):
    """One course of care: its number, the condition's short name, side, which course of that side, and its days."""

    episode: int
    label: str
    side: str
    course: int
    started: date
    ended: date | None


def episodes_of(store: Store, viewer: Viewer, episode: int) -> list[Course]:
    """Every course of care in scope of the person of *episode*, newest first; it is one of them itself.

    Raises `reports.access.NotAllowed` when *episode* is not in the viewer's scope.
    """
    snapshot = current(store)
    patient = snapshot.episodes["patient"].iloc[place_of(snapshot, viewer, episode)]
    return [_course(row) for row in _in_scope(snapshot, viewer, int(patient)).itertuples()]


def courses_of(snapshot: Snapshot, viewer: Viewer, patient: int) -> tuple[Course, ...]:
    """The courses of care in scope of *patient* that still go on, newest first."""
    every = [_course(row) for row in _in_scope(snapshot, viewer, patient).itertuples()]
    return tuple(one for one in every if one.ended is None)


def find_episode(
    store: Store, viewer: Viewer, reference: str, condition: str = "", course: int | None = None, side: str = ""
) -> int:
    """The one course of care in scope of the patient with this *reference*.

    Raises `reports.access.NotAllowed`, in the same words for a reference nobody has and for another podiatrist's
    patient, and `reports.filters.FilterError` when several courses are left to choose from.
    """
    check_sees_people(viewer)
    snapshot = current(store)
    people = snapshot.patients.loc[(snapshot.patients["reference"] == reference.strip()).to_numpy(), "patient"]
    found = _in_scope(snapshot, viewer, int(people.iloc[0]) if len(people) else 0)
    for name, wanted in (("condition", condition), ("side", side), ("course", course)):
        found = found[(found[name] == wanted).to_numpy(dtype=bool)] if wanted else found
    if found.empty:
        raise NotAllowed(OUTSIDE)
    if len(found) > 1:
        raise FilterError(f"That is {len(found)} courses of care. Say which with --condition, --side or --course.")
    return int(found["episode"].iloc[0])


def _in_scope(snapshot: Snapshot, viewer: Viewer, patient: int) -> pd.DataFrame:
    own = snapshot.episodes[(snapshot.episodes["patient"] == patient).to_numpy()]
    seen = own[own_or_treated(viewer, own, snapshot.sessions)]
    return seen.sort_values(["started", "episode"], ascending=False)


def _course(row: Any) -> Course:
    known = load_catalogue().conditions.get(row.condition)
    ended = None if pd.isna(row.ended) else row.ended.date()
    label = known.short if known else str(row.condition)
    return Course(int(row.episode), label, str(row.side), int(row.course), row.started.date(), ended)
