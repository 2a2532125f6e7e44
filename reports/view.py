"""Which courses of care are in view: the viewer's scope first, then the filters."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reports.filters import AGE_BANDS, Filters
from reports.scope import own_or_treated

if TYPE_CHECKING:
    from data.snapshot import Snapshot
    from reports.access import Viewer

NARROWING = ("since", "until", "condition", "site", "podiatrist", "side", "age", "episode")
VIEWS = 4  # a product choice: few, because each holds a row for every course of care in view


class Recent:
    """The frames of the views looked at last, for every answer of a page; older ones are let go, as they are large."""

    def __init__(self) -> None:
        self._lock, self._kept = threading.Lock(), OrderedDict[Hashable, dict[Hashable, pd.DataFrame]]()

    def of(self, view: Hashable) -> dict[Hashable, pd.DataFrame]:
        """The frames kept for *view*, which says whose it is and what it is narrowed to; shared between threads."""
        with self._lock:
            frames = self._kept.setdefault(view, {})
            self._kept.move_to_end(view)
            while len(self._kept) > VIEWS:
                self._kept.popitem(last=False)
        return frames


def once(frames: dict[Hashable, pd.DataFrame], what: Hashable, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """What *frames* hold under *what*, made now if they do not."""
    if what not in frames:
        frames[what] = make()
    return frames[what]


def rows_in_view(snapshot: Snapshot, viewer: Viewer, wanted: Filters) -> NDArray[np.bool_]:
    """A flag for each row of the snapshot's episodes; the one episode of the filters is not looked at here."""
    return own_or_treated(viewer, snapshot.episodes, snapshot.sessions) & matching(snapshot.episodes, wanted)


def matching(frame: pd.DataFrame, wanted: Filters) -> NDArray[np.bool_]:
    """Which rows of *frame* (episodes) the filters ask for."""
    keep = np.ones(len(frame), dtype=bool)
    if wanted.since:
        keep &= (frame["started"] >= pd.Timestamp(wanted.since)).to_numpy()
    if wanted.until:
        keep &= (frame["started"] <= pd.Timestamp(wanted.until)).to_numpy()
    for name in ("condition", "site", "podiatrist", "side"):
        choices = getattr(wanted, name)
        if choices:
            keep &= frame[name].isin(choices).to_numpy()
    return keep & _in_bands(frame["age"], wanted.age) if wanted.age else keep


def cut(frame: pd.DataFrame, episode: int) -> pd.DataFrame:
    """The rows of one episode out of a frame that is sorted by episode."""
    known = frame["episode"].to_numpy()
    return frame.iloc[np.searchsorted(known, episode) : np.searchsorted(known, episode, side="right")]


def within(
    details: pd.DataFrame, sessions: Callable[[], pd.DataFrame], readings: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    """The rows of *details* that belong to a session, or to a reading, in view."""
    key = "session" if "session" in details else "reading"
    shown = sessions() if key == "session" else readings()
    return details[np.isin(details[key].to_numpy(), shown[key].to_numpy())]


def _in_bands(age: pd.Series, bands: tuple[str, ...]) -> NDArray[np.bool_]:
    years = age.to_numpy(dtype=float)
    found = np.zeros(len(years), dtype=bool)
    for low, high in (AGE_BANDS[band] for band in bands):
        found |= (years >= low) & (years < high)
    return found
