"""The frames of a snapshot brought up to date: the rows of a few people taken out, and those of now put in.

What was there before is never written into: a column in which anything changed is a new one, the others stay the very
same. Nothing goes through all rows of the readings but the copying itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from data.frame_reads import Filled, columns_on

# By what each frame is sorted; within a course of care readings keep the order in which they were read.
SORTED_BY = {"patients": "patient", "episodes": "episode", "sessions": "session", "readings": "episode"}
# Columns whose categories are the words that occur, in alphabetical order; those of all others are fixed.
OCCURRING = frozenset({"condition", "site", "podiatrist", "measure", "method", "care"})
Run = tuple[bool, slice]  # whether of now, else of old, and which rows
Rows = NDArray[np.int64]


def refreshed(
    connection: Connection, old: Mapping[str, pd.DataFrame], people: Sequence[int]
) -> dict[str, pd.DataFrame]:
    """The frames of `data.frame_reads.frames_on` as they are now, when nobody's rows but those of *people* changed.

    *old* are the frames of before, by name; *people* rise. The answer is that of reading everything anew, to the last
    category.
    """
    now, gone = columns_on(connection, people), _rows_of(old, people)
    return {name: _spliced(old[name], now[name], key, gone[name]) for name, key in SORTED_BY.items()}


def _rows_of(frames: Mapping[str, pd.DataFrame], people: Sequence[int]) -> dict[str, Rows]:
    """Which rows of each frame are of these *people*; the readings of a course of care stand together."""
    courses, sessions = (
        np.flatnonzero(np.isin(frames[name]["patient"].to_numpy(), people)) for name in ("episodes", "sessions")
    )
    return {
        "patients": _standing(frames["patients"]["patient"], people),
        "episodes": courses,
        "sessions": sessions,
        "readings": _standing(frames["readings"]["episode"], frames["episodes"]["episode"].to_numpy()[courses]),
    }


def _standing(column: pd.Series, wanted: Sequence[int] | Rows) -> Rows:
    """The rows of the sorted *column* in which one of the rising *wanted* stands."""
    keys = column.to_numpy()
    ends = zip(keys.searchsorted(wanted), keys.searchsorted(wanted, "right"), strict=True)
    return np.concatenate([np.arange(0), *(np.arange(first, last) for first, last in ends)])


def _spliced(old: pd.DataFrame, now: Filled, key: str, gone: Rows) -> pd.DataFrame:
    """*old* with the rows *gone* replaced by those of *now*; both are sorted by *key*."""
    keys: Rows = old[key].to_numpy()
    come: Rows = now[key]
    runs = list(_runs(len(keys), gone, keys.searchsorted(come)))
    splice = _Splice(gone, runs, np.array_equal(keys[gone], come))
    columns = {name: splice.column(old[name], now[name]) for name in old.columns}
    if all(made is None for made in columns.values()):
        return old  # whoever comes to a session stays who they were, with the courses of care they had
    return pd.DataFrame({name: old[name] if made is None else made for name, made in columns.items()}, copy=False)


def _runs(rows: int, gone: Rows, before: Rows) -> Iterator[Run]:
    """The runs of rows, in order: of now what goes *before* a row of old, then that row unless it is *gone*."""
    first, last = gone[np.diff(gone, prepend=-2) > 1], gone[np.diff(gone, append=rows + 1) > 1]
    starts = np.unique(np.concatenate(([0, rows], first, last + 1, before)))
    stays = ~np.isin(starts, gone)
    ends = zip(before.searchsorted(starts), before.searchsorted(starts, "right"), strict=True)
    stretches = pairwise([*starts.tolist(), rows])
    for (low, high), (start, stop), stay in zip(ends, stretches, stays, strict=True):
        yield True, slice(low, high)
        if stay:
            yield False, slice(start, stop)


@dataclass(frozen=True)
class _Splice:
    """How the columns of one frame are put together; ``in_place``: each row of now stands where one *gone* stood."""

    gone: Rows
    runs: Sequence[Run]
    in_place: bool

    def column(self, old: pd.Series, now: Any) -> NDArray | pd.api.extensions.ExtensionArray | None:
        """One column as it is now, copied once; ``None`` where nothing in it changed."""
        if isinstance(now, pd.Categorical):
            return self._category(old.array, now, fixed=old.name not in OCCURRING)
        if isinstance(now, np.ndarray):
            return self._joined(old.to_numpy(), now)
        if self.in_place and old.array[self.gone].equals(now):
            return None
        if isinstance(now, pd.arrays.BooleanArray):
            return pd.arrays.BooleanArray(
                self._in_turn(_yes(old.array), _yes(now)), self._in_turn(old.array.isna(), now.isna())
            )
        order = self._in_turn(np.arange(len(old)), len(old) + np.arange(len(now)))
        return pd.concat([old, pd.Series(now)]).array.take(order)

    def _category(self, old: pd.Categorical, now: pd.Categorical, fixed: bool) -> pd.Categorical | None:
        old, after = (old, now.codes) if fixed else _in_same_words(old, now)
        codes = self._joined(old.codes, after)
        if codes is None:
            return None
        made = pd.Categorical.from_codes(codes, dtype=old.dtype)
        doubtful = {*old.codes[self.gone].tolist()} - {*after.tolist(), -1}  # every other word did and does occur
        lost = not fixed and any(not (codes == one).any() for one in doubtful)
        return made.remove_unused_categories() if lost else made

    def _joined(self, old: NDArray, now: NDArray) -> NDArray | None:
        same = self.in_place and np.array_equal(old[self.gone], now, equal_nan=True)
        return None if same else self._in_turn(old, now)

    def _in_turn(self, old: NDArray, now: NDArray) -> NDArray:
        return np.concatenate([(now if new else old)[part] for new, part in self.runs])


def _yes(column: pd.arrays.BooleanArray) -> NDArray[np.bool_]:
    return column.to_numpy(dtype=bool, na_value=False)


def _in_same_words(old: pd.Categorical, now: pd.Categorical) -> tuple[pd.Categorical, NDArray]:
    """*old* with every word of both as its categories, itself where it has them already, and the codes of *now*."""
    had, come = old.categories.tolist(), now.categories.tolist()
    every = sorted({*had, *come})
    if every != had:
        old = old.set_categories(pd.Index(every, dtype="str"))
    place = {word: at for at, word in enumerate(every)}
    codes = np.array([*(place[word] for word in come), -1], dtype=old.codes.dtype)
    return old, codes[now.codes]
