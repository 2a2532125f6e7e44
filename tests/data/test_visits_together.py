"""Two people write about the same visit at once, two hundred times: nothing is lost, every act is audited."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from data.catalogue import Catalogue
from data.check import check_store
from data.ledger import ChangedMeanwhile, Ledger, LedgerError
from data.rows import SessionFacts
from data.visit_reads import SessionRecord, read_draft, read_episode
from tests.data.rows_for_tests import START, TODAY, pain

if TYPE_CHECKING:
    from data.store import Store

INTERLEAVINGS = 200
LONGEST_PAUSE = 0.004  # seconds between looking and writing, so that either may come first
PEOPLE = ("Kim", "Lee")


class Writer:
    """One person, who looks, thinks, writes, and when somebody was faster looks at what it is now and writes again."""

    def __init__(self, store: Store, catalogue: Catalogue, name: str) -> None:
        self.ledger, self.name = Ledger(store, catalogue, name, TODAY), name
        self.done: Counter[str] = Counter()
        self.told = 0

    def correct(self, seen: SessionRecord, random: random.Random) -> None:
        """Add one's own name to the notes, keeping what is there."""
        session, notes, version = seen.id, seen.facts.notes, seen.version
        while True:
            time.sleep(random.uniform(0, LONGEST_PAUSE))
            try:
                self.ledger.correct_session(session, {"notes": f"{notes} {self.name}"}, "More to say", version)
            except ChangedMeanwhile as changed:
                notes, version = changed.now["notes"], changed.now["version"]
                self.told += 1
            else:
                self.done["correct session"] += 1
                return

    def draft(self, episode: int, random: random.Random) -> int:
        """Add one's own name to the draft, keeping what is there; the version then."""
        names: list[str] = []
        version = 0
        while True:
            time.sleep(random.uniform(0, LONGEST_PAUSE))
            try:
                version = self.ledger.save_draft(episode, {"names": [*names, self.name]}, version)
            except ChangedMeanwhile as changed:
                names, version = changed.now["content"]["names"], changed.now["version"]
                self.told += 1
            else:
                self.done["save draft"] += 1
                return version

    def record(self, episode: int, day: int, random: random.Random) -> bool:
        """Record a session some days after the start; whether it was this writer's that is recorded."""
        time.sleep(random.uniform(0, LONGEST_PAUSE))
        on = START + timedelta(days=day)
        try:
            self.ledger.record_session(episode, SessionFacts(on, notes=self.name), [pain(5, on)], podiatrist=self.name)
        except LedgerError as error:
            assert "lready recorded" in str(error) or "recorded already" in str(error)  # noqa: PT017
            self.told += 1
            return False
        self.done["record session"] += 1
        return True

    def record_from_draft(self, episode: int, version: int, random: random.Random) -> None:
        """Record what the draft says; the one who comes second is told what became of it."""
        time.sleep(random.uniform(0, LONGEST_PAUSE))
        facts = SessionFacts(START + timedelta(days=21), notes=self.name)
        try:
            self.ledger.record_session(episode, facts, draft_version=version)
        except ChangedMeanwhile as changed:
            assert changed.now == {}  # noqa: PT017
            self.told += 1
        else:
            self.done["record session"] += 1


def _both(acts: list[Callable[[], object]]) -> list[object]:
    """Do both at the same time; what each returned."""
    start, results = threading.Barrier(len(acts)), dict.fromkeys(range(len(acts)))
    failed: list[BaseException] = []

    def run(place: int) -> None:
        try:
            start.wait()
            results[place] = acts[place]()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return list(results.values())


def _meet(writers: list[Writer], episode: int, seed: int) -> None:
    """Four meetings: both keep a draft, both record from it, both record one day or two, both correct."""
    chance, store = random.Random(seed), writers[0].ledger.store
    pauses = [random.Random(chance.random()) for _ in writers]
    days = chance.choice([(0, 0), (0, 7), (7, 0), (14, 7)])
    pairs = list(zip(writers, pauses, strict=True))
    _both([partial(one.draft, episode, own) for one, own in pairs])
    draft = read_draft(store, episode)
    assert draft is not None
    assert sorted(draft.content["names"]) == sorted(PEOPLE)
    _both([partial(one.record_from_draft, episode, draft.version, own) for one, own in pairs])
    assert read_draft(store, episode) is None
    won = _both([partial(one.record, episode, day, own) for (one, own), day in zip(pairs, days, strict=True)])
    assert won.count(True) == len(set(days))
    first = read_episode(store, episode).sessions[0]
    _both([partial(one.correct, first, own) for one, own in pairs])
    found = read_episode(store, episode).sessions
    assert sorted(found[0].facts.notes.split()) == sorted([first.facts.notes, *PEOPLE])
    assert [session.facts.number for session in found] == list(range(1, len(set(days)) + 2))


@pytest.mark.timeout(240)
def test_two_writers_at_once_lose_nothing(store: Store, catalogue: Catalogue) -> None:
    office = Ledger(store, catalogue, "Office", TODAY)
    patient, writers = office.add_patient("A1"), [Writer(store, catalogue, name) for name in PEOPLE]
    rounds = INTERLEAVINGS // 4  # each round is four meetings
    for seed in range(rounds):
        episode = office.open_episode(patient, "plantar_heel_pain", "left", START)
        _meet(writers, episode, seed)
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT actor, action FROM audit_events WHERE actor <> 'Office'").all()
    there = Counter(tuple(row) for row in rows)
    assert there == Counter({(one.name, action): n for one in writers for action, n in one.done.items()})
    counted = sum(n for (_, action), n in there.items() if action != "save draft")
    assert store.version() == 1 + rounds + counted
    assert min(one.told for one in writers) > 0  # both were second at times, or nothing was tried
    assert check_store(store) == []
