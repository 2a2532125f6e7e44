"""Sums that do not depend on the order or the grouping of what is added: whole numbers on a fixed grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analytics.codes import firsts

Whole = NDArray[np.int64]
BITS = 44
GRID = 2**BITS  # steps in one unit of a measure: a value is moved by at most 3e-14
_LIMB = 21  # bits: three of them hold a number, and the products of 2**20 rows add up within 64 bits
_ROWS = 2**20
_LARGEST = 2.0**61


class TooLarge(ValueError):
    """A value, or the sum of one patient's values, is beyond what can be added up exactly."""


def on_grid(values: NDArray[np.float64]) -> Whole:
    """*values* as whole steps of the grid, the nearest one. Raises `TooLarge` beyond 131,072 units."""
    steps = np.rint(np.asarray(values, dtype=float) * GRID)
    if not (np.abs(steps) < _LARGEST).all():
        raise TooLarge(f"A value is beyond {_LARGEST / GRID:,.0f}, more than can be added up exactly.")
    return steps.astype(np.int64)


def by_run(values: Whole, first: Whole) -> Whole:
    """The sum of *values* (steps) of each run; *first*: where each begins. Raises `TooLarge` beyond 131,072 units."""
    if not first.size:
        return np.empty(0, dtype=np.int64)
    if (np.abs(np.add.reduceat(values.astype(float), first)) >= _LARGEST).any():  # what went round would look small
        raise TooLarge(f"One patient's values add up to more than {_LARGEST / GRID:,.0f}.")
    return np.asarray(np.add.reduceat(values, first))


def products(left: Whole, right: Whole, group: Whole, size: int) -> list[int]:
    """The sum of left * right in each group 0..size-1, exactly, whatever its size; *group* is rising."""
    total = [0] * size
    for start in range(0, group.size, _ROWS):
        part = slice(start, start + _ROWS)
        first = firsts(group[part])
        own = group[part][first].tolist()
        others = [(place, other) for place, other in enumerate(_limbs(right[part])) if other.any()]
        for up, one in enumerate(_limbs(left[part])):
            for further, other in others if one.any() else ():
                found = np.add.reduceat(one * other, first).tolist()
                for number, more in zip(own, found, strict=True):
                    total[number] += more << (up + further) * _LIMB
    return total


def _limbs(numbers: Whole) -> tuple[Whole, Whole, Whole]:
    """Three small numbers each, lowest first: a + b * 2**21 + c * 2**42; c has the sign."""
    mask = (1 << _LIMB) - 1
    return numbers & mask, (numbers >> _LIMB) & mask, numbers >> 2 * _LIMB
