"""Sums that do not depend on the order or the grouping of what is added: whole numbers on a fixed grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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


def by_key(values: Whole, key: Whole, size: int) -> Whole:
    """The sum of *values* (steps) of each key 0..size-1. Raises `TooLarge` where one is beyond 131,072 units."""
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, key, values)
    if (np.abs(np.bincount(key, values.astype(float), size)) >= _LARGEST).any():  # what went round would look small
        raise TooLarge(f"One patient's values add up to more than {_LARGEST / GRID:,.0f}.")
    return found


def products(left: Whole, right: Whole, group: Whole, size: int) -> list[int]:
    """The sum of left * right in each group 0..size-1, exactly, whatever its size."""
    total = [0] * size
    for start in range(0, group.size, _ROWS):
        part = slice(start, start + _ROWS)
        for up, one in enumerate(_limbs(left[part])):
            for further, other in enumerate(_limbs(right[part])):
                if one.any() and other.any():
                    found = np.zeros(size, dtype=np.int64)
                    np.add.at(found, group[part], one * other)
                    shift = (up + further) * _LIMB
                    total = [so_far + (more << shift) for so_far, more in zip(total, found.tolist(), strict=True)]
    return total


def _limbs(numbers: Whole) -> tuple[Whole, Whole, Whole]:
    """Three small numbers each, lowest first: a + b * 2**21 + c * 2**42; c has the sign."""
    mask = (1 << _LIMB) - 1
    return numbers & mask, (numbers >> _LIMB) & mask, numbers >> 2 * _LIMB
