"""A person's own data: everything of that person, nothing of anybody else, only from those who treat all of it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest

from data.catalogue import Catalogue
from data.ledger import Ledger
from data.rows import ReadingFacts, SessionFacts
from data.snapshot import current
from data.store import Store, read_audit
from reports.access import MARKETING, OWNER, PODIATRIST, NotAllowed, Viewer
from reports.patient_copy import HEADS, SHARED, give_copy
from reports.people import search
from tests.data.marked_person import MARKS, write_marked
from tests.reports.conftest import TODAY, course, fill
from tests.reports.printed import pages, words

BOSS = Viewer("The owner", OWNER)
ANN, BO = (Viewer(name, PODIATRIST, name) for name in ("Ann Lee", "Bo Chan"))


@pytest.fixture
def clinic(clinic_store: Store, catalogue: Catalogue) -> Store:
    """One person of Ann's, one of Bo's, and one whom both treat, in courses of their own."""
    down = [(8.0, 7.0), (6.5, 5.0)]
    shared = course("BOTH-1", down) + course("BOTH-1", down, condition="achilles_tendinopathy", podiatrist="Bo Chan")
    fill(clinic_store, catalogue, course("ANNS-1", down) + course("BOS-1", down, podiatrist="Bo Chan") + shared)
    return clinic_store


def number(store: Store, reference: str) -> int:
    return search(store, BOSS, reference, 1)[0].patient


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("form", ["pdf", "csv"])
def test_everything_of_that_person_and_nothing_of_others(clinic: Store, catalogue: Catalogue, form: str) -> None:
    person = write_marked(Ledger(clinic, catalogue, "Ann Lee", TODAY))
    made = give_copy(clinic, catalogue, BOSS, person, form, TODAY)
    said = words(made.content) if form == "pdf" else made.content.decode("utf-8-sig")
    for mark in (one for one in MARKS if one not in ("markdraft", "4.125")):
        assert mark in said, mark
    on = "1 Apr 2026" if form == "pdf" else "2026-04-01"
    for told in ("4.12", "Withdrawn", on, "plantar heel pain", "Correct session", "Withdraw session", "Typed wrongly",
                 "Another person's", "two markdays", "1980", "female", "Set consent"):  # fmt: skip
        assert told.casefold() in said.casefold(), told
    for other in ("ANNS-1", "BOS-1", "BOTH-1"):
        assert other not in said


def test_every_session_and_reading_is_a_line(clinic: Store, catalogue: Catalogue) -> None:
    patient = number(clinic, "BOTH-1")
    rows = table(give_copy(clinic, catalogue, BOSS, patient, "csv", TODAY).content)
    assert tuple(rows[0]) == HEADS
    frames = current(clinic)
    readings = frames.readings[frames.readings["patient"] == patient]
    found = sorted((row[1], row[3].partition(" ")[0]) for row in rows if ": Pain" in row[2] or "NPRS" in row[2])
    assert found == sorted(
        (f"{on:%Y-%m-%d}", f"{value:g}") for on, value in zip(readings["on"], readings["value"], strict=True)
    )
    assert sum(row[2] in ("Session 1", "Session 2") for row in rows) == 4
    assert ["Consent for use beyond your own care", "", "Not asked", "no answer is recorded"] in rows


def test_each_copy_leaves_an_event_with_the_hash_and_no_value(clinic: Store, catalogue: Catalogue) -> None:
    patient, version = number(clinic, "ANNS-1"), clinic.version()
    made = give_copy(clinic, catalogue, ANN, patient, "pdf", TODAY)
    event = read_audit(clinic).iloc[0]
    assert (event["action"], event["actor"], event["record_table"], event["record"]) == (
        "patient copy", "Ann Lee", "patients", patient,
    )  # fmt: skip
    assert re.search(r'"sha256": "[0-9a-f]{64}"', event["detail"])
    assert "ANNS" not in event["detail"]
    assert re.fullmatch(r"copy-of-record-2026-11-22-[0-9a-f]{12}\.pdf", made.name)
    assert clinic.version() == version
    assert b"ANNS-1" not in made.content  # neither in what the file says of itself


@pytest.mark.parametrize(
    ("viewer", "reference", "said"),
    [
        (Viewer("m", MARKETING), "ANNS-1", "may not make a copy of everything"),
        (BO, "ANNS-1", "no such patient"),
        (ANN, "BOTH-1", SHARED),
        (BO, "BOTH-1", SHARED),
    ],
)
def test_only_who_treats_all_of_it(
    clinic: Store, catalogue: Catalogue, viewer: Viewer, reference: str, said: str
) -> None:
    before = len(read_audit(clinic))
    with pytest.raises(NotAllowed, match=re.escape(said)):
        give_copy(clinic, catalogue, viewer, number(clinic, reference), "csv", TODAY)
    assert list(read_audit(clinic)["action"])[: len(read_audit(clinic)) - before] == ["refused"]
    with pytest.raises(NotAllowed):
        give_copy(clinic, catalogue, BO, 999, "csv", TODAY)
    with pytest.raises(ValueError, match="A copy is pdf or csv, not 'exe'"):
        give_copy(clinic, catalogue, BOSS, number(clinic, reference), "exe", TODAY)


def test_nothing_in_it_runs_in_a_spreadsheet(clinic: Store, catalogue: Catalogue) -> None:
    ledger = Ledger(clinic, catalogue, "Ann Lee", TODAY)
    person = ledger.add_patient("=1+1", "@SUM(A1)", 1980)
    episode = ledger.open_episode(person, "plantar_heel_pain", "left", date(2026, 1, 5))
    ledger.record_session(episode, SessionFacts(date(2026, 1, 5), notes="\t=cmd|' /C calc'!A0"), [])
    cells = [cell for row in table(give_copy(clinic, catalogue, BOSS, person, "csv", TODAY).content) for cell in row]
    assert "'=1+1" in cells
    assert "'@SUM(A1)" in cells
    assert not [cell for cell in cells if re.match(r"\s*[=+\-@]", cell)]


def test_a_long_record_takes_as_many_pages_as_it_needs(clinic: Store, catalogue: Catalogue) -> None:
    ledger = Ledger(clinic, catalogue, "Ann Lee", TODAY)
    person = ledger.add_patient("LONG-1", "Łucja <b>Ő</b>", 1980)
    episode = ledger.open_episode(person, "plantar_heel_pain", "left", date(2026, 1, 5))
    text = "A sentence & a <tag> that is long. " * 300
    reading = ReadingFacts("nprs", 6, date(2026, 1, 5), "before", "left")
    ledger.record_session(episode, SessionFacts(date(2026, 1, 5), notes=text), [reading])
    made = give_copy(clinic, catalogue, BOSS, person, "pdf", TODAY)
    assert len(pages(made.content)) > 2
    assert words(made.content).count("<tag>") == 300
    assert "Łucja <b>Ő</b>" in words(made.content)
