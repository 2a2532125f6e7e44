"""Records coming in through the front desk: who may, how a file is opened, what is shown of it before it is stored."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from data.catalogue import Catalogue
from data.mapping import Mapping, MappingError, ReadingColumn, Source
from data.rows import FileRefused
from data.sheets.sheet import Sheet
from data.store import Store
from reports.access import MARKETING, OWNER, PODIATRIST, NotAllowed, Viewer
from reports.intake import Intake

TODAY = date(2026, 11, 22)
HEADER = "Client no.,Visit date,Problem,Foot,Pain before,Pain after\n"
ROWS = "C1,2026-03-14,plantar fasciitis,L,7,5\nC2,2026-03-15,heel thing,upper,6,4\n"
FILE = (HEADER + ROWS).encode()
OTHERS = (Viewer("p", PODIATRIST, "Ann Lee"), Viewer("m", MARKETING))


@pytest.fixture
def owner(clinic_store: Store, catalogue: Catalogue) -> Intake:
    return Intake(clinic_store, catalogue, Viewer("o", OWNER), TODAY)


@pytest.fixture
def sheet(owner: Intake) -> Sheet:
    return owner.open(FILE, "export.csv")


def workbook(*names: str) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        for name in names:
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["Client no.", "Visit date"])
            page.write_row(1, 0, [name, "2026-03-14"])
    return held.getvalue()


WAYS: dict[str, Callable[[Intake, Sheet], object]] = {
    "open": lambda intake, sheet: intake.open(FILE, "export.csv"),
    "kind": lambda intake, sheet: intake.kind(FILE),
    "words": lambda intake, sheet: intake.words(sheet, intake.propose(sheet)[0], "side"),
    "look": lambda intake, sheet: intake.look(sheet, intake.propose(sheet)[0]),
    "read": lambda intake, sheet: intake.read(sheet, intake.propose(sheet)[0]),
    "batches": lambda intake, sheet: intake.batches(),
    "account": lambda intake, sheet: intake.account(1),
    "withdraw": lambda intake, sheet: intake.withdraw(1, "a mistake"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("viewer", OTHERS, ids=lambda viewer: viewer.role)
def test_only_the_owner_brings_records_in(owner: Intake, sheet: Sheet, viewer: Viewer, way: str) -> None:
    with pytest.raises(NotAllowed):
        WAYS[way](replace(owner, viewer=viewer), sheet)


@pytest.mark.parametrize("viewer", OTHERS, ids=lambda viewer: viewer.role)
def test_nobody_else_previews_or_stores_what_an_owner_read(owner: Intake, sheet: Sheet, viewer: Viewer) -> None:
    read, other = owner.read(sheet, owner.propose(sheet)[0]), replace(owner, viewer=viewer)
    with pytest.raises(NotAllowed):
        other.preview(read)
    with pytest.raises(NotAllowed):
        other.store(read)
    assert owner.batches().empty


def test_a_preview_writes_nothing_and_storing_does_what_it_said(owner: Intake, sheet: Sheet) -> None:
    steps: list[tuple[int, int]] = []
    read = owner.read(sheet, owner.propose(sheet)[0], lambda done, total: steps.append((done, total)))
    before = owner.preview(read)
    assert owner.batches().empty
    assert before.batch is None and before.adds_up
    assert (before.read, before.stored, before.rejected, before.new_patients) == (2, 1, 1, 1)
    after = owner.store(read)
    assert replace(before, batch=after.batch) == after
    assert steps[-1] == (2, 2)


def test_a_refused_file_opens_when_the_person_says_how(owner: Intake) -> None:
    greek = "όνομα,τιμή\nΓιώργος,5\n".encode("iso8859-7")
    with pytest.raises(FileRefused, match="choose its encoding"):
        owner.open(greek, "a.csv")
    assert owner.open(greek, "a.csv", encoding="iso8859-7").header == ("όνομα", "τιμή")
    assert owner.kind(greek) == "text"
    assert owner.kind(b"%PDF-1.4 not a table") == ""


def test_the_worksheets_of_a_workbook_are_named_and_a_text_file_has_none(owner: Intake) -> None:
    book = workbook("2025", "2026")
    assert owner.open(book, "a.xlsx").worksheets == ("2025", "2026")
    assert owner.open(FILE, "export.csv").worksheets == ()
    assert owner.open(book, "a.xlsx", worksheet="2026").rows[0][0] == "2026"


def test_the_words_of_a_column_come_with_what_they_are_taken_as(owner: Intake, sheet: Sheet) -> None:
    mapping, _ = owner.propose(sheet)
    sides = {word.said: word.means for word in owner.words(sheet, mapping, "side")}
    assert sides == {"L": "left", "upper": None}
    conditions = {word.said: word.means for word in owner.words(sheet, mapping, "condition")}
    assert conditions["plantar fasciitis"] == "plantar_heel_pain"
    missing = replace(mapping, missing_words=("upper",))
    assert {word.said: word.means for word in owner.words(sheet, missing, "side")}["upper"] == ""


def test_the_first_rows_are_read_as_the_whole_file_would_be(owner: Intake) -> None:
    dates = "".join(f"C{day},{day:02}/04/2026,plantar fasciitis,L,7,5\n" for day in range(1, 31))
    sheet = owner.open((HEADER + dates).encode(), "export.csv")
    mapping = replace(owner.propose(sheet)[0], dates="ask")
    first = owner.look(sheet, mapping, 3)
    assert [row.started for row in first.rows] == [date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3)]
    assert [row.row for row in first.rows] == [2, 3, 4]
    with pytest.raises(MappingError):
        owner.look(sheet, mapping.with_field("patient", None))


def test_a_saved_mapping_loses_only_what_this_file_does_not_have(owner: Intake, sheet: Sheet) -> None:
    saved = Mapping(
        fields={
            "patient": Source("Client no."),
            "condition": Source("Problem", words={"heel thing": "plantar_heel_pain", "old": "no_such_condition"}),
            "date": Source("Visit dat"),
        },
        readings=(ReadingColumn("Pain before", "nprs"), ReadingColumn("Pain after", "npr")),
        dates="ymd",
    )
    fitted, said = owner.fitted(sheet, saved)
    assert set(fitted.fields) == {"patient", "condition"}
    assert fitted.fields["condition"].words == {"heel thing": "plantar_heel_pain"}
    assert [reading.column for reading in fitted.readings] == ["Pain before"]
    assert len(said) == 3
    assert any(
        '"Visit dat"' in sentence and 'did you mean "Visit date"'.lower() in sentence.lower() for sentence in said
    )
    whole, nothing = owner.fitted(sheet, owner.propose(sheet)[0])
    assert nothing == () and whole == owner.propose(sheet)[0]


def test_the_published_trial_fits_its_own_mapping(realdata: Path, clinic_store: Store) -> None:
    from data.catalogue import load_catalogue
    from data.mapping_file import load_mapping

    here = Path(__file__).parents[1] / "realdata" / "vickers2004"
    intake = Intake(clinic_store, load_catalogue(here / "catalogue"), Viewer("o", OWNER), TODAY)
    sheet = intake.open((realdata / "vickers2004" / "acupuncture.csv").read_bytes(), "acupuncture.csv")
    mapping, said = intake.fitted(sheet, load_mapping(here / "mapping.toml"))
    assert said == ()
    assert len(intake.look(sheet, mapping).rows) == 5
    plain = replace(intake, catalogue=load_catalogue())
    _, without = plain.fitted(sheet, mapping)
    assert any("headache_score" in sentence for sentence in without)


def test_every_messy_file_is_asked_about_or_refused_in_words(realdata: Path, owner: Intake) -> None:
    kinds = (".csv", ".xlsx", ".xls", ".ods")
    files = [path for path in sorted((realdata / "messy").rglob("*")) if path.suffix in kinds]
    outcomes = {path.name: _outcome(owner, path) for path in files}
    assert len(files) > 50
    assert set(outcomes.values()) == {"asked", "refused"}, "none of them is a clinic's record"


def _outcome(owner: Intake, path: Path) -> str:
    """What the page would do with a file; anything but a sentence would be a traceback here."""
    try:
        sheet = owner.open(path.read_bytes(), path.name)
        owner.look(sheet, owner.propose(sheet)[0])
    except FileRefused:
        return "refused"
    except MappingError:
        return "asked"
    return "shown"
