"""Several people write at once: nobody meets "database is locked", and nothing is lost."""

from __future__ import annotations

import multiprocessing
import threading
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from data.catalogue import Catalogue, load_catalogue
from data.check import check_store
from data.ledger import Ledger
from data.rows import ReadingFacts, SessionFacts
from data.store import open_store, read_audit, read_frames
from tests.data.rows_for_tests import START, TODAY, clinic_rows, file_of, pain

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

    from data.store import Store

PEOPLE, SESSIONS_EACH = 4, 6


def _person(store: Store, catalogue: Catalogue, name: str, failed: list[BaseException]) -> None:
    try:
        ledger = Ledger(store, catalogue, name, TODAY)
        patient = ledger.add_patient(name)
        episode = ledger.open_episode(patient, "plantar_heel_pain", "left", START, site="North", podiatrist=name)
        for week in range(SESSIONS_EACH):
            on = START + timedelta(days=7 * week)
            ledger.record_session(episode, SessionFacts(on), [pain(7 - week, on)], site="North")
    except BaseException as error:
        failed.append(error)


def _together(store: Store, catalogue: Catalogue, names: list[str]) -> list[BaseException]:
    failed: list[BaseException] = []
    threads = [threading.Thread(target=_person, args=(store, catalogue, name, failed)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def _process(url: str, number: int) -> None:
    with open_store(url, load_catalogue()) as store:
        failed = _together(store, load_catalogue(), [f"{number}-{person}" for person in range(PEOPLE)])
    if failed:
        raise failed[0]


def test_many_writers_in_several_processes(store: Store, database: str) -> None:
    fresh = multiprocessing.get_context("spawn")
    processes = [fresh.Process(target=_process, args=(database, number)) for number in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    people = 2 * PEOPLE
    acts = people * (2 + SESSIONS_EACH)
    frames = read_frames(store)
    assert len(frames["readings"]) == people * SESSIONS_EACH
    assert frames["sessions"].groupby("episode")["number"].apply(list).tolist() == [list(range(1, 7))] * people
    assert store.version() == len(read_audit(store)) == acts
    assert check_store(store) == []


def _open_first(url: str, together: Barrier) -> None:
    catalogue = load_catalogue()
    together.wait()
    with open_store(url, catalogue) as store:
        if store.version() != 0:
            raise RuntimeError("somebody wrote")


def test_several_programs_may_make_the_same_database(database: str, catalogue: Catalogue) -> None:
    fresh = multiprocessing.get_context("spawn")
    together = fresh.Barrier(3)
    processes = [fresh.Process(target=_open_first, args=(database, together)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with open_store(database, catalogue) as store:
        assert check_store(store) == []


def test_readers_see_all_of_an_import_or_none_of_it(store: Store, catalogue: Catalogue) -> None:
    rows = clinic_rows(400)
    seen: set[tuple[int, int]] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            frames = read_frames(store)
            seen.add((len(frames["sessions"]), len(frames["readings"])))

    reader = threading.Thread(target=look)
    reader.start()
    try:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(*rows))
    finally:
        done.set()
        reader.join()
    assert seen <= {(0, 0), (1200, 2400)}


@pytest.mark.parametrize("writes", [8])
def test_two_editors_of_one_reading_never_overwrite_each_other(store: Store, catalogue: Catalogue, writes: int) -> None:
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    patient = ledger.add_patient("A1")
    episode = ledger.open_episode(patient, "plantar_heel_pain", "left", date(2026, 1, 5))
    ledger.record_reading(episode, ReadingFacts("lefs", 40, START, "review", "both"))
    outcomes: list[str] = []

    def correct(value: float) -> None:
        try:
            ledger.correct_reading(1, value, "At the same time", version=1)
            outcomes.append("written")
        except ValueError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=correct, args=(50 + place,)) for place in range(writes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["ChangedMeanwhile"] * (writes - 1) + ["written"]
