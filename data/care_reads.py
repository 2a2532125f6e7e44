"""Texts that repeat from row to row, as categories: single words, and lists of kinds as sets in words."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.frames import BETWEEN


def in_words(texts: NDArray[np.object_]) -> pd.Categorical:
    """Single words, one a row, as a category of those that occur; missing where one is empty."""
    return _once(texts, str.strip)


def in_sets(texts: NDArray[np.object_]) -> pd.Categorical:
    """Lists of kinds (JSON), one a row, as sets in words; missing where one is empty."""
    return _once(texts, _set)


def _once(texts: NDArray[np.object_], said: Callable[[str], str]) -> pd.Categorical:
    places, distinct = pd.factorize(texts)
    return named(places, [said(text) for text in distinct])


def named(places: NDArray[np.int64], texts: list[str]) -> pd.Categorical:
    """The *texts* at *places* as a category in alphabetical order; missing where one is empty."""
    categories = sorted({*texts} - {""})
    rank = {word: place for place, word in enumerate(categories)}
    codes = np.array([rank.get(text, -1) for text in texts], dtype=np.int64)
    return pd.Categorical.from_codes(codes[places], categories=pd.Index(categories, dtype="str"))


def _set(text: str) -> str:
    """A list as written (JSON) as a set in words: the order in which kinds were ticked says nothing."""
    kinds = {part.strip() for kind in json.loads(text) for part in kind.split(BETWEEN.strip())}
    return BETWEEN.join(sorted(kinds - {""}, key=lambda kind: (kind.casefold(), kind)))
