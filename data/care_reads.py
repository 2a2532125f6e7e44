"""What else was given in each session, out of the store: a set of kinds in words, each distinct set read once."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data.frames import BETWEEN

_IN_ORDER = "SELECT co_interventions FROM sessions ORDER BY id"  # the order of the frame of sessions


def read_care(connection: Connection) -> pd.Categorical:
    """The other care of every session, by the session's number; missing where none was written down."""
    raw: Any = connection.connection.driver_connection  # as in `data.narrow_reads`: no object for a row
    written: dict[str, int] = {}
    places = np.fromiter((written.setdefault(text, len(written)) for (text,) in raw.execute(_IN_ORDER)), dtype=np.int64)
    sets = [_set(text) for text in written]
    words = sorted({*sets} - {""})
    codes = np.array([words.index(one) if one else -1 for one in sets], dtype=np.int64)
    return pd.Categorical.from_codes(codes[places], categories=pd.Index(words, dtype="str"))


def _set(text: str) -> str:
    """A list as written (JSON) as a set in words: the order in which kinds were ticked says nothing."""
    kinds = {part.strip() for kind in json.loads(text) for part in kind.split(BETWEEN.strip())}
    return BETWEEN.join(sorted(kinds - {""}, key=lambda kind: (kind.casefold(), kind)))
