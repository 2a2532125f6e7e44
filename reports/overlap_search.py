"""The search for a few people among sets of cells: a mixed-integer programme, solved by HiGHS."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Search:
    """One set after the other: x, 0 or 1 for each small atom, a combination of the basis, with few people in it.

    The variables are x and, for each person, whether anybody of their atoms is in the set. *basis* is in reduced echelon
    form, so that its multipliers are the values of x at the leading places.
    """

    def __init__(
        self,
        basis: NDArray[np.float64],
        few: NDArray[np.bool_],
        atom: NDArray[np.intp],
        person: NDArray[np.int64],
        least: int,
    ) -> None:
        """*few* says which atoms are small, *atom* and *person* who is in which."""
        place = np.cumsum(few) - 1
        small = few[atom]
        self._atom = place[atom[small]]
        self._people, self._person = np.unique(person[small], return_inverse=True)
        self._basis, self._least = basis, least
        self._seen: list[NDArray[np.bool_]] = []

    def next(self) -> NDArray[np.bool_] | None:
        """The next set, or nothing where there is none (that has not been seen)."""
        from scipy.optimize import Bounds, milp

        sets, persons = self._basis.shape[1], len(self._people)
        if not persons:
            return None
        whole = np.r_[np.ones(sets), np.zeros(persons)]
        found = milp(
            np.r_[np.zeros(sets), np.ones(persons)],
            constraints=self._constraints(sets, persons),
            integrality=whole,
            bounds=Bounds(0, 1),
        )
        if found.x is None:
            return None
        chosen = found.x[:sets] > 0.5
        self._seen.append(chosen)
        return chosen

    def _constraints(self, sets: int, persons: int) -> list[Any]:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array, hstack

        leads = np.argmax(self._basis != 0, axis=1)
        mixed = np.eye(sets)
        mixed[:, leads] -= self._basis.T
        counted = csr_array((np.ones(len(self._atom)), (np.arange(len(self._atom)), self._atom)), (len(self._atom), sets))
        stands = csr_array(
            (np.ones(len(self._atom)), (np.arange(len(self._atom)), self._person)), (len(self._atom), persons)
        )
        nobody = csr_array((sets, persons))
        rules = [
            LinearConstraint(hstack([csr_array(mixed), nobody], format="csr"), -1e-9, 1e-9),
            LinearConstraint(hstack([counted, -stands], format="csr"), -np.inf, 0),
            LinearConstraint(np.r_[np.zeros(sets), np.ones(persons)], 1, self._least - 1),
            LinearConstraint(np.r_[counted.sum(axis=0), np.zeros(persons)], 1, np.inf),
        ]
        for seen in self._seen:
            other = np.where(seen, -1.0, 1.0)
            rules.append(LinearConstraint(np.r_[other, np.zeros(persons)], 1 - seen.sum(), np.inf))
        return rules
