"""Texts that repeat from row to row, as categories: single words, and lists of kinds as sets in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.frames import BETWEEN


def in_words(texts: NDArray[np.object_], words: Sequence[str] = ()) -> pd.Categorical:
    """Single words, one a row; missing where one is empty. The categories are *words*, or those that occur."""
    return _once(texts, str.strip, words)


def in_sets(texts: NDArray[np.object_]) -> pd.Categorical:
    """Lists of kinds (JSON), one a row, as sets in words; missing where one is empty."""
    return _once(texts, _set)


def _once(texts: NDArray[np.object_], said: Callable[[str], str], words: Sequence[str] = ()) -> pd.Categorical:
    places, distinct = pd.factorize(texts)
    return named(places, [said(text) for text in distinct], words)


def named(places: NDArray[np.int64], texts: list[str], words: Sequence[str] = ()) -> pd.Categorical:
    """The *texts* at *places* as a category of *words*, or in alphabetical order; missing where one is empty."""
    categories = list(words) or sorted({*texts} - {""})
    rank = {word: place for place, word in enumerate(categories)}
    codes = np.array([rank.get(text, -1) for text in texts], dtype=np.int64)
    return pd.Categorical.from_codes(codes[places], categories=pd.Index(categories, dtype="str"))


def _set(text: str) -> str:
    """A list as written (JSON) as a set in words: the order in which kinds were ticked says nothing."""
    kinds = {part.strip() for kind in json.loads(text) for part in kind.split(BETWEEN.strip())}
    return BETWEEN.join(sorted(kinds - {""}, key=lambda kind: (kind.casefold(), kind)))
