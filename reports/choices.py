"""What a viewer can narrow by: the choices of the filters, taken from the records in their scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.clock import today
from reports.access import LEAST_SHOWN, OWNER, Viewer
from reports.narrowing import CHOICES
from reports.public_view import seen_by
from reports.reader import Reader

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.store import Store
    from reports.filters import Filters


@dataclass(frozen=True)
class Choices:
    """The values of each filter that occur in the records, in the order they are shown.

    ``conditions`` and ``measures`` are ids, the most recorded first. ``one_at_a_time`` is set for viewers of
    aggregates only, who may use one of ``CHOICES`` and one value of it at a time, and no dates.
    """

    conditions: tuple[str, ...]
    sites: tuple[str, ...]
    podiatrists: tuple[str, ...]
    measures: tuple[str, ...]
    one_at_a_time: bool
    single: tuple[str, ...] = CHOICES


def choices(store: Store, catalogue: Catalogue, viewer: Viewer, filters: Filters) -> Choices:
    """What *viewer* may choose from; ``measures`` only those recorded in the view of *filters*."""
    read = Reader(seen_by(viewer, store), catalogue, viewer, filters, today())
    whole = Reader(seen_by(viewer, store), catalogue, viewer, type(filters)(), today())
    return read.keep("choices", lambda: _counted(read, whole))


def _counted(read: Reader, whole: Reader) -> Choices:
    catalogue, viewer = read.catalogue, read.viewer
    episodes = whole.episodes()
    seen = episodes["condition"].value_counts()
    return Choices(
        tuple(name for name in seen.index if seen[name] > 0 and name in catalogue.conditions),
        tuple(sorted(episodes["site"].dropna().unique())),
        tuple(sorted(episodes["podiatrist"].dropna().unique())) if viewer.role == OWNER else (),
        tuple(name for name in read.recorded() if name in catalogue.measures),
        LEAST_SHOWN[viewer.role] > 0,
    )
