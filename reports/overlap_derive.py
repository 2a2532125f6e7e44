"""Whether a group of a few people follows from figures that are known, however they are added and subtracted.

Every figure known is the number of people in a set of cells. Whoever knows several of them knows every sum and
difference of them too. Where such a combination is again a set of cells (each of them once or not at all), and only a
few people stand in it, those few can be worked out. All combinations are looked at: linear algebra leaves the
few cells it can be about, and a mixed-integer programme (`reports.overlap_search`) looks for the set among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.overlap_exact import Numbers, Whole, echelon, fractions, kernel, vanishing
from reports.overlap_search import leads, smallest

Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
TINY = 1e-7


@dataclass(frozen=True)
class Known:
    """A figure somebody may know: which cells it counts (*vector*), its *value*, and *where* it stands."""

    vector: Mask
    value: float
    where: str


@dataclass(frozen=True)
class People:
    """Who stands in which cell: for each course of care the place of its *cell* and its *person*'s number."""

    cell: Places
    person: NDArray[np.int64]


@dataclass(frozen=True)
class Leak:
    """A group of *people* persons that follows from the figures *among* (their places), and the cells it is in."""

    people: int
    among: tuple[int, ...]
    cells: Mask


def derivable(knowns: Sequence[Known], people: People, least: int, new: int | None = None) -> list[Leak]:
    """The smallest group of 1 to *least* - 1 people that follows from *knowns*; the empty list: there is none.

    With *new*, one (not always the smallest) that does not follow without the last *new* of the knowns. People are
    counted once, however many courses of care they have. Raises `reports.overlap_search.Undecided` where no answer is
    found in time.
    """
    if not knowns:
        return []
    patterns, of_cell = _patterns(np.array([known.vector for known in knowns], dtype=bool), people)
    told = patterns.astype(np.int64)
    exact, of_pattern = _reduced(told, of_cell, people, least)
    basis = fractions(exact)
    before = 0 if new is None else len(knowns) - new
    signs = _only_new(told[:before], exact, of_pattern) if before else None
    if not basis.size or (signs is not None and not len(signs)):
        return []
    column = np.where(of_cell >= 0, np.append(of_pattern, -1)[of_cell], -1)
    chosen = smallest(basis, *_members(column, people), least, signs)
    if chosen is None:
        return []
    group = np.append(chosen, False)[of_pattern]
    cells = np.append(group, False)[of_cell]
    number = np.unique(people.person[cells[people.cell]]).size
    return [Leak(number, _shortest(patterns.astype(float), group, before), cells)]


def _only_new(before: Whole, basis: Whole, of_pattern: Places) -> Numbers:
    """Rows of numbers, one for each row of *basis*, that are 0 together exactly for what follows from *before* too."""
    if not basis.size:
        return np.empty((0, 0))
    gone = of_pattern < 0
    first = np.array([np.flatnonzero(of_pattern[~gone] == place)[0] for place in range(basis.shape[1])], dtype=np.intp)
    return fractions(kernel(vanishing(before, gone)[:, first[leads(basis)]]))


def _patterns(told: Mask, people: People) -> tuple[Mask, Places]:
    """Cells that no figure tells apart, taken together: figures x patterns, and the pattern of each cell (-1: none).

    A figure of 0 says of each of its cells that it is empty: nothing more can be learnt of those.
    """
    filled = np.bincount(people.cell, minlength=told.shape[1]) > 0
    nobody = told[~(told & filled).any(axis=1)].any(axis=0)
    used = told.any(axis=0) & ~nobody
    packed, inverse = np.unique(np.packbits(told[:, used], axis=0), axis=1, return_inverse=True)
    of_cell = np.full(told.shape[1], -1, dtype=np.intp)
    of_cell[used] = inverse.reshape(-1)
    return np.unpackbits(packed, axis=0, count=len(told)).astype(bool), of_cell


def _reduced(basis: Whole, of_cell: Places, people: People, least: int) -> tuple[Whole, Places]:
    """The combinations that say nothing of anybody in a large pattern, and the column of each pattern (-1: none).

    Patterns that those combinations do not tell apart are one column; where it holds *least* people or more, the
    combinations that use it fall away too, and so on until nothing changes.
    """
    column = np.arange(basis.shape[1])
    while basis.size:
        basis, column = _merged(basis, column)
        inside, _ = _members(np.where(of_cell >= 0, np.append(column, -1)[of_cell], -1), people)
        many = np.bincount(inside, minlength=basis.shape[1]) >= least
        if not many.any():
            break
        basis = vanishing(basis, many)
        place = np.where(many, -1, np.cumsum(~many) - 1)
        column = np.append(place, -1)[column]
    return echelon(basis), column


def _merged(basis: Whole, column: Places) -> tuple[Whole, Places]:
    """Columns that are the same as one, those of zeros as none."""
    same, inverse = np.unique(basis, axis=1, return_inverse=True)
    some = (same != 0).any(axis=0)
    place = np.where(some, np.cumsum(some) - 1, -1)
    return same[:, some], np.append(place[inverse.reshape(-1)], -1)[column]


def _members(column: Places, people: People) -> tuple[Places, NDArray[np.int64]]:
    """Who is in which column, each person once."""
    pairs = np.column_stack([column[people.cell], people.person])
    pairs = np.unique(pairs[pairs[:, 0] >= 0], axis=0)
    return pairs[:, 0].astype(np.intp), pairs[:, 1]


def _shortest(told: Numbers, group: Mask, before: int) -> tuple[int, ...]:
    """The figures of a short combination that gives *group*; those before *before* alone where they are enough."""
    from scipy.optimize import linprog

    price = np.where(np.arange(len(told)) < before, 1.0, 1000.0 if before else 1.0)
    found = linprog(np.r_[price, price], A_eq=np.hstack([told.T, -told.T]), b_eq=group.astype(float), bounds=(0, None))
    if found.x is None:
        return tuple(range(len(told)))
    used = np.abs(found.x[: len(told)] - found.x[len(told) :]) > TINY
    return tuple(int(place) for place in np.flatnonzero(used))
