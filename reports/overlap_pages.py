"""What marketing's own pages tell: every count of condition, quarter and class that some view of them shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reports import desk
from reports.answer import table
from reports.overlap_cells import BECAME, Cells, ends
from reports.overlap_derive import Known, Mask

if TYPE_CHECKING:
    from reports.reader import Reader

WHOLE = ("overview", "effectiveness", "classes", "by_period")
NARROWED = "by_period"  # of one condition: the other reports say of it what their row in the whole table says
ROW = {"condition": "condition", "period": "quarter"}


def page_counts(read: Reader, found: Cells, place: int, names: Collection[str] = tuple(BECAME)) -> list[Known]:
    """The counts called *names* that the pages show at the reader's horizon, number *place* of the cells' own."""
    knowns = [known for page in WHOLE for known in _counts(read, found, place, page, names)]
    for condition in found.values["condition"]:
        narrow, where = read.narrowed(condition=(condition,)), found.among("condition", [condition])
        knowns += _counts(narrow, found, place, NARROWED, names, where)
    return knowns


def session_counts(read: Reader, found: Cells, name: str) -> Iterator[Known]:
    """The counts called *name* (`reports.overlap_shown.session_count`) of all conditions and of each."""
    module = desk.find("sessions")
    for condition in ("", *found.values["condition"]):
        frame = table(module, read.narrowed(condition=(condition,) if condition else ()))
        here = frame[(frame["phase"].astype(str) + " " + frame["number"].astype(str) == name) & frame["n"].notna()]
        where = {"condition": found.among("condition", [condition])} if condition else {}
        for n in here["n"]:
            yield Known(found.vector(**where), float(n), f"the page '{module.TITLE}'")


def _counts(
    read: Reader, found: Cells, place: int, page: str, names: Collection[str], condition: Mask | None = None
) -> Iterator[Known]:
    frame = table(desk.find(page), read)
    where = f"the page '{desk.find(page).TITLE}'"
    for row, mask in _rows(frame, found, condition):
        for count in (name for name in names if name in frame):
            value = frame[count].iloc[row]
            if pd.notna(value):
                yield Known(found.vector(**mask, became=ends(found, place, count)), float(value), where)


def _rows(frame: pd.DataFrame, found: Cells, condition: Mask | None) -> Iterator[tuple[int, dict[str, Mask]]]:
    """The shown rows of a table with the cells each is about."""
    for row in np.flatnonzero(~frame["hidden"].to_numpy(dtype=bool)):
        mask = {} if condition is None else {"condition": condition}
        for column, axis in ROW.items():
            if column in frame:
                mask[axis] = found.among(axis, [frame[column].iloc[row]])
        yield int(row), mask
