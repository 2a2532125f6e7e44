"""Rejected rows as a file: same columns plus a reason, harmless in a spreadsheet, and mendable."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from data.catalogue import load_catalogue
from data.importers import mapped_sheet, open_file, session_sheet
from data.mapping import Mapping, ReadingColumn, Source
from data.rejected import REASON, harmless, rejected_csv
from tests.data.importers.sheets_for_tests import GOOD, HEADER, TODAY, codes, sessions


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


def test_the_layout_is_the_file_s_own_plus_a_reason() -> None:
    read = sessions(HEADER, GOOD, ("P2", *GOOD[1:4], "11", "x"))
    header, row = table(rejected_csv(read))
    assert header == [*HEADER, REASON]
    assert row[:6] == ["P2", *GOOD[1:4], "11", "x"]
    assert row[6].startswith("nprs before: 11 is above 10")
    assert "nprs after: x is not a number" in row[6]


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "@SUM(A1)", "\t=1", "  -x", "＝1", "-", "\r=1"])
def test_what_a_spreadsheet_would_run_is_neutralised(cell: str) -> None:
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["-5", "+3,5", "-0.25", "left", "O'Brien", "8/10", ""])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_neutralised_cell_comes_back_as_it_was() -> None:
    first = sessions(HEADER, ("=HYPERLINK(1)", *GOOD[1:4], "11", "5"))
    content = rejected_csv(first)
    assert b'"\'=HYPERLINK(1)"' in content
    mended = content.replace(b'"11"', b'"7"', 1)
    again = session_sheet.read(open_file(mended, "mended.csv"), load_catalogue(), TODAY)
    assert [row.patient for row in again.rows] == ["=HYPERLINK(1)"]


def test_rejected_again_has_one_reason_column() -> None:
    content = rejected_csv(sessions(HEADER, ("P2", *GOOD[1:4], "11", "x")))
    again = session_sheet.read(open_file(content, "mended.csv"), load_catalogue(), TODAY)
    assert codes(again) == ["above_scale", "not_a_number"]
    assert codes(again, "flag") == []
    assert table(rejected_csv(again)) == table(content)


def test_mended_rows_of_a_workbook_with_title_lines_come_in_by_the_same_mapping() -> None:
    mapping = Mapping(
        fields={
            "patient": Source(column="id"), "date": Source(column="day"),
            "condition": Source(fixed="plantar_heel_pain"), "side": Source(fixed="left"),
        },
        readings=(ReadingColumn("pain", "nprs", "before"),), dates="ymd", header_row=3, encoding="cp1252",
    )  # fmt: skip
    content = "Höhe\n\nid,day,pain\n1,2026-01-02,5\n2,2026-01-02,50\n".encode("cp1252")
    first = mapped_sheet.read(open_file(content, "f.csv", mapping), load_catalogue(), TODAY, mapping)
    assert codes(first) == ["above_scale"]
    mended = rejected_csv(first).replace(b'"50"', b'"5"')
    again = mapped_sheet.read(open_file(mended, "mended.csv", mapping), load_catalogue(), TODAY, mapping)
    assert [row.patient for row in again.rows] == ["2"]
    assert replace(again, rows=()).rejected == {}
