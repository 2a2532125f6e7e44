"""Impossible and doubtful rows: what is rejected, what is flagged, and what is said about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.mapping import Mapping, ReadingColumn, Source
from tests.data.importers.sheets_for_tests import GOOD, HEADER, codes, mapped, sessions

WIDE = Mapping(
    fields={
        "patient": Source(column="id"),
        "started": Source(column="start"),
        "condition": Source(fixed="plantar_heel_pain"),
        "side": Source(fixed="left"),
    },
    readings=(
        ReadingColumn("first", "nprs", weeks=0),
        ReadingColumn("later", "nprs", weeks=12),
    ),
    dates="ymd",
)


def changed(**cells: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Header and row of a good visit with these cells changed or added (`_` for a space)."""
    row = dict(zip(HEADER, GOOD, strict=True)) | {name.replace("__", " "): cell for name, cell in cells.items()}
    return tuple(row), tuple(row.values())


@pytest.mark.parametrize(
    ("cells", "code", "says"),
    [
        ({"nprs__before": "11"}, "above_scale", "11 is above 10, the highest value of Pain 0-10"),
        ({"nprs__before": "-1"}, "below_scale", "lowest value"),
        ({"df_nwb_ke__before": "400"}, "above_scale", "400 is above"),
        ({"nprs__before": "VAS 8"}, "with_words", ""),
        ({"date": "2027-01-02"}, "future_date", "after today"),
        ({"date": "2026-02-30"}, "no_such_date", ""),
        ({"date": ""}, "no_date", "Fill it in"),
        ({"patient": ""}, "no_patient", "needs a patient"),
        ({"side": "lefft"}, "unknown_side", 'Did you mean "left"?'),
        ({"condition": "plantar heal pain"}, "unknown_condition", "heel"),
        ({"ended": "2026-03-01"}, "end_before_start", "14 Mar 2026"),
        ({"ended": "2026-03-01", "started": "2026-02-01"}, "after_discharge", "after the discharge on 1 Mar 2026"),
        ({"started": "2026-04-01"}, "before_start", "before the course began on 1 Apr 2026"),
        ({"birth__year": "2026", "date": "2025-03-14"}, "before_birth", "year of birth, 2026"),
        ({"birth__year": "1850"}, "birth_year_out_of_range", "between 1900"),
        ({"insertions": "2.5"}, "not_whole", "whole number"),
        ({"adverse__event": "bruise; faint", "adverse__severity": "mild"}, "events_unclear", "separated by ;"),
        ({"adverse__event": "bruise", "adverse__severity": "awful"}, "unknown_adverse_severity", "mild"),
        ({"retention__minutes": "9000"}, "retention_minutes_out_of_range", "1440"),
    ],
)
def test_an_impossible_row_is_rejected_with_the_cell_and_what_to_do(
    cells: dict[str, str], code: str, says: str
) -> None:
    header, row = changed(**cells)
    read = sessions(header, row)
    assert (read.read, read.rows, list(read.rejected)) == (1, (), [2])
    assert codes(read) == [code]
    problem = next(problem for problem in read.problems if problem.severity == "reject")
    assert says in problem.message
    assert problem.row == 2
    assert problem.message.endswith((".", "?"))


def test_the_same_row_twice_stands_once() -> None:
    read = sessions(HEADER, GOOD, GOOD, ("P2", *GOOD[1:]))
    assert codes(read) == ["duplicate_row"]
    assert list(read.rejected) == [3]
    assert "Row 2" in read.problems[0].message


def test_another_value_for_the_same_visit_is_rejected() -> None:
    read = sessions(HEADER, GOOD, (*GOOD[:4], "3", "5"))
    assert codes(read) == ["two_values"]


def test_two_visits_in_a_day_are_two_when_the_sheet_says_so() -> None:
    header = (*HEADER, "sequence")
    read = sessions(header, (*GOOD, "1"), (*GOOD[:4], "5", "4", "2"))
    assert codes(read) == []
    assert [row.session.sequence for row in read.rows if row.session] == [1, 2]


