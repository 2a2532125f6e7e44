"""The record in memory: one for everybody, read again when something was written, never mixed up."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from data import snapshot as snapshot_module
from data import snapshot_memo
from data.catalogue import Catalogue
from data.ledger import Ledger
from data.snapshot import current
from data.store import open_store
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of, visit

if TYPE_CHECKING:
    from data.store import Store


@pytest.fixture
def ledger(store: Store, catalogue: Catalogue) -> Ledger:
    return Ledger(store, catalogue, "Kim", TODAY)


def test_it_is_the_same_one_until_something_is_written(ledger: Ledger) -> None:
    ledger.import_file(file_of(*clinic_rows(5)))
    first = current(ledger.store)
    assert current(ledger.store) is first
    assert (first.version, first.url, len(first.readings)) == (1, ledger.store.url, 30)
    ledger.import_file(file_of(visit(2, "New"), name="b.csv"))
    second = current(ledger.store)
    assert (second.version, len(second.readings)) == (2, 32)
    assert len(first.readings) == 30
    assert current(ledger.store) is second


def test_two_stores_are_never_mixed_up(tmp_path: Path, catalogue: Catalogue) -> None:
    with (
        open_store(f"sqlite:///{tmp_path / 'a.db'}", catalogue) as one,
        open_store(f"sqlite:///{tmp_path / 'b.db'}", catalogue) as other,
    ):
        Ledger(one, catalogue, "Kim", TODAY).import_file(file_of(visit(2, "A")))
        Ledger(other, catalogue, "Kim", TODAY).import_file(file_of(visit(2, "B")))
        assert current(one).patients["reference"].tolist() == ["A"]
        assert current(other).patients["reference"].tolist() == ["B"]


def test_a_restored_copy_that_reaches_the_same_version_is_another_state(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "clinic.db"
    url = f"sqlite:///{path}"
    with open_store(url, catalogue) as store:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(visit(2, "A")))
    shutil.copy(path, tmp_path / "backup.db")
    with open_store(url, catalogue) as store:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(visit(2, "Lost")))
        assert current(store).patients["reference"].tolist() == ["A", "Lost"]
    shutil.copy(tmp_path / "backup.db", path)
    with open_store(url, catalogue) as store:
        Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(visit(2, "Later")))
        assert store.version() == 2
        assert current(store).patients["reference"].tolist() == ["A", "Later"]


def test_many_who_ask_at_once_read_it_once(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.import_file(file_of(*clinic_rows(50)))
    reads: list[int] = []
    real = snapshot_module.frames_on

    def counted(connection: Any) -> Any:
        reads.append(1)
        return real(connection)

    monkeypatch.setattr(snapshot_module, "frames_on", counted)
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(current(ledger.store))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reads) == 1
    assert len({id(snapshot) for snapshot in found}) == 1


def test_an_answer_is_made_once_and_goes_with_its_version(ledger: Ledger) -> None:
    ledger.import_file(file_of(visit(2)))
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    snapshot = current(ledger.store)
    assert [snapshot.memo("a", lambda: make("a")) for _ in range(3)] == ["a"] * 3
    assert snapshot.memo(("a", 1), lambda: make("b")) == "b"
    assert made == ["a", "b"]
    ledger.import_file(file_of(visit(2, "New"), name="b.csv"))
    assert current(ledger.store).memo("a", lambda: make("c")) == "c"


def test_an_answer_that_fails_is_asked_again(clinic_store: Store) -> None:
    snapshot = current(clinic_store)
    with pytest.raises(ZeroDivisionError):
        snapshot.memo("a", lambda: 1 // 0)
    assert snapshot.memo("a", lambda: 1) == 1


def test_answers_are_bounded_and_made_by_one_thread(clinic_store: Store) -> None:
    snapshot = current(clinic_store)
    made: list[int] = []
    for key in range(snapshot_memo.KEPT_ANSWERS + 10):
        snapshot.memo(key, lambda key=key: made.append(key))  # type: ignore[misc]
    snapshot.memo(0, lambda: made.append(0))
    assert made.count(0) == 2
    start = threading.Barrier(6)

    def ask() -> None:
        start.wait()
        snapshot.memo("slow", lambda: made.append(-1))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made.count(-1) == 1


def test_answers_may_ask_for_other_answers(clinic_store: Store) -> None:
    snapshot = current(clinic_store)
    assert snapshot.memo("sum", lambda: snapshot.memo("one", lambda: 1) + snapshot.memo("two", lambda: 2)) == 3
