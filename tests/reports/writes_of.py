"""How each write of ``reports/`` is called with good arguments, and a clinic in which all of them can be done."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from data.catalogue import Catalogue
from data.ledger import Ledger
from data.people_reads import Person, read_people
from data.rows import SessionFacts
from data.store import Store, open_store
from reports import (
    activity,
    deliver,
    desk,
    patient_copy,
    quarter,
    reception,
    rights,
    studio,
    studio_files,
    studio_pack,
    studio_remake,
    studio_settings,
    vault,
)
from reports.access import FRONT_DESK, MARKETING, OWNER, Viewer
from reports.backups import Keeper
from reports.intake import Intake
from reports.pen import Pen
from reports.report import Report
from reports.studio_request import Request
from reports.team import Team
from tests.data.rows_for_tests import TODAY, file_of, visit
from tests.reports import test_pen
from tests.reports.studio_clinic import APPROVAL
from tests.views import wired

ELSE = "Somebody else"
PICTURE = Request("first_last", "plantar_heel_pain", "2026", purpose="the newsletter")
YEAR_OVER, EARLIER = date(2027, 2, 1), date(2024, 3, 4)
MORE = file_of(visit(2, "MORE-1"), name="more.csv")
WHY = "Said so"


@dataclass(frozen=True)
class Clinic:
    """The clinic of one cell of the table, and who tries to write in it."""

    store: Store
    catalogue: Catalogue
    viewer: Viewer
    folder: Path
    code: str

    @property
    def who(self) -> tuple[Store, Catalogue, Viewer]:
        """What most doors are given first."""
        return self.store, self.catalogue, self.viewer

    @property
    def owner(self) -> Clinic:
        """The same clinic, for somebody else who owns it."""
        return replace(self, viewer=Viewer(ELSE, OWNER))

    @property
    def intake(self) -> Intake:
        """The door for files."""
        return Intake(*self.who, TODAY)

    def number(self, table: str, reference: str) -> int:
        """The number of the patient, or of the course of care (``episodes``), of *reference*."""
        query = {
            "patients": "SELECT id FROM patients WHERE reference = ?",
            "episodes": "SELECT e.id FROM episodes e JOIN patients p ON p.id = e.patient WHERE reference = ?",
        }
        with self.store.reading() as connection:
            return int(connection.exec_driver_sql(query[table], (reference,)).scalar_one())

    @property
    def marked(self) -> int:
        """The marked patient's number."""
        return self.number("patients", "MARK-REF")

    @property
    def course(self) -> int:
        """A course of care that the podiatrist leads, with a session and its readings."""
        return self.number("episodes", "GONE-2")

    def person(self, role: str) -> Person:
        """Somebody of this role with an account."""
        return next(one for one in read_people(self.store) if one.role == role)

    def pen(self, name: str) -> Callable[[], Any]:
        """The method *name* of the viewer's pen, aimed at that course."""
        return test_pen.acts(self.store, Pen(*self.who, TODAY), self.course)[name]

    def report(self) -> Report:
        """An answer as the owner was given it."""
        return desk.open_report("effectiveness", *self.owner.who, as_of=TODAY)


def make(path: Path, catalogue: Catalogue) -> str:
    """A clinic in an encrypted file, full of records and people; the code of its one prepared picture."""
    with open_store(f"sqlite+sqlcipher:///{path}", catalogue) as store:
        wired.fill(store, catalogue)
        wired.people_in(store)
        ledger = Ledger(store, catalogue, ELSE, TODAY)
        for reference in ("GONE-1", "GONE-2"):
            patient = ledger.add_patient(reference)
            episode = ledger.open_episode(patient, "mtss", "left", EARLIER, podiatrist=wired.TREATS)
            readings = visit(2, on=EARLIER).readings
            ledger.record_session(episode, SessionFacts(EARLIER), readings, podiatrist=wired.TREATS)
            if reference == "GONE-1":
                ledger.propose_disposal(patient, "destroy", WHY, WHY)
        return studio.prepare(store, catalogue, Viewer(ELSE, OWNER), PICTURE, YEAR_OVER).code


def copied(template: Path, folder: Path, catalogue: Catalogue, viewer: Viewer, code: str) -> Clinic:
    """A copy of that clinic, for one cell."""
    folder.mkdir()
    shutil.copy(template, folder / "clinic.db")
    return Clinic(open_store(f"sqlite:///{folder / 'clinic.db'}", catalogue), catalogue, viewer, folder, code)


def _pen(name: str) -> Callable[[Clinic], object]:
    return lambda clinic: clinic.pen(name)()


