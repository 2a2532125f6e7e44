"""Bringing a backup back: asked, checked, at one stroke; the record before is kept, and nobody may be at work in it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data.backup_files import BackupError
from data.backup_folder import Copy, copy_at
from data.backup_hold import held
from data.backup_make import back_up
from data.backup_restore import live_at, restore
from data.engine import make_engine
from data.ledger_backup import read_told
from data.ledger_people import PeopleLedger
from data.people_reads import find_link, find_sign_in, hash_of, read_people
from data.places import read_url
from data.store import open_store, read_audit
from tests.data.backup_for_tests import add, begun, state


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A clinic with a backup of one patient, and a second patient since."""
    url = begun(tmp_path / "home")
    with open_store(url) as store:
        back_up(store, "Kim")
        add(store, "later")
    return tmp_path / "home"


def _url(home: Path) -> str:
    return f"sqlite:///{home / 'clinic.db'}"


def _backup(home: Path) -> Copy:
    return copy_at(next((home / "backups").glob("*.db")))


def _patients(url: str) -> int:
    return state(url)["patients"][0]


def test_what_was_there_is_back_the_rest_is_kept_and_the_trail_tells_of_it(home: Path) -> None:
    with open_store(_url(home)) as store:
        before = read_audit(store)
    steps: list[int] = []
    proof, kept = restore(live_at(_url(home)), _backup(home), "Kim", lambda done, _: steps.append(done))
    assert proof.proven and steps == sorted(steps) and steps[-1] == 1000
    assert kept is not None and kept.parent == home
    assert (_patients(_url(home)), _patients(f"sqlite:///{kept}")) == (1, 2)
    with open_store(_url(home)) as store:
        event = read_audit(store).iloc[0]
        assert (event["action"], event["actor"]) == ("restore", "Kim")
        for told in (before["seal"].iloc[0], str(len(before)), kept.name, proof.copy.manifest.sha256):
            assert told in event["detail"]
        assert store.version() == 3, "nobody may go on with the figures of the record before"
        assert read_told(store).last_proven is not None
        assert back_up(store, "Kim").proven
    assert sorted(path.name for path in home.iterdir()) == sorted(["backup.lock", "backups", "clinic.db", kept.name])


def test_nobody_is_let_in_by_a_sign_in_or_a_link_of_that_day(tmp_path: Path) -> None:
    """They may have been ended since: who was shut out must not come in again by a restore."""
    url, now = begun(tmp_path / "home"), datetime.now(UTC)
    with open_store(url) as store:
        people = PeopleLedger(store, "test")
        owner = people.make_owner(people.make_first_link(now), "olive", "Olive", "a sentence of my own", now)
        mark = hash_of(people.begin_sign_in(owner, "password", now))
        _, link = people.invite("mark", "Mark", "marketing", None, now)
        copy = back_up(store, "Kim").copy
        assert find_sign_in(store, mark, now) and find_link(store, link, now)
    restore(live_at(url), copy, "Kim")
    with open_store(url) as store:
        assert find_sign_in(store, mark, now) is None and find_link(store, link, now) is None
        assert {one.username for one in read_people(store)} == {"olive", "mark"}
        assert PeopleLedger(store, "test").begin_sign_in(owner, "password", now)


def test_it_is_refused_while_anybody_has_the_record_open(home: Path) -> None:
    before = _patients(_url(home))
    with open_store(_url(home)) as store:
        store.version()  # as a page does; the connection goes back to the pool and stays open
        with pytest.raises(BackupError, match="close the dashboard"):
            restore(live_at(_url(home)), _backup(home), "Kim")
    code = (
        "import sys; from data.store import open_store; s = open_store(sys.argv[1]); s.version(); "
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, _url(home)], cwd=Path(__file__).parents[2], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout is not None and other.stdout.readline() == "open\n"
        with pytest.raises(BackupError, match="close the dashboard"):
            restore(live_at(_url(home)), _backup(home), "Kim")
        other.kill()
    assert _patients(_url(home)) == before
    assert not list(home.glob("clinic-replaced-*"))
    assert restore(live_at(_url(home)), _backup(home), "Kim")[1] is not None


def test_whoever_comes_while_it_happens_writes_nothing_into_the_kept_file(home: Path) -> None:
    """SQLite refuses to write into a file that was moved; who opens the record again is in the restored one."""
    path, aside = home / "clinic.db", home / "aside.db"
    driver = _driver()
    with held(path):
        late = driver.connect(str(path), timeout=0.1, isolation_level=None)
        with pytest.raises(driver.OperationalError, match="locked"):
            late.execute("PRAGMA journal_mode=WAL")
        path.rename(aside)
        shutil.copy(_backup(home).path, path)
    with pytest.raises(driver.OperationalError, match="readonly"):
        late.execute("UPDATE facts SET value = 'late'")
    late.close()
    assert _patients(f"sqlite:///{aside}") == 2


def _driver() -> Any:
    """The SQLite that the program uses: two builds of it in one process would not see each other's locks."""
    engine = make_engine(read_url("sqlite:///:unused:"))
    engine.dispose()
    return engine.dialect.loaded_dbapi


def test_a_damaged_backup_is_never_brought_back(home: Path) -> None:
    copy = _backup(home)
    content = bytearray(copy.path.read_bytes())
    content[5000] ^= 1
    copy.path.write_bytes(content)
    with pytest.raises(BackupError, match="cannot be relied on"):
        restore(live_at(_url(home)), copy, "Kim")
    assert _patients(_url(home)) == 2


def test_another_clinics_backup_is_refused_where_people_are_recorded(home: Path, tmp_path: Path) -> None:
    with open_store(begun(tmp_path / "other")) as other:
        add(other, "theirs")
        theirs = back_up(other, "Lee").copy
    with pytest.raises(BackupError, match="other records than those"):
        restore(live_at(_url(home)), theirs, "Kim")
    fresh = tmp_path / "fresh"
    open_store(_url(fresh)).close()
    assert restore(live_at(_url(fresh)), theirs, "Kim")[1] is not None
    assert _patients(_url(fresh)) == 2


@pytest.mark.parametrize("damage", ["gone", "not a database", "a page"])
def test_a_lost_or_damaged_record_comes_back(home: Path, damage: str) -> None:
    path = home / "clinic.db"
    if damage == "gone":
        path.unlink()
    elif damage == "not a database":
        path.write_bytes(b"ruined" * 1000)
    else:
        content = bytearray(path.read_bytes())
        content[100:4096] = b"\xff" * 3996
        path.write_bytes(content)
    live = live_at(_url(home))
    assert live.contents is None
    kept = restore(live, _backup(home), "Kim")[1]
    assert _patients(_url(home)) == 1
    assert (kept is None) is (damage == "gone")


def test_the_invented_clinic_never_takes_the_records_place(home: Path, demo_file: Path, tmp_path: Path) -> None:
    from data.backup import take

    engine = make_engine(read_url(f"sqlite:///{demo_file}"), may_alter=True)
    (work := tmp_path / "work").mkdir()
    copy = take(engine, tmp_path / "demo-backup.db", work)
    engine.dispose()
    for left in home.glob("clinic.db*"):
        left.unlink()
    with pytest.raises(BackupError, match="invented clinic"):
        restore(live_at(_url(home)), copy, "Kim")
    assert not (home / "clinic.db").exists()
