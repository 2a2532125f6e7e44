"""Role x report and role x method of the pen, by whose patient it is: allowed or refused exactly as the table says."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from data import visit_whose
from data.catalogue import Catalogue
from data.frame_reads import read_frames
from data.ledger import LedgerError
from data.rows import ReadingFacts, SessionFacts
from data.store import Store
from data.visit_reads import SessionRecord, read_episode, treats
from reports import desk, records, scope
from reports.access import AUDITOR, FRONT_DESK, MARKETING, OWNER, PODIATRIST, ROLES, SEES_PEOPLE, NotAllowed, Viewer
from reports.filters import Filters
from reports.pen import Pen
from reports.scope import OUTSIDE
from tests.reports.conftest import TODAY, course, fill

WHOSE = ("led", "treated", "foreign", "unknown")
VIEWERS = {role: Viewer(role[0], role, "Ann Lee" if role == PODIATRIST else None) for role in ROLES}
# What each may: o = owner, p = podiatrist on a course they lead, t = on one they only treated in, f = front desk on
# any course; nothing else is.
REPORTS = "opt"
WRITES: dict[str, str] = {
    "add_patient": "opt",  # nobody's patient yet
    "open_episode": "opt",
    "save_draft": "opt",
    "discard_draft": "opt",
    "record_session": "opt",
    "record_reading": "opt",
    "record_review": "optf",
    "correct_reading": "opt",
    "correct_session": "opt",
    "withdraw_session": "opt",
    "withdraw_reading": "opt",
    "close_episode": "opt",
    "reopen_episode": "opt",
    "invite_review": "optf",
}
NO_WRITES = (MARKETING, AUDITOR)
NEVER_FOREIGN = sorted(set(WRITES) - {"add_patient"})
NEW = date(2026, 11, 20)


@pytest.fixture
def courses(clinic_store: Store, catalogue: Catalogue) -> dict[str, int]:
    """One course that Ann Lee leads, one she only treated in, one of another, and a number nobody has."""
    rows = course("LED-1", [(8.0, 7.0), (6.0, 5.0)])
    rows += course("TREATED-1", [(8.0, 7.0), (6.0, 5.0)], podiatrist="Bo Chan", treated_by="Ann Lee")
    rows += course("FOREIGN-1", [(8.0, 7.0), (6.0, 5.0)], podiatrist="Bo Chan")
    fill(clinic_store, catalogue, rows)
    frames = read_frames(clinic_store)
    names = frames["patients"].set_index("patient")["reference"]
    known = {names[row.patient].split("-")[0].lower(): row.episode for row in frames["episodes"].itertuples()}
    return {**known, "unknown": 10_000}


def acts(store: Store, pen: Pen, episode: int) -> dict[str, Callable[[], Any]]:
    """Every method of the pen, aimed at *episode*, with arguments that the ledger takes."""
    held = read_episode(store, episode) if visit_whose.is_episode(store, episode) else None
    session, reading, patient = episode, episode, episode
    if held:
        session, reading, patient = held.sessions[-1].id, held.sessions[-1].readings[0].id, held.patient

    def visit() -> SessionRecord:
        return next(one for one in read_episode(store, episode).sessions if one.id == session)

    def of_visit() -> int:
        return visit().version if held else 1

    def of_reading() -> int:
        return next(one.version for one in visit().readings if one.id == reading) if held else 1

    def of_course() -> int:
        return read_episode(store, episode).version if held else 1

    review = ReadingFacts("nprs", 3.0, NEW, "review", "left")
    return {
        "add_patient": lambda: pen.add_patient("NEW-1"),
        "open_episode": lambda: pen.open_episode(patient, "mtss", "left", NEW),
        "save_draft": lambda: pen.save_draft(episode, {"soreness": 1}, 0),
        "discard_draft": lambda: pen.discard_draft(episode, 1),
        "record_session": lambda: pen.record_session(episode, SessionFacts(NEW)),
        "record_reading": lambda: pen.record_reading(episode, review),
        "record_review": lambda: pen.record_review(episode, [replace(review, measure="stiffness")]),
        "correct_reading": lambda: pen.correct_reading(reading, 2.0, "slip", 1),
        "correct_session": lambda: pen.correct_session(session, {"soreness": 2.0}, "slip", 1),
        "withdraw_reading": lambda: pen.withdraw_reading(reading, "slip", of_reading()),
        "withdraw_session": lambda: pen.withdraw_session(session, "slip", of_visit()),
        "close_episode": lambda: pen.close_episode(episode, TODAY, "discharged", of_course()),
        "reopen_episode": lambda: pen.reopen_episode(episode, "back again", of_course()),
        "invite_review": lambda: pen.invite_review(episode, ["nprs"], "left", "1234"),
    }  # fmt: skip


def letter(role: str, whose: str) -> str:
    mine = {"led": "p", "treated": "t"}.get(whose, "-")
    return {OWNER: "o", PODIATRIST: mine, FRONT_DESK: "f", MARKETING: "-", AUDITOR: "-"}[role]


def outcome(do: Callable[[], Any]) -> str:
    try:
        do()
    except NotAllowed as refused:
        return OUTSIDE if str(refused) == OUTSIDE else "role"
    except LedgerError as refused:
        return f"ledger: {refused}"
    return "allowed"


def test_the_table_names_every_method_of_the_pen() -> None:
    methods = {name for name, _ in inspect.getmembers(Pen, inspect.isfunction) if not name.startswith("_")}
    assert set(WRITES) == methods


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("whose", WHOSE)
def test_each_write_is_allowed_or_refused(
    role: str, whose: str, courses: dict[str, int], clinic_store: Store, catalogue: Catalogue
) -> None:
    episode, viewer = courses[whose], VIEWERS[role]
    before = clinic_store.version()
    print(f"\n{role} on a {whose} course of care")
    for name, act in acts(clinic_store, Pen(clinic_store, catalogue, viewer, TODAY), episode).items():
        found = outcome(act)
        print(f"  {name:<18} {found}")
        if role in NO_WRITES or (role == FRONT_DESK and "f" not in WRITES[name]):
            assert found == "role", name
        elif name == "add_patient" or (whose != "unknown" and letter(role, whose) in WRITES[name]):
            assert found == "allowed", (name, found)
        else:
            assert found == OUTSIDE, (name, found)
    if role in NO_WRITES:
        assert clinic_store.version() == before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("whose", WHOSE)
def test_each_report_and_record_opens_or_is_refused(
    role: str, whose: str, courses: dict[str, int], clinic_store: Store, catalogue: Catalogue
) -> None:
    viewer, episode = VIEWERS[role], courses[whose]
    reads: dict[str, Callable[[], Any]] = {
        name: lambda name=name: desk.open_report(name, clinic_store, catalogue, viewer, Filters(episode=episode), TODAY)
        for name in desk.list_reports(viewer)
    }
    for one in (records.open_record, records.open_history, records.open_draft):
        reads[one.__name__] = lambda one=one: one(clinic_store, viewer, episode)
    allowed = whose != "unknown" and letter(role, whose) in REPORTS
    print(f"\n{role} on a {whose} course of care")
    for name, read in reads.items():
        found = outcome(read)
        print(f"  {name:<18} {found}")
        assert found == ("role" if role not in SEES_PEOPLE else "allowed" if allowed else OUTSIDE), name


def test_a_podiatrist_writes_in_their_own_name_only(
    courses: dict[str, int], clinic_store: Store, catalogue: Catalogue
) -> None:
    pen = Pen(clinic_store, catalogue, VIEWERS[PODIATRIST], TODAY)
    with pytest.raises(NotAllowed, match="their own care"):
        pen.record_session(courses["led"], SessionFacts(NEW), podiatrist="Bo Chan")
    pen.record_session(courses["treated"], SessionFacts(NEW))
    assert read_episode(clinic_store, courses["treated"]).sessions[-1].podiatrist == "Ann Lee"
    patient = pen.add_patient("NEW-2", "Somebody New")
    with pytest.raises(NotAllowed, match="their own care"):
        pen.open_episode(patient, "mtss", "left", NEW, podiatrist="Bo Chan")
    opened = pen.open_episode(patient, "mtss", "left", NEW)
    assert read_episode(clinic_store, opened).podiatrist == "Ann Lee"


def test_the_rule_in_memory_and_the_rule_in_the_store_agree(small_clinic: Store) -> None:
    frames = read_frames(small_clinic)
    for name in ("Ann Lee", "Bo Chan", "Nobody Known"):
        viewer = Viewer("p", PODIATRIST, name)
        inside = scope.own_or_treated(viewer, frames["episodes"], frames["sessions"])
        for episode, seen in zip(frames["episodes"]["episode"], inside, strict=True):
            assert treats(small_clinic, int(episode), name) == seen
    assert not visit_whose.is_episode(small_clinic, 10_000)


def test_drafts_are_those_in_scope(courses: dict[str, int], clinic_store: Store, catalogue: Catalogue) -> None:
    pen = Pen(clinic_store, catalogue, VIEWERS[OWNER], TODAY)
    for whose in ("led", "treated", "foreign"):
        pen.save_draft(courses[whose], {"soreness": 1}, 0)
    seen = {draft.episode for draft in records.drafts(clinic_store, VIEWERS[PODIATRIST])}
    assert seen == {courses["led"], courses["treated"]}
    assert len(records.drafts(clinic_store, VIEWERS[OWNER])) == 3
    with pytest.raises(NotAllowed):
        records.drafts(clinic_store, VIEWERS[MARKETING])
