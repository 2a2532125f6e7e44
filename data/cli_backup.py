"""Backups by command: make one and prove it, list them, prove one again, bring one back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from data.backup_drill import Proof
from data.backup_files import BackupError
from data.backup_folder import Copy, copy_at, folder_of
from data.backup_keep import KEPT_WORDS
from data.backup_make import Listed, back_up, backups, chosen
from data.backup_make import drill as prove_again
from data.backup_restore import Live, check_fits, live_at, restore
from data.backup_server import restore_to_server
from data.cli_say import DONE, FOUND, complain, progress, progress_ends
from data.cli_user import actor
from data.clock import moment
from data.ledger_backup import read_told
from data.places import read_url
from data.store import clinic_url, open_store
from data.vault import was_shown
from data.vault_server import new_backup_key


def backup(asked: argparse.Namespace) -> int:
    """``backup``: make a backup, prove it by a restore, let older ones go."""
    to = asked.to.absolute() if asked.to else None
    with open_store() as store:
        if asked.new_key:
            new_backup_key(store, actor())
        proof = back_up(store, actor(), progress("Backing up"), to)
        shown = was_shown(store)
    progress_ends()
    print(f"Backed up to {proof.copy.path} ({size(proof.copy.manifest.size)}).")
    if proof.copy.manifest.encrypted and not shown:
        print("Write the recovery key down now, or it opens on this computer only: python3 -m data recovery-key")
    return _said(proof)


def drill(asked: argparse.Namespace) -> int:
    """``drill``: restore a backup for trial into a scratch file, and check everything."""
    with open_store() as store:
        proof = prove_again(store, actor(), asked.file, progress("Proving"))
    progress_ends()
    return _said(proof)


def _said(proof: Proof) -> int:
    if not proof.proven:
        for sentence in proof.problems:
            complain(sentence, FOUND)
        return complain(f"{proof.copy.name} cannot be relied on. Make another one.", FOUND)
    rows = sum(proof.copy.manifest.contents.rows.values())
    print(f"Proven: {proof.copy.name} was restored for trial and is whole ({rows:,} rows, {proof.seconds:.1f} s).")
    return DONE


def list_backups(_: argparse.Namespace) -> int:
    """``backups``: every backup of this record, newest first, and when a restore was last proven."""
    with open_store() as store:
        folder, proven = folder_of(store), read_told(store).last_proven
        print(f"Last proven restore: {moment(proven) if proven else 'never'}")
        print(f"Folder: {folder} (kept: {KEPT_WORDS})")
        for line in map(_line, backups(store)):
            print(line)
    return DONE


def _line(one: Listed) -> str:
    manifest = one.copy.manifest
    state = f"proven {moment(one.proven)}" if one.proven else "not proven"
    kind = "encrypted" if manifest.encrypted else "not encrypted"
    return f"  {one.copy.name}  {moment(manifest.taken_at)}  {size(manifest.size):>8}  {kind}  {state}"


def bring_back(asked: argparse.Namespace) -> int:
    """``restore``: ask, check the backup, and put it in the place of the record, which is kept beside."""
    if read_url(clinic_url()).get_backend_name() != "sqlite":
        return _into_server(asked)
    live = live_at(clinic_url())
    copy = _chosen(live, asked.file)
    check_fits(live, copy)
    if not asked.yes:
        _ask(f"{live.path}, {_people(live.contents.rows) if live.contents else 'damaged or not there'}", copy)
    proof, kept = restore(live, copy, actor(), progress("Restoring"))
    progress_ends()
    print(f"Restored: {copy.name}, checked in {proof.seconds:.1f} s, is now {live.path}.")
    if kept:
        print(f"The records before are kept in {kept}. Remove that file when you no longer need it.")
    return DONE


def _into_server(asked: argparse.Namespace) -> int:
    """The same, into an empty database on a PostgreSQL server."""
    copy = copy_at(asked.file.absolute())
    if not asked.yes:
        _ask("an empty database on the server", copy)
    proof = restore_to_server(clinic_url(), copy, actor(), progress("Restoring"))
    progress_ends()
    print(f"Restored: {copy.name}, checked in {proof.seconds:.1f} s, is now in the database of CLINIC_DATABASE.")
    return DONE


def _chosen(live: Live, file: Path) -> Copy:
    """A path, or a name in the owner's folder as far as the record can still tell which that is."""
    if live.contents is None or file.is_absolute() or file.exists():
        return copy_at(file.absolute())
    with open_store() as store:
        return chosen(store, file)


def _ask(now: str, copy: Copy) -> None:
    """Say what goes and what comes, and have the backup's name typed. Raises `BackupError` for anything else."""
    print(f"Now:    {now}")
    print(f"Backup: {moment(copy.manifest.taken_at)}, {_people(copy.manifest.contents.rows)}")
    print("What was recorded since the backup will not be in it; the records of now are kept beside.")
    print(f"Type the name of the backup ({copy.name}) to bring it back: ", end="", flush=True)
    if sys.stdin.readline().strip() != copy.name:
        raise BackupError("Nothing was changed. To restore without this question, add --yes.")


def _people(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{rows.get(name, 0):,} {name}" for name in ("patients", "sessions", "readings"))


def size(count: int) -> str:
    """A number of bytes as people write it: 1.4 MB."""
    return f"{count / 1e6:,.1f} MB"
