"""Any table that is written is read back as it was: with the csv module, and with xlsxwriter."""

from __future__ import annotations

import csv
import io

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.rows import FileRefused
from data.sheets.cells import number
from data.sheets.open import open_sheet
from data.sheets.workbook import read_workbook

NAMES = ["patient", "on", "side", "pain", "remark"]
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
WORDS = st.text(LETTERS, max_size=12) | st.sampled_from(
    ["8/10", "n/a", "5,5", "a;b|c", 'say "ouch"', "two\nlines", "=1+1"]
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Two to five columns, up to twelve rows, none of them blank; the first cell of each is a patient."""
    width = draw(st.integers(2, 5))
    rows = draw(st.lists(st.lists(WORDS, min_size=width - 1, max_size=width - 1), min_size=1, max_size=12))
    return [[f"P{place}", *row] for place, row in enumerate(rows, start=1)]


def as_csv(rows: list[list[str]], delimiter: str, end: str, quoting: int, codec: str) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([NAMES[: len(rows[0])], *rows])
    return stream.getvalue().encode(codec)


@given(
    tables(),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@settings(max_examples=150, deadline=None)
def test_text_is_read_back(rows: list[list[str]], delimiter: str, end: str, quoting: int, codec: str) -> None:
    """With the separator given: what a table of remarks is cut by can only be guessed from its rows."""
    sheet = open_sheet(as_csv(rows, delimiter, end, quoting, codec), delimiter=delimiter, header_row=1)
    assert sheet.header == tuple(NAMES[: len(rows[0])])
    assert sheet.rows == tuple(tuple(row) for row in rows)
    assert sheet.ragged == ()


SIDES = st.sampled_from(["left", "right", "both"])
RECORDS = st.lists(
    st.tuples(
        st.dates().map(str), SIDES, st.integers(0, 100).map(lambda value: value / 10), st.text("abc ", max_size=5)
    ),
    min_size=2,
    max_size=40,
)


@given(RECORDS, st.sampled_from(",;\t|"), st.sampled_from(".,"), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
@settings(max_examples=100, deadline=None)
def test_records_are_read_back_without_being_told_how(rows: list[tuple], delimiter: str, sign: str, codec: str) -> None:
    """Separator, encoding and header are found by themselves, also with decimal commas."""
    written = [[f"P{n}", on, side, str(pain).replace(".", sign), note] for n, (on, side, pain, note) in enumerate(rows)]
    sheet = open_sheet(as_csv(written, delimiter, "\r\n", csv.QUOTE_MINIMAL, codec))
    assert (sheet.delimiter, sheet.header_number, sheet.header) == (delimiter, 1, tuple(NAMES))
    assert sheet.rows == tuple(tuple(row) for row in written)
    assert [number(cell, sign) for cell in sheet.column("pain")] == [row[2] for row in rows]  # type: ignore[arg-type]


VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8).filter(str.strip),
    st.integers(-(10**14), 10**14),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 6)),
    st.booleans(),
)


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=10))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_workbooks_are_read_back(rows: list[list[object]]) -> None:
    stream = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, plain) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                (sheet.write_string if isinstance(value, str) else sheet.write)(place, column, value)
    with read_workbook(stream.getvalue(), None, False) as read:
        texts = list(read)
    assert len(texts) == len(rows)
    for row, text in zip(rows, texts, strict=True):
        for value, shown in zip(row, text, strict=True):
            if isinstance(value, bool):
                assert shown == str(value).upper()
            elif isinstance(value, str):
                assert shown == value
            else:
                assert float(shown) == value
                assert "e" not in shown
                assert not shown.endswith(".0")


def sheet_or_sentence(data: bytes) -> None:
    """Whatever the bytes are: a sheet that holds together, or a refusal that is a sentence."""
    said = ""
    try:
        sheet = open_sheet(data)
    except FileRefused as refused:
        said = str(refused)
    if said:
        assert said.endswith(".")
        return
    assert all(len(row) == len(sheet.header) for row in sheet.rows)
    assert len(sheet.numbers) == len(sheet.rows)
    assert len(set(sheet.header)) == len(sheet.header)


@given(st.binary(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_sheet_or_a_sentence(data: bytes) -> None:
    sheet_or_sentence(data)


@given(st.text(alphabet='ab12,;\t|"\n\r \\=', max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_sheet_or_a_sentence(text: str) -> None:
    sheet_or_sentence(text.encode())
