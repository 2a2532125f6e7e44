"""The order of a column's dates, with the evidence in sentences; never guessed silently.

03/04/2025 is 3 April or 4 March. A column shows which by its days above 12; where no day is, it is reported as
ambiguous and the person is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from data.sheets.cells import is_missing, text
from data.sheets.date_text import WORDS, Order, Written, parse_date, written

__all__ = ["WORDS", "DateReading", "Order", "column_order", "parse_date"]


@dataclass(frozen=True, slots=True)
class DateReading:
    """The order of a column's dates and the sentences that show it.

    ``ambiguous``: every value can be read both ways, ask. ``mixed``: some can only be read in one way and some only in
    another, ask. ``none``: nothing in the column looks like a date. ``dates`` and ``others`` count the cells that are
    dates in some order and those that are not (missing ones left out); ``unread`` holds up to five of the others.
    """

    order: Order
    evidence: tuple[str, ...] = ()
    dates: int = 0
    others: int = 0
    unread: tuple[str, ...] = ()


@dataclass(slots=True)
class _Seen:
    """Cells by what they can be, each with the texts that show it."""

    day_first: list[str] = field(default_factory=list)
    month_first: list[str] = field(default_factory=list)
    either: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    iso: list[str] = field(default_factory=list)
    serial: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    short: list[Written] = field(default_factory=list)
    iso_days: list[int] = field(default_factory=list)


def agreed(orders: Iterable[str]) -> str:
    """The order that every column which can be read one way only agrees on, which settles the others; else nothing."""
    found = {order for order in orders if order in ("dmy", "mdy")}
    return found.pop() if len(found) == 1 else ""


def column_order(values: Iterable[str]) -> DateReading:
    """The date order of a column, from all its values. ISO dates and month names go with any order."""
    seen = _Seen()
    for value in values:
        if not is_missing(value):
            _sort(text(value), written(value), seen)
    order, evidence = _verdict(seen)
    kinds = (seen.day_first, seen.month_first, seen.either, seen.same, seen.iso, seen.serial)
    dates = sum(len(cells) for cells in kinds)
    return DateReading(order, evidence, dates, len(seen.other), tuple(dict.fromkeys(seen.other))[:5])


def _sort(cell: str, date: Written | None, seen: _Seen) -> None:
    if date is None:
        seen.other.append(cell)
    elif date.form == "serial":
        seen.serial.append(cell)
    elif date.form != "parts":
        seen.iso.append(cell)
        seen.iso_days.append(date.third if date.form == "iso" else 0)
    else:
        _sort_parts(cell, date, seen)


def _sort_parts(cell: str, date: Written, seen: _Seen) -> None:
    if date.short_year:
        seen.short.append(date)
    first, second = 1 <= date.first <= 12, 1 <= date.second <= 12
    if first and second:
        (seen.same if date.first == date.second else seen.either).append(cell)
    elif second:
        seen.day_first.append(cell)
    elif first:
        seen.month_first.append(cell)
    else:
        seen.other.append(cell)


def _verdict(seen: _Seen) -> tuple[Order, tuple[str, ...]]:
    parts = seen.day_first + seen.month_first + seen.either + seen.same
    if seen.serial and (parts or seen.iso):
        return "mixed", (
            f"{_count(seen.serial)} look like Excel's date numbers and {_count(seen.iso + parts)} like written dates. "
            "Say how this column is to be read.",
        )
    if seen.serial:
        return "serial", (f"All {len(seen.serial)} are Excel's date numbers, such as {seen.serial[0]}.",)
    if not parts:
        return _no_order(seen)
    if _year_may_lead(seen):
        return "ambiguous", (f"In {parts[0]} the first number may be the year or the day. Say which order this is.",)
    return _by_days(seen)


def _no_order(seen: _Seen) -> tuple[Order, tuple[str, ...]]:
    if seen.iso:
        return "ymd", (f"Dates are written with the year first or the month's name, such as {seen.iso[0]}.",)
    return "none", ("Nothing in this column looks like a date.",)


def _count(cells: list[str]) -> str:
    return f"{len(cells)} ({cells[0]})" if cells else "0"


def _year_may_lead(seen: _Seen) -> bool:
    """Two-digit dates whose first number hardly changes while the last one does are likely year first."""
    if len(seen.short) < 6:
        return False
    firsts, lasts = {date.first for date in seen.short}, {date.third for date in seen.short}
    return max(lasts) <= 31 and len(firsts) * 2 < len(lasts)


def _by_days(seen: _Seen) -> tuple[Order, tuple[str, ...]]:
    if seen.day_first and seen.month_first:
        return "mixed", (
            f"{_count(seen.day_first)} can only be day first and {_count(seen.month_first)} only month first. "
            "Say which is right; the others are rejected.",
        )
    if seen.day_first or seen.month_first:
        order: Order = "dmy" if seen.day_first else "mdy"
        cells = seen.day_first or seen.month_first
        return _swapped(seen, cells) or (order, (f"{_count(cells)} can only be read {WORDS[order]}.",))
    if seen.either:
        return "ambiguous", (
            f"{_count(seen.either)} can be read day first or month first, and no day above 12 shows which. "
            "Say which order this column has.",
        )
    return "dmy", (f"Day and month are the same number, such as in {seen.same[0]}, so the order does not matter.",)


def _swapped(seen: _Seen, cells: list[str]) -> tuple[Order, tuple[str, ...]] | None:
    """A spreadsheet of another country turns 03/04 into a date and leaves 25/04 as text: the first are then swapped."""
    if len(cells) < 3 or len(seen.iso_days) < 3 or seen.either or not all(1 <= day <= 12 for day in seen.iso_days):
        return None
    return "mixed", (
        f"{_count(cells)} are text and {_count(seen.iso)} are spreadsheet dates, and none of these has a day above 12: "
        "a spreadsheet may have swapped their day and month. Check them against the source.",
    )
