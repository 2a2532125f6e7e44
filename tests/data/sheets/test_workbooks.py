"""Workbooks as people make them: several worksheets, merged cells, formulas, dates, percentages, long numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

import pytest

from data.rows import FileRefused
from data.sheets.open import open_sheet
from tests.data.sheets.workbooks_made import FILLED, altered, open_document, table, workbook


def test_numbers_are_shown_as_a_person_sees_them() -> None:
    sheet = table(
        ["patient", "pain", "rom", "noise", "small", "yes"],
        ["0012", 8.0, 34.5, 68.66499999999999, 0.0000001, True],
        ["1558354464010667075", 7, -2.25, 0.1 + 0.2, 1e-12, False],
    )
    assert sheet.rows == (
        ("0012", "8", "34.5", "68.665", "0.0000001", "TRUE"),
        ("1558354464010667075", "7", "-2.25", "0.3", "0.000000000001", "FALSE"),
    )
    assert (sheet.worksheet, sheet.worksheets, sheet.numbers) == ("Sessions", ("Sessions",), (2, 3))


def test_a_number_too_long_for_a_spreadsheet_is_said() -> None:
    sheet = table(["id", "pain"], [1558354464010667075, 5])
    assert any("Cell A2 holds a number of more than 15 digits" in note for note in sheet.notes)
    assert not table(["id"], [155835446401066]).notes


@pytest.mark.parametrize("date_1904", [False, True])
def test_dates_become_iso_text_in_both_calendars(date_1904: bool) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        clock = book.add_format({"num_format": "hh:mm"})
        sheet.write_row(0, 0, ["on", "at", "clock"])
        sheet.write_datetime(1, 0, date(2025, 3, 4), day)
        sheet.write_datetime(1, 1, datetime(2025, 3, 4, 10, 30), day)
        sheet.write_datetime(1, 2, time(9, 15), clock)

    sheet = open_sheet(workbook(fill, date_1904=date_1904))
    assert sheet.rows == (("2025-03-04", "2025-03-04 10:30:00", "09:15:00"),)
    assert any("without a date" in note for note in sheet.notes)


def test_date_numbers_without_a_date_format_are_left_alone() -> None:
    assert table(["on"], [45000], [45001]).rows == (("45000",), ("45001",))


def test_formulas_give_their_stored_result_and_failed_ones_their_error() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b", "c", "d"])
        sheet.write(1, 0, 2)
        sheet.write_formula(1, 1, "=A2*2", None, 4)
        sheet.write_formula(1, 2, "=A2/0", None, "#DIV/0!")
        sheet.write_formula(1, 3, '="x"&A2', None, "x2")

    sheet = open_sheet(workbook(fill))
    assert sheet.rows == (("2", "4", "#DIV/0!", "x2"),)
    assert sheet.notes == ("Cell C2 holds a formula that failed; its error stands in the cell.",)


def test_formulas_never_worked_out_are_said() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(1, 0, 2)
        sheet.write_formula(1, 1, "=A2*2", None, 4)

    data = altered(workbook(fill), "xl/worksheets/sheet1.xml", lambda xml: xml.replace("<v>4</v>", ""))
    sheet = open_sheet(data)
    assert sheet.rows == (("2", ""),)
    assert any("Cell B2 holds a formula without its result" in note for note in sheet.notes)


def test_percentages_are_read_as_percentages() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        percent = book.add_format({"num_format": "0%"})
        precise = book.add_format({"num_format": "0.0 %;[Red]-0.0 %"})
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write(1, 0, 0.52, percent)
        sheet.write(1, 1, 0.125, precise)
        sheet.write(1, 2, 0.52)

    sheet = open_sheet(workbook(fill))
    assert sheet.rows == (("52%", "12.5%", "0.52"),)
    assert any("Cells A2, B2 are shown as percentages" in note for note in sheet.notes)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"worksheet": "Nothing"}, "no worksheet of that name"),
        ({"header_row": 9}, "no row 9 to be the header"),
    ],
)
def test_a_refused_worksheet_comes_with_the_names_of_the_others(asked: Any, why: str) -> None:
    def fill(book: Any) -> None:
        for name in ("2025", "2026"):
            book.add_worksheet(name).write_row(0, 0, ["patient", "pain"])

    with pytest.raises(FileRefused, match=why) as refused:
        open_sheet(workbook(fill), **asked)
    assert refused.value.worksheets == ("2025", "2026")


def test_a_workbook_that_is_refused_whole_has_no_worksheet_to_choose() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("2025")
        book.add_worksheet("2026")

    for data, why in ((workbook(fill)[:2_000], "damaged"), (workbook(fill), "No worksheet of the workbook has")):
        with pytest.raises(FileRefused, match=why) as refused:
            open_sheet(data)
        assert refused.value.worksheets == ()


def test_a_worksheet_that_is_too_wide_comes_with_the_names_of_the_others() -> None:
    wide = '<table:table-cell table:number-columns-repeated="149"/>' + FILLED
    data = open_document({"Wide": wide, "Sessions": FILLED})
    with pytest.raises(FileRefused, match="more than 100 columns") as refused:
        open_sheet(data)
    assert refused.value.worksheets == ("Wide", "Sessions")
    assert open_sheet(data, worksheet="Sessions").worksheet == "Sessions"


def test_the_first_worksheet_with_something_in_it_is_read_and_the_others_are_named() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("Cover")
        book.add_worksheet("Codes").hide()
        book.get_worksheet_by_name("Codes").write_row(0, 0, ["code", "word"])
        book.add_worksheet("Sessions").write_row(0, 0, ["patient", "pain"])
        book.add_chartsheet("Chart")

    data = workbook(fill)
    sheet = open_sheet(data)
    assert (sheet.worksheet, sheet.header) == ("Sessions", ("patient", "pain"))
    assert "“Sessions”, the first with anything in it, was read" in sheet.notes[0]
    assert "“Codes” hidden" in sheet.notes[0]
    assert open_sheet(data, worksheet="Codes").header == ("code", "word")
    with pytest.raises(FileRefused, match="no worksheet of that name; it has “Cover”"):
        open_sheet(data, worksheet="Nothing")
    with pytest.raises(FileRefused):
        open_sheet(data, worksheet="Cover")


def test_merged_cells_are_filled_down_not_sideways() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        style = book.add_format()
        sheet.merge_range("A1:A2", "Patient", style)
        sheet.merge_range("B1:C1", "Pain", style)
        sheet.write_row("B2", ["before", "after"])
        sheet.merge_range("A3:A4", "P1", style)
        sheet.write_row("B3", [5, 3])
        sheet.write_row("B4", [4, 2])
        sheet.write("A5", "P2")
        sheet.merge_range("B5:C5", "not done", style)

    sheet = open_sheet(workbook(fill))
    assert sheet.header == ("Patient", "Pain before", "Pain after")
    assert sheet.rows == (("P1", "5", "3"), ("P1", "4", "2"), ("P2", "not done", ""))
    assert sheet.notes == (
        "The header stands in rows 1 to 2; their names were joined.",
        "Merged cells were filled downwards with their value: “A3:A4”.",
        "Cells are merged sideways (row 5); their value stays in the first column.",
    )


def test_hidden_rows_are_read_and_said() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        for place in range(4):
            sheet.write_row(place, 0, ["patient", "pain"] if not place else [f"P{place}", place])
        sheet.set_row(2, None, None, {"hidden": True})

    sheet = open_sheet(workbook(fill))
    assert len(sheet.rows) == 3
    assert any("Row 3 is hidden" in note for note in sheet.notes)


def test_title_lines_and_blank_rows_keep_the_row_numbers() -> None:
    sheet = table(["Sole Care"], [], ["patient", "pain"], ["P1", 5], [], ["P2", 6])
    assert (sheet.header_number, sheet.numbers, sheet.blank, sheet.title_lines) == (3, (4, 6), 1, ("Sole Care",))


def test_coloured_cells_at_the_edge_are_no_far_cells() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["patient", "pain"])
        sheet.write_row(1, 0, ["P1", 5])
        sheet.write_blank(0, 16383, None, book.add_format({"bg_color": "red"}))

    assert open_sheet(workbook(fill)).rows == (("P1", "5"),)


def test_progress_counts_rows() -> None:
    seen: list[tuple[int, int]] = []

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        for place in range(3000):
            sheet.write_row(place, 0, ["patient", "pain"] if not place else [f"P{place}", place])

    open_sheet(workbook(fill), progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1000, 3000), (2000, 3000), (3000, 3000), (3000, 3000)]


def test_hints_survive_prefixed_markup() -> None:
    """Some programs write <x:c> instead of <c>."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(1, 0, 1)
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")

    def prefix(xml: str) -> str:
        head, body = xml.split("<worksheet ", 1)
        body = "<worksheet " + body.replace('xmlns="', 'xmlns:x="', 1)
        return head + re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", body)

    sheet = open_sheet(altered(workbook(fill), "xl/worksheets/sheet1.xml", prefix))
    assert sheet.rows == (("1", "#DIV/0!"),)
