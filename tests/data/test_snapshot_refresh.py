"""A snapshot that took over what was written since is the one that reads everything, whatever was written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from data import snapshot as whole
from data import snapshot_changes, snapshot_refresh
from data.catalogue import Catalogue, load_catalogue
from data.consent_reads import consent_frame
from data.ledger import Ledger
from data.ledger_write import writing
from data.rows import SessionFacts
from data.snapshot import Snapshot, current
from data.store import open_store, read_frames
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of, pain
from tests.data.writes_for_tests import ACTS, OF_MANY, OF_ONE, Writer, until_written, write

if TYPE_CHECKING:
    from data.store import Store

NAMES = ("patients", "episodes", "sessions", "readings", "consents")


def fresh(store: Store) -> dict[str, pd.DataFrame]:
    """Everything read anew."""
    with store.reading() as connection:
        return {**read_frames(store), "consents": consent_frame(connection)}


def check_same(snapshot: Snapshot, frames: dict[str, pd.DataFrame]) -> None:
    for name in NAMES:
        pd.testing.assert_frame_equal(getattr(snapshot, name), frames[name], obj=name)


def copies(snapshot: Snapshot) -> dict[str, pd.DataFrame]:
    return {name: getattr(snapshot, name).copy(deep=True) for name in NAMES}


@dataclass
class Reads:
    """How the record was read: whole, or of which people."""

    whole: int = 0
    people: list[tuple[int, ...]] = field(default_factory=list)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    found = Reads()
    real, columns = whole.frames_on, snapshot_refresh.columns_on

    def everything(connection: Any) -> Any:
        found.whole += 1
        return real(connection)

    def some(connection: Any, people: Any) -> Any:
        found.people.append(tuple(people))
        return columns(connection, people)

    monkeypatch.setattr(whole, "frames_on", everything)
    monkeypatch.setattr(snapshot_refresh, "columns_on", some)
    return found


def filled(store: Store, catalogue: Catalogue) -> Store:
    Ledger(store, catalogue, "Ann", TODAY).import_file(file_of(*clinic_rows(6)))
    return store


@pytest.fixture
def writer(store: Store, catalogue: Catalogue) -> Writer:
    """A clinic of six people, on each kind of database."""
    return Writer(filled(store, catalogue), catalogue, Random(7))


@pytest.fixture(scope="module")
def clinic_file() -> Iterator[Path]:
    """The same clinic as a file to copy."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "clinic.db"
        filled(open_store(f"sqlite:///{path}", load_catalogue()), load_catalogue()).close()
        yield path


STEPS = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.booleans()), min_size=1, max_size=15)


@settings(max_examples=40)
@given(steps=STEPS, seed=st.integers(0, 10_000))
def test_after_any_writes_it_is_what_a_whole_read_gives(
    clinic_file: Path, steps: list[tuple[str, bool]], seed: int
) -> None:
    catalogue = load_catalogue()
    with TemporaryDirectory() as folder:
        path = shutil.copy(clinic_file, Path(folder) / "clinic.db")
        with open_store(f"sqlite:///{path}", catalogue) as store:
            writer, first = Writer(store, catalogue, Random(seed)), current(store)
            seen = [(first, copies(first))]
            for name, read in [*steps, ("look", True)]:
                write(writer, name)
                if read:
                    check_same(now := current(store), fresh(store))
                    seen.append((now, copies(now)))
            for snapshot, frames in seen:  # nobody's figures change under their eyes
                check_same(snapshot, frames)


def test_each_way_of_writing_on_each_database(writer: Writer) -> None:
    old = current(writer.store)
    before = copies(old)
    for name in [*OF_ONE, *OF_MANY, *OF_ONE]:
        until_written(writer, name)
        check_same(current(writer.store), fresh(writer.store))
    check_same(old, before)


@pytest.mark.parametrize("name", OF_ONE)
def test_what_is_of_one_person_reads_that_person_only(writer: Writer, reads: Reads, name: str) -> None:
    for needed in ("record_session", "record_review", "close_episode"):
        until_written(writer, needed)
    current(writer.store)
    assert (reads.whole, reads.people) == (1, [])
    until_written(writer, name)
    check_same(current(writer.store), fresh(writer.store))
    assert reads.whole == 1
    assert [len(people) for people in reads.people] == [1]


@pytest.mark.parametrize("name", OF_MANY)
def test_what_is_of_many_reads_everything(writer: Writer, reads: Reads, name: str) -> None:
    current(writer.store)
    until_written(writer, name)
    until_written(writer, "add_patient")
    check_same(current(writer.store), fresh(writer.store))
    assert (reads.whole, reads.people) == (2, [])


def test_ten_sessions_are_taken_over_at_once(writer: Writer, reads: Reads) -> None:
    current(writer.store)
    for _ in range(10):
        until_written(writer, "record_session")
        write(writer, "look")
    check_same(now := current(writer.store), fresh(writer.store))
    assert reads.whole == 1
    assert len(reads.people) == 1
    assert set(reads.people[0]) <= set(now.patients["patient"])


def test_many_people_are_read_with_everybody(writer: Writer, reads: Reads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_changes, "MOST_PEOPLE", 2)
    current(writer.store)
    for number, whole_reads in ((2, 1), (3, 2)):
        for _ in range(number):
            writer.ledger.add_patient(f"M{number}-{_}")
        check_same(current(writer.store), fresh(writer.store))
        assert reads.whole == whole_reads


