"""Dates: one order per column, by evidence, and never guessed silently."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from data.sheets.sheet import CellProblem

Order = Literal["dmy", "mdy", "ymd", "serial", "ambiguous", "mixed", "none"]


@dataclass(frozen=True, slots=True)
class DateReading:
    """The order of a column's dates and the sentences that show it.

    ``ambiguous``: every value can be read both ways, ask. ``mixed``: some can only be day first and others only month
    first, ask. ``none``: nothing in the column looks like a date. ``unread`` holds up to five values that are no date.
    """

    order: Order
    evidence: tuple[str, ...] = ()
    dates: int = 0
    others: int = 0
    unread: tuple[str, ...] = ()


def column_order(values: Iterable[str]) -> DateReading:
    """The date order of a column, from all its values. ISO dates and month names go with any order."""
    raise NotImplementedError


def parse_date(cell: str, order: Order, *, missing: Iterable[str] = ()) -> date | None | CellProblem:
    """One date; ``None`` when missing. Codes: ``not_a_date``, ``no_such_date``, ``ambiguous_date``, ``two_digit_year``."""
    raise NotImplementedError
