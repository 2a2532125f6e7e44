"""Whole calendar periods, the only ones a public picture may be about, and which of them are offered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from data.clock import shown

YEARS = re.compile(r"(\d{4})(?:\.\.(\d{4}))?")
QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])")
NAMES = ("", "January to March", "April to June", "July to September", "October to December")  # by number
SHAPES = "a year such as 2025, a quarter such as 2025-Q3, or years such as 2023..2025"


class PeriodError(ValueError):
    """A period is not a whole calendar quarter or year; the message says what is."""


@dataclass(frozen=True)
class Period:
    """A run of whole quarters by the start of care: its name, its first and its last day."""

    name: str
    first: date
    last: date

    @property
    def words(self) -> str:
        """``1 Jan 2025 to 31 Dec 2025``."""
        return f"{shown(self.first)} to {shown(self.last)}"

    def is_complete(self, as_of: date) -> bool:
        """Whether the period had ended before *as_of*."""
        return self.last < as_of


def parse_period(text: str) -> Period:
    """The period called *text*; raises `PeriodError` for anything that is not whole quarters or years."""
    said = text.strip()
    if found := QUARTER.fullmatch(said):
        return quarter(int(found[1]), int(found[2]))
    if found := YEARS.fullmatch(said):
        first, last = int(found[1]), int(found[2] or found[1])
        if first <= last:
            return years(first, last)
    raise PeriodError(f"'{text}' is not a whole calendar period. Choose {SHAPES}.")


def quarter(year: int, number: int) -> Period:
    """Quarter *number* (1 to 4) of *year*."""
    first = date(year, 3 * number - 2, 1)
    after = date(year + number // 4, 3 * (number % 4) + 1, 1)
    return Period(f"{year}-Q{number}", first, after - timedelta(days=1))


def years(first: int, last: int) -> Period:
    """The years *first* to *last*, both included."""
    return Period(str(first) if first == last else f"{first}..{last}", date(first, 1, 1), date(last, 12, 31))


def offered(began: date | None, as_of: date) -> list[Period]:
    """What may be shown on *as_of*: the newest whole year and quarter, and all whole years since records *began*.

    Older ones are left out on purpose: whoever can choose among many periods can choose the one that looks best.
    """
    year, number = as_of.year - 1, (as_of.month - 1) // 3
    found = [years(year, year), quarter(as_of.year, number) if number else quarter(year, 4)]
    if began is None:
        return found
    start = began.year if began.month == 1 else began.year + 1
    return [*found, *([years(start, year)] if start < year else [])]


def before(period: Period) -> Period:
    """The quarter before a quarter."""
    day = period.first - timedelta(days=1)
    return quarter(day.year, (day.month + 2) // 3)