def test_words_come_and_go_with_the_records_that_use_them(writer: Writer, reads: Reads) -> None:
    ledger, first = writer.ledger, current(writer.store)
    odd = ledger.record_session(
        1, SessionFacts(TODAY, co_interventions=("acupressure",)), [pain(3, TODAY, method="A ruler")],
        site="Aardvark Street", podiatrist="Aaron",
    )  # fmt: skip
    check_same(now := current(writer.store), fresh(writer.store))
    found = {"site": "Aardvark Street", "podiatrist": "Aaron", "care": "acupressure"}
    assert {name: now.sessions[name].cat.categories[0] for name in found} == found
    assert "A ruler" in now.readings["method"].cat.categories
    ledger.withdraw_session(odd, "Never was", 1)
    check_same(again := current(writer.store), fresh(writer.store))
    for name in found:
        assert again.sessions[name].cat.categories.equals(first.sessions[name].cat.categories)
    assert reads.whole == 1


def test_what_did_not_change_is_not_copied(writer: Writer, reads: Reads) -> None:
    until_written(writer, "record_session")
    first = current(writer.store)
    before = copies(first)
    until_written(writer, "correct_reading")
    check_same(now := current(writer.store), fresh(writer.store))
    assert all(getattr(now, name) is getattr(first, name) for name in NAMES if name != "readings")
    shared = [name for name in now.readings if np.shares_memory(_held(first, name), _held(now, name))]
    assert shared == [name for name in now.readings if name != "value"]
    check_same(first, before)
    assert reads.whole == 1


def _held(snapshot: Snapshot, column: str) -> Any:
    held = snapshot.readings[column].array
    return held.codes if isinstance(held, pd.Categorical) else np.asarray(held)


def test_as_many_rows_in_other_places_move(writer: Writer, reads: Reads) -> None:
    made = writer.ledger.record_session(2, SessionFacts(TODAY), [pain(3, TODAY)])
    writer.ledger.record_session(3, SessionFacts(TODAY), [pain(3, TODAY)])
    first = current(writer.store)
    writer.ledger.withdraw_session(made, "Never was", 1)
    writer.ledger.record_session(2, SessionFacts(TODAY), [pain(3, TODAY)])
    check_same(now := current(writer.store), fresh(writer.store))
    assert (len(now.sessions), now.sessions["episode"].tolist()[-2:]) == (len(first.sessions), [3, 2])
    assert (reads.whole, len(reads.people)) == (1, 1)


def test_answers_about_use_come_one_after_the_other(writer: Writer, reads: Reads) -> None:
    current(writer.store)
    for number, state in enumerate(("given", "withdrawn", "given"), start=1):
        writer.ledger.set_consent(2, state, TODAY, "Kim")
        check_same(now := current(writer.store), fresh(writer.store))
        assert len(now.consents) == number
    assert reads.whole == 1


def test_two_sessions_of_one_day_keep_their_order(writer: Writer, reads: Reads) -> None:
    made = [
        writer.ledger.record_session(1, SessionFacts(TODAY, sequence=place), [pain(place, TODAY)]) for place in (1, 2)
    ]
    current(writer.store)
    first = int(fresh(writer.store)["readings"].query(f"session == {made[0]}")["reading"].item())
    writer.ledger.correct_reading(first, 9, "Heard wrongly", 1)  # PostgreSQL puts a changed row elsewhere
    check_same(now := current(writer.store), fresh(writer.store))
    assert now.readings.query("session in @made")["value"].tolist() == [9, 2]
    assert reads.whole == 1


def test_another_history_of_the_same_length_is_read_whole(
    clinic_file: Path, tmp_path: Path, catalogue: Catalogue, reads: Reads
) -> None:
    path, kept = tmp_path / "clinic.db", tmp_path / "kept.db"
    for copy in (path, kept):
        shutil.copy(clinic_file, copy)
    url = f"sqlite:///{path}"
    with open_store(url, catalogue) as store:
        Ledger(store, catalogue, "Ann", TODAY).add_patient("Lost")
        assert current(store).patients["reference"].tolist()[-1] == "Lost"
    shutil.copy(kept, path)
    with open_store(url, catalogue) as store:
        for name in ("Found", "Later"):
            Ledger(store, catalogue, "Ann", TODAY).add_patient(name)
        check_same(now := current(store), fresh(store))
    assert now.patients["reference"].tolist()[-2:] == ["Found", "Later"]
    assert (reads.whole, reads.people) == (2, [])


def test_a_record_whose_person_cannot_be_told_is_read_with_everything(writer: Writer, reads: Reads) -> None:
    current(writer.store)
    with writing(writer.store, "Ann") as act:
        act.connection.execute(text("UPDATE readings SET value = 1"))
        act.audit("record session", "sessions", 9_999)
    check_same(current(writer.store), fresh(writer.store))
    assert (reads.whole, reads.people) == (2, [])


SILENT = ("UPDATE facts SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE name = 'data_version'",
          "UPDATE facts SET value = 'another' WHERE name = 'last_write'")  # fmt: skip


@pytest.mark.parametrize("recorded", [False, True])
def test_a_write_that_left_no_event_is_read_whole(writer: Writer, reads: Reads, recorded: bool) -> None:
    current(writer.store)
    with writer.store.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text("UPDATE readings SET value = 1"))
        for statement in SILENT:
            connection.execute(text(statement))
    if recorded:
        until_written(writer, "record_session")
    check_same(now := current(writer.store), fresh(writer.store))
    assert (now.readings["value"] == 1).sum() > 20
    assert (reads.whole, reads.people) == (2, [])
