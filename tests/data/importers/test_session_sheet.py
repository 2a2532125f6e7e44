"""Our own template: what it offers, what it reads, and what it does with columns and dates that are not its own."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pytest

from data.catalogue import load_catalogue
from data.importers import find, importers, open_file, session_sheet
from data.importers.session_sheet import template, template_csv
from data.intake.template import COLUMNS
from data.mapping import FIELDS, LONG_ONLY
from data.rows import AdverseEvent, SessionFacts
from tests.data.importers.sheets_for_tests import GOOD, HEADER, TODAY, codes, opened, sessions


def own(content: bytes) -> bytes:
    """The example as a clinic would fill it in, with a patient of its own."""
    return content.replace(b"EXAMPLE-1", b"0017")


def test_every_importer_in_the_folder_is_found_general_ones_last() -> None:
    assert list(importers())[-1] == "mapped_sheet"
    assert find(opened(HEADER, GOOD)) is importers()["session_sheet"]
    assert (
        find(opened(("client id", "visit date", "NPRS pre"), ("1", "2026-01-02", "3"))) is importers()["mapped_sheet"]
    )


@pytest.mark.parametrize("name", importers())
def test_an_importer_keeps_the_contract(name: str) -> None:
    """It has a title, says no to a table of something else, and accounts for every row of one it reads."""
    importer, catalogue = importers()[name], load_catalogue()
    assert importer.TITLE.strip()
    assert not importer.recognises(opened(("Region", "Rainfall"), ("North", "12")))
    sheet = opened(HEADER, GOOD, ("0018", "not a date", *GOOD[2:]))
    told: list[tuple[int, int]] = []
    read = importer.read(sheet, catalogue, TODAY, None, lambda done, of: told.append((done, of)))
    assert (read.importer, read.read) == (name, 2)
    assert len(read.rows) + len(read.rejected) == read.read
    assert told[-1] == (2, 2)


def test_the_example_is_read_whole_once_it_has_a_patient() -> None:
    sheet = open_file(own(template_csv(load_catalogue())), "template.csv")
    assert session_sheet.recognises(sheet)
    read = session_sheet.read(sheet, load_catalogue(), TODAY)
    assert read.problems == ()
    first, second, review = read.rows
    assert first.session == SessionFacts(
        on=date(2026, 3, 2), number=1, sequence=1, muscles=("soleus", "flexor digitorum brevis"), bilateral=False,
        needle_diameter_mm=0.3, needle_length_mm=40, needle_material="steel", insertions=4, depth_mm=20,
        response_sought="twitch", twitch="yes", twitch_count=2, technique="pistoning", stimulation="manual",
        retention_minutes=5, planned_sessions=4, planned_frequency="once a week",
        co_interventions=("loading", "taping"), soreness=3,
        consent_on=date(2026, 3, 2), consent_version="2026-1", contraindications_screened=True, adverse_asked=True,
        adverse_events=(AdverseEvent("bruise", "mild", "within_24h", "advice", "2 days", "certainly"),),
        notes="tender on the first step",
    )  # fmt: skip
    assert [(r.measure, r.phase, r.value) for r in first.readings] == [
        ("nprs", "before", 7.0), ("nprs", "after", 5.0), ("stiffness", "before", 6.0), ("stiffness", "after", 4.0),
        ("wblt_cm", "before", 8.5), ("wblt_cm", "after", 9.0),
    ]  # fmt: skip
    assert (first.patient, first.birth_year, first.sex, first.duration_weeks) == ("0017", 1980, "female", 26)
    assert (first.podiatrist, first.podiatrist_background) == (
        "A. Podiatrist",
        "podiatrist, dry needling certificate 2019",
    )
    assert second.session is not None
    assert second.session.number == 2
    assert (review.session, review.ended_how, review.readings[0].phase) == (None, "discharged", "review")


def test_workbook_and_csv_hold_the_same_example() -> None:
    catalogue = load_catalogue()
    from_csv = session_sheet.read(open_file(template_csv(catalogue), "t.csv"), catalogue, TODAY)
    book = open_file(template(catalogue), "t.xlsx")
    from_book = session_sheet.read(book, catalogue, TODAY)
    assert book.header == from_csv.header
    assert codes(from_book) == codes(from_csv) == ["example_row"] * 3
    assert (from_book.rows, sorted(from_book.rejected)) == ((), [2, 3, 4])


def test_the_workbook_explains_every_column_measure_and_condition() -> None:
    catalogue = load_catalogue()
    with zipfile.ZipFile(BytesIO(template(catalogue))) as book:
        words = book.read("xl/sharedStrings.xml").decode()
        assert "How to fill this in" in book.read("xl/workbook.xml").decode()
    for name in (*COLUMNS, *catalogue.measures, *catalogue.conditions):
        assert f">{name}<" in words, name


def test_the_columns_cover_every_fact_of_a_session() -> None:
    assert set(COLUMNS.values()) == set(FIELDS) - set(LONG_ONLY)
    unnamed = {"adverse_events": "adverse_event", "on": "date", "number": "session"}
    for name in SessionFacts.__dataclass_fields__:
        assert unnamed.get(name, name) in COLUMNS.values(), name


def test_measures_by_side_and_method() -> None:
    header = (*HEADER[:4], "wblt_cm left before (tape)", "WBLT_CM right before")
    read = sessions(header, (*GOOD[:3], "both", "8", "9"))
    assert [(r.side, r.method, r.value) for r in read.rows[0].readings] == [("left", "tape", 8.0), ("right", "", 9.0)]


def test_what_a_reading_was_taken_with_stands_beside_it() -> None:
    read = sessions((*HEADER, "instrument", "rater"), (*GOOD, "goniometer", "A. Lee"))
    assert {(r.instrument, r.rater) for r in read.rows[0].readings} == {("goniometer", "A. Lee")}


EVENT_COLUMNS = ("adverse event", "adverse severity", "adverse duration", "adverse relatedness")


@pytest.mark.parametrize(
    ("duration", "relatedness", "told"),
    [
        ("2 days; 1 hour", "Possible; certain", [("2 days", "possibly"), ("1 hour", "certainly")]),
        ("; 1 hour", "unrelated;", [("", "unrelated"), ("1 hour", "")]),
        ("2 days;", "; definite", [("2 days", ""), ("", "certainly")]),
        ("", "", [("", ""), ("", "")]),
    ],
)
def test_each_adverse_event_has_its_own_duration_and_relatedness(
    duration: str, relatedness: str, told: list[tuple[str, str]]
) -> None:
    read = sessions((*HEADER, *EVENT_COLUMNS), (*GOOD, "bruise; faint", "mild; significant", duration, relatedness))
    assert read.problems == ()
    assert read.rows[0].session is not None
    assert [(event.duration, event.relatedness) for event in read.rows[0].session.adverse_events] == told


@pytest.mark.parametrize(
    ("duration", "relatedness", "code"),
    [
        ("2 days", "", "events_unclear"),
        ("", "possibly; probably; certainly", "events_unclear"),
        ("", "maybe; possibly", "unknown_adverse_relatedness"),
    ],
)
def test_a_duration_or_relatedness_that_fits_no_event_rejects_the_row(
    duration: str, relatedness: str, code: str
) -> None:
    read = sessions((*HEADER, *EVENT_COLUMNS), (*GOOD, "bruise; faint", "mild; significant", duration, relatedness))
    assert (codes(read), read.rows) == ([code], ())


def test_a_column_that_is_not_of_the_template_is_said_to_be_left_out() -> None:
    read = sessions((*HEADER, "nprs revew"), (*GOOD, "3"))
    assert codes(read, "flag") == ["unused_column"]
    assert 'Did you mean "nprs review"?' in read.problems[0].message


@pytest.mark.parametrize(
    ("dates", "day", "flags"),
    [
        (("03/04/2026", "04/05/2026"), date(2026, 4, 3), ["dates_day_first"]),
        (("03/04/2026", "25/05/2026"), date(2026, 4, 3), []),
        (("03/04/2026", "05/25/2026"), date(2026, 3, 4), ["dates_month_first"]),
        (("2026-04-03", "2026-05-04"), date(2026, 4, 3), []),
    ],
)
def test_dates_are_day_first_as_documented_and_the_file_is_flagged(
    dates: tuple[str, str], day: date, flags: list[str]
) -> None:
    read = sessions(HEADER, *((f"P{n}", shown, *GOOD[2:]) for n, shown in enumerate(dates)))
    assert read.rows[0].started == day
    assert codes(read, "flag") == flags


def test_a_column_that_can_be_read_both_ways_follows_the_other_dates_of_the_file() -> None:
    """The visits (25 and 28 March and April) can only be month first: 02/04 is then 4 February."""
    header = ("patient", "date", "started", "condition", "side", "nprs before")
    rows = [("A1", "03/25/2026", "02/04/2026"), ("A2", "04/28/2026", "03/04/2026")]
    read = sessions(header, *((*row, "plantar_heel_pain", "left", "6") for row in rows))
    assert [row.started for row in read.rows] == [date(2026, 2, 4), date(2026, 3, 4)]
    assert not read.rejected
    assert codes(read, "flag") == ["dates_month_first", "dates_like_the_others"]


def test_when_nothing_in_the_file_decides_a_person_is_asked_and_heard() -> None:
    catalogue = load_catalogue()
    sheet = opened(HEADER, *((f"P{n}", shown, *GOOD[2:]) for n, shown in enumerate(("03/04/2026", "04/05/2026"))))
    assert session_sheet.undecided(sheet) == ("date",)
    for order, day in (("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))):
        mapping = session_sheet.dated(sheet, catalogue, order)
        assert session_sheet.read(sheet, catalogue, TODAY, mapping).rows[0].started == day
    decided = opened(HEADER, ("P1", "03/04/2026", *GOOD[2:]), ("P2", "25/05/2026", *GOOD[2:]))
    assert session_sheet.undecided(decided) == ()


def test_an_18_digit_reference_and_leading_zeros_stay_as_they_are() -> None:
    read = sessions(
        HEADER, ('="1558354464010667075"', *GOOD[1:]), ("0012", *GOOD[1:]), ("1558354464010667076", *GOOD[1:])
    )
    assert [row.patient for row in read.rows] == ["1558354464010667075", "0012", "1558354464010667076"]


def test_progress_is_told_in_rows_and_ends_with_all() -> None:
    seen: list[tuple[int, int]] = []
    rows = [(f"P{n}", *GOOD[1:]) for n in range(50)]
    session_sheet.read(
        opened(HEADER, *rows), load_catalogue(), TODAY, progress=lambda done, of: seen.append((done, of))
    )
    assert seen == sorted(seen)
    assert seen[-1] == (50, 50)
