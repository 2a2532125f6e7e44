"""The small words of a person's story: days, sides, how many."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd


def day(on: date | datetime | pd.Timestamp) -> str:
    """``22 Nov 2026``."""
    return f"{on.day} {on:%b %Y}"


def times(count: int, one: str, many: str) -> str:
    """``1 session``, ``4 sessions``."""
    return f"{count} {one if count == 1 else many}"
