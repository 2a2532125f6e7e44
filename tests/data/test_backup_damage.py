"""The drill finds what became of a backup: flipped bytes, false manifests, rows altered by somebody who knows how."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from data.backup_drill import Proof, prove
from data.backup_files import BackupError
from data.backup_folder import Copy, beside, copy_at
from data.backup_make import back_up, backups, drill
from data.backup_manifest import Manifest, as_text, contents_on, read_manifest
from data.ledger_backup import read_told
from data.sqlite_driver import connected
from data.store import Store, open_store, read_audit
from data.upgrade import upgrade
from tests.data.backup_for_tests import add, begun

FLIPS = 20


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A backup of 400 sessions; never written to."""
    with open_store(begun(tmp_path_factory.mktemp("made"), 100, 4)) as store:
        return back_up(store, "Kim").copy


def _flipped(made: Copy, folder: Path, place: int) -> Copy:
    path = folder / made.name
    content = bytearray(made.path.read_bytes())
    content[place] ^= 0x40
    path.write_bytes(content)
    return Copy(path, made.manifest)


def _places(made: Copy) -> list[int]:
    return random.Random(20261122).sample(range(made.manifest.size), FLIPS)


def _forged(copy: Copy) -> Copy:
    """The manifest as an attacker would write it for the altered file: its SHA-256 and size fit."""
    content = copy.path.read_bytes()
    return Copy(copy.path, replace(copy.manifest, sha256=hashlib.sha256(content).hexdigest(), size=len(content)))


def _proof(copy: Copy, scratch: Path, known: str | None = None) -> Proof:
    for left in scratch.parent.glob(f"{scratch.name}*"):
        left.unlink()
    return prove(copy, scratch, known)


def test_every_flipped_byte_is_found(made: Copy, tmp_path: Path) -> None:
    assert _proof(made, tmp_path / "scratch.db").proven
    found = [_proof(_flipped(made, tmp_path, place), tmp_path / "scratch.db") for place in _places(made)]
    assert sum(not proof.proven for proof in found) == FLIPS
    assert {proof.problems for proof in found} == {
        ("The file is not as it was written: its bytes do not fit the SHA-256 in its manifest.",)
    }


def test_with_a_forged_manifest_the_audit_trail_finds_every_one(made: Copy, tmp_path: Path) -> None:
    known, scratch = made.manifest.sha256, tmp_path / "scratch.db"
    forged = [_forged(_flipped(made, tmp_path, place)) for place in _places(made)]
    proofs = [_proof(_forged(_flipped(made, tmp_path, place)), scratch, known) for place in _places(made)]
    assert len(forged) == sum(not proof.proven for proof in proofs) == FLIPS
    assert all("the audit trail has another SHA-256" in proof.problems[0] for proof in proofs)


def test_the_audit_trail_is_asked_whenever_the_record_is_there(clinic_store: Store) -> None:
    add(clinic_store, "A1")
    copy = back_up(clinic_store, "Kim").copy
    _alter(copy.path, "UPDATE readings SET value = 1 WHERE id = 1")
    beside(copy.path).write_text(as_text(_forged(copy).manifest))
    proof = drill(clinic_store, "Kim")
    assert "the audit trail has another SHA-256" in proof.problems[0]
    assert [one.proven for one in backups(clinic_store)] == [None], "it is not listed as proven any more"
    event = read_audit(clinic_store).iloc[0]
    assert (event["action"], json.loads(event["detail"])["ok"]) == ("prove backup", False)
    failure = read_told(clinic_store).last_failure
    assert failure is not None and "audit trail" in failure[1]


def _alter(path: Path, *statements: str) -> None:
    with connected(path) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            connection.execute(statement)


