"""Whole calendar periods: what is one, when it is over, and which few are offered."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.period import PeriodError, before, offered, parse_period

DAYS = st.dates(date(2001, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-Q1", date(2025, 1, 1), date(2025, 3, 31)),
        ("2025q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("2024-Q2", date(2024, 4, 1), date(2024, 6, 30)),
        (" 2023..2025 ", date(2023, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_whole_period_is_read(text: str, first: date, last: date) -> None:
    found = parse_period(text)
    assert (found.first, found.last) == (first, last)


NOT_WHOLE = ("", "2025-02", "2025-Q5", "2025..2023", "1 Jan 2025", "2025-Q1..2025-Q2", "25", "last year")


@pytest.mark.parametrize("text", NOT_WHOLE)
def test_what_is_not_whole_is_a_sentence(text: str) -> None:
    with pytest.raises(PeriodError, match="not a whole calendar period"):
        parse_period(text)


def test_a_period_is_over_the_day_after_its_last() -> None:
    found = parse_period("2025")
    assert not found.is_complete(date(2025, 12, 31))
    assert found.is_complete(date(2026, 1, 1))


def test_the_newest_whole_year_and_quarter_and_all_whole_years_are_offered() -> None:
    def names(began: date | None, on: date) -> list[str]:
        return [period.name for period in offered(began, on)]

    assert names(date(2022, 12, 8), date(2026, 11, 28)) == ["2025", "2026-Q3", "2023..2025"]
    assert names(date(2023, 1, 9), date(2026, 11, 28)) == ["2025", "2026-Q3", "2023..2025"]
    assert names(date(2025, 2, 1), date(2026, 2, 28)) == ["2025", "2025-Q4"]
    assert names(None, date(2026, 4, 1)) == ["2025", "2026-Q1"]


@given(DAYS)
def test_everything_offered_is_over_and_reads_back(day: date) -> None:
    for period in offered(date(2000, 1, 1), day):
        assert period.is_complete(day)
        assert parse_period(period.name) == period


@given(st.integers(2000, 2100), st.integers(1, 4))
def test_quarters_lie_end_to_end(year: int, number: int) -> None:
    found = parse_period(f"{year}-Q{number}")
    assert (found.first - before(found).last).days == 1
    assert found.first.day == 1
