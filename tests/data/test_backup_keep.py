"""Which backups stay and when the next is due: by hand, and against a slow second way for any days at all."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.backup_keep import Taken, due, kept, standing

NOON = datetime(2026, 11, 22, 12)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(microsecond=0))
some = st.lists(st.tuples(moments, st.booleans()), max_size=60, unique_by=lambda pair: pair[0])


def taken(pairs: list[tuple[datetime, bool]]) -> list[Taken]:
    return [Taken(f"{at:%Y%m%d%H%M%S}", at, proven) for at, proven in pairs]


def slowly(backups: list[Taken]) -> set[str]:
    """The rule again, from the newest period back, one backup at a time."""
    stays: set[str] = set()
    for words, many in (("%Y-%m-%d", 7), ("%G-%V", 5), ("%Y-%m", 12)):
        periods = sorted({one.at.strftime(words) for one in backups}, reverse=True)[:many]
        for period in periods:
            inside = [one for one in backups if one.at.strftime(words) == period]
            chosen = [one for one in inside if one.proven] or inside
            stays.add(max(chosen, key=lambda one: one.at).name)
    for some_of in (backups, [one for one in backups if one.proven]):
        if some_of:
            stays.add(max(some_of, key=lambda one: one.at).name)
    return stays


@given(some)
def test_any_days_at_all_keep_the_same_by_a_slow_second_way(pairs: list[tuple[datetime, bool]]) -> None:
    backups = taken(pairs)
    assert kept(backups) == kept(list(reversed(backups))) == slowly(backups)


@given(some)
def test_the_newest_and_the_newest_proven_one_always_stay(pairs: list[tuple[datetime, bool]]) -> None:
    backups = sorted(taken(pairs), key=lambda one: one.at)
    stays = kept(backups)
    assert {one.name for one in backups[-1:]} <= stays
    assert {one.name for one in [one for one in backups if one.proven][-1:]} <= stays
    assert len(stays) <= 7 + 5 + 12 + 2


@given(some)
def test_what_goes_once_does_not_make_others_go(pairs: list[tuple[datetime, bool]]) -> None:
    backups = taken(pairs)
    stays = kept(backups)
    assert kept([one for one in backups if one.name in stays]) == stays


def test_two_years_of_nights_leave_seven_days_five_weeks_and_twelve_months() -> None:
    nights = taken([(NOON - timedelta(days=ago), True) for ago in range(730)])
    days = {f"202611{day:02}120000" for day in range(16, 23)}  # 16 to 22 Nov 2026, which is also the newest week
    weeks = {"20261115120000", "20261108120000", "20261101120000", "20261025120000"}  # each Sunday before
    months = {
        f"{last}120000"
        for last in ("20261031", "20260930", "20260831", "20260731", "20260630", "20260531", "20260430", "20260331",
                     "20260228", "20260131", "20251231")
    }  # fmt: skip
    assert kept(nights) == days | weeks | months


def test_a_proven_one_is_kept_rather_than_a_later_one_of_that_day_that_is_not() -> None:
    earlier, later = NOON - timedelta(days=3, hours=4), NOON - timedelta(days=3)
    backups = taken([(NOON, True), (later, False), (earlier, True)])
    assert {one.name for one in backups} - kept(backups) == {f"{later:%Y%m%d%H%M%S}"}


@pytest.mark.parametrize(
    ("now", "last", "is_due"),
    [
        (NOON, None, True),
        (NOON, NOON - timedelta(hours=23, minutes=59), False),
        (NOON, NOON - timedelta(days=1), True),
        (NOON, NOON - timedelta(days=30), True),  # the computer was off for a month
        (NOON.replace(hour=2), NOON.replace(hour=2) - timedelta(hours=6), True),
        (NOON.replace(hour=2), NOON.replace(hour=2) - timedelta(hours=5, minutes=59), False),
        (NOON.replace(hour=5), NOON.replace(hour=5) - timedelta(hours=20), False),
        (NOON, NOON + timedelta(hours=2), False),
        (NOON, NOON + timedelta(days=400), True),  # the clock was a year ahead when the last one was made
    ],
)
def test_one_is_due_in_the_night_or_after_a_day(now: datetime, last: datetime | None, is_due: bool) -> None:
    assert due(now, last) is is_due


def test_the_last_proof_is_old_after_two_days_and_not_before() -> None:
    assert standing(NOON, None) == "never"
    assert standing(NOON, NOON - timedelta(days=2)) == "fresh"
    assert standing(NOON, NOON - timedelta(days=2, seconds=1)) == "old"
