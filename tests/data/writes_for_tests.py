"""Every way of writing to the record by the real ledger, each on records chosen by chance."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import text

from data.catalogue import Catalogue
from data.frames import ENDINGS, SEXES, SIDES
from data.ledger import Ledger, LedgerError
from data.ledger_people import PeopleLedger
from data.rows import AdverseEvent, ReadingFacts, SessionFacts, SourceRow
from data.visit_reads import read_episode
from data.visit_records import EpisodeRecord, SessionRecord
from tests.data.rows_for_tests import START, TODAY, file_of, visit

if TYPE_CHECKING:
    from data.store import Store

WHY = "Chosen by chance"
SITES = ("", "", "North", "South", "East")
PODIATRISTS = ("", "", "Podiatrist 0", "Podiatrist 1", "New Podiatrist")
CARE = ((), (), ("taping",), ("taping", "orthoses"), ("rest",))
VISIT = (
    ("nprs", "before", "left"),
    ("nprs", "after", "left"),
    ("nprs", "before", "right"),
    ("wblt_cm", "after", "left"),
)
REVIEW = (("lefs", "review", "both"), ("nprs", "review", "left"))
CONDITIONS = ("plantar_heel_pain", "achilles_tendinopathy", "cramp")


@dataclass
class Writer:
    """A pen that writes by chance in *store*; what there is to write about is looked up anew each time."""

    store: Store
    catalogue: Catalogue
    random: Random

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.store, self.catalogue, "Ann", TODAY)

    def one_id(self, table: str, condition: str = "id > 0", column: str = "id") -> int:
        """A number out of the rows of *table* that fit the *condition*; refused where there is none."""
        query = text(f"SELECT {column} FROM {table} WHERE {condition} ORDER BY id")
        with self.store.reading() as connection:
            found = [int(id) for (id,) in connection.execute(query)]
        if not found:
            raise LedgerError("There is none.")
        return self.random.choice(found)

    def course(self) -> EpisodeRecord:
        return read_episode(self.store, self.one_id("episodes"))

    def session(self) -> tuple[int, SessionRecord]:
        """A session, and its course of care."""
        id = self.one_id("sessions")
        episode = self.one_id("sessions", f"id = {id}", "episode")
        return episode, next(one for one in read_episode(self.store, episode).sessions if one.id == id)

    def day(self) -> date:
        return START + timedelta(days=self.random.randrange(60))

    def facts(self) -> SessionFacts:
        on, one = self.day(), self.random
        events = (AdverseEvent(one.choice(("bruise", "pain")), one.choice(("mild", "serious"))),)
        return SessionFacts(
            on, sequence=one.choice((1, 1, 1, 2)), co_interventions=one.choice(CARE),
            adverse_asked=one.choice((None, True, False)), adverse_events=one.choice(((), (), events)),
        )  # fmt: skip

    def values(self, on: date, *kinds: tuple[str, str, str]) -> list[ReadingFacts]:
        """Some values at random of these *kinds*: measure, phase and side."""
        return [ReadingFacts(name, self.random.randrange(10), on, phase, side) for name, phase, side in kinds]


def add_patient(one: Writer) -> None:
    born, sex = one.random.choice((None, 1960, 1984)), one.random.choice(SEXES)
    one.ledger.add_patient(f"N{one.random.randrange(1000)}", birth_year=born, sex=sex)


def open_episode(one: Writer) -> None:
    condition, side = one.random.choice(CONDITIONS), one.random.choice(SIDES)
    site, podiatrist = one.random.choice(SITES), one.random.choice(PODIATRISTS)
    one.ledger.open_episode(one.one_id("patients"), condition, side, START, site=site, podiatrist=podiatrist)


def record_session(one: Writer) -> None:
    facts = one.facts()
    given = {"site": one.random.choice(SITES), "podiatrist": one.random.choice(PODIATRISTS)}
    values = one.values(facts.on, *VISIT)
    one.ledger.record_session(one.one_id("episodes"), facts, values[: one.random.randrange(4)], **given)


def record_reading(one: Writer) -> None:
    episode, session = one.session()
    one.ledger.record_reading(episode, one.random.choice(one.values(session.facts.on, *VISIT)), session.id)


def record_review(one: Writer) -> None:
    one.ledger.record_review(one.one_id("episodes"), one.values(one.day(), *REVIEW))


def give_review(one: Writer) -> None:
    token = one.ledger.invite_review(one.one_id("episodes"), ["nprs", "lefs"], "left", "4711")
    one.ledger.give_review(token, {"nprs": one.random.randrange(10), "lefs": one.random.randrange(80)})


def correct_reading(one: Writer) -> None:
    id = one.one_id("readings")
    version = one.one_id("readings", f"id = {id}", "version")
    one.ledger.correct_reading(id, one.random.randrange(10), WHY, version)


def correct_session(one: Writer) -> None:
    (_, session), facts = one.session(), one.facts()
    names = one.random.sample(["on", "co_interventions", "adverse_asked", "adverse_events"], 2)
    changes = {name: getattr(facts, name) for name in names}
    one.ledger.correct_session(session.id, changes, WHY, session.version)


def withdraw_session(one: Writer) -> None:
    _, session = one.session()
    one.ledger.withdraw_session(session.id, WHY, session.version)


def withdraw_reading(one: Writer) -> None:
    id = one.one_id("readings")
    one.ledger.withdraw_reading(id, WHY, one.one_id("readings", f"id = {id}", "version"))


def made_and_withdrawn(one: Writer) -> None:
    """A session that nobody has read before it is gone again; what it filled in of its course stays."""
    made = one.ledger.record_session(one.one_id("episodes"), one.facts(), site="North", podiatrist="Podiatrist 1")
    one.ledger.withdraw_session(made, WHY, 1)


def close_episode(one: Writer) -> None:
    course = one.course()
    one.ledger.close_episode(course.id, TODAY, one.random.choice(ENDINGS), course.version)


def reopen_episode(one: Writer) -> None:
    id = one.one_id("episodes", "ended IS NOT NULL")
    one.ledger.reopen_episode(id, WHY, read_episode(one.store, id).version)


def set_consent(one: Writer) -> None:
    one.ledger.set_consent(one.one_id("patients"), one.random.choice(("given", "withdrawn")), TODAY, "Kim")


def look(one: Writer) -> None:
    """What leaves an event and changes no record."""
    one.ledger.note_copy(one.one_id("patients"), {})
    one.ledger.save_draft(course := one.one_id("episodes"), {"notes": "x"}, 0)
    one.ledger.discard_draft(course, 1)


def import_file(one: Writer) -> None:
    with one.store.reading() as connection:
        known = list(connection.scalars(text("SELECT reference FROM patients ORDER BY id DESC LIMIT 3")))
    known.append(f"I{one.random.randrange(1000)}")
    rows: list[SourceRow] = [
        visit(row + 2, one.random.choice(known), one.day(), sex="male", birth_year=1970, site="West")
        for row in range(4)
    ]
    one.ledger.import_file(file_of(*rows, name=f"{one.random.random()}.csv"))


def withdraw_import(one: Writer) -> None:
    one.ledger.withdraw_batch(one.one_id("import_batches", "withdrawn_at IS NULL"), WHY)


def dispose(one: Writer) -> None:
    person, how = one.one_id("patients"), one.random.choice(("destroy", "de-identify"))
    number = one.ledger.propose_disposal(person, how, WHY, "They asked for it")
    Ledger(one.store, one.catalogue, "Bo", TODAY).confirm_disposal(number)


def invite_podiatrist(one: Writer) -> None:
    name = f"kim{one.random.randrange(10_000)}"
    PeopleLedger(one.store, "Ann").invite(name, name, "podiatrist", f"Podiatrist {name}", datetime.now(UTC))


Act = Callable[[Writer], None]
OF_ONE: dict[str, Act] = {act.__name__: act for act in (
    add_patient, open_episode, record_session, record_reading, record_review, give_review, correct_reading,
    correct_session, withdraw_session, withdraw_reading, made_and_withdrawn, close_episode, reopen_episode, set_consent,
)}  # fmt: skip
OF_MANY: dict[str, Act] = {act.__name__: act for act in (
    import_file, withdraw_import, dispose, invite_podiatrist,
)}  # fmt: skip
ACTS: dict[str, Act] = {**OF_ONE, **OF_MANY, look.__name__: look}


def write(one: Writer, name: str) -> bool:
    """Do it, or have it refused; whether the data's version moved on."""
    before = one.store.version()
    with suppress(LedgerError):
        ACTS[name](one)
    return one.store.version() > before


def until_written(one: Writer, name: str) -> None:
    """Do it on other records until it is not refused."""
    assert any(write(one, name) for _ in range(50)), f"'{name}' was refused each time."
