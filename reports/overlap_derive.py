"""Whether a group of a few people follows from figures that are known, however they are added and subtracted.

Every figure known is the number of people in a set of cells. Whoever knows several of them knows every sum and
difference of them too. Where such a combination is again a set of cells (each of them once or not at all), and only a
few people stand in it, those few can be worked out. All combinations are looked at: linear algebra leaves the
few cells it can be about, and a mixed-integer programme (HiGHS) looks for the set among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
TINY = 1e-7
MOST = 40  # sets looked at before it is given up to name another one


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


def derivable(
    knowns: Sequence[Known], people: People, least: int, new: int | None = None, most: int = 3
) -> list[Leak]:
    """The groups of 1 to *least* - 1 people that follow from *knowns*; the empty list says that there is none.

    With *new*, only what follows from the last *new* of the knowns, together with the others or alone. At most *most*
    groups are named. People are counted once, however many courses of care they have.
    """
    if not knowns:
        return []
    atoms = _atoms(knowns, people)
    basis = _small_combinations(atoms.told[:, ~atoms.few], atoms.told[:, atoms.few])
    if not len(basis):
        return []
    before = len(knowns) - (len(knowns) if new is None else new)
    return _found(atoms, basis, before, least, most)


@dataclass(frozen=True)
class _Atoms:
    """Cells that no figure tells apart, taken together: *told* (figures x atoms), who is in them, and which are few."""

    told: Numbers
    atom: Places
    person: NDArray[np.int64]
    few: Mask
    of_cell: Places


def _atoms(knowns: Sequence[Known], people: People, least: int = 10) -> _Atoms:
    told = np.array([known.vector for known in knowns], dtype=bool)
    filled = np.bincount(people.cell, minlength=told.shape[1]) > 0
    nobody = told[~(told & filled).any(axis=1)].any(axis=0)  # a figure of 0 says of each of its cells that it is empty
    used = told.any(axis=0) & ~nobody
    patterns, inverse = np.unique(told[:, used], axis=1, return_inverse=True)
    of_cell = np.full(told.shape[1], -1, dtype=np.intp)
    of_cell[used] = inverse.reshape(-1)
    atom = of_cell[people.cell]
    pairs = np.unique(np.column_stack([atom, people.person])[atom >= 0], axis=0)
    size = np.bincount(pairs[:, 0], minlength=patterns.shape[1])
    return _Atoms(patterns.astype(float), pairs[:, 0], pairs[:, 1], size < least, of_cell)


def _small_combinations(many: Numbers, few: Numbers) -> Numbers:
    """A basis, in reduced echelon form, of what combinations of the figures without anybody of *many* say of *few*."""
    from scipy.linalg import null_space

    if not few.shape[1]:
        return np.empty((0, 0))
    free = null_space(many.T) if many.shape[1] else np.eye(len(few))
    return _echelon(free.T @ few)


def _echelon(rows: Numbers) -> Numbers:
    """Reduced row echelon form with full pivoting by column; rows of zeros left out."""
    work, done = rows.copy(), 0
    for column in range(work.shape[1]):
        if done == len(work):
            break
        best = done + int(np.argmax(np.abs(work[done:, column])))
        if abs(work[best, column]) < TINY:
            continue
        work[[done, best]] = work[[best, done]]
        work[done] /= work[done, column]
        others = np.arange(len(work)) != done
        work[others] -= np.outer(work[others, column], work[done])
        done += 1
    work = work[:done]
    work[np.abs(work) < TINY] = 0.0
    return work


def _found(atoms: _Atoms, basis: Numbers, before: int, least: int, most: int) -> list[Leak]:
    from reports.overlap_search import Search

    search, found = Search(basis, atoms.few, atoms.atom, atoms.person, least), []
    for _ in range(MOST):
        chosen = search.next()
        if chosen is None or len(found) == most:
            break
        group = np.zeros(len(atoms.few), dtype=bool)
        group[np.flatnonzero(atoms.few)[chosen]] = True
        among = _shortest(atoms.told, group, before)
        if not before or max(among, default=-1) >= before:
            found.append(_leak(atoms, group, among))
    return found


def _leak(atoms: _Atoms, group: Mask, among: tuple[int, ...]) -> Leak:
    people = np.unique(atoms.person[group[atoms.atom]]).size
    cells = np.zeros(len(atoms.of_cell), dtype=bool)
    known = atoms.of_cell >= 0
    cells[known] = group[atoms.of_cell[known]]
    return Leak(people, among, cells)


def _shortest(told: Numbers, group: Mask, before: int) -> tuple[int, ...]:
    """The figures of a short combination that gives *group*; those before *before* alone where they are enough."""
    from scipy.optimize import linprog

    price = np.where(np.arange(len(told)) < before, 1.0, 1000.0 if before else 1.0)
    found = linprog(
        np.r_[price, price], A_eq=np.hstack([told.T, -told.T]), b_eq=group.astype(float), bounds=(0, None)
    )
    if found.x is None:
        return tuple(range(len(told)))
    used = np.abs(found.x[: len(told)] - found.x[len(told) :]) > TINY
    return tuple(int(place) for place in np.flatnonzero(used))
