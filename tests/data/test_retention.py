"""Until when a record is kept: a table by hand from the clinical reference, section 11, and what always holds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.retention import kept_until

# last entry, year of birth, kept until; by hand. The latest birthday of a year is its 31 December.
TABLE = [
    (date(2019, 11, 28), 1980, date(2026, 11, 28)),  # an adult: seven years to the day
    (date(2020, 2, 29), 1980, date(2027, 3, 1)),  # no 29 Feb in 2027
    (date(2020, 2, 29), 2010, date(2035, 12, 31)),  # a child of ten: 25 at the latest on 31 Dec 2035
    (date(2018, 12, 30), 2000, date(2025, 12, 31)),  # 18 at the latest on 31 Dec 2018, so maybe under 18 that day
    (date(2018, 12, 31), 2000, date(2025, 12, 31)),  # 18 for certain: seven years, the same day by chance
    (date(2019, 1, 1), 2000, date(2026, 1, 1)),
    (date(2018, 1, 5), 2000, date(2025, 12, 31)),  # 17 or just 18: 25th birthday is later than 5 Jan 2025
    (date(2026, 6, 1), 2026, date(2051, 12, 31)),  # a baby
]


@pytest.mark.parametrize(("last", "born", "until"), TABLE)
def test_the_day_by_hand(last: date, born: int, until: date) -> None:
    found = kept_until(last, born)
    assert found.until == until
    assert not found.is_due(until)
    assert found.is_due(date.fromordinal(until.toordinal() + 1))
    assert not found.is_due(last)


def test_what_is_not_known_is_said() -> None:
    assert kept_until(date(2019, 1, 1), None).until is None
    assert "year of birth is not known" in kept_until(date(2019, 1, 1), None).why
    assert not kept_until(date(1950, 1, 1), None).is_due(date(2026, 1, 1))
    assert kept_until(date(2019, 1, 1), None, longer_rule=True).until == date(2044, 12, 31)  # as of a newborn
    assert kept_until(None, 1980).until is None
    assert "Nothing is recorded" in kept_until(None, 1980, longer_rule=True).why


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(0, 100), st.integers(1, 364))
def test_it_is_never_too_short(last: date, age: int, born_on: int) -> None:
    """Whatever the day of birth in the year: never before seven years, never before the 25th birthday of a child."""
    year = last.year - age
    until = kept_until(last, year).until
    assert until is not None
    assert (until.year, until.month, until.day) >= (last.year + 7, last.month, last.day) or last.day == 29
    born = date.fromordinal(date(year, 1, 1).toordinal() + born_on)
    if date(born.year + 18, born.month, min(born.day, 28)) > last:
        assert until >= date(born.year + 25, born.month, min(born.day, 28))
    assert kept_until(last, year).until <= kept_until(last, None, longer_rule=True).until  # type: ignore[operator]
    later = date.fromordinal(last.toordinal() + 1)
    assert kept_until(later, year).until >= until  # type: ignore[operator]  # one more entry never shortens it
