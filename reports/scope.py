"""Whose records a person may open: everyone's for the owner, for a podiatrist the courses they lead or treated in.

The same rule stands twice, because the answers read columns in memory and a record on its own is read from the
store; a test holds the two against each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.visit_reads import treats
from data.visit_whose import episodes_of_patient, is_episode, is_patient
from reports.access import FINDS_PEOPLE, PODIATRIST, SEES_PEOPLE, NotAllowed, Viewer

if TYPE_CHECKING:
    from data.snapshot import Snapshot
    from data.store import Store

# Said of a record of another podiatrist and of one that is not there, so that asking tells nobody which it is.
OUTSIDE = "There is no such patient or course of care among those you may see."


def own_or_treated(viewer: Viewer, episodes: pd.DataFrame, sessions: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows of *episodes* are in the scope of *viewer* (`data.frames.EPISODES` and ``SESSIONS``)."""
    if viewer.role != PODIATRIST:
        return np.ones(len(episodes), dtype=bool)
    treated = sessions.loc[sessions["podiatrist"] == viewer.podiatrist, "episode"]
    return ((episodes["podiatrist"] == viewer.podiatrist) | episodes["episode"].isin(treated)).to_numpy()


def place_of(snapshot: Snapshot, viewer: Viewer, episode: int) -> int:
    """The row of *episode* in the snapshot; raises `NotAllowed` when it is not there or not in the viewer's scope."""
    check_sees_people(viewer)
    known = snapshot.episodes["episode"].to_numpy()
    place = int(np.searchsorted(known, episode))
    if place == len(known) or known[place] != episode:
        raise NotAllowed(OUTSIDE)
    one, visits = snapshot.episodes.iloc[[place]], snapshot.sessions
    if not own_or_treated(viewer, one, visits[visits["episode"].to_numpy() == episode])[0]:
        raise NotAllowed(OUTSIDE)
    return place


def check_episode(store: Store, viewer: Viewer, episode: int | None) -> int:
    """*episode* itself, once the viewer may read all of it; raises `NotAllowed` otherwise."""
    check_sees_people(viewer)
    return check_course(store, viewer, episode)


def check_course(store: Store, viewer: Viewer, episode: int | None) -> int:
    """*episode* itself, once it is known to be in the viewer's scope, to write to; raises `NotAllowed` otherwise."""
    check_finds_people(viewer)
    if episode is None or not is_episode(store, episode):
        raise NotAllowed(OUTSIDE)
    if viewer.role == PODIATRIST and not treats(store, episode, str(viewer.podiatrist)):
        raise NotAllowed(OUTSIDE)
    return episode


def check_patient(store: Store, viewer: Viewer, patient: int) -> int:
    """*patient* itself, when one of their courses of care is in the viewer's scope, or they have none yet at all.

    Raises `NotAllowed` otherwise.
    """
    check_sees_people(viewer)
    if not is_patient(store, patient):
        raise NotAllowed(OUTSIDE)
    courses = episodes_of_patient(store, patient) if viewer.role == PODIATRIST else ()
    if courses and not any(treats(store, episode, str(viewer.podiatrist)) for episode in courses):
        raise NotAllowed(OUTSIDE)
    return patient


def check_finds_people(viewer: Viewer) -> None:
    """Raise `NotAllowed` for a role that may not find a patient by reference or name."""
    if viewer.role not in FINDS_PEOPLE:
        raise NotAllowed(f"The role {viewer.role} does not see who a patient is.")


def check_sees_people(viewer: Viewer) -> None:
    """Raise `NotAllowed` for a role that sees no single patient."""
    if viewer.role not in SEES_PEOPLE:
        raise NotAllowed(f"The role {viewer.role} does not see who a patient is.")


def identities(patients: pd.DataFrame) -> frozenset[str]:
    """Names and references of *patients* that can be told from a count or an ordinary word."""
    names = {str(name) for column in ("reference", "display_name") for name in patients[column].dropna()}
    return frozenset(name for name in names if len(name) > 2 and not (name.isdigit() and len(name) < 6))
