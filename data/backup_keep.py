"""Which backups stay, and when the next one is due. Nothing here knows a file or a clock."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

DAILY, WEEKLY, MONTHLY = 7, 5, 12
KEPT_WORDS = "one of each of the last 7 days, 5 weeks and 12 months that have one"
DAY = timedelta(days=1)
STALE = timedelta(days=2)  # the last proven restore is told in amber from here on
NIGHT = range(1, 5)  # the hours, by this computer's clock, in which few people work
APART = timedelta(hours=6)  # a backup of the evening is not followed by another in the night


@dataclass(frozen=True)
class Taken:
    """One backup as the rule sees it: its name, when it was taken (on this computer's clock), whether it is proven."""

    name: str
    at: datetime
    proven: bool


def kept(backups: Iterable[Taken]) -> set[str]:
    """The names that stay: of each of the newest 7 days, 5 weeks and 12 months with a backup, one.

    Of a day, week or month it is the newest proven one, or the newest when none is proven. The newest of all, and
    the newest proven one of all, always stay.
    """
    newest_first = sorted(backups, key=lambda one: (one.at, one.name), reverse=True)
    stays = {one.name for one in newest_first[:1]}
    stays |= {one.name for one in [one for one in newest_first if one.proven][:1]}
    for many, period in ((DAILY, _day), (WEEKLY, _week), (MONTHLY, _month)):
        stays |= _one_of_each(newest_first, many, period)
    return stays


def _one_of_each(newest_first: list[Taken], many: int, period: Callable[[datetime], Hashable]) -> set[str]:
    chosen: dict[Hashable, Taken] = {}
    for one in newest_first:
        before = chosen.setdefault(period(one.at), one)
        if one.proven and not before.proven:
            chosen[period(one.at)] = one
    return {one.name for one in list(chosen.values())[:many]}


def _day(at: datetime) -> Hashable:
    return at.date()


def _week(at: datetime) -> Hashable:
    return tuple(at.isocalendar())[:2]


def _month(at: datetime) -> Hashable:
    return at.year, at.month


def due(now: datetime, last: datetime | None) -> bool:
    """Whether a backup is to be made at *now*: in the night, or as soon as the *last* one is a day old.

    Also when the last one is of a day to come: this computer's clock was wrong then.
    """
    if last is None or abs(now - last) >= DAY:
        return True
    return now.hour in NIGHT and now - last >= APART


def standing(now: datetime, proven: datetime | None) -> str:
    """``never`` proven, proven too long ago (``old``), or ``fresh``."""
    if proven is None:
        return "never"
    return "old" if now - proven > STALE else "fresh"
