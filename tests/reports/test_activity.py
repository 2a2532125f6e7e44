"""The activity record: pages, a file, the check, and nothing of a patient for the auditor."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from datetime import date

import pytest

from data.catalogue import Catalogue
from data.ledger import Ledger
from data.ledger_write import writing
from data.rows import SessionFacts
from data.store import Store, read_audit
from reports import activity, records
from reports.access import AUDITOR, FRONT_DESK, MARKETING, OWNER, PODIATRIST, NotAllowed, Viewer
from reports.activity import PAGE, Wanted
from reports.activity_kinds import OTHER
from reports.deliver import note
from tests.reports.conftest import TODAY, course, fill

KIM, SAM = Viewer("Kim", OWNER), Viewer("Sam", AUDITOR)
NAME = "Qzmarked"


@pytest.fixture
def marked(clinic_store: Store, catalogue: Catalogue) -> Store:
    """A clinic whose every patient is marked, after a day on which everything that names one was done."""
    rows = [row for one in range(3) for row in course(f"{NAME}-{one}", [(8.0, 7.0), (6.0, 5.0)])]
    fill(clinic_store, catalogue, rows, f"{NAME}.csv")
    ledger = Ledger(clinic_store, catalogue, "Kim", TODAY)
    ledger.add_patient(f"{NAME}-9", f"{NAME} Person")
    made = ledger.record_session(1, SessionFacts(date(2026, 11, 20), notes=f"{NAME} said so"))
    ledger.correct_reading(1, 7.5, f"{NAME} told me", 1)
    ledger.withdraw_session(made, f"{NAME} was not here", 1)
    ledger.close_episode(2, TODAY, "discharged", 1, f"{NAME} is well")
    ledger.invite_review(1, ["nprs"], "left", "1234")

    records.open_record(clinic_store, KIM, 1)
    note(clinic_store, catalogue, KIM, "letter", "letter.pdf", b"x", destination="referrer", episode=1)
    with pytest.raises(NotAllowed):
        records.open_record(clinic_store, Viewer("Bo", PODIATRIST, "Bo Chan"), 1)
    return clinic_store


def test_the_auditor_sees_who_did_what_and_nothing_of_a_patient(marked: Store, catalogue: Catalogue) -> None:
    found = activity.page(marked, SAM, Wanted())
    assert len(found.lines) == len(read_audit(marked)) == 10
    told = str([asdict(one) for one in found.lines]) + activity.as_file(marked, catalogue, SAM, Wanted()).decode()
    assert NAME not in told
    assert not any(one.reason for one in found.lines)
    numbers = [word for one in found.lines for word in one.what.replace(".", " ").split() if word.isdigit()]
    assert numbers == ["6"], "the rows of the import, and no number of anybody's record"
    with pytest.raises(NotAllowed, match="one patient's record"):
        activity.page(marked, SAM, Wanted(episode=1))


def test_the_owner_sees_the_course_and_the_reason_and_never_a_reference_or_value(marked: Store) -> None:
    lines = activity.page(marked, KIM, Wanted(episode=1)).lines
    assert {one.action for one in lines} >= {"view patient", "make file", "correct reading", "invite review", "refused"}
    assert "opened course of care 1." in [one.what for one in lines]
    said = " ".join(one.what for one in activity.page(marked, KIM, Wanted()).lines)
    assert f"{NAME}-" not in said and "7.5" not in said
    assert f"{NAME} told me" in [one.reason for one in lines], "what somebody gave as a reason is the owner's to read"


@pytest.mark.parametrize(
    "viewer", [Viewer("m", MARKETING), Viewer("f", FRONT_DESK), Viewer("p", PODIATRIST, "Ann Lee")]
)
def test_nobody_else_gets_through_the_door(viewer: Viewer, marked: Store, catalogue: Catalogue) -> None:
    for ask in (
        lambda: activity.page(marked, viewer, Wanted()),
        lambda: activity.choices(marked, viewer),
        lambda: activity.verify(marked, viewer),
        lambda: activity.as_file(marked, catalogue, viewer, Wanted()),
    ):
        with pytest.raises(NotAllowed, match="activity record"):
            ask()


def test_the_file_holds_what_the_page_shows_and_is_an_event_itself(marked: Store, catalogue: Catalogue) -> None:
    with writing(marked, '=HYPERLINK("x")', counts=False) as act:
        act.audit("start", "facts", None, "@reason")
    shown = activity.page(marked, KIM, Wanted()).lines
    content = activity.as_file(marked, catalogue, KIM, Wanted()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [int(row["event"]) for row in rows] == [one.number for one in shown]
    assert [row["what"] for row in rows] == [one.what for one in shown]
    assert rows[0]["who"].startswith("'=") and rows[0]["reason"] == "'@reason"
    newest = activity.page(marked, KIM, Wanted()).lines[0]
    assert newest.what == f"made a file (activity.csv), {len(rows)} rows."


def test_pages_of_a_hundred_and_an_act_that_nobody_knows(marked: Store) -> None:
    for number in range(2 * PAGE):
        with writing(marked, "Robot", counts=False) as act:
            act.audit("melt", "facts", number)
    assert activity.choices(marked, KIM)[1][-1] == OTHER
    first = activity.page(marked, KIM, Wanted(kind=OTHER))
    second = activity.page(marked, KIM, Wanted(kind=OTHER), first.before)
    assert (len(first.lines), len(second.lines), second.before) == (PAGE, PAGE, None)
    assert {one.action for one in (*first.lines, *second.lines)} == {"melt"}
    assert activity.page(marked, KIM, Wanted(kind="Backups and keys")).lines == ()
    assert len({one.number for one in (*first.lines, *second.lines)}) == 2 * PAGE


def test_the_check_says_up_to_where_the_trail_is_whole(marked: Store) -> None:
    told: list[tuple[int, int]] = []
    found = activity.verify(marked, SAM, lambda done, total: told.append((done, total)))
    assert (found.wrong, found.newest) == ((), len(read_audit(marked)))
    assert told[-1] == (found.newest, found.newest)
