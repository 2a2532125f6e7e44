"""The one place that asks what day it is, and the way the record room writes one; everything else is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

written = lru_cache(maxsize=1 << 16)(date.isoformat)  # days are few and come again and again


def today() -> date:
    """The date on this computer's clock, in its own time zone."""
    return datetime.now().astimezone().date()


def shown(day: date) -> str:
    """``22 Nov 2026``."""
    return f"{day.day} {day:%b %Y}"


def moment(at: datetime) -> str:
    """*at* on this computer's clock: ``22 Nov 2026 14:05``."""
    here = at.astimezone()
    return f"{shown(here.date())} {here:%H:%M}"


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
