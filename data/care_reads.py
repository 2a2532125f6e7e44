"""What was given in each session, out of the store: sets of kinds in words, each distinct one read once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from data.frames import BETWEEN

_IN_ORDER = "SELECT {column} FROM sessions{where} ORDER BY id"  # the order of the frame of sessions


def read_care(connection: Connection, where: str = "") -> pd.Categorical:
    """The other care of every session, by the session's number; missing where none was written down.

    *where* is a condition of this program's own that asks for some sessions only.
    """
    return read_sets(connection, "co_interventions", where)


def read_sets(connection: Connection, column: str, where: str = "") -> pd.Categorical:
    """A *column* of lists of every session, each list as a set in words; missing where it is empty."""
    return _read(connection, column, _set, where)


def read_words(connection: Connection, column: str) -> pd.Categorical:
    """A *column* of single words of every session; missing where it is empty."""
    return _read(connection, column, str.strip)


def _read(connection: Connection, column: str, said: Callable[[str], str], where: str = "") -> pd.Categorical:
    """*column* and *where* are of this program's own, never a person's."""
    raw: Any = connection.connection.driver_connection  # as in `data.narrow_reads`: no object for a row
    written: dict[str, int] = {}
    texts = raw.execute(_IN_ORDER.format(column=column, where=where))
    places = np.fromiter((written.setdefault(text, len(written)) for (text,) in texts), dtype=np.int64)
    return named(places, [said(text) for text in written])


def named(places: NDArray[np.int64], texts: list[str]) -> pd.Categorical:
    """The *texts* at *places* as a category, in alphabetical order; missing where one is empty."""
    words = sorted({*texts} - {""})
    rank = {word: place for place, word in enumerate(words)}
    codes = np.array([rank.get(text, -1) for text in texts], dtype=np.int64)
    return pd.Categorical.from_codes(codes[places], categories=pd.Index(words, dtype="str"))


def _set(text: str) -> str:
    """A list as written (JSON) as a set in words: the order in which kinds were ticked says nothing."""
    kinds = {part.strip() for kind in json.loads(text) for part in kind.split(BETWEEN.strip())}
    return BETWEEN.join(sorted(kinds - {""}, key=lambda kind: (kind.casefold(), kind)))
