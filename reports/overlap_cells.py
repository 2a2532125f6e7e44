"""The cells that every shown count is a sum of: condition x quarter care began in x what became of the course."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.classes import classed
from reports.overlap_derive import Mask, People, Places

if TYPE_CHECKING:
    from reports.reader import Reader

UNCLASSED, LOST, NO_BASELINE, NOT_DUE = range(5, 9)  # 0 to 4 are the classes, the best first
BECAME: dict[str, tuple[int, ...]] = {
    "n": (0, 1, 2, 3, 4, UNCLASSED),
    "followed_up": (0, 1, 2, 3, 4, UNCLASSED),
    "with_baseline": (0, 1, 2, 3, 4, UNCLASSED, LOST),
    "eligible": (0, 1, 2, 3, 4, UNCLASSED, LOST, NO_BASELINE),
    "classed": (0, 1, 2, 3, 4),
    "improved": (0, 1, 2),
    "improved_both": (0,),
    "improved_important": (1,),
    "improved_error": (2,),
    "unchanged": (3,),
    "within_error": (3,),
    "worse": (4,),
    "unchanged_or_worse": (3, 4),
    "unclassed": (UNCLASSED,),
}
STAGES = ("n", "followed_up", "with_baseline", "eligible", "classed", "unclassed")  # those of no one class


@dataclass(frozen=True)
class Cells:
    """Cells along named axes, and who stands in which: *values* of each axis, *codes* of each course of care on it.

    A course whose place on an axis is not known has the code after the last value. *unasked* are the cells meant on
    an axis that nothing is said of; all of them, where it has no such axis.
    """

    values: Mapping[str, pd.Index]
    codes: Mapping[str, Places]
    person: NDArray[np.int64]
    unasked: Mapping[str, Mask] = field(default_factory=dict)

    def people(self) -> People:
        """Each course of care in its cell."""
        cell = np.zeros(len(self.person), dtype=np.intp)
        for name, values in self.values.items():
            cell = cell * (len(values) + 1) + self.codes[name]
        return People(cell, self.person)

    def vector(self, **where: Mask) -> Mask:
        """The cells inside the masks of *where* (`among`, `between`), on every value of the other axes."""
        meant = {name: np.ones(len(values) + 1, dtype=bool) for name, values in self.values.items()}
        sides = [{**meant, **self.unasked, **where}[name] for name in self.values]
        cells = np.ones(1, dtype=bool)
        for side in sides:
            cells = np.logical_and.outer(cells, side).ravel()
        return cells

    def among(self, axis: str, chosen: Iterable[object]) -> Mask:
        """The places of the *chosen* values of *axis*."""
        return np.append(self.values[axis].isin(list(chosen)), False)

    def between(self, first: pd.Timestamp, last: pd.Timestamp) -> Mask:
        """The quarters from *first* to *last*, both the first days of their quarters."""
        quarters = self.values["quarter"]
        return np.append((quarters >= first) & (quarters <= last), False)

    def with_axis(self, name: str, of: pd.Series, episode: NDArray[np.int64]) -> Cells:
        """One axis more: the choice *of* each course of care, by its number."""
        codes, values = _coded(pd.Series(of.reindex(episode).to_numpy(), dtype=object))
        return replace(self, values={**self.values, name: values}, codes={**self.codes, name: codes})


def cells(courses: pd.DataFrame, became: NDArray[np.int64] | None = None) -> Cells:
    """The cells of *courses* (condition, started, patient); *became* holds a code for each course and horizon."""
    axes = {
        "condition": _coded(courses["condition"].astype(object)),
        "quarter": _coded(courses["started"].dt.to_period("Q").dt.start_time),
    }
    if became is not None:
        ends, code = np.unique(became, axis=0, return_inverse=True)
        axes["became"] = (code.reshape(-1), pd.Index([tuple(end) for end in ends.tolist()], tupleize_cols=False))
    return Cells(
        {name: values for name, (_, values) in axes.items()},
        {name: codes for name, (codes, _) in axes.items()},
        courses["patient"].to_numpy(dtype=np.int64),
    )


def became(read: Reader, weeks: float | None) -> NDArray[np.int64]:
    """What became of each course of care by *weeks*: a class, unclassed, lost, without a first reading, not due."""
    found = classed(read.courses(weeks=weeks), read.measure, read.catalogue, weeks)
    kind = found["cls"].cat.codes.to_numpy().astype(np.int64)
    due, begun = found["eligible"].to_numpy(dtype=bool), found["baseline"].notna().to_numpy()
    counted = (found["status"] == "counted").to_numpy()
    return np.select(
        [counted & (kind >= 0), counted, due & begun, due], [kind, UNCLASSED, LOST, NO_BASELINE], default=NOT_DUE
    ).astype(np.int64)


def ends(found: Cells, place: int, count: str) -> Mask:
    """The ends of the axis ``became`` that *count* counts at the horizon number *place*."""
    counted = BECAME[count]
    return np.append([end[place] in counted for end in found.values["became"]], False).astype(bool)


def _coded(values: pd.Series) -> tuple[Places, pd.Index]:
    codes, found = pd.factorize(values, sort=True)
    return np.where(codes < 0, len(found), codes).astype(np.intp), pd.Index(found)
