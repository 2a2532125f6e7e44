"""Text files as people have them: encodings, separators, line ends, quotation marks."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from data.rows import FileRefused
from data.sheets.open import open_sheet

ROWS = ["patient;side;pain", "Renée;left;5,5", "Strauß “Jr”;right;7"]
CODECS = {
    "utf-8": ("UTF-8", b""),
    "utf-8-sig": ("UTF-8", b""),
    "utf-16": ("UTF-16", b""),
    "utf-16-le": ("UTF-16", b""),
    "utf-16-be": ("UTF-16", codecs.BOM_UTF16_BE),
    "utf-32": ("UTF-32", b""),
    "cp1252": ("Windows-1252", b""),
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("codec", CODECS)
def test_every_encoding_with_every_line_end(tmp_path: Path, codec: str, end: str) -> None:
    label, mark = CODECS[codec]
    path = tmp_path / "export.csv"
    path.write_bytes(mark + end.join(ROWS).encode(codec))
    sheet = open_sheet(path)
    assert sheet.header == ("patient", "side", "pain")
    assert sheet.rows == (("Renée", "left", "5,5"), ("Strauß “Jr”", "right", "7"))
    assert (sheet.encoding, sheet.delimiter, sheet.name) == (label, ";", "export.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_separator(delimiter: str) -> None:
    lines = [["patient", "note", "pain"], ["P1", '"sore, stiff; tired | cold"', "5"], ["P2", "", "6"]]
    sheet = open_sheet("\n".join(delimiter.join(line) for line in lines).encode())
    assert sheet.delimiter == delimiter
    assert sheet.rows == (("P1", "sore, stiff; tired | cold", "5"), ("P2", "", "6"))


def test_decimal_commas_do_not_separate() -> None:
    lines = ["patient;pain;rom", *(f"P{n};{n % 10},5;3{n % 10},25" for n in range(50))]
    sheet = open_sheet("\n".join(lines).encode())
    assert (sheet.delimiter, sheet.rows[0]) == (";", ("P0", "0,5", "30,25"))


def test_decimal_commas_do_not_separate_without_a_header_either() -> None:
    sheet = open_sheet(b"1;5,5;left\n2;6,5;right\n3;7,5;left\n")
    assert (sheet.delimiter, sheet.rows[0]) == (";", ("1", "5,5", "left"))


def test_commas_in_remarks_do_not_separate() -> None:
    sheet = open_sheet(b"remark\nsore, stiff\nfine\nit hurt, badly, at night\nbetter\n")
    assert sheet.header == ("remark",)
    assert sheet.rows == (("sore, stiff",), ("fine",), ("it hurt, badly, at night",), ("better",))


def test_decimal_commas_in_a_comma_file_are_refused() -> None:
    with pytest.raises(FileRefused, match="both separator and decimal sign"):
        open_sheet(b"patient,pain\nP1,5,5\nP2,6,5\nP3,7,5\n")


def test_a_line_that_names_its_separator() -> None:
    sheet = open_sheet(b"sep=;\npatient;pain\nP1;5\n")
    assert (sheet.delimiter, sheet.header, sheet.numbers) == (";", ("patient", "pain"), (2,))


def test_line_breaks_in_quotation_marks_are_one_row() -> None:
    sheet = open_sheet(b'patient,note\nP1,"two\nlines, one cell"\nP2,x\n')
    assert sheet.rows[0][1] == "two\nlines, one cell"
    assert sheet.numbers == (2, 3), "rows are counted as a spreadsheet counts them"


@pytest.mark.parametrize(
    "data",
    [
        b'patient,note\nP1,ok\nP2,"never closed\nP3,ok\n',
        b'patient,note\nP1,ok\nP2,"never closed\n' + b"P3,ok\n" * 50_000,
        b'patient,note\nP1,ok\nP2,"closed" too early\nP3,ok\n',
        b'patient,note\nP1,ok\nP2,"swallows\nP3,"the next"\n',
    ],
)
def test_quotation_marks_that_do_not_match_name_the_row(data: bytes) -> None:
    with pytest.raises(FileRefused, match=r"row 3 .*choose the file again"):
        open_sheet(data)


def test_backslashes_before_quotation_marks_are_read_and_said() -> None:
    sheet = open_sheet(b'patient,note\nP1,"said \\"ouch\\", twice"\n')
    assert sheet.rows == (("P1", 'said "ouch", twice'),)
    assert any("backslash" in note for note in sheet.notes)


def test_rows_with_too_many_or_too_few_cells_lose_nothing() -> None:
    sheet = open_sheet(b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n,,\n1,2,3\n")
    assert sheet.header == ("a", "b", "c", "Column D")
    assert sheet.rows == (("1", "2", "3", ""), ("4", "5", "", ""), ("6", "7", "8", "9"), ("1", "2", "3", ""))
    assert (sheet.ragged, sheet.numbers, sheet.blank) == ((3, 4), (2, 3, 4, 6), 1)


def test_identifiers_stay_as_written() -> None:
    data = b'id,code\n="1558354464010667075",0012\n1558354464010667076,1E5\n'
    assert open_sheet(data).rows == (('="1558354464010667075"', "0012"), ("1558354464010667076", "1E5"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "empty"),
        (b"a,b\n\x00\x01\x02\x03,\n", "not a text file"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (b'[{"patient": 1}]', "JSON"),
        (b'[{"patient": "A, B"}' + b', {"patient": "A, B"}' * 10_000 + b"]", "JSON"),
        (b"{\\rtf1 hello}", "word-processor"),
        (b"\x1f\x8b\x08\x00abc", "gzip"),
        ("patient,name\nP1,René\n".encode() * 3 + b"P2,Ren\xe9\n", "line 7 is damaged"),
        ("patient,name\nP1,Λεωνίδας\n".encode("iso8859-7"), "choose its encoding"),
        ("patient,name\nP1,Renée\n".encode("mac-roman"), "choose its encoding"),
        (b"patient,name\nP1,Ren\x81\n", "choose its encoding"),
        (codecs.BOM_UTF16_LE + b"a\x00,\x00b", "damaged"),
        (b"a,b\n" + b"x" * 1_000_001, "more than 1,000,000 characters"),
        (b"a,b\n" + b"," * 2_000, "at most 1,000"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        open_sheet(data)


@pytest.mark.parametrize("first", ["[1]", "[1,2]", '{"a": 1}', "[note],pain", "{note},pain"])
@pytest.mark.parametrize("rows", [2, 20_000])
def test_a_table_that_begins_as_json_does_is_still_a_table(first: str, rows: int) -> None:
    assert len(open_sheet(f"{first}\n".encode() + b"1,22222\n" * rows).rows) >= rows


def test_the_person_can_choose() -> None:
    greek = "patient,name\nP1,Λεωνίδας\n".encode("iso8859-7")
    sheet = open_sheet(greek, encoding="iso8859-7")
    assert sheet.rows == (("P1", "Λεωνίδας"),)
    assert open_sheet(b"a,b;c\n1,2;3\n", delimiter=",").header == ("a", "b;c")
    with pytest.raises(FileRefused, match="not an encoding"):
        open_sheet(b"a,b\n", encoding="klingon")
    with pytest.raises(FileRefused, match="damaged"):
        open_sheet("é".encode("cp1252"), encoding="utf-8")
    with pytest.raises(FileRefused, match="cannot separate"):
        open_sheet(b"a,b\n", delimiter='"')


def test_a_guessed_encoding_is_said_with_an_example() -> None:
    sheet = open_sheet("patient,name\nP1,Renée\n".encode("cp1252"))
    assert any("Windows-1252" in note and "“Renée”" in note for note in sheet.notes)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused):
        open_sheet(tmp_path)
    with pytest.raises(FileRefused, match="cannot be opened"):
        open_sheet(tmp_path / "gone.csv")


def test_more_than_200_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(200_000_001)  # a hole in the disk, not 200 MB written
    with pytest.raises(FileRefused, match="at most 200 MB"):
        open_sheet(path)


def test_progress_ends_at_the_end() -> None:
    seen: list[tuple[int, int]] = []
    data = b"a,b\n" + b"1,2\n" * 20_000
    open_sheet(data, progress=lambda done, of: seen.append((done, of)))
    assert len(seen) >= 4
    assert seen == sorted(seen)
    assert seen[-1] == (len(data), len(data))
