"""One date as text: what its numbers are, and the day it means in a given order."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from data.clock import shown
from data.sheets.cells import is_missing, text
from data.sheets.sheet import CellProblem

Order = Literal["dmy", "mdy", "ymd", "serial", "ambiguous", "mixed", "none"]
WORDS = {"dmy": "day first", "mdy": "month first", "ymd": "year first", "serial": "as an Excel date number"}
_LIKE = "Write it like 22 Nov 2026."
SERIALS = range(20_000, 80_001)  # 3 Oct 1954 to 10 Jan 2119
YEARS = range(1900, 2101)
EPOCH = date(1899, 12, 30)  # of Excel's date numbers; right for every day after 28 Feb 1900

_LONG = tuple(month.lower() for month in calendar.month_name)  # "" stands at 0
_TIME = re.compile(
    r"[T\s,]\s*[0-9]{1,2}(?:[:.][0-9]{2}){1,2}(?:[.,][0-9]+)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2})?$",
    re.IGNORECASE,
)
_DAY_NAME = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_PARTS = re.compile(r"([0-9]{1,4})\s*([/.\-])\s*([0-9]{1,2})\s*\2\s*([0-9]{4}|[0-9]{1,2})\.?")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_NAMED_DMY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[\s\-/.]*([a-z]+)\.?,?[\s\-/.]*([0-9]{4}|[0-9]{2})", re.I)
_NAMED_MDY = re.compile(r"([a-z]+)\.?[\s\-/.]*([0-9]{1,2})(?:st|nd|rd|th)?(?:,\s*|[\s\-/.]+)([0-9]{4})", re.I)
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written; ``first`` to ``third`` are its numbers as written (iso and named: year, month, day)."""

    form: Literal["iso", "named", "serial", "parts"]
    first: int
    second: int
    third: int
    short_year: bool = False


@lru_cache(maxsize=1 << 16)
def written(cell: str) -> Written | None:
    """The numbers of a date as written, or ``None`` when the text is no date; the time of day is dropped."""
    plain = _DAY_NAME.sub("", _TIME.sub("", text(cell)).strip())
    if found := _SERIAL.fullmatch(plain):
        return Written("serial", int(found[1]), 0, 0) if int(found[1]) in SERIALS else None
    if found := _COMPACT.fullmatch(plain):
        return Written("iso", int(found[1]), int(found[2]), int(found[3]))
    if found := _PARTS.fullmatch(plain):
        return _numbers(found[1], found[3], found[4])
    return _named(plain)


def _numbers(first: str, second: str, third: str) -> Written | None:
    if len(first) == 4:
        return Written("iso", int(first), int(second), int(third)) if len(third) <= 2 else None
    if len(first) == 3 or len(third) == 1:
        return None
    return Written("parts", int(first), int(second), int(third), short_year=len(third) == 2)


def _month(word: str) -> int | None:
    """1 to 12 from a month's English name or its first three letters (four in Sept)."""
    lower = word.lower()
    if lower in _LONG[1:]:
        return _LONG.index(lower)
    short = {name[:3]: place for place, name in enumerate(_LONG) if name} | {"sept": 9}
    return short.get(lower)


def _named(plain: str) -> Written | None:
    found = _NAMED_DMY.fullmatch(plain)
    day, month, year = (found[1], found[2], found[3]) if found else ("", "", "")
    if not found and (found := _NAMED_MDY.fullmatch(plain)):
        day, month, year = found[2], found[1], found[3]
    place = _month(month)
    if not found or place is None:
        return None
    return Written("named", full_year(int(year)) if len(year) == 2 else int(year), place, int(day))


def full_year(two_digits: int) -> int:
    """24 is 2024 and 85 is 1985; 69 is the last of this century (POSIX strptime)."""
    return two_digits + (2000 if two_digits <= 69 else 1900)


def parse_date(cell: str, order: Order, *, missing: Iterable[str] = ()) -> date | CellProblem | None:
    """One date, read in the column's ``order``; ``None`` when missing. The time of day is dropped.

    ISO dates and dates with a month's name are read in any order. Codes: ``not_a_date``, ``no_such_date`` (30 Feb,
    month 25), ``ambiguous_date`` (the column's order is not known), ``year_out_of_range`` (before 1900 or after 2100).
    """
    return _parse(cell, order, missing if isinstance(missing, frozenset) else frozenset(missing))


@lru_cache(maxsize=1 << 16)
def _parse(cell: str, order: Order, missing: frozenset[str]) -> date | CellProblem | None:
    if is_missing(text(cell), missing):
        return None
    seen = written(cell)
    if seen is None:
        return CellProblem("not_a_date", f"{text(cell)[:40]} is not a date. {_LIKE}")
    if seen.form == "serial":
        return _serial(seen.first, order)
    if seen.form in ("iso", "named"):
        return _made(text(cell), seen.first, seen.second, seen.third)
    return _from_parts(text(cell), seen, order)


def _serial(days: int, order: Order) -> date | CellProblem:
    on = EPOCH + timedelta(days=days)
    if order == "serial":
        return on
    said = shown(on)
    return CellProblem("not_a_date", f"{days} may be Excel's number of {said}. Write the date in full, like {said}.")


def _from_parts(cell: str, seen: Written, order: Order) -> date | CellProblem:
    year = full_year(seen.third) if seen.short_year else seen.third
    if order == "dmy":
        return _made(cell, year, seen.second, seen.first, " when read day first")
    if order == "mdy":
        return _made(cell, year, seen.first, seen.second, " when read month first")
    if order == "ymd" and seen.short_year:
        return _made(cell, full_year(seen.first), seen.second, seen.third, " when read year first")
    if order in ("ymd", "serial"):
        return CellProblem("not_a_date", f"{cell[:40]} is not written {WORDS[order]} like the others. {_LIKE}")
    return CellProblem(
        "ambiguous_date", f"The order of day and month in {cell[:40]} is not known. Say which order this column has."
    )


def _made(cell: str, year: int, month: int, day: int, how: str = "") -> date | CellProblem:
    if year not in YEARS:
        return CellProblem("year_out_of_range", f"{cell[:40]} is in the year {year}. Correct the year.")
    try:
        return date(year, month, day)
    except ValueError:
        return CellProblem("no_such_date", f"{cell[:40]} does not exist in the calendar{how}. Correct the date.")
