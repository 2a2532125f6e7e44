"""Awkward files of other tools' test suites: each is read as written down here, or refused in a sentence.

`messy_expected.csv` was made by looking at each file. ``header`` and ``last_row`` are joined by ``|`` with white space
flattened, ``notes`` are words that each of the notes must hold.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from data.rows import FileRefused
from data.sheets.open import open_sheet

MESSY = Path(__file__).resolve().parents[4] / "shared" / "realdata" / "messy"
here = pytest.mark.skipif(not MESSY.is_dir(), reason="the real data is not beside this checkout")


def _expected() -> list[dict[str, str]]:
    with Path(__file__).with_name("messy_expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


EXPECTED = _expected()
READ = [row for row in EXPECTED if row["outcome"] == "read"]
REFUSED = [row for row in EXPECTED if row["outcome"] == "refused"]


def _flat(cells: tuple[str, ...]) -> str:
    return "|".join(" ".join(cell.split()) for cell in cells)


@here
def test_every_file_is_in_the_table() -> None:
    there = {path.relative_to(MESSY).as_posix() for path in MESSY.rglob("*") if path.is_file()}
    assert {row["file"] for row in EXPECTED} == there


@here
@pytest.mark.parametrize("row", READ, ids=lambda row: row["file"])
def test_a_messy_file_is_read_right(row: dict[str, str]) -> None:
    sheet = open_sheet(MESSY / row["file"])
    assert sheet.header_number == int(row["header_row"])
    assert _flat(sheet.header)[:400] == row["header"]
    assert len(sheet.rows) == int(row["rows"])
    assert " ".join(map(str, sheet.ragged)) == row["ragged"]
    assert (_flat(sheet.rows[-1])[:100] if sheet.rows else "") == row["last_row"]
    words = [word for word in row["notes"].split("; ") if word]
    assert len(sheet.notes) == len(words), sheet.notes
    for word, note in zip(words, sheet.notes, strict=True):
        assert word in note


@here
@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["file"])
def test_a_messy_file_is_refused_in_words(row: dict[str, str]) -> None:
    with pytest.raises(FileRefused) as refused:
        open_sheet(MESSY / row["file"])
    assert str(refused.value) == row["notes"]


@here
@pytest.mark.parametrize("name", sorted(path.stem for path in MESSY.glob("csv_spectrum/csvs/*.csv")))
def test_csv_spectrum_answers(name: str) -> None:
    """The content published beside the files; line breaks as in the file."""
    published = json.loads((MESSY / "csv_spectrum" / "json" / f"{name}.json").read_text(encoding="utf-8"))
    sheet = open_sheet(MESSY / "csv_spectrum" / "csvs" / f"{name}.csv")
    read = [dict(zip(sheet.header, (cell.replace("\r\n", "\n") for cell in row), strict=True)) for row in sheet.rows]
    assert read == [{key: cell.replace("\r\n", "\n") for key, cell in row.items()} for row in published]


@here
def test_the_greek_file_is_read_once_its_encoding_is_chosen() -> None:
    sheet = open_sheet(MESSY / "frictionless" / "table-infer-iso-8859-7.csv", encoding="iso-8859-7")
    assert sheet.column("name")[0] == "Λεωνιδας"


@here
def test_the_other_worksheets_can_be_had() -> None:
    path = MESSY / "frictionless" / "sheets.xlsx"
    sheet = open_sheet(path, worksheet="Sheet3")
    assert (sheet.header, sheet.rows, sheet.worksheets) == (
        ("id", "name"),
        (("3", "rome"),),
        ("Sheet1", "Sheet2", "Sheet3"),
    )
