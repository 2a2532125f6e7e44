"""What few answers ask for, out of the store: the needling of each session, and who took each reading.

It is read when it is first asked for, not with every snapshot. Should the record have been written in between, it is
newer than the snapshot by that write; what belongs to no record of the snapshot is left aside by those who read it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data.care_reads import in_sets, in_words, named
from data.frames import NEEDLING, RATERS
from data.packed_columns import TEXT, VALUE, Columns
from data.packed_reads import read_table

_NEEDLING: Columns = {
    **{name: (name, TEXT) for name in ("muscles", "technique", "twitch", "stimulation")},
    "insertions": ("coalesce(insertions, -1)", VALUE),
}
_WRITTEN = "SELECT id, rater FROM readings WHERE session IS NOT NULL AND rater <> ''"


def read_needling(connection: Connection) -> pd.DataFrame:
    """One row per session (`data.frames.NEEDLING`), in the order of its number."""
    table = read_table(connection, "sessions", _NEEDLING)
    frame = {
        "session": table["id"],
        "muscles": in_sets(table["muscles"]),
        **{name: in_words(table[name]) for name in ("technique", "twitch", "stimulation")},
        "insertions": np.where(table["insertions"] < 0, np.nan, table["insertions"]),
    }
    return pd.DataFrame(frame)[list(NEEDLING)]


def read_raters(connection: Connection) -> pd.DataFrame:
    """One row per reading of a session whose rater was written down (`data.frames.RATERS`)."""
    raw: Any = connection.connection.driver_connection  # as in `data.narrow_reads`: no object for a row
    known: dict[str, int] = {}
    rows = ((key, known.setdefault(text, len(known))) for key, text in raw.execute(_WRITTEN))
    table = np.fromiter(rows, dtype=[("reading", "i8"), ("rater", "i8")])
    names = named(table["rater"].astype(np.int64), [text.strip() for text in known])
    return pd.DataFrame({"reading": table["reading"].astype(np.int64), "rater": names})[list(RATERS)]