def test_one_patient_with_two_birth_years() -> None:
    header, days = (*HEADER, "birth year"), ("2026-03-14", "2026-03-15", "2026-03-16")
    rows = [(GOOD[0], day, *GOOD[2:], year) for day, year in zip(days, ("1970", "1970", "1907"), strict=True)]
    read = sessions(header, *rows)
    assert codes(read) == ["two_birth_years"]
    assert list(read.rejected) == [4]
    assert {row.birth_year for row in read.rows} == {1970}


def test_an_age_on_either_side_of_a_birthday_is_one_birth_year() -> None:
    ages = replace(WIDE, fields={**WIDE.fields, "age": Source(column="age"), "course": Source(column="course")})
    header = ("id", "start", "age", "course", "first", "later")
    read = mapped(ages, header, ("P1", "2025-01-10", "40", "1", "5", "4"), ("P1", "2025-12-10", "41", "2", "5", ""))
    assert codes(read) == []
    assert {row.birth_year for row in read.rows} == {1984}


def test_a_discharge_written_on_another_row_counts_for_the_whole_course() -> None:
    header = (*HEADER, "ended")
    read = sessions(
        header, (*GOOD, ""), ("P1", "2026-05-01", *GOOD[2:], ""), ("P1", "2026-04-01", *GOOD[2:], "2026-04-02")
    )
    assert codes(read) == ["after_discharge"]
    assert list(read.rejected) == [3]


def test_before_and_after_swapped_in_the_whole_file_is_flagged_and_nothing_rejected() -> None:
    rows = [(f"P{n}", *GOOD[1:4], "3", "6") for n in range(12)]
    read = sessions(HEADER, *rows)
    assert codes(read) == []
    assert codes(read, "flag") == ["after_worse"]
    assert read.problems[0].row == 0
    assert "swapped" in read.problems[0].message
    better = sessions(HEADER, *[(f"P{n}", *GOOD[1:4], "6", "3") for n in range(12)])
    assert codes(better, "flag") == []


def test_higher_is_better_is_not_taken_for_swapped() -> None:
    header = (*HEADER[:4], "wblt_cm before", "wblt_cm after")
    assert codes(sessions(header, *[(f"P{n}", *GOOD[1:4], "6", "8") for n in range(12)]), "flag") == []
    assert codes(sessions(header, *[(f"P{n}", *GOOD[1:4], "8", "6") for n in range(12)]), "flag") == ["after_worse"]


def test_later_worse_than_first_is_flagged() -> None:
    rows = [(f"P{n}", "2025-01-01", "2", "8") for n in range(12)]
    assert codes(mapped(WIDE, ("id", "start", "first", "later"), *rows), "flag") == ["later_worse"]


def test_a_column_that_is_mostly_empty_is_flagged() -> None:
    rows = [(f"P{n}", "2025-01-01", "8", "2" if n < 6 else "") for n in range(12)]
    read = mapped(WIDE, ("id", "start", "first", "later"), *rows)
    assert codes(read, "flag") == ["mostly_missing"]
    assert "6 of 12 rows (50%)" in read.problems[0].message


def test_mixed_signs_are_flagged() -> None:
    header = (*HEADER[:4], "knee_ext before")
    rows = [(f"P{n}", *GOOD[1:4], str(5 if n % 2 else -5)) for n in range(12)]
    assert codes(sessions(header, *rows), "flag") == ["mixed_signs"]


def test_a_hundred_point_scale_scored_to_ten_is_flagged() -> None:
    header = (*HEADER[:4], "vas_pain_100 before")
    rows = [(f"P{n}", *GOOD[1:4], str(n % 10 + 1)) for n in range(12)]
    assert codes(sessions(header, *rows), "flag") == ["other_scale_likely"]


def test_a_review_that_would_lie_after_today_is_rejected() -> None:
    read = mapped(WIDE, ("id", "start", "first", "later"), ("P1", "2026-11-01", "5", "4"))
    assert codes(read) == ["future_reading"]


def test_a_row_that_slipped_sideways_is_rejected_and_one_cut_short_is_flagged() -> None:
    read = sessions(HEADER, GOOD, ("P2", *GOOD[1:], "4"), ("P3", *GOOD[1:5]))
    assert codes(read) == ["too_many_cells"]
    assert list(read.rejected) == [3]
    assert codes(read, "flag") == ["unused_column", "short_rows"]