def _pack(clinic: Clinic) -> None:
    """A pack says of each picture why it is not in it: here that is what a refusal looks like."""
    made = studio_pack.pack(*clinic.who, [studio_pack.Item({}, clinic.code, ("csv",))])
    if made.failed:
        assert not made.files
        raise studio_pack.NotAllowed(made.failed[0]["why"])


def _review(clinic: Clinic) -> int:
    course = clinic.number("episodes", "MARK-REF")
    return reception.record_review(*clinic.who, course, TODAY, {"nprs": 4.0}, TODAY)


def _enabled(clinic: Clinic) -> None:
    Team(clinic.store, clinic.viewer).enable(clinic.person(MARKETING))


CALLS: Mapping[str, Callable[[Clinic], object]] = {
    **{f"pen.Pen.{name}": _pen(name) for name in test_pen.WRITES},
    "reception.record_review": _review,
    "intake.Intake.preview": lambda c: c.intake.preview(MORE),
    "intake.Intake.store": lambda c: c.intake.store(MORE),
    "intake.Intake.rejected_file": lambda c: c.intake.rejected_file(c.owner.intake.account(1), "rejected.csv"),
    "intake.Intake.withdraw": lambda c: c.intake.withdraw(2, WHY),
    "team.Team.invite": lambda c: Team(c.store, c.viewer).invite("new", "New Person", MARKETING, None),
    "team.Team.new_link": lambda c: Team(c.store, c.viewer).new_link(c.person(MARKETING)),
    "team.Team.change_role": lambda c: Team(c.store, c.viewer).change_role(c.person(MARKETING), FRONT_DESK, None),
    "team.Team.disable": lambda c: Team(c.store, c.viewer).disable(c.person(MARKETING)),
    "team.Team.enable": _enabled,
    "studio.prepare": lambda c: studio.prepare(*c.who, PICTURE.with_(presets=("wide",)), YEAR_OVER),
    "studio.approve": lambda c: studio.approve(*c.who, c.code, *APPROVAL),
    "studio.send_back": lambda c: studio.send_back(*c.who, c.code, WHY),
    "studio.withdraw": lambda c: studio.withdraw(*c.who, c.code, WHY),
    "studio.note_file": lambda c: studio.note_file(*c.who, c.code, {"form": "csv"}),
    "studio_files.make": lambda c: studio_files.make(*c.who, studio.find(c.store, c.code), "csv"),
    "studio_pack.pack": _pack,
    "studio_remake.remake": lambda c: studio_remake.remake(*c.who, c.code),
    "studio_settings.set_look": lambda c: studio_settings.set_look(
        *c.who, studio_settings.Settings("#17568c", "#b3541e", "Inter")
    ),
    "studio_settings.reword": lambda c: studio_settings.reword(*c.who, "counted", "words", "Counted: {counted}", WHY),
    "rights.set_consent": lambda c: rights.set_consent(*c.who, c.marked, "given", date(2026, 4, 2), wired.TREATS),
    "rights.propose": lambda c: rights.propose(*c.who, c.number("patients", "GONE-2"), "destroy", WHY, WHY),
    "rights.confirm": lambda c: rights.confirm(*c.who, 1),
    "rights.drop": lambda c: rights.drop(*c.who, 1, WHY),
    "patient_copy.give_copy": lambda c: patient_copy.give_copy(*c.who, c.marked, "csv"),
    "deliver.deliver": lambda c: deliver.deliver(*c.who, c.report(), "csv"),
    "deliver.note": lambda c: deliver.note(*c.who, "a letter", "letter.pdf", b"content"),
    "quarter.deliver_quarter": lambda c: quarter.deliver_quarter(*c.who, "2026-Q1", TODAY),
    "activity.as_file": lambda c: activity.as_file(*c.who, activity.Wanted()),
    "backups.Keeper.back_up": lambda c: Keeper(c.store, c.viewer).back_up(),
    "backups.Keeper.prove": lambda c: Keeper(c.store, c.viewer).prove(Keeper(*c.owner.who[::2]).backups()[0].copy.name),
    "backups.Keeper.set_folder": lambda c: Keeper(c.store, c.viewer).set_folder(str(c.folder)),
    "vault.recovery_key": lambda c: vault.recovery_key(c.viewer, c.store),
}
# What somebody else has to have done before.
BEFORE: Mapping[str, Callable[[Clinic], object]] = {
    "pen.Pen.discard_draft": lambda c: c.owner.pen("save_draft")(),
    "pen.Pen.reopen_episode": lambda c: c.owner.pen("close_episode")(),
    "intake.Intake.withdraw": lambda c: c.owner.intake.store(MORE),
    "team.Team.enable": lambda c: Team(c.store, c.owner.viewer).disable(c.person(MARKETING)),
    "backups.Keeper.prove": lambda c: Keeper(c.store, c.owner.viewer).back_up(),
}
