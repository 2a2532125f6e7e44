"""The search for a few people among sets of cells: a mixed-integer programme, solved by HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
STEP = 1e-3  # multipliers are small whole numbers or simple fractions of them
SECONDS = 60.0
INFEASIBLE = 2  # the status of scipy.optimize.milp


class Undecided(ValueError):
    """Whether a few people can be worked out was not settled in time."""


def smallest(
    basis: Numbers, column: NDArray[np.intp], person: NDArray[np.int64], least: int, signs: Numbers | None = None
) -> Mask | None:
    """The smallest set of columns with 1 to *least* - 1 people that is a combination of the rows of *basis*.

    *basis* is in reduced echelon form, so that its multipliers are 0 or 1 as its leading columns are. *column* and
    *person* say who is in which column, each once; somebody in two columns of a set is one person. With *signs*
    (each a number for every row), only a set whose multipliers do not make all of them 0.
    """
    stands = _stands(column, person, basis.shape[1])
    rules = _rules(basis, stands, least)
    found = _solved(stands, rules)
    if found is None or signs is None or _told(basis, signs, found):
        return found
    tries = (_solved(stands, [*rules, _beyond(basis, sign * way, stands)]) for sign in signs for way in (1, -1))
    return next((one for one in tries if one is not None), None)


def _told(basis: Numbers, signs: Numbers, chosen: Mask) -> bool:
    return bool((np.abs(signs @ chosen[leads(basis)]) > STEP / 2).any())


def leads(rows: Numbers | NDArray[np.int64]) -> NDArray[np.intp]:
    """The column of the first number of each row that is not 0."""
    return np.asarray(np.argmax(rows != 0, axis=1), dtype=np.intp)


def _beyond(basis: Numbers, sign: Numbers, stands: _Stands) -> LinearConstraint:
    from scipy.optimize import LinearConstraint

    row = np.zeros(basis.shape[1] + len(stands.times))
    row[leads(basis)] = sign
    return LinearConstraint(row, STEP, np.inf)


def _solved(stands: _Stands, rules: list[LinearConstraint]) -> Mask | None:
    from scipy.optimize import Bounds, milp

    columns, persons = len(stands.alone), len(stands.times)
    found = milp(
        np.r_[stands.alone, stands.times], constraints=rules, integrality=np.r_[np.ones(columns), np.zeros(persons)],
        bounds=Bounds(0, 1), options={"time_limit": SECONDS},
    )  # fmt: skip
    if found.x is None and found.status != INFEASIBLE:
        raise Undecided("Whether a few people could be worked out was not settled in time.")
    return None if found.x is None else np.asarray(found.x[:columns] > 0.5)


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
    mixed[:, leads(basis)] -= basis.T
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
