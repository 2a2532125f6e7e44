"""Mappings: saved and loaded strictly, proposed with what is unsure, refused when they do not fit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from data.catalogue import load_catalogue
from data.mapping import FIELDS, Mapping, MappingError, MissingWhen, ReadingColumn, Source
from data.mapping_file import dump_mapping, load_mapping
from data.mapping_headers import take_apart
from data.mapping_propose import looks_clinical, propose
from tests.data.importers.sheets_for_tests import codes, mapped, opened

FULL = Mapping(
    layout="wide",
    fields={
        "patient": Source(column="Client No."),
        "date": Source(column="Visit", dates="mdy"),
        "condition": Source(column="Dx", words={"heel": "plantar_heel_pain", "": "knee_oa", "no. 2": ""}),
        "side": Source(fixed="left"),
    },
    readings=(
        ReadingColumn("Pain pre", "nprs", "before"),
        ReadingColumn("Pain 3/12", "nprs", weeks=13.0, missing_when=MissingWhen(("0",), "Diary")),
        ReadingColumn("Lunge L", "wblt_cm", date="Lunge on", side="left", method="tape"),
    ),
    dates="dmy",
    decimal=",",
    missing_words=("refused",),
    missing_codes=("999", "-9"),
    header_row=3,
    worksheet="Sheet 2",
    encoding="cp1252",
    title="Old spreadsheet",
)
SMALL = """
dates = "ymd"
patient = "id"
date = "day"
[condition]
fixed = "plantar_heel_pain"
[side]
fixed = "left"
[[reading]]
column = "pain"
measure = "nprs"
phase = "before"
"""


def test_a_mapping_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(dump_mapping(FULL), encoding="utf-8")
    assert load_mapping(path) == FULL


def test_a_column_can_be_named_on_one_line() -> None:
    assert load_mapping(SMALL).fields["patient"] == Source(column="id")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('dates = "ymd"', 'dates = "ydm"', 'dates: "ydm" is not allowed. Did you mean'),
        ('dates = "ymd"', 'layuot = "wide"', 'there is no "layuot". Did you mean "layout"?'),
        ('patient = "id"', 'pateint = "id"', 'Did you mean "patient"?'),
        ('phase = "before"', 'phaze = "before"', 'reading 1: there is no "phaze". Did you mean "phase"?'),
        ('measure = "nprs"', "", "reading 1: measure is missing"),
        ('fixed = "left"', 'fixt = "left"', 'side: there is no "fixt". Did you mean "fixed"?'),
        ('dates = "ymd"', 'header_row = "1"', "header_row: write a whole number"),
        ('dates = "ymd"', "missing_codes = [999]", "missing_codes: write a list of texts"),
        ('measure = "nprs"', 'measure = "nprs"\nweeks = -1', "weeks: write a number from 0 up"),
        ('measure = "nprs"', 'measure = "nprs"\nmissing_when = {}', "give values, empty, or both"),
        ("[[reading]]", "[reading]", "write [[reading]]"),
        ('dates = "ymd"', "dates = ", "not a well-formed TOML file"),
    ],
)
def test_a_wrong_line_is_named_with_the_nearest_right_name(old: str, new: str, says: str) -> None:
    assert old in SMALL
    with pytest.raises(MappingError) as refused:
        load_mapping(SMALL.replace(old, new, 1))
    assert says in str(refused.value)


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "a.toml", tmp_path / "none.toml"):
        with pytest.raises(MappingError, match="cannot be read as a mapping"):
            load_mapping(path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"id"', '"idd"', 'The file has no column "idd". Did you mean "id"?'),
        ('measure = "nprs"', 'measure = "nprz"', 'Did you mean "nprs"?'),
        ('fixed = "left"', 'fixed = "lefft"', 'Did you mean "left"?'),
        ('fixed = "plantar_heel_pain"', 'fixed = "heel"', "condition.fixed"),
        ('fixed = "left"', "", "side: name a column, or give a fixed value"),
        ('patient = "id"', "", "the patient's reference"),
        ('phase = "before"', 'phase = "before"\nweeks = 4', "is a review, not before"),
        (
            "[[reading]]",
            '[[reading]]\ncolumn = "day"\nmeasure = "nprs"\nphase = "before"\n[[reading]]',
            "the same reading",
        ),
        ('dates = "ymd"', 'layout = "long"', "the column that names the measure"),
        ('dates = "ymd"', 'dates = "ymd"\nvalue = "pain"', "belongs to the long layout"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_in_a_sentence(old: str, new: str, says: str) -> None:
    assert old in SMALL
    mapping = load_mapping(SMALL.replace(old, new, 1))
    with pytest.raises(MappingError) as refused:
        mapped(mapping, ("id", "day", "pain"), ("P1", "2026-01-02", "5"))
    assert says in str(refused.value)


def test_ambiguous_dates_are_asked_and_never_guessed() -> None:
    asked = replace(load_mapping(SMALL), dates="ask")
    with pytest.raises(MappingError, match="day first or month first"):
        mapped(asked, ("id", "day", "pain"), ("P1", "03/04/2026", "5"))
    assert (
        mapped(asked, ("id", "day", "pain"), ("P1", "03/04/2026", "5"), ("P2", "25/04/2026", "5")).rows[0].started.day
        == 3
    )
    assert (
        mapped(asked, ("id", "day", "pain"), ("P1", "03/04/2026", "5"), ("P2", "04/25/2026", "5")).rows[0].started.day
        == 4
    )


def test_missing_words_codes_and_a_decimal_comma() -> None:
    mapping = replace(load_mapping(SMALL), missing_words=("refused",), missing_codes=("99",), decimal=",")
    rows = [("P1", "2026-01-02", "refused"), ("P2", "2026-01-02", "99"), ("P3", "2026-01-02", "5,5")]
    read = mapped(mapping, ("id", "day", "pain"), *rows)
    assert codes(read) == []
    assert [[reading.value for reading in row.readings] for row in read.rows] == [[], [], [5.5]]


def test_a_long_sheet_by_its_mapping() -> None:
    mapping = load_mapping(
        'layout = "long"\ndates = "ymd"\npatient = "id"\nstarted = "day"\nmeasure = "test"\nvalue = "score"\n'
        '[condition]\nfixed = "plantar_heel_pain"\n[side]\nfixed = "right"\n'
        '[weeks]\ncolumn = "when"\nwords = { "baseline" = "0", "3 months" = "13" }\n'
    )
    header = ("id", "day", "test", "when", "score")
    rows = [("P1", "2026-01-01", "NPRS", "baseline", "7"), ("P1", "2026-01-01", "NPRS", "3 months", "3")]
    read = mapped(
        mapping, header, *rows, ("P1", "2026-01-01", "VISA-A", "baseline", "140"), ("P1", "2026-01-01", "bp", "", "3")
    )
    assert [(r.measure, r.value, r.on.isoformat()) for row in read.rows for r in row.readings] == [
        ("nprs", 7.0, "2026-01-01"), ("nprs", 3.0, "2026-04-02"),
    ]  # fmt: skip
    assert codes(read) == ["above_scale", "unknown_measure"]


@pytest.mark.parametrize(
    ("name", "rest", "phase", "weeks", "side"),
    [
        ("NPRS pre", "nprs", "before", None, ""),
        ("Pain_after_L", "pain", "after", None, "left"),
        ("VAS 3 months", "vas", "review", 13.0, ""),
        ("FAAM ADL 12m", "faam adl", "review", 52.0, ""),
        ("painBaseline", "pain", "", 0.0, ""),
        ("Week 6 lunge right", "lunge", "review", 6.0, "right"),
        ("LEFS 1 year", "lefs", "review", 52.0, ""),
    ],
)
def test_a_header_is_taken_apart(name: str, rest: str, phase: str, weeks: float | None, side: str) -> None:
    parts = take_apart(name)
    assert (parts.rest, parts.phase, parts.weeks, parts.side) == (rest, phase, weeks, side)


def test_a_proposal_for_a_clinic_spreadsheet() -> None:
    header = ("Client No.", "Visit Date", "Diagnosis", "Foot", "NPRS pre", "NPRS post", "Knee to wall 3 months")
    rows = [
        ("0012", "13.04.2025", "Plantar fasciitis", "L", "7", "5,5", "999"),
        ("0013", "03.04.2025", "insertional achilles tendinopathy", "right", "6", "5", "999"),
        ("0014", "04.04.2025", "bad back", "R", "6", "4", "8,5"),
    ]
    sheet = opened(header, *rows)
    mapping, unsure = propose(sheet, load_catalogue())
    assert {name: source.column for name, source in mapping.fields.items()} == {
        "patient": "Client No.", "date": "Visit Date", "condition": "Diagnosis", "side": "Foot",
    }  # fmt: skip
    assert (mapping.dates, mapping.decimal, mapping.missing_codes) == ("dmy", ",", ("999",))
    found = [(reading.measure, reading.phase, reading.weeks) for reading in mapping.readings]
    assert found == [("nprs", "before", None), ("nprs", "after", None), ("wblt_cm", "review", 13.0)]
    assert mapping.fields["condition"].words == {"insertional achilles tendinopathy": "achilles_tendinopathy"}
    assert any("999" in sentence for sentence in unsure)
    assert any('"bad back"' in sentence for sentence in unsure)
    assert load_mapping(dump_mapping(mapping)) == mapping


def test_a_proposal_asks_about_dates_that_can_be_read_both_ways() -> None:
    mapping, unsure = propose(opened(("patient id", "date", "nprs pre"), ("1", "03/04/2025", "5")), load_catalogue())
    assert mapping.dates == "ask"
    assert any("day first or month first" in sentence for sentence in unsure)


def test_a_proposal_sees_zeros_that_nobody_observed() -> None:
    header = ("patient id", "start", "VAS 3 months", "LEFS 3 months")
    rows = [(str(n), "2025-01-20", "0" if n < 6 else "40", "" if n < 6 else "60") for n in range(20)]
    mapping, unsure = propose(opened(header, *rows), load_catalogue())
    assert mapping.readings[0].missing_when == MissingWhen(("0",), "LEFS 3 months")
    assert any("0 on all 6 rows" in sentence for sentence in unsure)


def test_every_practice_software_export_has_its_patient_found(realdata: Path) -> None:
    names = json.loads((realdata / "practice_exports" / "column_names.json").read_text("utf-8"))
    patients = {
        "Patient ID": names["cliniko_powerbi_labels"]["patients"],
        "patient_number": names["jane_app_csv_export"]["appointments"],
        "patientID": names["nookal_api"]["appointment"],
        "clientID": names["nookal_api"]["treatment_note"],
        "Patient Guid": names["jane_app_csv_export"]["sales"],
        "Client Name": names["coreplus"]["unbilled_calendar_report"],
    }
    for patient, header in patients.items():
        sheet = opened(tuple(header), tuple("x" for _ in header))
        assert propose(sheet, load_catalogue())[0].fields["patient"].column == patient


def test_several_patients_in_one_cell_are_pointed_out() -> None:
    unsure = propose(opened(("Patient ID(s)", "Start Time"), ("12, 13", "2026-01-02 10:00")), load_catalogue())[1]
    assert '"Patient ID(s)" names several patients in one cell. Each row must be one patient\'s.' in unsure


def test_an_id_alone_is_no_patient() -> None:
    sheet = opened(("id", "name"), ("1", "a"), ("2", "b"))
    assert not looks_clinical(sheet)
    assert "patient" not in propose(sheet, load_catalogue())[0].fields


def test_every_field_is_explained() -> None:
    assert all(sentence and not sentence.endswith(".") for sentence in FIELDS.values())
