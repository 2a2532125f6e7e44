"""Figures by calendar period: by hand, by a slow second road, and beside the table that other reports use."""

from __future__ import annotations

import statistics
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.courses import courses
from analytics.periods import COLUMNS, by_calendar, sessions_within
from analytics.trend import UnknownPeriod, by_period
from tests.analytics.clinics import (
    CATALOGUE,
    DAY_ONE,
    LATER,
    PAIN,
    episode,
    episodes_frame,
    forty_cases,
    reading,
    readings_frame,
    sessions_frame,
)

LONG_AFTER = date(2030, 1, 1)
NEW_YEAR = date(2026, 1, 1)


def days(*on: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(on)).astype("datetime64[s]"))


def test_a_year_by_hand() -> None:
    """Nobody in the second quarter; 2 and 4 have the mean 3 and the spread root 2; a lone value has none."""
    on = days("2026-01-02", "2026-03-31", "2026-07-01")
    found = by_calendar(on, [2, 4, 7], "quarter", as_of=LONG_AFTER)
    assert found["n"].tolist() == [2, 0, 1] and found["total"].tolist() == [6, 0, 7]
    assert found["value"].tolist() == pytest.approx([3, np.nan, 7], nan_ok=True)
    assert found["sd"].tolist() == pytest.approx([2**0.5, np.nan, np.nan], nan_ok=True)
    assert [f"{one:%d %b}" for one in found["last_day"]] == ["31 Mar", "30 Jun", "30 Sep"]


@pytest.mark.parametrize(("as_of", "settled"), [("2026-03-13", False), ("2026-03-14", True)])
def test_a_period_counts_from_the_day_on_which_all_in_it_are_due(as_of: str, settled: bool) -> None:
    found = by_calendar(days("2026-01-01"), [1], "month", as_of=date.fromisoformat(as_of), wait=42)
    assert found["settled"].tolist() == [settled]


@pytest.mark.parametrize(("first", "whole"), [("2026-01-07", True), ("2026-01-08", False)])
def test_a_first_period_the_record_begins_in_the_middle_of_is_not_whole(first: str, whole: bool) -> None:
    found = by_calendar(days(first, "2026-02-20"), [1, 1], "month", as_of=LONG_AFTER)
    assert found["settled"].tolist() == [whole, True]


def test_no_day_and_no_value_are_left_out_and_a_week_is_no_period() -> None:
    on = pd.concat([days("2026-01-02", "2026-01-03"), pd.Series([pd.NaT])], ignore_index=True)
    assert by_calendar(on, [1, np.nan, 3], "month", as_of=LONG_AFTER)["n"].tolist() == [1]
    assert tuple(by_calendar(on.iloc[:0], [], "month", as_of=LONG_AFTER).columns) == COLUMNS
    with pytest.raises(UnknownPeriod, match="month or quarter"):
        by_calendar(on, [1, 2, 3], "week", as_of=LONG_AFTER)


@forty_cases
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(-9, 9)), min_size=1, max_size=60), st.booleans())
def test_a_slow_second_road_and_any_order(rows: list[tuple[int, int]], quarters: bool) -> None:
    made = [(NEW_YEAR + timedelta(days=day), value) for day, value in rows]
    length, size = ("quarter", 3) if quarters else ("month", 1)
    on = pd.Series(pd.to_datetime([day for day, _ in made]))
    found = by_calendar(on, [value for _, value in made], length, as_of=LONG_AFTER)
    shuffled = by_calendar(on[::-1], [value for _, value in made][::-1], length, as_of=LONG_AFTER)
    pd.testing.assert_frame_equal(found, shuffled)
    for row in found.itertuples():
        at = row.period.year * 12 + row.period.month - 1
        inside = [value for day, value in made if at <= day.year * 12 + day.month - 1 < at + size]
        assert row.n == len(inside) and row.total == sum(inside)
        if len(inside) > 1:
            assert row.sd == pytest.approx(statistics.stdev(inside), abs=1e-9)


def test_it_is_the_table_of_change_over_time() -> None:
    random = np.random.default_rng(3)
    care = [episode(key, started=DAY_ONE + timedelta(days=int(random.integers(0, 300)))) for key in range(1, 60)]
    read = []
    for row in care:
        begun = (row["started"] - DAY_ONE).days
        read.append(reading("before", begun, float(random.integers(3, 10)), 1, row["episode"]))
        read.append(reading("review", begun + 44, float(random.integers(0, 8)), key=row["episode"]))
    readings = readings_frame(read)
    frame = courses(readings, episodes_frame(care), PAIN, as_of=LATER, sessions=sessions_frame(readings))
    theirs = by_period(frame, PAIN, CATALOGUE, "month")
    counted = frame[frame["status"] == "counted"]
    ours = by_calendar(counted["started"], counted["change"], "month", as_of=LATER).set_index("period")
    theirs = theirs.set_index("period").loc[ours.index]
    np.testing.assert_allclose(ours["value"], theirs["mean_change"])
    assert ours["n"].tolist() == theirs["n"].tolist()


def test_sessions_are_counted_over_the_same_weeks_in_every_course() -> None:
    """Sessions on days 0, 14, 84 and 85: three within 12 weeks, the day 84 included; a course without any is no 0."""
    readings = readings_frame([reading("before", day, 5, place) for place, day in enumerate((0, 14, 84, 85), 1)])
    care = episodes_frame([episode(1), episode(2)])
    found = sessions_within(care, sessions_frame(readings), 12)
    assert found[["episode", "sessions"]].values.tolist() == [[1, 3]]
    assert sessions_within(care, sessions_frame(readings), 2)["sessions"].tolist() == [2]
    assert sessions_within(care.iloc[1:], sessions_frame(readings), 12).empty