def _told_again(copy: Copy, scratch: Path) -> Manifest:
    """A manifest that fits the altered file in every count too."""
    from data.backup import opened

    shutil.copy(copy.path, scratch)
    with opened(scratch) as connection:
        contents = contents_on(connection)
    return replace(_forged(copy).manifest, contents=contents)


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (["DELETE FROM readings WHERE id = 1"], "should have 800 readings in the record, and has 799"),
        (["DROP TRIGGER audit_events_no_delete", "DELETE FROM audit_events WHERE id = 1"], "audit_events_no_delete"),
        (
            ["PRAGMA writable_schema=ON", "UPDATE sqlite_master SET sql = replace(sql, '2200', '2201')"],
            "patients is not as this program makes it",
        ),
        (["UPDATE sessions SET episode = 9999 WHERE id = 1"], "names one of episodes that is not there"),
        (["INSERT INTO clinics (id, name) VALUES (9, 'Ghost')"], None),
    ],
)
def test_without_the_record_the_rules_find_what_breaks_them(
    made: Copy, tmp_path: Path, statements: list[str], says: str | None
) -> None:
    """Of an unencrypted file, one more row that breaks no rule is not found: only the audit trail knows better."""
    copy = Copy(tmp_path / made.name, made.manifest)
    shutil.copy(made.path, copy.path)
    _alter(copy.path, *statements)
    proof = _proof(Copy(copy.path, _told_again(copy, tmp_path / "told.db")), tmp_path / "scratch.db")
    assert proof.proven if says is None else says in " ".join(proof.problems)


def test_counts_and_chain_are_those_of_the_manifest(made: Copy, tmp_path: Path) -> None:
    contents = made.manifest.contents
    for wrong, says in (
        (replace(contents, rows={**contents.rows, "readings": 801}), "readings: 800 rows, and the manifest says 801."),
        (replace(contents, rows={**contents.rows, "ghosts": 1}), "ghosts: 0 rows, and the manifest says 1."),
        (replace(contents, audit_head="0" * 64), "The audit trail does not end or begin as the manifest says."),
        (replace(contents, data_version=7), "the version of the data is not that of the manifest"),
    ):
        proof = _proof(Copy(made.path, replace(made.manifest, contents=wrong)), tmp_path / "scratch.db")
        assert says in " ".join(proof.problems)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"format": 1}', b'{"format": 2}', b"1e999"],
)
def test_a_broken_manifest_is_a_sentence_and_not_listed(clinic_store: Store, content: bytes) -> None:
    add(clinic_store, "A1")
    copy = back_up(clinic_store, "Kim").copy
    beside(copy.path).write_bytes(content)
    with pytest.raises(BackupError, match=r"json is not the manifest of a backup, or is damaged"):
        copy_at(copy.path)
    assert backups(clinic_store) == []


def test_each_field_of_a_manifest_has_its_kind(made: Copy, tmp_path: Path) -> None:
    told = json.loads(as_text(made.manifest))
    path = tmp_path / "m.json"
    path.write_text(json.dumps(told))
    assert read_manifest(path) == made.manifest
    wrong = [{**told, name: bad} for name in told for bad in ([], None, -1) if name != "encrypted"]
    wrong += [{**told, "contents": {**told["contents"], name: bad}} for name in told["contents"] for bad in (None, -1)]
    for one in wrong:
        path.write_text(json.dumps(one))
        with pytest.raises(BackupError):
            read_manifest(path)


def test_a_backup_without_a_manifest_or_that_is_not_there_is_a_sentence(made: Copy, tmp_path: Path) -> None:
    shutil.copy(made.path, tmp_path / made.name)
    with pytest.raises(BackupError, match="has no manifest"):
        copy_at(tmp_path / made.name)
    with pytest.raises(BackupError, match="There is no file"):
        copy_at(tmp_path / "none.db")


def test_one_of_an_older_version_is_brought_up_and_one_of_a_newer_refused(made: Copy, tmp_path: Path) -> None:
    from data.backup import take
    from data.engine import make_engine
    from data.places import read_url

    old, work = tmp_path / "old.db", tmp_path / "work"
    work.mkdir()
    engine = make_engine(read_url(f"sqlite:///{old}"), may_alter=True)
    upgrade(engine, "0003")
    copy = take(engine, tmp_path / "old-backup.db", work)
    engine.dispose()
    assert (copy.manifest.contents.revision, _proof(copy, tmp_path / "scratch.db").problems) == ("0003", ())
    newer = Copy(tmp_path / made.name, made.manifest)
    shutil.copy(made.path, newer.path)
    _alter(newer.path, "UPDATE alembic_version SET version_num = '9999'")
    newer = Copy(newer.path, _told_again(newer, tmp_path / "told.db"))
    assert "newer version of this program" in _proof(newer, tmp_path / "scratch.db").problems[0]
