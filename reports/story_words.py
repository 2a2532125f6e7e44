"""The small words of a person's story: days, sides, how many."""

from __future__ import annotations

from charts.words import trimmed


def times(count: int, one: str, many: str) -> str:
    """``1 session``, ``4 sessions``."""
    return f"{count} {one if count == 1 else many}"


def amount(value: float, unit: str) -> str:
    """``1 point``, ``4 points``, ``2.5 cm``: as recorded, to two decimals at most."""
    return f"{trimmed(round(value, 2))} {unit.removesuffix('s') if unit == 'points' and value == 1 else unit}"
