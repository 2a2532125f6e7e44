"""The counts inside a row: which may not be shown, and which others would give those away.

A row that is large enough can still say that 3 people got worse. Such a count is blank, and where rows add up to
a figure that is shown elsewhere, so is the same count of another row: otherwise it is the total less all the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reports.report import Draft

Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
WEIGHT = "seen"  # the same at every horizon, so that all of them blank the same neighbour


@dataclass(frozen=True)
class _Rule:
    """*gaps* (rows x numbers of people) must be 0 or not few where the columns *reads* are shown; else *blank* is."""

    gaps: NDArray[np.float64]
    reads: Places
    blank: Places


def blank_cells(
    frame: pd.DataFrame, draft: Draft, least: int, hidden: Mask, lines: Sequence[NDArray[np.intp]]
) -> pd.DataFrame:
    """Which cells of *frame* are blank beside those of the *hidden* rows: a frame of flags of the same shape.

    *lines* are the positions of rows that add up to a figure known elsewhere (`reports.small.hidden_rows`).
    """
    gone = np.zeros(frame.shape, dtype=bool)
    rules = list(_rules(frame, draft)) if least else []
    if rules:
        gone[hidden] = True
        weight = frame[WEIGHT if WEIGHT in frame else draft.count].to_numpy(dtype=float, na_value=0.0)
        before = -1
        while before != (before := int(gone.sum())):
            for rule in rules:
                near = _few(rule.gaps, least).any(axis=1) & ~gone[:, rule.reads].any(axis=1)
                gone[np.ix_(near, rule.blank)] = True
                for line in lines:
                    _cover(gone, rule, line, weight, least)
    return pd.DataFrame(gone, columns=frame.columns)


def inner_columns(draft: Draft) -> tuple[str, ...]:
    """Every column that tells more about a row than how many, how much and how sure."""
    named = [name for part in draft.parts for name in part.blank]
    named += [name for count, together in draft.apart if count != draft.count for name in (count, *together)]
    return tuple(dict.fromkeys(name for name in named if name in draft.frame.columns))


def _rules(frame: pd.DataFrame, draft: Draft) -> Iterator[_Rule]:
    """The parts first, then the counts that lie close together, the more important one first."""

    def places(*columns: str) -> Places:
        return frame.columns.get_indexer(pd.Index([name for name in columns if name in frame.columns]))

    for part in draft.parts:
        counts = frame[list(part.parts)].to_numpy(dtype=float)
        gaps = np.column_stack([counts, frame[part.whole].to_numpy(dtype=float) - counts.sum(axis=1)])
        yield _Rule(np.nan_to_num(gaps), places(), places(*part.blank))
    present = [(name, together) for name, together in draft.apart if name in frame.columns]
    for place, (name, together) in enumerate(present):
        for other, _ in present[:place]:
            gap = frame[other].to_numpy(dtype=float) - frame[name].to_numpy(dtype=float)
            yield _Rule(np.nan_to_num(gap)[:, None], places(other, name), places(name, *together))


def _few(gaps: NDArray[np.float64], least: int) -> Mask:
    return np.asarray((gaps != 0) & (np.abs(gaps) < least))


def _cover(gone: Mask, rule: _Rule, line: NDArray[np.intp], weight: NDArray[np.float64], least: int) -> None:
    """Blank the lightest shown neighbours until the blank rows of *line* together give nobody away."""
    gaps = rule.gaps[line]
    full = gaps.any(axis=1)
    total_blank = bool(_few(gaps.sum(axis=0), least).any())
    while True:
        blank = gone[np.ix_(line, rule.blank)].all(axis=1) & full
        shown = np.flatnonzero(full & ~blank)
        if not shown.size or not _exposed(gaps[blank], total_blank, least):
            return
        lightest = shown[np.argmin(weight[line[shown]])]
        gone[line[lightest], rule.blank] = True


def _exposed(blank: NDArray[np.float64], total_blank: bool, least: int) -> bool:
    """Whether a few follow: the *blank* rows as the total less the others, or a blank total as the sum of all rows."""
    if total_blank:
        return not len(blank)
    return len(blank) == 1 or bool(_few(blank.sum(axis=0), least).any())
