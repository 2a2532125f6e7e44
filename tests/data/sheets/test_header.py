"""Which row is the header: title lines, comments, no header at all, several rows, repeated and missing names."""

from __future__ import annotations

import pytest

from data.rows import FileRefused
from data.sheets.header import Merge, Place, find_header
from data.sheets.naming import letter, listed, unique
from data.sheets.open import open_sheet


def test_title_lines_are_kept_apart() -> None:
    data = b"Sole Care Podiatry\nExported: 3 Mar 2025\n\nPatient,Side,Pain\nP1,left,5\nP2,right,6\n"
    sheet = open_sheet(data)
    assert sheet.header == ("Patient", "Side", "Pain")
    assert (sheet.header_number, sheet.numbers, sheet.blank) == (4, (5, 6), 0)
    assert sheet.title_lines == ("Sole Care Podiatry", "Exported: 3 Mar 2025")
    assert "2 title lines stand above the table: “Sole Care Podiatry” and “Exported: 3 Mar 2025”." in sheet.notes


def test_a_file_without_a_header_is_said_to_have_none() -> None:
    sheet = open_sheet(b"1,left,5\n2,right,6\n3,left,7\n")
    assert sheet.header == ("Column A", "Column B", "Column C")
    assert (sheet.header_number, len(sheet.rows)) == (0, 3)
    assert any("No header row was found" in note for note in sheet.notes)


def test_numbers_as_names() -> None:
    head = [["id", "2011", "2012"], ["P1", "5.5", "6.5"], ["P2", "8", "7.5"]]
    assert find_header(head) == Place(0, 0, 1)
    assert find_header([["P1", "5", "6"], ["P2", "8", "7"]]) == Place(-1, -1, 0)
    unnamed = [["0", "Patient", "Week 6", "Week 12"], ["1", "Ann", "5", "3"], ["2", "Ben", "6", "4"]]
    assert find_header(unnamed) == Place(0, 0, 1)


def test_mostly_empty_columns_do_not_hide_the_header() -> None:
    names = ["patient", *(f"week {week}" for week in range(1, 20))]
    rows = [[f"P{n}", str(n)] + [""] * 18 for n in range(30)]
    assert find_header([names, *rows]) == Place(0, 0, 1)
    assert find_header([["Clinic", "Sole", "Care", *[""] * 17], names, *[[str(n)] * 20 for n in range(30)]]).first == 1


def test_the_person_can_say_which_row() -> None:
    data = b"1,left\n2,right\n3,left\n"
    assert open_sheet(data, header_row=2).header == ("2", "right")
    assert open_sheet(data, header_row=2).title_lines == ("1 left",)
    assert open_sheet(b"a,b\n1,2\n", header_row=0).rows == (("a", "b"), ("1", "2"))
    with pytest.raises(FileRefused, match="has no row 9"):
        open_sheet(data, header_row=9)


def test_a_header_alone_is_a_table_without_rows() -> None:
    sheet = open_sheet(b"patient,side\n")
    assert (sheet.header, sheet.rows, sheet.numbers) == (("patient", "side"), (), ())


def test_names_over_several_rows_are_joined() -> None:
    head = [
        ["Patient", "Pain", "", "ROM", ""],
        ["", "before", "after", "before", "after"],
        ["P1", "5", "3", "30", "35"],
    ]
    merges = (Merge(0, 0, 1, 0), Merge(0, 1, 0, 2), Merge(0, 3, 0, 4))
    assert find_header(head, merges) == Place(0, 1, 2)


def test_a_merged_title_is_no_group_heading() -> None:
    head = [["Results 2025", "", ""], ["Patient", "Side", "Pain"], ["P1", "left", "5"]]
    assert find_header(head, (Merge(0, 0, 0, 2),)) == Place(1, 1, 2)


def test_blank_and_repeated_names() -> None:
    names, notes = unique(["Pain", "", "Pain", "Pain (2)", "Pain"], 6)
    assert names == ("Pain", "Column B", "Pain (3)", "Pain (2)", "Pain (4)", "Column F")
    assert len(set(names)) == 6
    assert len(notes) == 2
    assert "“Column B” and “Column F”" in notes[0]
    assert "“Pain (3)” and “Pain (4)”" in notes[1]
    assert unique(["Column B", ""], 2)[0] == ("Column B", "Column B (2)")


def test_letters_and_lists() -> None:
    assert [letter(column) for column in (0, 25, 26, 51, 701, 702, 16383)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA", "XFD"]
    assert listed([3]) == "3"
    assert listed([3, 7, 12]) == "3, 7 and 12"
    assert listed(list(range(8))) == "0, 1, 2, 3, 4 and 3 more"
