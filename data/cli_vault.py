"""The lock on the records by command: the recovery key, a key brought back, encrypting, a copy without a lock."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from data import keys
from data.backup_folder import copy_at
from data.cli_say import DONE, progress, progress_ends
from data.cli_user import actor
from data.places import StoreError, clinic_url
from data.store import open_store

RECOVERABLE = (
    "What is deleted can often be brought back from a disk, longest from a USB stick or an SSD: encrypt the whole disk "
    "as well, or have it wiped when the computer is given away."
)


def recovery_key(_asked: argparse.Namespace) -> int:
    """``recovery-key``: show it on a terminal, and nowhere else."""
    from data import vault

    if not sys.stdout.isatty():
        raise StoreError("The recovery key is shown on a terminal only, so that it lands in no file and no log.")
    with open_store() as store:
        words = vault.recovery_key(store, actor())
    groups = words.split("-")
    half = len(groups) // 2
    print("The recovery key of these records. With it, the file or a backup opens on any computer:\n")
    print(f"  {'-'.join(groups[:half])}-\n  {'-'.join(groups[half:])}\n")
    print(
        "Write it on paper and lock that away, not beside the computer. It cannot be made again: when the key is lost"
    )
    print("here and the paper too, nobody can open the records or their backups.")
    print(f"On this computer the key is kept {keys.where()}.")
    return DONE


def unlock(asked: argparse.Namespace) -> int:
    """``unlock``: take the recovery key and keep it, for these records or for the backup that is named."""
    from data import vault

    if asked.file is None:
        vault.unlock(clinic_url(), typed_key(), actor())
        print(f"The records are open again. Their key is kept {keys.where()}.")
        return DONE
    copy = copy_at(asked.file.absolute())
    vault.keep_key(copy.path, typed_key())
    print(f"{copy.name} can be opened on this computer now. Its key is kept {keys.where()}.")
    print(f"Bring it back with: python3 -m data restore {copy.path}")
    return DONE


def typed_key() -> str:
    """The recovery key as a person types it, which is not shown, or the first line of what is piped in."""
    return getpass.getpass("Recovery key: ") if sys.stdin.isatty() else sys.stdin.readline()


def export_clear(asked: argparse.Namespace) -> int:
    """``export-clear``: everything as a plain SQLite file."""
    from data import vault

    confirm(f"{asked.out} will hold every record, and anybody who has the file can read it.", asked.yes)
    with open_store() as store:
        counts = vault.export_clear(store, asked.out, actor(), progress("Copying"))
    progress_ends()
    print(f"{asked.out} holds all {sum(counts.values()):,} rows of {len(counts)} tables and is not encrypted.")
    return DONE


def encrypt(asked: argparse.Namespace) -> int:
    """``encrypt``: the clinic's plain file becomes an encrypted one."""
    from data import vault_encrypt

    confirm(f"The records will be encrypted; their key is kept {keys.where()}.", asked.yes)
    done = vault_encrypt.encrypt(clinic_url(), actor(), progress("Encrypting"))
    progress_ends()
    print(f"The records are encrypted: all {sum(done.counts.values()):,} rows are the same.")
    print("Write the recovery key down now: python3 -m data recovery-key")
    if asked.remove_plain:
        done.aside.unlink()
        print(f"The file without encryption was removed. {RECOVERABLE}")
    else:
        print(f"The file without encryption is still there: {done.aside}. Remove it when all is well. {RECOVERABLE}")
    _say_also_plain(done.also_plain)
    return DONE


def _say_also_plain(found: tuple[Path, ...]) -> None:
    if found:
        print("These copies of the records are not encrypted either; remove them or lock them away:")
        print("\n".join(f"  {path}" for path in found))


def confirm(sentence: str, yes: bool) -> None:
    """Go on when the person at the terminal types yes, or ``--yes`` was given."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise StoreError(f"{sentence} Say --yes to go on without being asked.")
    print(sentence)
    if input("Type yes to go on: ").strip().casefold() != "yes":
        raise StoreError("Nothing was done.")
