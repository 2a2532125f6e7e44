"""The self-check of a clinic that is well: on each kind of database, and it leaves the records as they were."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from data.activity_reads import Asked, read_activity
from data.backup_make import back_up
from data.catalogue import Catalogue
from data.cli import main
from data.columns import METADATA
from data.keys import folder
from data.keys_words import KEY_BYTES, in_words
from data.selfcheck import CHECKS, NOTE
from data.snapshot import current
from data.store import open_store, read_audit
from data.vault import recovery_key
from data.vault_server import new_backup_key
from tests.data.contents import contents, facts_of
from tests.data.selfcheck_for_tests import NAME, looked, make_well, wrong

ROOT = Path(__file__).resolve().parents[2]
EVERY = tuple(name for name in METADATA.tables if name not in ("audit_events", "facts"))


@pytest.fixture
def well(database: str, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a clinic that is well, closed: a plain file, an encrypted one, and one on PostgreSQL."""
    monkeypatch.setenv("CLINIC_DATABASE", database)
    with open_store(database, catalogue) as store:
        make_well(store)
    return database


def test_all_is_well_and_the_records_are_as_they_were(well: str) -> None:
    with open_store(well) as store:
        before = contents(store, EVERY), facts_of(store), store.state(), read_audit(store)
        figures = current(store)
        found = looked(url=well)
        assert wrong(found) == {} and [*found] == [*CHECKS, NOTE]
        assert all(one.ok for one in found.values())
        assert (contents(store, EVERY), facts_of(store), store.state()) == before[:3]
        assert current(store) is figures, "no report is worked out again"
        added = read_audit(store).iloc[: len(read_audit(store)) - len(before[3])]
    assert added["action"].tolist() == ["self-check"]
    assert json.loads(added["detail"].iloc[0]) == {"checks": len(CHECKS), "wrong": []}


def test_nothing_of_it_stays_in_the_folder(filled: Path) -> None:
    with open_store() as store:
        make_well(store)
    before = sorted(path.name for path in filled.parent.rglob("*"))
    assert wrong(looked()) == {}
    assert sorted(path.name for path in filled.parent.rglob("*")) == before


def test_it_says_no_value_of_a_record_and_ends_with_nought(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store() as store:
        make_well(store)
        with store.reading() as connection:
            people = connection.exec_driver_sql("SELECT reference FROM patients").scalars().all()
    assert main(["selfcheck"]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == f"All {len(CHECKS) + 1} are well."
    assert all(re.fullmatch(r"ok     [a-z -]{14}[A-Z0-9].*\.", line) for line in said.splitlines()[:-1]), said
    assert not [one for one in (*people, NAME) if one in said]


def test_one_thing_wrong_ends_with_one_and_is_written_down(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store() as store:
        make_well(store)
    filled.parent.chmod(0o755)
    assert main(["selfcheck"]) == 1
    said = capsys.readouterr().out
    assert f"WRONG  permissions   Others may enter the folder {filled.parent}." in said
    assert said.splitlines()[-1] == f"1 of {len(CHECKS) + 1} are not well: permissions."
    with open_store() as store:
        (event,) = read_activity(store, Asked(actions=("self-check",)))
    assert event.detail["wrong"] == ["permissions"] and event.actor.startswith("command line (")


def test_the_recovery_key_on_paper_is_compared(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from io import StringIO

    with open_store() as store:
        make_well(store)
        paper = recovery_key(store, "Kim")
    assert looked(paper)["recovery key"].said == "What was typed is the recovery key of these records."
    monkeypatch.setattr(sys, "stdin", StringIO(f"{paper}\n"))
    assert main(["selfcheck", "--recovery-key"]) == 0
    assert "typing mistake" in wrong(looked("0" + paper[1:] if paper[0] != "0" else "1" + paper[1:]))["recovery key"]


def test_what_is_made_is_this_users_alone_from_its_first_byte(own_home: Path) -> None:
    mask = os.umask(0)
    try:
        with open_store() as store:
            make_well(store)
            made = [own_home, *own_home.glob("clinic.db*"), *own_home.glob("backups/*.db"), own_home / "backups"]
            modes = {path.name: oct(path.stat().st_mode & 0o777) for path in made}
            back_up(store, "Kim")
    finally:
        os.umask(mask)
    assert len(modes) >= 6, modes
    assert {mode for name, mode in modes.items() if "." in name} == {"0o600"}, modes
    assert modes["clinic-home"] == modes["backups"] == "0o700"


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of this kind is not a thing of Windows")
def test_at_a_terminal_each_check_is_named_while_it_runs(filled: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    run = "import sys; from data.cli import main; sys.exit(main(['selfcheck']))"
    child = subprocess.Popen([sys.executable, "-c", run], stdout=subprocess.DEVNULL, stderr=theirs, cwd=ROOT)
    os.close(theirs)
    screen = b""
    try:
        while part := os.read(ours, 4096):
            screen += part
    except OSError:  # Linux says so when the other end has gone
        pass
    os.close(ours)
    assert child.wait(60) == 1
    assert all(f"Looking at: {name}".encode() in screen for name in CHECKS)
    assert b"100%" in screen


@pytest.mark.postgres
def test_on_a_server_a_guard_that_is_turned_off_is_found(
    postgres_url: str, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINIC_DATABASE", postgres_url)
    with open_store(postgres_url, catalogue) as store:
        make_well(store)
        engine = store.bare_engine()
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE audit_events DISABLE TRIGGER audit_events_no_change")
        engine.dispose()
    found = wrong(looked(url=postgres_url))
    assert [*found] == ["rules", "test record"]
    assert "audit_events_no_change is missing" in found["rules"] and "can be changed" in found["test record"]


@pytest.mark.postgres
def test_on_a_server_the_key_of_the_backups_and_its_paper_are_looked_at(
    postgres_url: str, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINIC_DATABASE", postgres_url)
    with open_store(postgres_url, catalogue) as store:
        make_well(store)
        words = recovery_key(store, "Kim")
        assert looked(words, postgres_url)["recovery key"].said.startswith("What was typed is")
        assert "of other records" in wrong(looked(in_words(bytes(range(KEY_BYTES))), postgres_url))["recovery key"]
        new_backup_key(store, "Kim")
        assert wrong(looked(url=postgres_url)).keys() == {"recovery key"}, "nobody was shown the new one"
        words = recovery_key(store, "Kim")
        for kept in folder().glob("*.key"):
            kept.unlink()
    found = looked(words, postgres_url)
    assert "made on another computer" in wrong(found)["backup key"]
    assert found["recovery key"].ok, "the paper is right although the key is gone"
