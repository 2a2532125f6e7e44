"""Every awkward file of other people's test suites through the importers: read, proposed for, or refused in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.catalogue import load_catalogue
from data.importers import find, open_file
from data.mapping import MappingError
from data.mapping_propose import propose
from data.rows import FileRefused

MESSY = Path(__file__).resolve().parents[4] / "shared" / "realdata" / "messy"
FILES = sorted(path for path in MESSY.rglob("*") if path.is_file()) if MESSY.is_dir() else []


def said(path: Path) -> str:
    """What a person is told about the file, from opening to reading."""
    catalogue = load_catalogue()
    try:
        sheet = open_file(path)
    except FileRefused as refused:
        return str(refused)
    mapping, unsure = propose(sheet, catalogue)
    assert set(mapping.columns()) <= set(sheet.header)
    for name, source in mapping.fields.items():
        assert source.column in sheet.header, name
    try:
        read = find(sheet).read(sheet, catalogue, date(2026, 11, 22))
    except (FileRefused, MappingError) as refused:
        return " ".join((*unsure, str(refused)))
    assert read.read == len(read.rows) + len(read.rejected)
    return " ".join(unsure) or "read"


@pytest.mark.skipif(not FILES, reason="the real data is not beside this checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_messy_file_is_taken_for_a_clinic_record_silently(path: Path) -> None:
    sentence = said(path)
    assert sentence != "read"  # none of them is a clinic's record
    assert sentence.rstrip().endswith((".", "?", ")")), sentence
    assert "Traceback" not in sentence


@pytest.mark.skipif(not FILES, reason="the real data is not beside this checkout")
def test_a_table_without_patients_is_told_so() -> None:
    sheet = open_file(MESSY / "frictionless" / "table.csv")
    with pytest.raises(FileRefused, match="no column looks like a patient"):
        find(sheet)
    assert propose(sheet, load_catalogue())[1][0].startswith("No column looks like a patient")
