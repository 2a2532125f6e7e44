"""The search for a few people among sets of cells: a mixed-integer programme, solved by HiGHS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]


def sets_of_few(basis: Numbers, column: NDArray[np.intp], person: NDArray[np.int64], least: int) -> Iterator[Mask]:
    """The sets of columns with 1 to *least* - 1 people that are a combination of the rows of *basis*, fewest first.

    *basis* is in reduced echelon form, so that its multipliers are 0 or 1 as its leading columns are. *column* and
    *person* say who is in which column, each once; somebody in two columns of a set is one person.
    """
    from scipy.optimize import Bounds, milp

    stands = _stands(column, person, basis.shape[1])
    price = np.r_[stands.alone, stands.times]
    whole = np.r_[np.ones(basis.shape[1]), np.zeros(len(stands.times))]
    rules = _rules(basis, stands, least)
    while (found := milp(price, constraints=rules, integrality=whole, bounds=Bounds(0, 1))).x is not None:
        chosen = found.x[: basis.shape[1]] > 0.5
        yield chosen
        rules.append(_another(chosen, len(stands.times)))


@dataclass(frozen=True)
class _Stands:
    """How many stand in one column *alone*; who stand in several: in which (*several*), and how many such *times*."""

    alone: Numbers
    several: Mask
    times: Numbers


def _stands(column: NDArray[np.intp], person: NDArray[np.int64], columns: int) -> _Stands:
    _, number, times = np.unique(person, return_inverse=True, return_counts=True)
    alone = np.bincount(column[times[number] == 1], minlength=columns).astype(float)
    several = np.zeros((len(times), columns), dtype=bool)
    several[number, column] = True
    kinds, many = np.unique(several[times > 1], axis=0, return_counts=True)
    return _Stands(alone, kinds, many.astype(float))


def _rules(basis: Numbers, stands: _Stands, least: int) -> list[LinearConstraint]:
    """A combination of the basis; a person in a chosen column is in the set; from 1 to a few of them."""
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_array, hstack

    columns, persons = basis.shape[1], len(stands.times)
    mixed = np.eye(columns)
    mixed[:, np.argmax(basis != 0, axis=1)] -= basis.T
    mixed = mixed[mixed.any(axis=1)]
    kind, place = np.nonzero(stands.several)
    link = np.arange(len(kind))
    chosen = csr_array((np.ones(len(kind)), (link, place)), shape=(len(kind), columns))
    counted = csr_array((-np.ones(len(kind)), (link, kind)), shape=(len(kind), persons))
    somebody = (stands.alone > 0) | stands.several.any(axis=0)
    rules = [
        LinearConstraint(np.r_[stands.alone, stands.times], 1, least - 1),
        LinearConstraint(np.r_[somebody, np.zeros(persons)], 1, np.inf),
    ]
    if len(mixed):
        rules.append(LinearConstraint(hstack([csr_array(mixed), csr_array((len(mixed), persons))], "csr"), 0, 0))
    if len(kind):
        rules.append(LinearConstraint(hstack([chosen, counted], "csr"), -np.inf, 0))
    return rules


def _another(chosen: Mask, persons: int) -> LinearConstraint:
    from scipy.optimize import LinearConstraint

    return LinearConstraint(np.r_[np.where(chosen, -1.0, 1.0), np.zeros(persons)], 1 - chosen.sum(), np.inf)
