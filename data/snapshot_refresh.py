"""The frames of a snapshot brought up to date: the rows of a few people taken out, and those of now put in.

What was there before is never written into: a frame in which anything changed is a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from data.frame_reads import frames_on

# By what each frame is sorted; within a course of care readings keep the order in which they were read.
SORTED_BY = {"patients": "patient", "episodes": "episode", "sessions": "session", "readings": "episode"}
# Columns whose categories are the words that occur, in alphabetical order; those of all others are fixed.
Run = tuple[bool, slice]  # whether of now, else of old, and which rows
OCCURRING = frozenset({"condition", "site", "podiatrist", "measure", "method", "care"})


def refreshed(
    connection: Connection, old: Mapping[str, pd.DataFrame], people: Sequence[int]
) -> dict[str, pd.DataFrame]:
    """The frames of `data.frame_reads.frames_on` as they are now, when nobody's rows but those of *people* changed.

    *old* are the frames of before, by name. The answer is that of reading everything anew, to the last category.
    """
    now = frames_on(connection, people)
    return {name: _spliced(old[name], now[name], key, people) for name, key in SORTED_BY.items()}


def _spliced(old: pd.DataFrame, now: pd.DataFrame, key: str, people: Sequence[int]) -> pd.DataFrame:
    """*old* with the rows of *people* replaced by *now*; both are sorted by *key*."""
    named = [name for name in old.columns if name in OCCURRING]
    words = {name: sorted({*old[name].cat.categories, *now[name].cat.categories}) for name in named}
    old, now = _in_words(old, words), _in_words(now, words)
    gone = np.isin(old["patient"].to_numpy(), people)
    if old[gone].reset_index(drop=True).equals(now):
        return old  # whoever comes to a session stays who they were, with the courses of care they had
    before = np.searchsorted(old[key].to_numpy(), now[key].to_numpy())
    runs = list(_runs(gone, before))
    frame = pd.DataFrame({name: _joined(old[name], now[name], runs) for name in old.columns}, copy=False)
    lost = [name for name in named if _lost(frame[name], old[name][gone], now[name])]
    return frame.assign(**{name: frame[name].cat.remove_unused_categories() for name in lost})


def _in_words(frame: pd.DataFrame, words: Mapping[str, list[str]]) -> pd.DataFrame:
    """*frame* with these *words* as the categories of its columns, the very same frame where they are that already."""
    other = {name: every for name, every in words.items() if every != frame[name].cat.categories.tolist()}
    return frame.assign(
        **{name: frame[name].cat.set_categories(pd.Index(every, dtype="str")) for name, every in other.items()}
    )


def _runs(gone: NDArray[np.bool_], before: NDArray[np.int64]) -> Iterator[Run]:
    """The runs of rows, in order: of now what goes *before* a row of old, then that row unless it is *gone*."""
    edges = np.flatnonzero(np.diff(gone, prepend=False, append=False))
    starts = np.unique(np.concatenate(([0, gone.size], edges, before)))
    for start, stop in pairwise([*starts.tolist(), gone.size]):
        yield True, slice(*np.searchsorted(before, [start, start + 1]).tolist())
        if start < gone.size and not gone[start]:
            yield False, slice(start, stop)


def _joined(old: pd.Series, now: pd.Series, runs: Sequence[Run]) -> NDArray | pd.Categorical[int] | pd.Series:
    """One column of the *runs*, copied once: pandas would look at every column of every run."""
    if isinstance(old.dtype, pd.CategoricalDtype):
        codes = _in_turn(old.cat.codes.to_numpy(), now.cat.codes.to_numpy(), runs)
        return pd.Categorical.from_codes(codes, dtype=old.dtype)
    if isinstance(old.dtype, np.dtype):
        return _in_turn(old.to_numpy(), now.to_numpy(), runs)
    order = _in_turn(np.arange(len(old)), len(old) + np.arange(len(now)), runs)
    return pd.concat([old, now]).take(order).reset_index(drop=True)


def _in_turn(old: NDArray, now: NDArray, runs: Sequence[Run]) -> NDArray:
    return np.concatenate([(now if new else old)[part] for new, part in runs])


def _lost(column: pd.Series, gone: pd.Series, now: pd.Series) -> bool:
    """Whether a word of the rows that are *gone* occurs no more; every other word did before, or does *now*."""
    doubtful = np.setdiff1d(gone.cat.codes, now.cat.codes)
    codes = column.cat.codes.to_numpy()
    return any(not (codes == one).any() for one in doubtful.tolist() if one >= 0)
