"""The last look at the rows that may be shown: whether a few people still follow from all of them together.

Rows that add up are hidden line by line (`reports.small`). Two things escape that: a person with two courses of care in
the hidden rows is one person, and a block of hidden rows in hidden choices is the total less several lines. So all sums
and differences of the rows and totals of a table are looked at here. The smallest row that a small group follows from
is hidden too, until none follows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reports.access import LEAST_SHOWN
from reports.overlap_cells import Cells, cells
from reports.overlap_derive import Known, Mask, derivable

if TYPE_CHECKING:
    from reports.reader import Reader
    from reports.report import Draft

AXES = {"condition": "condition", "period": "quarter"}  # what a row may be about, and the axis of cells it lies on
ALL = ""  # the choice of a table that is not narrowed
Hidden = dict[str, Mask]


def hidden_together(read: Reader, draft: Draft, hidden: Mask) -> Mask:
    """*hidden* with the rows that have to go too, for a table of everybody in view whose total is known."""
    if not _adds_up(draft):
        return hidden
    found = _counted(read, draft)
    return _closed(read, {ALL: draft}, {ALL: hidden}, [_known(found.vector())], found, ALL)[ALL]


def hidden_beside(
    read: Reader, parent: Draft, gone: Mask, drafts: Mapping[str, Draft], hidden: Hidden, dimension: str,
    choice: pd.Series, shut: Collection[str],
) -> Hidden:  # fmt: skip
    """*hidden* with the rows that have to go too in the tables of all choices of *dimension*, *drafts*.

    Known besides are the rows of *parent*, the same table of everybody, but those *gone*; its total; and the total of
    each choice that is not *shut*.
    """
    if not _adds_up(parent):
        return hidden
    found = _counted(read, parent, dimension, choice)
    above = [_known(found.vector()), *(known for known, _ in _rows({ALL: parent}, {ALL: gone}, found, ALL))]
    above += [_known(found.vector(**_of(found, dimension, one))) for one in sorted({*drafts} - {*shut})]
    return _closed(read, drafts, hidden, above, found, dimension)


def _adds_up(draft: Draft) -> bool:
    """Whether the rows are parts of the courses of care counted."""
    parts = draft.within == () or len(draft.frame) == 1
    return parts and draft.count == "n" and set(draft.keys) <= {*AXES, "label", "measure"}


def _closed(
    read: Reader, drafts: Mapping[str, Draft], hidden: Hidden, above: list[Known], found: Cells, axis: str
) -> Hidden:
    least, closed = LEAST_SHOWN[read.viewer.role], {choice: mask.copy() for choice, mask in hidden.items()}
    people = found.people()
    while True:
        shown = list(_rows(drafts, closed, found, axis))
        leaks = derivable([*above, *(known for known, _ in shown)], people, least)
        used = [shown[place - len(above)] for leak in leaks for place in leak.among if place >= len(above)]
        if not used:
            return closed
        _, (choice, row) = min(used, key=lambda one: one[0].value)
        closed[choice][row] = True


def _counted(read: Reader, draft: Draft, dimension: str = ALL, choice: pd.Series | None = None) -> Cells:
    """The courses of care counted, in cells along the axes that matter to *draft* and *dimension*."""
    courses = read.courses(weeks=read.filters.horizon)
    courses = courses[(courses["status"] == "counted").to_numpy()]
    found = cells(courses)
    if choice is not None and dimension not in found.values:
        found = found.with_axis(dimension, choice, courses["episode"].to_numpy())
    kept = {*(AXES[key] for key in draft.keys if key in AXES), dimension}
    return Cells({name: values for name, values in found.values.items() if name in kept}, found.codes, found.person)


def _rows(
    drafts: Mapping[str, Draft], hidden: Hidden, found: Cells, axis: str
) -> Iterator[tuple[Known, tuple[str, int]]]:
    """The rows that are shown, as figures, with the choice and the place of each."""
    for choice, draft in drafts.items():
        for row in np.flatnonzero(~hidden[choice]):
            where = _of(found, axis, choice)
            for key in (key for key in draft.keys if key in AXES):
                named = found.among(AXES[key], [draft.frame[key].iloc[row]])
                where[AXES[key]] = where.get(AXES[key], True) & named
            yield _known(found.vector(**where), float(draft.frame["n"].iloc[row])), (choice, int(row))


def _of(found: Cells, axis: str, choice: str) -> dict[str, Mask]:
    return {axis: found.among(axis, [choice])} if axis else {}


def _known(vector: Mask, value: float = 0.0) -> Known:
    return Known(vector, value, "")
