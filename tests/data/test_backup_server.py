"""Records on a PostgreSQL server: backed up as any others, proven, and brought back into an empty database."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from data.backup_files import BackupError
from data.backup_make import back_up, drill
from data.backup_restore import live_at, restore
from data.backup_server import restore_to_server
from data.catalogue import Catalogue
from data.check import check_store
from data.cli import main
from data.ledger import Ledger
from data.rows import ReadFile
from data.store import Store, open_store, read_audit
from tests.data.backup_for_tests import add, begun, state
from tests.data.conftest import _do
from tests.data.contents import contents
from tests.data.exports_for_tests import approved
from tests.data.rows_for_tests import TODAY, clinic_rows
from tests.data.test_backup import _write

pytestmark = pytest.mark.postgres


@pytest.fixture
def served(postgres_url: str, catalogue: Catalogue) -> Iterator[Store]:
    """Records on a server: imported and written by hand, with an export that was approved."""
    with open_store(postgres_url, catalogue) as store:
        rows = clinic_rows(40, 3)
        Ledger(store, catalogue, "Kim", TODAY).import_file(
            ReadFile("all.csv", "all", "session_sheet", (), len(rows), 0, rows)
        )
        approved(Ledger(store, catalogue, "Kim", TODAY))
        yield store


@pytest.fixture
def empty(postgres: str) -> Iterator[str]:
    """Another database without a table."""
    name = f"clinic_{secrets.token_hex(6)}"
    _do(postgres, "CREATE DATABASE {}", name)
    yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
    _do(postgres, "DROP DATABASE {} WITH (FORCE)", name)


def test_from_a_server_and_back_everything_is_the_same(served: Store, empty: str, tmp_path: Path) -> None:
    steps: list[int] = []
    proof = back_up(served, "Kim", lambda done, _: steps.append(done))
    assert proof.problems == () and steps == sorted(steps) and steps[-1] == 1000
    assert (proof.copy.manifest.source, proof.copy.manifest.contents.rows["sessions"]) == ("postgresql", 120)
    before = contents(served)
    assert restore_to_server(empty, proof.copy, "Kim").proven
    with open_store(empty) as back:
        assert check_store(back) == []
        assert contents(back) == before
        events = read_audit(back)
        assert events["action"].iloc[0] == "restore"
        assert events["seal"].iloc[1] == proof.copy.manifest.contents.audit_head
        add(back, "new")
        assert check_store(back) == [], "the numbers given out go on from those of the backup"
        with pytest.raises(BackupError, match="holds records already"):
            restore_to_server(empty, proof.copy, "Kim")


def test_a_backup_of_a_server_is_brought_back_into_a_file_and_one_of_a_file_to_a_server(
    served: Store, empty: str, tmp_path: Path
) -> None:
    copy = back_up(served, "Kim").copy
    url = f"sqlite:///{tmp_path / 'here' / 'clinic.db'}"
    restore(live_at(url), copy, "Kim")
    assert state(url)["readings"][0] == contents(served)["readings"][0]
    with open_store(begun(tmp_path / "file", 10, 2)) as file:
        restore_to_server(empty, back_up(file, "Kim").copy, "Kim")
        with open_store(empty) as back:
            assert {name: count for name, (count, _) in contents(back).items()} == {
                name: count for name, (count, _) in contents(file).items()
            }


@pytest.mark.slow
def test_while_four_people_write_each_is_one_state(served: Store) -> None:
    stop, failed = threading.Event(), []
    writers = [threading.Thread(target=_write, args=(served, f"W{n}", stop, failed)) for n in range(4)]
    for writer in writers:
        writer.start()
    try:
        proofs = [back_up(served, "Kim") for _ in range(2)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert failed == [] and [proof.problems for proof in proofs] == [()] * 2
    rows = [proof.copy.manifest.contents.rows["sessions"] for proof in proofs]
    assert 120 <= rows[0] < rows[1]


def test_by_command(served: Store, empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINIC_DATABASE", served.engine.url.render_as_string(hide_password=False))
    assert main(["backup"]) == main(["drill"]) == main(["backups"]) == 0
    path = drill(served, "Kim").copy.path
    assert main(["restore", str(path), "--yes"]) == 4, "that database is not empty"
    monkeypatch.setenv("CLINIC_DATABASE", empty)
    assert main(["restore", str(path), "--yes"]) == 0
    assert main(["check"]) == 0
