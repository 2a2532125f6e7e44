"""Shares for those who see no small groups: in steps so wide that no few people can be worked out from two of them.

A share of 41 % of 64 is 26 people, and the same share a quarter later makes the difference known. Where counts are
not handed out, a share is therefore given in steps each of which stands for ten people or more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

STEPS = (1, 2, 5, 10, 20, 50, 100)  # per cent

NOTE = (
    "Shares and rates are given in steps that each stand for {least} or more, rates of events rounded up, so that "
    "nobody can be recognised from the difference of two."
)


def step(n: ArrayLike, least: int) -> NDArray[np.float64]:
    """The narrowest step in per cent that stands for *least* or more of *n* (the widest where none does)."""
    size = np.asarray(n, dtype=float)
    wide = np.asarray(STEPS, dtype=float)
    enough = wide[None, :] * size.reshape(-1, 1) >= 100.0 * least
    found = wide[np.where(enough.any(axis=1), enough.argmax(axis=1), len(STEPS) - 1)]
    return found.reshape(size.shape)


def down(per_cent: ArrayLike, n: ArrayLike, least: int) -> NDArray[np.float64]:
    """*per_cent* of *n* rounded down to a whole step."""
    wide = step(n, least)
    return np.floor(np.asarray(per_cent, dtype=float) / wide + 1e-9) * wide


def up(per_cent: ArrayLike, n: ArrayLike, least: int) -> NDArray[np.float64]:
    """*per_cent* of *n* rounded up to a whole step; 0 stays 0 and 100 is the most."""
    wide = step(n, least)
    return np.minimum(np.ceil(np.asarray(per_cent, dtype=float) / wide - 1e-9) * wide + 0.0, 100.0)  # + 0.0: no -0


def near(per_cent: ArrayLike, n: ArrayLike, least: int) -> NDArray[np.float64]:
    """*per_cent* of *n* at its nearest step, never 0 where it is not 0."""
    wide, share = step(n, least), np.asarray(per_cent, dtype=float)
    return np.where(share > 0, np.minimum(np.maximum(np.floor(share / wide + 0.5), 1.0) * wide, 100.0), share)
