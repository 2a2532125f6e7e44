"""Dates: the order of a column by evidence, and each date in that order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.sheets.dates import column_order, parse_date
from data.sheets.sheet import CellProblem

ORDERS = [
    (["03/04/2025", "25/04/2025"], "dmy"),
    (["03/04/2025", "04/25/2025"], "mdy"),
    (["03/04/2025", "05/06/2025"], "ambiguous"),
    (["25/04/2025", "04/25/2025"], "mixed"),
    (["2025-04-03", "2025-04-04 10:30"], "ymd"),
    (["20250403", "2025/04/25"], "ymd"),
    (["3 Mar 2025", "Mar 3, 2025", "3-Mar-25", "Monday 3 March 2025"], "ymd"),
    (["45000", "45001.5"], "serial"),
    (["45000", "25/04/2025"], "mixed"),
    (["04/04/2025", "05/05/2025"], "dmy"),
    (["2025-04-03", "25/04/2025"], "dmy"),
    (["01-02-13", "13-02-13"], "dmy"),
    (["left", "right", "12"], "none"),
    ([], "none"),
    (["n/a", "", "25.04.2025"], "dmy"),
]


@pytest.mark.parametrize(("values", "order"), ORDERS)
def test_the_order_of_a_column(values: list[str], order: str) -> None:
    reading = column_order(values)
    assert reading.order == order
    assert reading.evidence
    assert all(sentence.endswith(".") for sentence in reading.evidence)


def test_the_evidence_shows_a_value_and_counts() -> None:
    reading = column_order(["03/04/2025", "25/04/2025", "26/04/2025", "soon", "n/a"])
    assert reading.evidence == ("2 (25/04/2025) can only be read day first.",)
    assert (reading.dates, reading.others, reading.unread) == (3, 1, ("soon",))


def test_an_ambiguous_column_is_asked() -> None:
    reading = column_order(["03/04/2025"] * 5)
    assert "Say which order" in reading.evidence[0]
    problem = parse_date("03/04/2025", reading.order)
    assert isinstance(problem, CellProblem)
    assert problem.code == "ambiguous_date"


def test_two_digit_years_that_may_lead_are_asked() -> None:
    assert column_order([f"25-03-{day:02}" for day in range(1, 20)]).order == "ambiguous"
    assert parse_date("25-03-19", "ymd") == date(2025, 3, 19)
    assert parse_date("25-03-19", "dmy") == date(2019, 3, 25)


def test_spreadsheet_dates_with_swapped_days_are_noticed() -> None:
    """An American Excel opens a day-first file: 03/04 becomes a date (4 March), 25/04 stays text."""
    values = ["2025-03-04", "2025-05-06", "2025-07-08", "25/04/2025", "26/04/2025", "27/04/2025"]
    reading = column_order(values)
    assert reading.order == "mixed"
    assert "swapped" in reading.evidence[0]
    assert column_order([*values, "2025-03-25"]).order == "dmy"


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("03/04/2025", "dmy", date(2025, 4, 3)),
        ("03/04/2025", "mdy", date(2025, 3, 4)),
        ("3.4.25", "dmy", date(2025, 4, 3)),
        ("2025-04-03", "mdy", date(2025, 4, 3)),
        ("2020-01-01T15:00:00+03:00", "dmy", date(2020, 1, 1)),
        ("2022-05-25 10.39.15", "ymd", date(2022, 5, 25)),
        ("09.07.2013 12:00:00", "dmy", date(2013, 7, 9)),
        ("1/2/2024 3:04 PM", "dmy", date(2024, 2, 1)),
        ("3 Mar 2025", "ambiguous", date(2025, 3, 3)),
        ("3rd March 2025", "dmy", date(2025, 3, 3)),
        ("March 3, 2025", "dmy", date(2025, 3, 3)),
        ("3-Sept-85", "dmy", date(1985, 9, 3)),
        ("45000", "serial", date(2023, 3, 15)),
        ("45000.75", "serial", date(2023, 3, 15)),
        ("60000", "serial", date(2064, 4, 8)),
    ],
)
def test_a_date(cell: str, order: str, day: date) -> None:
    assert parse_date(cell, order) == day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "order", "code"),
    [
        ("30/02/2024", "dmy", "no_such_date"),
        ("2024-02-30", "dmy", "no_such_date"),
        ("04/25/2024", "dmy", "no_such_date"),
        ("29/02/2023", "dmy", "no_such_date"),
        ("soon", "dmy", "not_a_date"),
        ("12/2024", "dmy", "not_a_date"),
        ("45000", "dmy", "not_a_date"),
        ("19999", "serial", "not_a_date"),
        ("03/04/2025", "serial", "not_a_date"),
        ("01/01/0204", "dmy", "year_out_of_range"),
        ("03/04/2025", "mixed", "ambiguous_date"),
    ],
)
def test_no_date(cell: str, order: str, code: str) -> None:
    problem = parse_date(cell, order)  # type: ignore[arg-type]
    assert isinstance(problem, CellProblem)
    assert problem.code == code
    assert problem.message.endswith(".")


def test_missing() -> None:
    assert parse_date("", "dmy") is None
    assert parse_date("n/a", "dmy") is None
    assert parse_date("9999", "dmy", missing=("9999",)) is None


@given(
    st.lists(st.dates(date(1940, 1, 1), date(2069, 12, 31)), min_size=1, max_size=30), st.sampled_from(["dmy", "mdy"])
)
def test_dates_are_read_back_or_asked(days: list[date], order: str) -> None:
    """Written in one order, a column is found in that order, or is said to be ambiguous; never in the other order."""
    form = "%d/%m/%Y" if order == "dmy" else "%m/%d/%Y"
    reading = column_order([day.strftime(form) for day in days])
    if all(day.day == day.month for day in days):
        assert reading.order == "dmy"
    elif any(day.day > 12 for day in days):
        assert reading.order == order
    else:
        assert reading.order == "ambiguous"
    if reading.order != "ambiguous":
        assert [parse_date(day.strftime(form), reading.order) for day in days] == days


@given(st.integers(20_000, 80_000))
def test_serials_count_days(serial: int) -> None:
    assert parse_date(str(serial), "serial") == date(1899, 12, 30) + timedelta(days=serial)


@given(st.text(max_size=15))
def test_any_text_is_a_date_missing_or_a_sentence(cell: str) -> None:
    for order in ("dmy", "mdy", "ymd", "serial", "ambiguous", "mixed", "none"):
        found = parse_date(cell, order)  # type: ignore[arg-type]
        assert found is None or isinstance(found, date | CellProblem)
